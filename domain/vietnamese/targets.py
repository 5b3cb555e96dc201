"""Read a target phrase as its plan prints it: all the forms that the plans were seen to use.

    90% người dân hài lòng                     at least 90 %
    Kinh tế số chiếm trên 4% GRDP              above 4, % GRDP
    ít nhất 01 cuộc diễn tập                   a count
    mỗi huyện ít nhất 02 mô hình               for all
    đạt 15-20% · trên 70-80%                   a band, the second open below
    xếp vị trí thứ 30 trở lên                  a rank
    hằng năm tăng tối thiểu 7%                 a growth, every year
    giảm 30% thủ tục                           a reduction, its baseline missing
    tiếp tục duy trì 100% …                    maintenance
    1/3 số sở                                  a fraction of entities
    90% … cấp tỉnh, 80% … cấp huyện            parts by level
    đạt 50%, trong đó … chiếm 80%              a nested share
    100% …, trên 60% …, trên 30% …             several indicators
    Công bố chính thức …                       a milestone
    «Văn bản» ít nhất 2 văn bản; «Hội nghị» …  parts by their own names

What no rule decides is not understood, with the reason; what rests on a convention is noted.
"""

from __future__ import annotations

import re
from decimal import Decimal

from domain.bound import Relation
from domain.target import Count, EntityFraction, ForAll, Milestone, Rule, Threshold
from domain.vietnamese.reading import NotUnderstood, Span
from domain.vietnamese.review import Review
from domain.vietnamese.target_members import for_all
from domain.vietnamese.target_mentions import Mention
from domain.vietnamese.target_milestones import Activity, activity
from domain.vietnamese.target_named import named_parts
from domain.vietnamese.target_parsed import (
    Minimum,
    ParsedTarget,
    TargetReading,
    one_target,
    refuse,
    understood,
)
from domain.vietnamese.target_several import several
from domain.vietnamese.target_text import TargetText, prepare, tidy
from domain.vietnamese.target_words import Role

__all__ = ["MAX_TEXT", "Minimum", "ParsedTarget", "parse_target"]

MAX_TEXT = 6_000
"""Characters of one target; a longer text is refused before it is looked at."""

_MOST_NUMBERS = 40
_EACH_ITS_OWN = re.compile(r"mọi đơn vị đạt mức của mình")
_ALL = re.compile(r"(?:tất cả(?: các)?|toàn bộ(?: các)?|mọi) (?=[^\W\d_])")
_PART_OF = re.compile(
    r"(?:(?P<half>một nửa|1 nửa)|(?P<low>một|hai|ba) phần (?P<of>hai|ba|tư|bốn"
    r"|năm(?! [0-9\u25a1])))"
    r"(?: tổng)? số "
)
_WORD_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5}
_COUNTING = re.compile(
    r"(?:tổ chức|xây dựng|thành lập|đào tạo|tập huấn|bồi dưỡng|hỗ trợ|phát triển|triển khai|lắp đặt"
    r"|ban hành|đầu tư|mở|tuyển dụng|tuyển|cho|có|hình thành|phát sóng|đăng|thực hiện|hoàn thành"
    r"|cấp"
    r"|công nhận|thu hút|kết nối|phát hành|ra mắt|lựa chọn|chọn|thêm|mới|đạt|biên soạn|công bố"
    r"|trồng"
    r"|khai trương|cung cấp|đưa|số hóa|nâng cấp|được|sản xuất|tiếp nhận|vận động|huy động|là"
    r"|tổng số)"
    r"(?: (?:thêm|được|mới|thí điểm|cho|khoảng))? ?$"
)


