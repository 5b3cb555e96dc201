"""Targets of several numbers: levels, nested shares, fractions of groups, several indicators."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from domain.bound import Relation
from domain.target import Compound, EntityFraction, Part
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.review import Review
from domain.vietnamese.target_clauses import Clause, clauses
from domain.vietnamese.target_levels import in_turn, level_parts
from domain.vietnamese.target_parsed import (
    ParsedTarget,
    TargetReading,
    notes_of,
    one_target,
    refuse,
    typed,
    understood,
)
from domain.vietnamese.target_text import TargetText, has_words, subject

_WITHIN = re.compile(r"(?<![^\W_])trong (?:đó|số đó)(?![^\W_])")
_RATE_NAME = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng|suất)(?![^\W_])")
_PREDICATE = re.compile(
    r" (?:được|có|sử dụng|thực hiện|tham gia|kết nối|triển khai|hoàn thành|cung cấp|ứng dụng|đạt"
    r"|đưa"
    r"|tổ chức|xây dựng|trực tuyến|hài lòng|biết|phủ|chia sẻ|cập nhật|giám sát|công bố|mở|đáp ứng)"
    r"(?![^\W_])"
)
_YEAR = re.compile(r"(?:năm|đến|vào|tới|giai đoạn) (?:(?:hết|cuối) )?((?:19|20)[0-9]{2})(?![0-9])")
_BREAKDOWN = "chung"
_SLUG_WORDS = 4
_FEW_WORDS = 2


def several(text: TargetText) -> TargetReading:
    """Return what a text of several numbers asks for, or that no rule decides between them."""
    if nested := _within(text):
        return nested
    if levels := in_turn(text):
        first, last = text.mentions[0].start, text.mentions[-1].end
        return _compound(text, levels, [(text.start, first), (last, text.end)])
    parted = clauses(text)
    if parted:
        if _horizons(text, parted):
            return refuse(text, Review.SEVERAL_NUMBERS)
        if levels := level_parts(text, parted):
            return _compound(text, levels)
        if all(clause.mention.denominator is not None for clause in parted):
            return _compound(text, tuple((_group_id(text, one), one) for one in parted))
        if indicators := _indicators(text, parted):
            return indicators
    return _one_share(text) or refuse(text, Review.SEVERAL_NUMBERS)


def _horizons(text: TargetText, parted: tuple[Clause, ...]) -> bool:
    """Whether the clauses set one thing for several years, which is not one target."""
    years = [_YEAR.findall(text.folded[clause.start : clause.end]) for clause in parted]
    return len({named[-1] for named in years if named}) > 1


def _compound(
    text: TargetText,
    named: tuple[tuple[str, Clause], ...],
    pieces: list[tuple[int, int]] | None = None,
) -> TargetReading:
    """Return one indicator whose parts are the clauses, each under its id."""
    parts: list[Part] = []
    notes: list[Note] = []
    units: list[str] = []
    for name, clause in named:
        answer = typed(text, clause.mention, text.covered[clause.start : clause.end])
        if isinstance(answer, NotUnderstood):
            return answer
        parts.append(Part(name, _words(text, clause), answer.rule))
        units.append(answer.unit)
        notes += notes_of(text, clause.mention, answer.notes)
        notes += _strictness(text, named[0][1], clause)
    shares = {isinstance(part.rule, EntityFraction) for part in parts}
    if len({part.id for part in parts}) != len(parts) or len(shares) > 1:
        return refuse(text, Review.SEVERAL_NUMBERS)
    if len(set(units)) > 1 and not shares.pop():
        return refuse(text, Review.SEVERAL_NUMBERS)
    unit = units[0] if len(set(units)) == 1 else "đơn vị"
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


def _within(text: TargetText) -> TargetReading | None:
    """Return what *trong đó* adds: the shares of levels, or a share of the first share's whole."""
    if len(text.mentions) < 2:
        return None
    first, second = text.mentions[:2]
    within = _WITHIN.search(text.covered, first.end, second.start)
    if not within:
        return None
    cut = len(text.covered[: within.start()].rstrip(" ,;."))
    whole = Clause(text.start, cut, first)
    inner_text = replace(text, start=within.end() + 1, mentions=text.mentions[1:])
    parted = clauses(inner_text)
    if parted and (levels := level_parts(inner_text, parted)):
        return _compound(text, ((_BREAKDOWN, whole), *levels))
    if len(text.mentions) > 2 or not (first.share and second.share):
        return refuse(text, Review.SEVERAL_NUMBERS)
    part = Clause(within.start(), text.end, second)
    outer = typed(text, first, text.covered[whole.start : whole.end])
    inner = typed(text, second, text.covered[part.start : part.end])
    if isinstance(outer, NotUnderstood):
        return outer
    if isinstance(inner, NotUnderstood):
        return inner
    rule = Compound(
        (
            Part("tong-so", _words(text, whole), outer.rule),
            Part("trong-do", _words(text, part), inner.rule, share_of="tong-so"),
        )
    )
    notes = notes_of(text, first, outer.notes) + notes_of(text, second, inner.notes)
    name = subject(text, [(text.start, text.end)], [first, second])
    span = text.span(text.start, text.end)
    return understood(text, ParsedTarget(rule, outer.unit, text.words, name, span, notes))


