"""Read *Thời điểm đánh giá*, *Thời gian*, *Năm thực hiện*: a phrase becomes a typed deadline.

*Trước* is exclusive. What waits for an event or a directive stays unresolved; a phrase that
names two deadlines, or anything that is left over, is not understood rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from domain.deadline import (
    BeforeEventDeadline,
    BeforeMonthDeadline,
    DateDeadline,
    Deadline,
    ExternalDeadline,
    MonthDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    UnresolvedDeadline,
    WindowDeadline,
    WithinYearDeadline,
    YearEndDeadline,
)
from domain.period import FIRST_YEAR, Period
from domain.vietnamese.moments import SEVERAL, Grain, Moment, Trouble, read_moment
from domain.vietnamese.reading import Note, NotUnderstood, Reading, Span, Understood
from domain.vietnamese.recurrences import read_continuous, read_recurring
from domain.vietnamese.review import Review
from domain.vietnamese.text import clean, fold

LONGEST_DEADLINE = 1_000
"""Characters: a longer text is no deadline."""

_EDGE = " .,;:*-+…|"
_OPENING = re.compile(
    r"(?P<before>trước)(?= )|(?P<until>đến hết|đến cuối|đến|tới|hết|cuối|kết thúc|chậm nhất"
    r"|muộn nhất|trễ nhất|không quá|không muộn hơn|hạn chót|hạn cuối)(?= )"
    r"|(?P<plain>(?:hoàn thành|hoàn tất|thực hiện|triển khai|ban hành|báo cáo|xong|thời gian"
    r"|thời hạn|thời điểm|hạn|dự kiến|từ nay|kể từ nay|ngay|là|vào|trong|cả|suốt|đầu tiên|giai đoạn"
    r"|nhiệm kỳ|các năm)(?=[ :]))|(?P<blank>[ :,])"
)
_BETWEEN = re.compile(r" ?(?:,? đến hết | đến | tới |[-÷~→]) ?")
_NEXT_YEAR = re.compile(r", ?| và ")
_NAMED_PERIOD = re.compile(r"(?:trong )?kỳ (?=năm |tháng |quý |ngày |từ )")
_BARE_DAY = re.compile(r"(?:ngày )?(\d{1,2})")
_BEFORE_EVENT = re.compile(r"(?:hoàn thành )?trước (?:khi|thời điểm|lúc) (?=\S)")
_DIRECTED = re.compile(
    r"(?:theo|khi có|khi được|căn cứ|thực hiện theo) [^;()]{0,40}?"
    r"(?P<what>yêu cầu|hướng dẫn|chỉ đạo|thông báo|kết luận|kế hoạch|lộ trình|tiến độ|quy định"
    r"|quyết định|phân công|thời gian|thời hạn|văn bản|chương trình|đề án)(?P<rest>.{0,900})"
)
_ASKED = ("yêu cầu", "hướng dẫn", "chỉ đạo", "thông báo", "kết luận")
_OF_OTHERS = re.compile(r" (?:của|từ|do) (?!dự án|đề án|nhiệm vụ|gói thầu|từng|hợp đồng)")
_AFTER = re.compile(r"(?:(?:ngay )?(?:sau|khi) \S|trong vòng \d{1,3} (?:ngày|tháng) ).{0,900}")
_SECOND = re.compile(
    r"(?:trước|chậm nhất|hoàn thành|đến hết|xong)(?: trong)? (?:ngày |tháng |quý |năm )?\d"
    r"|hàng năm|hằng năm|thường xuyên"
)
_PIECES = re.compile(r"[;,()+]| và | hoặc ")
_MARKS = tuple(
    re.compile(mark) for mark in (r"(?<!\d)20\d\d(?!\d)", r"tháng \d", r"quý [\div]", r"ngày \d")
)
_END_OF = re.compile(r"^trước (?:khi|lúc) (?:kết thúc|hết) (?=năm|tháng|quý)")


def parse_deadline(text: str, plan_year: int | None) -> Reading[Deadline]:
    """Return the typed deadline of a cell or phrase, with its words as `text`.

    `plan_year` is taken, and marked, where the words give no year. Reasons:
    DEADLINE_MISSING (empty), DATE_IMPOSSIBLE, TEXT_TOO_LONG, DEADLINE_NOT_UNDERSTOOD.
    """
    if len(text) > LONGEST_DEADLINE:
        return NotUnderstood(Review.TEXT_TOO_LONG, Span(0, len(text)))
    cleaned = clean(text)
    printed = cleaned.text.strip(_EDGE)
    if printed.startswith("(") and printed.find(")") == len(printed) - 1:
        printed = printed[1:-1].strip(_EDGE)
    if not printed:
        return NotUnderstood(Review.DEADLINE_MISSING, Span(0, len(text)))
    start = cleaned.text.index(printed)
    span = cleaned.span(start, start + len(printed))
    found, assumed = _read(fold(printed), printed, plan_year)
    if isinstance(found, Trouble):
        return NotUnderstood(found.reason, span, found.detail)
    notes = (Note(Review.YEAR_ASSUMED, span),) if assumed else ()
    return Understood(replace(found, text=printed), span, notes)


def _read(text: str, printed: str, year: int | None) -> tuple[Deadline | Trouble, bool]:
    """Return the deadline of folded words, or why there is none, and whether a year is assumed."""
    dated, assumed = _dated(text, year)
    if dated is not None and not isinstance(dated, Trouble):
        return dated, assumed
    other: Deadline | Trouble | None = (
        read_continuous(text, year)
        or read_recurring(text)
        or _awaited(text, printed)
        or dated
        or _second(text, year)
    )
    if other is None:
        return _unknown(text), False
    return other, False


def _dated(text: str, year: int | None) -> tuple[Deadline | Trouble | None, bool]:
    """Read what names its own days."""
    if (named := _NAMED_PERIOD.match(text)) and (period := _period(text[named.end() :])):
        return PeriodDeadline(period), False
    before, until, rest = _opened(_END_OF.sub("hết ", text))
    if before and until:
        return None, False
    moment = read_moment(rest, year)
    if isinstance(moment, Moment):
        return _deadline(moment, before=before, until=until), moment.assumed
    if before:
        return moment, False
    spanned = _spanned(rest, year)
    return (spanned or moment, False) if not isinstance(spanned, tuple) else spanned


def _opened(text: str) -> tuple[bool, bool, str]:
    """Take the words before the moment away: whether they say before, or until."""
    before = until = False
    while match := _OPENING.match(text):
        before = before or bool(match["before"])
        until = until or bool(match["until"])
        text = text[match.end() :]
    return before, until, text


def _deadline(moment: Moment, *, before: bool, until: bool) -> Deadline:
    first = moment.first_on
    if moment.grain is Grain.DAY:
        return DateDeadline(first, before)
    if before:
        return BeforeMonthDeadline(first.year, first.month)
    if moment.grain is Grain.MONTH:
        return MonthDeadline(first.year, first.month)
    if moment.grain is Grain.YEAR:
        return YearEndDeadline(first.year) if until else WithinYearDeadline(first.year)
    return PeriodDeadline(period_of(first, moment.last_on))


def _period(text: str) -> Period | None:
    """Return the period that follows *kỳ*: a year, a month, a day, or from a day to a day."""
    moment = read_moment(text, None)
    if isinstance(moment, Moment):
        if moment.grain is Grain.DAY:
            return Period.parse(moment.first_on.isoformat())
        return period_of(moment.first_on, moment.last_on)
    found = _spanned(text, None)
    if isinstance(found, tuple) and isinstance(found[0], WindowDeadline):
        return Period.parse(f"{found[0].start_on.isoformat()}/{found[0].end_on.isoformat()}")
    return None


def period_of(first_on: date, last_on: date) -> Period:
    """Return the period of whole months with the shortest code: a year, half, quarter, span."""
    months = (last_on.year - first_on.year) * 12 + last_on.month - first_on.month + 1
    codes = {
        12: f"{first_on.year}",
        6: f"{first_on.year}-S{(first_on.month + 5) // 6}",
        3: f"{first_on.year}-Q{(first_on.month + 2) // 3}",
        1: f"{first_on:%Y-%m}",
    }
    if months in codes:
        period = Period.parse(codes[months])
        if (period.start_on, period.end_on) == (first_on, last_on):
            return period
    return Period.parse(f"{first_on.isoformat()}/{last_on.isoformat()}")


def _spanned(text: str, year: int | None) -> tuple[Deadline, bool] | Trouble | None:
    """Read years that follow one another, or from a moment to a moment."""
    years = [item.removeprefix("năm ").strip() for item in _NEXT_YEAR.split(text)]
    if len(years) > 1 and all(re.fullmatch(r"20\d\d", item) for item in years):
        numbers = [int(item) for item in years]
        if numbers != list(range(numbers[0], numbers[-1] + 1)):
            return SEVERAL
        return MultiYearDeadline(numbers[0], numbers[-1]), False
    text = re.sub(r"^(?:kể )?từ ", "", text)
    for between in _BETWEEN.finditer(text):
        before, _, right = _opened(text[between.end() :])
        last = read_moment(right, year)
        if isinstance(last, Moment):
            if before:
                last = replace(last, last_on=last.first_on - timedelta(days=1), grain=Grain.SPAN)
            found = _from_to(text[: between.start()], last)
            if found is not None:
                return found
    return None


def _from_to(left: str, last: Moment) -> tuple[Deadline, bool] | Trouble | None:
    """Return the span from what the left words name to a moment that is already read."""
    end = last.last_on
    assumed = last.assumed
    bare = _BARE_DAY.fullmatch(left)
    if bare and last.grain is Grain.DAY:
        left = f"ngày {bare[1]}/{end.month}"
    before, _, left = _opened(left)
    first = read_moment(left, end.year)
    if before or not isinstance(first, Moment):
        return None if isinstance(first, Moment) else first
    if first.assumed and first.first_on > end and end.year > FIRST_YEAR:
        first = read_moment(left, end.year - 1)
        assumed = True
        if not isinstance(first, Moment):
            return first
    if first.first_on > end:
        return Trouble(
            Review.DEADLINE_NOT_UNDERSTOOD, "mốc cuối trước mốc đầu / it ends before it starts"
        )
    if first.grain is last.grain is Grain.YEAR:
        return MultiYearDeadline(first.first_on.year, end.year), assumed
    return WindowDeadline(first.first_on, end), assumed


def _awaited(text: str, printed: str) -> Deadline | Trouble | None:
    """Read what waits for an event or for another authority."""
    before = _BEFORE_EVENT.match(text)
    directed = _DIRECTED.fullmatch(text)
    if not before and not directed and not _AFTER.fullmatch(text):
        return None
    if _SECOND.search(text, before.end() if before else 1):
        return SEVERAL
    if before:
        return BeforeEventDeadline(printed[before.end() :])
    if directed and (
        directed["what"] in _ASKED
        or any(word in directed["rest"] for word in _ASKED)
        or _OF_OTHERS.match(directed["rest"])
    ):
        return ExternalDeadline(printed)
    return UnresolvedDeadline(printed)


def _second(text: str, year: int | None) -> Trouble | None:
    """Tell a text of several deadlines from one that is not understood at all."""
    pieces = [piece.strip(_EDGE) for piece in _PIECES.split(text)]
    read = [
        piece
        for piece in pieces
        if piece
        and (_dated(piece, year)[0] or read_recurring(piece) or read_continuous(piece, year))
    ]
    return SEVERAL if len(read) > 1 or any(len(mark.findall(text)) > 1 for mark in _MARKS) else None


def _unknown(text: str) -> Trouble:
    if re.match(r"(?:kể )?từ ", text):
        detail = "chỉ có mốc bắt đầu / only a start is given"
    elif re.match(r"(?:khoảng|đầu|giữa|trung tuần|thượng tuần|hạ tuần) ", text):
        detail = "không nêu ngày cụ thể / no day is named"
    else:
        detail = "ghi kiểu khác, ví dụ “Tháng 9/2023”, “Trước ngày 30/11/2023” / write it otherwise"
    return Trouble(Review.DEADLINE_NOT_UNDERSTOOD, detail)
