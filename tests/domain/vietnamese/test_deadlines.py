"""Deadline phrases of Vietnamese plans; kind, start and due date written from reading them."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import (
    BeforeEventDeadline,
    BeforeMonthDeadline,
    ContinuousDeadline,
    DateDeadline,
    ExternalDeadline,
    MonthDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    RecurringDeadline,
    UnresolvedDeadline,
    WindowDeadline,
    WithinYearDeadline,
    YearEndDeadline,
    due_on,
    starts_on,
)
from domain.vietnamese.deadlines import LONGEST_DEADLINE, parse_deadline
from domain.vietnamese.reading import NotUnderstood, Understood
from domain.vietnamese.review import Review

PLAN_2023 = Path(__file__).parents[3] / "examples/plans/dong_thap_2023_phu_luc_VII.csv"
KINDS = {
    "MONTH": MonthDeadline,
    "BEFORE_MONTH(exclusive)": BeforeMonthDeadline,
    "BEFORE_EVENT": BeforeEventDeadline,
    "CONTINUOUS": ContinuousDeadline,
    "EXTERNAL_DIRECTIVE": ExternalDeadline,
    "WINDOW": WindowDeadline,
    "WITHIN_YEAR": WithinYearDeadline,
    "YEAR_END": YearEndDeadline,
}

DATED = [
    ("Tháng 9/2023", MonthDeadline, "2023-09-01", "2023-09-30"),
    ("tháng 9 năm 2023", MonthDeadline, "2023-09-01", "2023-09-30"),
    ("T9/2023", MonthDeadline, "2023-09-01", "2023-09-30"),
    ("09/2023", MonthDeadline, "2023-09-01", "2023-09-30"),
    ("9-2023", MonthDeadline, "2023-09-01", "2023-09-30"),
    ("Tháng mười hai năm 2023", MonthDeadline, "2023-12-01", "2023-12-31"),
    ("Đến tháng 12/2020", MonthDeadline, "2020-12-01", "2020-12-31"),
    ("Hoàn thành trong tháng 6/2023", MonthDeadline, "2023-06-01", "2023-06-30"),
    ("Trước 09/2023", BeforeMonthDeadline, None, "2023-08-31"),
    ("Trước tháng 05/2023", BeforeMonthDeadline, None, "2023-04-30"),
    ("trước tháng 6 năm 2023", BeforeMonthDeadline, None, "2023-05-31"),
    ("Trước quý III/2023", BeforeMonthDeadline, None, "2023-06-30"),
    ("Trước năm 2025", BeforeMonthDeadline, None, "2024-12-31"),
    ("Quý III/2023", PeriodDeadline, "2023-07-01", "2023-09-30"),
    ("quý 3 năm 2023", PeriodDeadline, "2023-07-01", "2023-09-30"),
    ("Quí II - 2023", PeriodDeadline, "2023-04-01", "2023-06-30"),
    ("Quý I, II/2023", PeriodDeadline, "2023-01-01", "2023-06-30"),
    ("Quý II và Quý III năm 2023", PeriodDeadline, "2023-04-01", "2023-09-30"),
    ("Quý I - Quý III/2023", PeriodDeadline, "2023-01-01", "2023-09-30"),
    ("Quý I+II/2023", PeriodDeadline, "2023-01-01", "2023-06-30"),
    ("6 tháng đầu năm 2023", PeriodDeadline, "2023-01-01", "2023-06-30"),
    ("06 tháng cuối năm 2023", PeriodDeadline, "2023-07-01", "2023-12-31"),
    ("9 tháng đầu năm 2023", PeriodDeadline, "2023-01-01", "2023-09-30"),
    ("Tháng 6-9/2023", PeriodDeadline, "2023-06-01", "2023-09-30"),
    ("Tháng 9, 10/2023", PeriodDeadline, "2023-09-01", "2023-10-31"),
    ("Trong năm 2023", WithinYearDeadline, "2023-01-01", "2023-12-31"),
    ("Năm 2023", WithinYearDeadline, "2023-01-01", "2023-12-31"),
    ("2023", WithinYearDeadline, "2023-01-01", "2023-12-31"),
    ("Cuối năm 2023", YearEndDeadline, None, "2023-12-31"),
    ("Hết năm 2023", YearEndDeadline, None, "2023-12-31"),
    ("Đến năm 2025", YearEndDeadline, None, "2025-12-31"),
    ("đến hết năm 2025", YearEndDeadline, None, "2025-12-31"),
    ("Từ nay đến hết năm 2025", YearEndDeadline, None, "2025-12-31"),
    ("Trước khi kết thúc năm 2023", YearEndDeadline, None, "2023-12-31"),
    ("31/12/2023", DateDeadline, None, "2023-12-31"),
    ("2023-12-31 00:00:00", DateDeadline, None, "2023-12-31"),
    ("31 tháng 3 tháng 2022", DateDeadline, None, "2022-03-31"),
    ("Trước ngày 15/12/2023", DateDeadline, None, "2023-12-14"),
    ("Trước 31/12/2020", DateDeadline, None, "2020-12-30"),
    ("trước ngày 30 tháng 11 năm 2023", DateDeadline, None, "2023-11-29"),
    ("Trước thời điểm 30/6/2023", DateDeadline, None, "2023-06-29"),
    ("Chậm nhất ngày 30/6/2023", DateDeadline, None, "2023-06-30"),
    ("Chậm nhất đến hết ngày 30 tháng 6 năm 2023", DateDeadline, None, "2023-06-30"),
    ("Từ ngày 01/10/2023 đến 15/10/2023", WindowDeadline, "2023-10-01", "2023-10-15"),
    ("Từ 1/10 đến hết ngày 15/10/2023", WindowDeadline, "2023-10-01", "2023-10-15"),
    ("01-15/10/2023", WindowDeadline, "2023-10-01", "2023-10-15"),
    ("Từ 01/6/2023 đến trước 30/6/2023", WindowDeadline, "2023-06-01", "2023-06-29"),
    ("Từ tháng 3 đến tháng 6/2023", WindowDeadline, "2023-03-01", "2023-06-30"),
    ("Tháng 9/2022 - 6/2023", WindowDeadline, "2022-09-01", "2023-06-30"),
    ("Giai đoạn 2021-2025", MultiYearDeadline, "2021-01-01", "2025-12-31"),
    ("2022 - 2025", MultiYearDeadline, "2022-01-01", "2025-12-31"),
    ("2022 – 2025", MultiYearDeadline, "2022-01-01", "2025-12-31"),
    ("2020 - 2030", MultiYearDeadline, "2020-01-01", "2030-12-31"),
    ("Nhiệm kỳ 2020 ÷ 2025", MultiYearDeadline, "2020-01-01", "2025-12-31"),
    ("2023-2024", MultiYearDeadline, "2023-01-01", "2024-12-31"),
    ("Từ năm 2021 đến năm 2025", MultiYearDeadline, "2021-01-01", "2025-12-31"),
    ("Các năm 2023, 2024 và 2025", MultiYearDeadline, "2023-01-01", "2025-12-31"),
    ("<sup>(2)</sup>Cuối năm 2023*", YearEndDeadline, None, "2023-12-31"),
    ("QÚY III/2023", PeriodDeadline, "2023-07-01", "2023-09-30"),
]
YEARLESS = [
    ("Tháng 6", MonthDeadline, "2023-06-30"),
    ("Quý IV", PeriodDeadline, "2023-12-31"),
    ("6 tháng cuối năm", PeriodDeadline, "2023-12-31"),
    ("Cuối năm", YearEndDeadline, "2023-12-31"),
    ("trước ngày 30/11", DateDeadline, "2023-11-29"),
    ("15/12/23", DateDeadline, "2023-12-15"),
    ("Từ tháng 11 đến tháng 2/2024", WindowDeadline, "2024-02-29"),
]
UNDATED = [
    ("Hàng năm", RecurringDeadline("A")),
    ("hằng năm", RecurringDeadline("A")),
    ("định kỳ hàng năm", RecurringDeadline("A")),
    ("Thường xuyên hằng năm", RecurringDeadline("A")),
    ("hàng quý", RecurringDeadline("Q")),
    ("Hằng tháng", RecurringDeadline("M")),
    ("định kỳ", RecurringDeadline(None)),
    ("định kỳ 6 tháng", RecurringDeadline("S")),
    ("6 tháng/lần", RecurringDeadline("S")),
    ("02 lần/năm", RecurringDeadline("S")),
    ("mỗi quý 01 lần", RecurringDeadline("Q")),
    ("trước ngày 01/12 hàng năm", RecurringDeadline("A", 12, 1, True)),
    ("Hằng năm, trước ngày 15/11", RecurringDeadline("A", 11, 15, True)),
    ("Tháng 12 hàng năm", RecurringDeadline("A", 12)),
    ("Trước tháng 12 hằng năm", RecurringDeadline("A", 12, None, True)),
    ("Định kỳ hằng năm (trước ngày 15/12)", RecurringDeadline("A", 12, 15, True)),
    ("Trước ngày 20 của tháng cuối hằng quý", RecurringDeadline("Q", None, 20, True)),
    ("Trước ngày 25 hàng tháng", RecurringDeadline("M", None, 25, True)),
    ("Thường xuyên", ContinuousDeadline()),
    ("Nhiệm vụ thường xuyên", ContinuousDeadline()),
    ("Kiểm tra thường xuyên", ContinuousDeadline()),
    ("Liên tục", ContinuousDeadline()),
    ("Thường xuyên, liên tục", ContinuousDeadline()),
    ("Thường xuyên trong năm 2023", ContinuousDeadline()),
    (
        "Trước khi đưa vào sử dụng chính thức",
        BeforeEventDeadline("đưa vào sử dụng chính thức"),
    ),
]
WAITING = [
    ("Theo thời gian yêu cầu của các cơ quan TW", ExternalDeadline),
    ("Theo yêu cầu của Ủy ban nhân dân tỉnh", ExternalDeadline),
    ("Theo hướng dẫn của Bộ TTTT", ExternalDeadline),
    ("Theo kế hoạch của Trung ương", ExternalDeadline),
    ("Khi có yêu cầu", ExternalDeadline),
    ("Sau khi có hướng dẫn của Bộ Y tế", UnresolvedDeadline),
    ("Theo tiến độ dự án", UnresolvedDeadline),
    ("Trong vòng 10 ngày kể từ khi được giao", UnresolvedDeadline),
]
REFUSED = [
    ("", Review.DEADLINE_MISSING),
    (" … ", Review.DEADLINE_MISSING),
    ("30/02/2023", Review.DATE_IMPOSSIBLE),
    ("trước ngày 31/11 hàng năm", Review.DATE_IMPOSSIBLE),
    ("Tháng 13/2023", Review.DATE_IMPOSSIBLE),
    ("Quý V/2023", Review.DATE_IMPOSSIBLE),
    ("Tháng 6/2023; tháng 12/2023", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Quý I, III/2023", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Quý II năm 2023 và Quý IV năm 2023", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Theo yêu cầu của Bộ, trước 30/6/2023", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Năm 2023 và các năm tiếp theo", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Đến năm 2025, định hướng đến năm 2030", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Hằng năm (2023-2025)", Review.DEADLINE_NOT_UNDERSTOOD),
    ("01-10/2023", Review.DEADLINE_NOT_UNDERSTOOD),
    ("2025 - 2022", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Từ tháng 3/2023", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Đầu năm 2023", Review.DEADLINE_NOT_UNDERSTOOD),
    ("hằng tuần", Review.DEADLINE_NOT_UNDERSTOOD),
    ("không thường xuyên", Review.DEADLINE_NOT_UNDERSTOOD),
    ("Sở TTTT", Review.DEADLINE_NOT_UNDERSTOOD),
    ("80%", Review.DEADLINE_NOT_UNDERSTOOD),
]


def day(text: str | None) -> date | None:
    """Return a day of the tables above."""
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("phrase", "kind", "start", "due"), DATED)
def test_phrases_with_days_of_their_own(
    phrase: str, kind: type, start: str | None, due: str
) -> None:
    """Given a dated phrase, on any plan, expect its kind, its start and the last day it leaves."""
    reading = parse_deadline(phrase, None)
    assert isinstance(reading, Understood), reading
    assert isinstance(reading.value, kind)
    assert (starts_on(reading.value), due_on(reading.value)) == (day(start), day(due))


@pytest.mark.parametrize(("phrase", "kind", "due"), YEARLESS)
def test_phrases_without_a_year_take_the_plans_and_say_so(
    phrase: str, kind: type, due: str
) -> None:
    """Given no year, on a plan of 2023, expect 2023 and a note; on no plan, no guess."""
    reading = parse_deadline(phrase, 2023)
    assert isinstance(reading, Understood), reading
    assert isinstance(reading.value, kind)
    assert due_on(reading.value) == day(due)
    assert [note.code for note in reading.notes] == [Review.YEAR_ASSUMED]


@pytest.mark.parametrize("phrase", ["Tháng 6", "Quý IV", "Cuối năm", "trước ngày 30/11"])
def test_a_year_that_nobody_knows_is_not_made_up(phrase: str) -> None:
    """Given no year, on a plan whose year is not known, expect a question."""
    reading = parse_deadline(phrase, None)
    assert isinstance(reading, NotUnderstood)
    assert "năm" in reading.detail


@pytest.mark.parametrize(("phrase", "deadline"), UNDATED)
def test_phrases_for_what_recurs_or_never_ends(
    phrase: str, deadline: RecurringDeadline | ContinuousDeadline | BeforeEventDeadline
) -> None:
    """Given a phrase without one day, expect its kind with all that it fixes."""
    reading = parse_deadline(phrase, 2023)
    assert isinstance(reading, Understood), reading
    assert reading.value == type(deadline)(
        **{name: getattr(deadline, name) for name in deadline.__slots__ if name != "text"},
        text=phrase,
    )


@pytest.mark.parametrize(("phrase", "kind"), WAITING)
def test_phrases_that_wait_for_others_stay_open(phrase: str, kind: type) -> None:
    """Given a phrase that another's act will date, expect no due date and the whole text."""
    reading = parse_deadline(phrase, 2023)
    assert isinstance(reading, Understood), reading
    assert isinstance(reading.value, kind)
    assert due_on(reading.value) is None
    assert reading.value.text == phrase


