"""A typed deadline, in the words that the project prints, is read as that deadline again."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import (
    BeforeEventDeadline,
    BeforeMonthDeadline,
    ContinuousDeadline,
    DateDeadline,
    Deadline,
    ExternalDeadline,
    MonthDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    RecurringDeadline,
    UnresolvedDeadline,
    WindowDeadline,
    WithinYearDeadline,
    YearEndDeadline,
)
from domain.period import Period
from domain.vietnamese.deadlines import parse_deadline, period_of
from domain.vietnamese.reading import Understood
from domain.vietnamese.words import deadline_words

YEARS = st.integers(2000, 2100)
MONTHS = st.integers(1, 12)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
PAIRS = st.tuples(DAYS, DAYS).map(sorted)
CODES = st.one_of(
    YEARS.map(str),
    st.builds("{}-S{}".format, YEARS, st.integers(1, 2)),
    st.builds("{}-Q{}".format, YEARS, st.integers(1, 4)),
    st.builds("{}-{:02d}".format, YEARS, MONTHS),
    DAYS.map(date.isoformat),
    PAIRS.filter(lambda pair: pair[0] < pair[1]).map(lambda pair: f"{pair[0]}/{pair[1]}"),
)
RECURRING = st.one_of(
    st.builds(RecurringDeadline, st.sampled_from(["A", "S", "Q", "M", None])),
    st.builds(RecurringDeadline, st.sampled_from(["A", None]), MONTHS, st.none(), st.booleans()),
    st.builds(
        RecurringDeadline, st.sampled_from(["A", None]), MONTHS, st.integers(1, 28), st.booleans()
    ),
    st.builds(
        RecurringDeadline,
        st.sampled_from(["A", "S", "Q", "M", None]),
        st.none(),
        st.integers(1, 31),
        st.booleans(),
    ),
)
EVENTS = st.sampled_from(
    ["đưa vào sử dụng chính thức", "họp HĐND tỉnh", "nghiệm thu Hệ thống LGSP của Sở TTTT"]
)
ASKED = st.sampled_from(
    ["Theo thời gian yêu cầu của các cơ quan TW", "Theo hướng dẫn của Bộ TTTT", "Khi có yêu cầu"]
)
OPEN = st.sampled_from(["Sau khi có hướng dẫn của Bộ Y tế", "Theo tiến độ dự án"])
DEADLINES: st.SearchStrategy[Deadline] = st.one_of(
    st.builds(DateDeadline, DAYS, st.booleans()),
    st.builds(MonthDeadline, YEARS, MONTHS),
    st.builds(BeforeMonthDeadline, YEARS, MONTHS),
    st.builds(PeriodDeadline, CODES.map(Period.parse)),
    PAIRS.map(lambda pair: WindowDeadline(pair[0], pair[1])),
    st.builds(YearEndDeadline, YEARS),
    st.builds(WithinYearDeadline, YEARS),
    st.tuples(YEARS, YEARS).map(sorted).map(lambda pair: MultiYearDeadline(pair[0], pair[1])),
    st.just(ContinuousDeadline()),
    RECURRING,
    st.builds(BeforeEventDeadline, EVENTS),
    st.builds(ExternalDeadline, ASKED),
    st.builds(UnresolvedDeadline, OPEN),
)


@given(DEADLINES, st.none() | YEARS)
def test_words_of_a_deadline_are_read_as_that_deadline(
    deadline: Deadline, plan_year: int | None
) -> None:
    """Given any typed deadline, on any plan, expect its words to give it back, without a doubt."""
    words = deadline_words(deadline)
    reading = parse_deadline(words, plan_year)
    assert isinstance(reading, Understood), (words, reading)
    assert reading.value == replace(deadline, text=words), words
    assert reading.notes == ()
    assert reading.span.of(words) == words


@given(YEARS, MONTHS, st.integers(0, 11))
def test_spans_of_whole_months_have_one_code(year: int, month: int, more: int) -> None:
    """A quarter, a half or a year has its own code however it was written."""
    last = min(month + more, 12)
    first_on, last_on = date(year, month, 1), Period.parse(f"{year}-{last:02d}").end_on
    period = period_of(first_on, last_on)
    assert (period.start_on, period.end_on) == (first_on, last_on)
    assert len(period.code) <= len(f"{first_on}/{last_on}")
