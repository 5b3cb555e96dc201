"""Phrases for what comes again or never ends: *hằng quý*, *6 tháng/lần*, *thường xuyên*.

Reads folded text (see `text.fold`).
"""

from __future__ import annotations

import re
from datetime import date

from domain.deadline import ContinuousDeadline, RecurringDeadline
from domain.period import Frequency
from domain.vietnamese.moments import NO_SUCH_DAY, Trouble, number
from domain.vietnamese.review import Review

_COUNT = r"\d{1,2}|một|hai|ba|bốn|sáu|mười hai"
_EVERY = (
    r"(?:(?:(?P<regular>định k[ỳìyi])(?: theo)?(?: (?:hàng|hằng|mỗi|từng))?|hàng|hằng|mỗi|từng)"
    rf"(?: (?P<each>{_COUNT}|nửa))? (?P<unit>năm|quý|tháng|tuần|ngày)"
    rf"(?: ?(?:/ ?(?:{_COUNT}) ?|một |1 |01 )lần| /lần| (?P<times_each>{_COUNT}) lần)?"
    rf"|(?:định k[ỳìyi] )?(?P<span>{_COUNT}) (?P<span_unit>năm|quý|tháng|tuần)"
    r" ?(?:/ ?(?:01|1|một)? ?|(?:một|1|01) )lần"
    rf"|(?:định k[ỳìyi] )?(?P<times>{_COUNT}) lần ?(?:/|mỗi|trong|một|/ ?1|/ ?01)? ?(?:một )?"
    r"(?P<times_unit>năm|quý|tháng|tuần)"
    r"|(?P<bare>định k[ỳìyi]))"
)
_AFTER = re.compile(rf"(?P<lead>.{{0,80}}?)[ ,;:]{{0,3}}{_EVERY}")
_FIRST = re.compile(rf"{_EVERY}[ ,;:]{{1,3}}(?P<lead>.{{1,80}})")
_MONTHS = {"năm": 12, "quý": 3, "tháng": 1}
LEAP_YEAR = 2024
"""29 February is a day that recurs."""
_FREQUENCIES: dict[int, Frequency] = {12: "A", 6: "S", 3: "Q", 1: "M"}

_ON = re.compile(
    r"(?:(?P<before>trước)|(?:đến|tới|chậm nhất|muộn nhất|trễ nhất|hạn|vào|trong|xong|cuối"
    r"|hoàn thành|báo cáo|là)| )"
)
_DAY_OF_YEAR = re.compile(
    r"(?:ngày )?(?P<day>\d{1,2})(?: ?[/.-] ?| tháng )(?P<month>\d{1,2})(?: của)?"
)
_MONTH_OF_YEAR = re.compile(r"tháng (?P<month>\d{1,2}|[^\W\d]{2,5}(?: [^\W\d]{2,3})?)(?: của)?")
_QUARTER_OF_YEAR = re.compile(r"quý (?P<quarter>\d|i{1,3}|iv)(?: của)?")
_DAY_OF_SPAN = re.compile(
    r"ngày (?:mùng )?(?P<day>\d{1,2})(?P<last> (?:của )?tháng cuối(?: quý)?)?(?: của)?"
)
_PLAIN = re.compile(
    r"(?:nhiệm vụ|kiểm tra|thực hiện|triển khai|tổ chức|cập nhật|rà soát|duy trì|báo cáo|công việc"
    r"|đánh giá|theo dõi|thường xuyên|liên tục|và|,|;| |-)"
)
_ALWAYS = re.compile(r"(?<![^\W_])(?:thường xuyên|liên tục)(?![^\W_])")
_TIED = re.compile(
    r"(?<![^\W_])"
    r"(?:không|chưa|trước|sau|khi|theo|đến|từ|hàng|hằng|mỗi|định kỳ|quý|tháng|năm)(?![^\W_])"
)
_YEAR_OF_PLAN = re.compile(r"[ ,]{1,2}(?:trong |cả |suốt )?năm(?: (?P<year>\d{4}))?$")