def parse_target(text: str, unit: str = "") -> TargetReading:
    """Read one target, of a row or a sentence.

    Args:
        text: the phrase, numbering and footnote marks included.
        unit: that of a column beside it (*ĐVT*), for a number that names none.

    Returns:
        The targets with their notes: several where the row names several indicators. Else
        the reason why nothing was understood; spans are of `text`.
    """
    if len(text) > MAX_TEXT:
        return NotUnderstood(Review.TEXT_TOO_LONG, Span(0, len(text)))
    source = prepare(text, unit)
    if not any(letter.isalnum() for letter in source.words):
        return NotUnderstood(Review.EMPTY, Span(0, len(text)))
    if (compound := named_parts(source, unit, parse_target)) is not None:
        return compound
    if len(source.mentions) > _MOST_NUMBERS:
        return refuse(source, Review.SEVERAL_NUMBERS)
    if not source.mentions:
        return _without_number(source)
    if (everyone := for_all(source)) is not None:
        return everyone
    return several(source) if len(source.mentions) > 1 else _single(source)


def _single(text: TargetText) -> TargetReading:
    mention = text.mentions[0]
    target = one_target(text, mention, text.start, text.end)
    if isinstance(target, NotUnderstood):
        return target
    counted = isinstance(target.rule, Count | Threshold) and not mention.share
    if counted and not mention.bound_words:
        words = text.clean.text[mention.start : mention.unit.noun_end]
        if not _is_asked_for(text, mention):
            return refuse(text, Review.TARGET_NOT_UNDERSTOOD, words)
        if mention.unit.unit and not mention.unit.known:
            return refuse(text, Review.UNIT_UNKNOWN, words)
    return understood(text, target)


def _is_asked_for(text: TargetText, mention: Mention) -> bool:
    """Whether a bare number is what the text asks for, not one that it mentions.

    It opens the text, or stands behind a word of giving or making. *Mô hình bảo vệ 04 lớp*
    asks for no four.
    """
    ahead = text.covered[text.start : mention.start].rstrip()
    if not ahead or Role.BEARER in mention.before.roles or ahead.endswith(("|", "(%)")):
        return True
    return mention.unit.known and bool(_COUNTING.search(ahead))


def _without_number(text: TargetText) -> TargetReading:
    words = text.covered[text.start : text.end]
    if _EACH_ITS_OWN.fullmatch(words):
        return _whole(text, ForAll(), "%", words, (Review.MEMBERS_UNKNOWN,))
    if re.search("[0-9]", words):
        return refuse(text, Review.NUMBER_AMBIGUOUS)
    if part := _PART_OF.search(words):
        return _part_in_words(text, part)
    if everything := _ALL.match(words):
        rule = Threshold(Relation.AT_LEAST, Decimal(100))
        name = text.clean.text[text.start + everything.end() : text.end]
        return _whole(text, rule, "%", name, (Review.WORD_FOR_NUMBER,))
    match activity(words):
        case Activity.MILESTONE:
            return _whole(text, Milestone(), "", text.words)
        case Activity.WORK:
            return _whole(text, Milestone(), "", text.words, (Review.KIND_ASSUMED,))
        case None:
            return refuse(text, Review.NO_NUMBER)


def _part_in_words(text: TargetText, part: re.Match[str]) -> TargetReading:
    low = 1 if part["half"] else _WORD_NUMBERS[part["low"]]
    of = 2 if part["half"] else _WORD_NUMBERS[part["of"]]
    if low > of:
        return refuse(text, Review.NUMBER_AMBIGUOUS, part.group())
    at = text.start + part.start()
    name = text.clean.text[text.start : at] + text.clean.text[text.start + part.end() : text.end]
    notes = (Review.WORD_FOR_NUMBER, Review.FRACTION_BASE)
    return _whole(text, EntityFraction(low, of), "đơn vị", name, notes)


def _whole(
    text: TargetText, rule: Rule, unit: str, name: str, codes: tuple[Review, ...] = ()
) -> TargetReading:
    span = text.span(text.start, text.end)
    notes = tuple(text.note(code) for code in codes)
    return understood(text, ParsedTarget(rule, unit, text.words, tidy(name), span, notes))