@pytest.mark.parametrize(("phrase", "reason"), REFUSED)
def test_what_is_not_one_deadline_is_not_understood(phrase: str, reason: Review) -> None:
    """Given two deadlines, no such day or no deadline, expect the reason and no value."""
    reading = parse_deadline(phrase, 2023)
    assert isinstance(reading, NotUnderstood), reading
    assert reading.reason is reason


def test_every_deadline_of_the_plan_of_2023() -> None:
    """The 55 phrases of Phụ lục VII (seed 004) are read as their table says."""
    with PLAN_2023.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 55
    for row in rows:
        reading = parse_deadline(row["thoi_diem_danh_gia"], 2023)
        assert isinstance(reading, Understood), row
        assert isinstance(reading.value, KINDS[row["deadline_kind"]]), row
        assert due_on(reading.value) == day(row["due_on"]), row
        if row["start_on"]:
            assert starts_on(reading.value) == day(row["start_on"]), row


@given(st.text(max_size=80), st.none() | st.integers(2000, 2100))
def test_any_text_has_an_answer(text: str, year: int | None) -> None:
    """Parsing is total, and what is understood lies within the text."""
    reading = parse_deadline(text, year)
    assert 0 <= reading.span.start <= reading.span.end <= len(text)


DEADLINE_WORDS = (
    "trước đến hết cuối từ ngày tháng quý năm hàng hằng định kỳ mỗi lần theo khi sau và thường "
    "xuyên yêu cầu của Bộ giai đoạn đầu nửa , ; - / . ( ) I II IV 1 02 6 12 31 2023 2025"
)


@given(st.lists(st.sampled_from(DEADLINE_WORDS.split(" ")), max_size=12))
def test_any_heap_of_deadline_words_has_an_answer(words: list[str]) -> None:
    """Parsing is total on what looks like deadlines too; a due date is a day of the calendar."""
    reading = parse_deadline(" ".join(words), 2023)
    if isinstance(reading, Understood):
        due = due_on(reading.value)
        start = starts_on(reading.value)
        assert due is None or start is None or start <= due


def test_a_megabyte_of_noise_is_refused_at_once() -> None:
    """A text longer than any deadline is not searched."""
    reading = parse_deadline("quý I, " * 150_000, 2023)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason is Review.TEXT_TOO_LONG


@pytest.mark.parametrize("piece", ["-", "2023-", "quý I, ", "hàng ", "1/", "theo ", "tháng 1 "])
def test_the_longest_noise_that_is_read_has_an_answer(piece: str) -> None:
    """No phrase, however tangled, makes the reading hang."""
    noise = (piece * LONGEST_DEADLINE)[:LONGEST_DEADLINE]
    assert isinstance(parse_deadline(noise, 2023), NotUnderstood)