UNKNOWN_SPAN = Trouble(
    Review.DEADLINE_NOT_UNDERSTOOD,
    "chỉ có kỳ tháng, quý, 6 tháng, năm / only months, quarters, halves and years recur here",
)


def read_continuous(text: str, year: int | None) -> ContinuousDeadline | None:
    """Return *all the time* where the words say so and tie it to nothing else."""
    tail = _YEAR_OF_PLAN.search(text)
    if tail and (tail["year"] is None or (year is not None and int(tail["year"]) == year)):
        text = text[: tail.start()]
    if not _ALWAYS.search(text) or _TIED.search(text) or re.search(r"[\d()]", text):
        return None
    rest = _ALWAYS.sub("", text)
    if not _PLAIN.sub("", rest) or (len(rest) <= 60 and not re.search(r"[,;]", rest)):
        return ContinuousDeadline()
    return None


def read_recurring(text: str) -> RecurringDeadline | Trouble | None:
    """Return a deadline that comes again; None where the words are of another kind."""
    text = re.sub(r" ?[()] ?", " ", text).strip()
    match = _AFTER.fullmatch(text) or _FIRST.fullmatch(text)
    if match is None:
        return None
    months = _months(match)
    if match["bare"]:
        frequency: Frequency | None = None
    elif months not in _FREQUENCIES:
        return UNKNOWN_SPAN
    else:
        frequency = _FREQUENCIES[months]
    return _fixed(match["lead"].strip(" ,;:"), frequency)


def _months(match: re.Match[str]) -> int:
    """Return how many months lie between two times; 0 where no whole number does."""
    if match["times"]:
        months, times = _MONTHS.get(match["times_unit"], 0), number(match["times"]) or 0
        return months // times if times and months % times == 0 else 0
    if match["span"]:
        return _MONTHS.get(match["span_unit"], 0) * (number(match["span"]) or 0)
    if match["times_each"] and number(match["times_each"]) != 1:
        return 0
    unit = _MONTHS.get(match["unit"] or "", 0)
    if match["each"] == "nửa":
        return unit // 2 if unit == 12 else 0
    return unit * (number(match["each"]) or 0) if match["each"] else unit


def _fixed(lead: str, frequency: Frequency | None) -> RecurringDeadline | Trouble | None:
    """Return the deadline with the day within its span that the other words fix, if any."""
    if not _PLAIN.sub("", lead):
        return RecurringDeadline(frequency)
    exclusive = False
    while opening := _ON.match(lead):
        exclusive = exclusive or bool(opening["before"])
        lead = lead[opening.end() :]
    if not lead:
        return None if exclusive else RecurringDeadline(frequency)
    if match := _DAY_OF_SPAN.fullmatch(lead):
        day = int(match["day"])
        named = match["last"] is None or frequency == "Q"
        known = RecurringDeadline(frequency, None, day, exclusive) if named else None
        return known if 1 <= day <= 31 else NO_SUCH_DAY
    return _within_year(lead, frequency, exclusive) if frequency in ("A", None) else None


def _within_year(
    lead: str, frequency: Frequency | None, exclusive: bool
) -> RecurringDeadline | Trouble | None:
    """Read the day, the month or the quarter that fixes a yearly deadline."""
    month: int | None
    day: int | None = None
    if match := _DAY_OF_YEAR.fullmatch(lead):
        month, day = int(match["month"]), int(match["day"])
    elif match := _MONTH_OF_YEAR.fullmatch(lead):
        month = number(match["month"])
    elif match := _QUARTER_OF_YEAR.fullmatch(lead):
        quarter = number(match["quarter"], romans=True) or 0
        month = 0 if quarter > 4 else 3 * quarter - 2 if exclusive else 3 * quarter
    else:
        return None
    if month is None:
        return None
    try:
        date(LEAP_YEAR, month, day or 1)
    except ValueError:
        return NO_SUCH_DAY
    return RecurringDeadline(frequency, month, day, exclusive)
