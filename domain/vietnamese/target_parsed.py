"""What a target phrase is read as, and what the readers of its forms hand to one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.target import Rule
from domain.vietnamese.reading import Note, NotUnderstood, Reading, Span, Understood
from domain.vietnamese.review import Review
from domain.vietnamese.target_bounds import Refused, Typed
from domain.vietnamese.target_mentions import Mention
from domain.vietnamese.target_rules import rule_of
from domain.vietnamese.target_text import TargetText, subject, tidy
from domain.vietnamese.target_words import Role

_MOVES = re.compile(r"(?:nâng cao|nâng|tăng|đưa|giảm|rút ngắn|kéo giảm|hạ) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Minimum:
    """What each entity of a group must reach: *mỗi huyện ít nhất 02 mô hình*."""

    group: str
    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ParsedTarget:
    """One target as read from a phrase.

    `text` is the clause that sets it, `subject` the words of what is measured, without the
    threshold: the name of the indicator, by which definitions are compared. `minima` are
    those of a for-all target, by group as the plan names it.
    """

    rule: Rule
    unit: str
    text: str
    subject: str
    span: Span
    notes: tuple[Note, ...] = ()
    minima: tuple[Minimum, ...] = ()


TargetReading = Reading[tuple[ParsedTarget, ...]]


def refuse(text: TargetText, reason: Review, detail: str = "") -> NotUnderstood:
    """Return that a text is not understood, and why."""
    return NotUnderstood(reason, text.span(text.start, text.end), detail)


def understood(text: TargetText, *targets: ParsedTarget) -> Understood[tuple[ParsedTarget, ...]]:
    """Return targets as read, with the notes of them all."""
    notes = dict.fromkeys(note for target in targets for note in target.notes)
    return Understood(targets, text.span(text.start, text.end), tuple(notes))


def typed(text: TargetText, mention: Mention, clause: str) -> Typed | NotUnderstood:
    """Return the rule of one number, or why it gives none, with its place."""
    answer = rule_of(mention, clause)
    if isinstance(answer, Refused):
        span = text.span(mention.start, mention.end)
        return NotUnderstood(
            answer.reason, span, answer.detail or text.clean.text[mention.start : mention.end]
        )
    return answer


def notes_of(text: TargetText, mention: Mention, codes: tuple[Review, ...]) -> tuple[Note, ...]:
    """Return notes with the words that they are about."""
    words = text.clean.text[mention.start : mention.end].strip()
    return tuple(text.note(code, mention, words) for code in codes)


def one_target(
    text: TargetText, mention: Mention, start: int, end: int, *, head: tuple[int, int] | None = None
) -> ParsedTarget | NotUnderstood:
    """Return the target that one number of a stretch sets; `head` are words that it shares."""
    answer = typed(text, mention, text.covered[start:end])
    if isinstance(answer, NotUnderstood):
        return answer
    pieces = [head, (start, end)] if head else [(start, end)]
    return ParsedTarget(
        rule=answer.rule,
        unit=answer.unit,
        text=text.clean.text[start:end].strip(),
        subject=_without_move(subject(text, pieces, [mention]), mention),
        span=text.span(start, end),
        notes=notes_of(text, mention, answer.notes),
    )


def _without_move(name: str, mention: Mention) -> str:
    """Return a name without the verb of *nâng tỷ lệ … lên 70%*, which belongs to its number."""
    moved = mention.goal is not None or {Role.UP_TO, Role.DOWN_TO} & mention.before.roles
    verb = _MOVES.match(name) if moved else None
    return tidy(name[verb.end() :]) if verb else name
