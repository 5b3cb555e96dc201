"""One indicator of several parts: by level, by group, or a share of a share."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.bound import Relation
from domain.target import Compound, EntityFraction, Part
from domain.vietnamese.part_names import BREAKDOWN, INNER, WHOLE, slug
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.review import Review
from domain.vietnamese.target_clauses import Clause, clauses
from domain.vietnamese.target_levels import level_parts
from domain.vietnamese.target_parsed import (
    ParsedTarget,
    TargetReading,
    notes_of,
    refuse,
    typed,
    understood,
)
from domain.vietnamese.target_text import TargetText, subject
from domain.vietnamese.target_words import Role

Named = tuple[tuple[str, Clause], ...]
"""Clauses with the ids of the parts that they become."""

_WITHIN = re.compile(r"(?<![^\W_])trong (?:đó|số đó)(?![^\W_]),? ?")
_RATE = re.compile(r"(?:có )?(?:tỷ|tỉ) (?:lệ|trọng)|(?:có )?mức độ")


def compound(
    text: TargetText,
    named: Named,
    *,
    pieces: list[tuple[int, int]] | None = None,
    nested: bool = False,
) -> TargetReading:
    """Return one target whose parts are the clauses, each under its id.

    `pieces` are the stretches that name the indicator; `nested` says that the last part is a
    share of the first one's numerator.
    """
    parts: list[Part] = []
    notes: list[Note] = []
    units: list[str] = []
    for place, (name, clause) in enumerate(named):
        answer = typed(text, clause.mention, text.covered[clause.start : clause.end])
        if isinstance(answer, NotUnderstood):
            return answer
        words = text.clean.text[clause.start : clause.end].strip(" ,;.(")
        share_of = named[0][0] if nested and place else None
        parts.append(Part(name, words, answer.rule, share_of))
        units.append(answer.unit)
        notes += notes_of(text, clause.mention, answer.notes)
        notes += () if nested else strictness_notes(text, named[0][1], clause)
    unit = _unit(parts, units, nested=nested)
    if unit is None or len({part.id for part in parts}) != len(parts):
        return refuse(text, Review.SEVERAL_NUMBERS)
    mentions = [clause.mention for _, clause in named]
    target = ParsedTarget(
        rule=Compound(tuple(parts)),
        unit=unit,
        text=text.words,
        subject=subject(text, pieces or [(text.start, text.end)], mentions),
        span=text.span(text.start, text.end),
        notes=tuple(notes),
    )
    return understood(text, target)


def _unit(parts: list[Part], units: list[str], *, nested: bool) -> str | None:
    """Return the unit of all parts, None where they are not of one kind."""
    fractions = [isinstance(part.rule, EntityFraction) for part in parts]
    if len(set(units)) == 1 or nested:
        return units[0]
    return "đơn vị" if all(fractions) else None


def within(text: TargetText) -> TargetReading | None:
    """Return what *trong đó* adds: the shares of levels, or a share of the first share's whole.

    Only *chiếm* says that the second share is one of the first. A rate of its own behind
    *trong đó* is another indicator, which is for others to read; anything else is not clear.
    """
    if len(text.mentions) < 2:
        return None
    first, second = text.mentions[:2]
    mark = _WITHIN.search(text.covered, first.end, second.number_at)
    if not mark:
        return None
    whole = Clause(text.start, len(text.covered[: mark.start()].rstrip(" ,;.(")), first)
    inside = replace(text, start=mark.end(), mentions=text.mentions[1:])
    parted = clauses(inside)
    if parted and (levels := level_parts(inside, parted)):
        return compound(text, ((BREAKDOWN, whole), *levels))
    of_the_whole = Role.SHARE_OF in second.before.roles
    if len(text.mentions) == 2 and first.share and second.share and of_the_whole:
        part = Clause(mark.start(), text.end, second)
        return compound(text, ((WHOLE, whole), (INNER, part)), nested=True)
    if _RATE.match(text.covered, mark.end()):
        return None
    return refuse(text, Review.SEVERAL_NUMBERS)


def by_group(text: TargetText, parted: tuple[Clause, ...]) -> TargetReading:
    """Return *1/3 số sở và 1/3 UBND cấp huyện*: one part for each group of entities."""
    named = (slug(text.folded[each.mention.number_at : each.end]) for each in parted)
    return compound(text, tuple(zip(named, parted, strict=True)))


def strictness_notes(text: TargetText, first: Clause, clause: Clause) -> tuple[Note, ...]:
    """Return the note that *trên* before the first number is not taken for this one."""
    strict = first.mention.before.relation in (Relation.ABOVE, Relation.BELOW)
    if not strict or clause is first or clause.mention.before.relations:
        return ()
    return notes_of(text, clause.mention, (Review.STRICTNESS_NOT_SHARED,))