def _indicators(text: TargetText, parted: tuple[Clause, ...]) -> TargetReading | None:
    """Return one target for each clause, with the words that they share."""
    head = _shared_head(text, parted)
    tail = _shared_tail(text, parted)
    targets: list[ParsedTarget] = []
    for place, clause in enumerate(parted):
        shared = head if place else None
        target = one_target(text, clause.mention, clause.start, clause.end, head=shared)
        if isinstance(target, NotUnderstood):
            return target
        pieces = [shared] if shared else []
        pieces.append((clause.start, clause.end))
        if tail and clause is not parted[-1]:
            pieces.append(tail)
        name = subject(text, pieces, [clause.mention])
        if len(name.split()) < _FEW_WORDS:
            return None
        several = text.note(Review.SEVERAL_INDICATORS, clause.mention, f"{place + 1}/{len(parted)}")
        notes = (*target.notes, *_strictness(text, parted[0], clause), several)
        targets.append(
            ParsedTarget(target.rule, target.unit, target.text, name, target.span, notes)
        )
    same_names = len({target.subject for target in targets}) < len(targets)
    return None if same_names else understood(text, *targets)


def _shared_head(text: TargetText, parted: tuple[Clause, ...]) -> tuple[int, int] | None:
    """Return the words before the first number, where they belong to every clause."""
    first = parted[0]
    opens = all(clause.leading for clause in parted[1:])
    if not opens or first.leading or not has_words(first.behind(text)):
        return None
    return first.start, first.mention.start


def _shared_tail(text: TargetText, parted: tuple[Clause, ...]) -> tuple[int, int] | None:
    """Return the predicate of the last clause, where those before it have none."""
    last = parted[-1]
    if not all(clause.leading for clause in parted[1:]):
        return None
    if any(_PREDICATE.search(" " + clause.behind(text)) for clause in parted[:-1]):
        return None
    at = last.mention.unit.said_end
    predicate = _PREDICATE.search(text.covered, at, last.end)
    return (predicate.start(), last.end) if predicate else None


def _one_share(text: TargetText) -> TargetReading | None:
    """Return the one percentage of a text, where its other numbers only say of what.

    *100% xã có ít nhất 01 tổ*, *Tỷ lệ doanh nghiệp có từ 10 lao động trở lên … đạt 80%*.
    """
    shares = [mention for mention in text.mentions if mention.share]
    if len(shares) != 1:
        return None
    share = shares[0]
    ahead = [mention for mention in text.mentions if mention.number_at < share.number_at]
    named = _RATE_NAME.match(text.covered, text.start)
    behind = text.covered[share.end : text.end]
    if ahead and (not named or has_words(behind.partition("(")[0])):
        return None
    parted = [one for one in text.mentions if one is not share and one.number_at > share.number_at]
    if any(re.search(r"[;.] ?$", text.covered[share.end : one.start]) for one in parted):
        return None
    target = one_target(text, share, text.start, text.end)
    return target if isinstance(target, NotUnderstood) else understood(text, target)


def _strictness(text: TargetText, first: Clause, clause: Clause) -> tuple[Note, ...]:
    """Return the note that *trên* before the first number is not taken for this one."""
    strict = first.mention.before.relation in (Relation.ABOVE, Relation.BELOW)
    if not strict or clause is first or clause.mention.before.relations:
        return ()
    return notes_of(text, clause.mention, (Review.STRICTNESS_NOT_SHARED,))


def _words(text: TargetText, clause: Clause) -> str:
    return text.clean.text[clause.start : clause.end].strip(" ,;.")


def _group_id(text: TargetText, clause: Clause) -> str:
    mention = clause.mention
    at = mention.number_at
    words = re.sub(r"[0-9/]+|(?<![^\W_])số(?![^\W_])", " ", text.folded[at : clause.end])
    return slug(words, _SLUG_WORDS)


def slug(words: str, most: int) -> str:
    """Return the first words as an id: `UBND cấp huyện` is `ubnd-cap-huyen`."""
    plain = unicodedata.normalize("NFD", words.replace("đ", "d")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower())[:most]) or "phan"
