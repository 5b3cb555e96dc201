"""Targets that every entity must meet: *mỗi huyện … ít nhất 02 mô hình*, *01 tổ/xã*."""

from __future__ import annotations

import re

from domain.bound import Relation
from domain.target import ForAll
from domain.vietnamese.numbers import NUMBER, read_number
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.review import Review
from domain.vietnamese.target_clauses import Clause, clauses
from domain.vietnamese.target_mentions import Mention
from domain.vietnamese.target_parsed import (
    Minimum,
    ParsedTarget,
    TargetReading,
    notes_of,
    refuse,
    typed,
    understood,
)
from domain.vietnamese.target_text import TargetText, subject

_EACH = re.compile(
    r"(?<![^\W_])(?:mỗi|từng) (?:một )?(?!năm|tháng|quý|tuần|ngày|lần|kỳ|khi|giờ|buổi|đợt|quý)"
    r"(?P<group>[^0-9.;]{1,160})"
)
_ALL = re.compile(
    r"(?:(?:phấn đấu|bảo đảm|đảm bảo) )?(?:tất cả|toàn bộ|mọi"
    r"|100% )(?: các)? (?P<group>[^0-9.;]{1,160})"
)
_NUMBERED = re.compile(
    rf"(?P<least>{NUMBER})(?: (?P<unit>[^\W\d_][^0-9(),;]{{0,40}}))?"
    r" \([0-9]{1,6} đơn vị\)(?:, |$)"
)
_EACH_OF_THEM = "mỗi đơn vị ít nhất "
_AVERAGE = re.compile(r"(?:bình quân|trung bình)(?![^\W_])")
_VERB = re.compile(
    r"(?:,)? (?:có|đăng ký|thực hiện|phải|cần|tổ chức|xây dựng|thành lập|hoàn thành|triển khai|đạt"
    r"|bố trí|phấn đấu|duy trì|được|lựa chọn|chọn|ứng dụng|ít nhất|tối thiểu"
    r"|trên địa bàn)(?![^\W_])"
)


def for_all(text: TargetText) -> TargetReading | None:
    """Return the target that every entity must meet, None where the text names no such thing."""
    if (numbered := _numbered(text)) is not None:
        return numbered
    parted = clauses(text) if len(text.mentions) > 1 else (_whole(text),)
    groups = [_group(text, clause) for clause in parted or ()]
    if parted is None or not all(groups):
        some = _EACH.search(text.covered) and not any(one.share for one in text.mentions)
        return refuse(text, Review.SEVERAL_NUMBERS) if some and len(text.mentions) > 1 else None
    minima: list[Minimum] = []
    notes: list[Note] = []
    for group, clause in zip(groups, parted, strict=True):
        answer = typed(text, clause.mention, text.covered[clause.start : clause.end])
        if isinstance(answer, NotUnderstood):
            return answer
        if not _least(clause.mention):
            return refuse(text, Review.TARGET_NOT_UNDERSTOOD, group)
        if _AVERAGE.search(text.covered, clause.start, clause.mention.number_at):
            return refuse(text, Review.TARGET_NOT_UNDERSTOOD, group)
        minima.append(Minimum(group, clause.mention.low, answer.unit))
        notes += notes_of(text, clause.mention, answer.notes)
    notes.append(text.note(Review.MEMBERS_UNKNOWN, None, "; ".join(one.group for one in minima)))
    same = len({one.value for one in minima}) == 1
    mentions = [clause.mention for clause in parted]
    target = ParsedTarget(
        rule=ForAll((), minima[0].value if same else None),
        unit="%",
        text=text.words,
        subject=subject(text, [(text.start, text.end)], mentions),
        span=text.span(text.start, text.end),
        notes=tuple(notes),
        minima=tuple(minima),
    )
    return understood(text, target)


def _numbered(text: TargetText) -> TargetReading | None:
    """Return *mỗi đơn vị ít nhất 1 (2 đơn vị), 2 (1 đơn vị)*: how many have which minimum."""
    words = text.folded[text.start : text.end]
    minima: list[Minimum] = []
    at = len(_EACH_OF_THEM) if words.startswith(_EACH_OF_THEM) else len(words)
    while match := _NUMBERED.match(words, at):
        least = read_number(match["least"])
        if least is None:
            return None
        minima.append(Minimum("đơn vị", least.value, match["unit"] or ""))
        at = match.end()
    if len(minima) < _SEVERAL or at < len(words):
        return None
    span, note = text.span(text.start, text.end), text.note(Review.MEMBERS_UNKNOWN)
    target = ParsedTarget(ForAll(), "%", text.words, "Đơn vị", span, (note,), tuple(minima))
    return understood(text, target)


_SEVERAL = 2


def _whole(text: TargetText) -> Clause:
    return Clause(text.start, text.end, text.mentions[0])


def _group(text: TargetText, clause: Clause) -> str:
    """Return who must each reach the number, as the text names them; empty if nobody."""
    mention = clause.mention
    if mention.unit.member and not mention.share:
        return mention.unit.member
    words = text.covered[clause.start : mention.number_at]
    # "Trong từng ngành đạt 10%" says of what the share is, it is no promise of each one.
    match = _EACH.match(words.lstrip()) if mention.share else _EACH.search(words)
    if match is None and not mention.share and (mention.bound_words or _begins(words)):
        match = _ALL.match(words.lstrip())
    if match is None:
        return ""
    group = match["group"]
    verb = _VERB.search(group)
    at = clause.start + words.find(group)
    return text.clean.text[at : at + (verb.start() if verb else len(group))].strip(" ,")


def _begins(words: str) -> bool:
    return " có " in f"{words} "


def _least(mention: Mention) -> bool:
    above = set(mention.before.relations) - {Relation.AT_LEAST}
    return not above and mention.high is None and not mention.rank and mention.denominator is None
