"""Periods in SDMX notation: which days they are, and what is no period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.period import MalformedPeriod, Period, last_day_of_month
from tests.builders import day


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-S1", "2022-01-01", "2022-06-30"),
        ("2022-S2", "2022-07-01", "2022-12-31"),
        ("2022-Q1", "2022-01-01", "2022-03-31"),
        ("2022-Q4", "2022-10-01", "2022-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-12", "2022-12-01", "2022-12-31"),
        ("2022-06-30", "2022-06-30", "2022-06-30"),
        ("2023-01-01/2023-09-15", "2023-01-01", "2023-09-15"),
        ("2021-01-01/2025-12-31", "2021-01-01", "2025-12-31"),
    ],
)
def test_a_code_names_its_days(code: str, first: str, last: str) -> None:
    """Both ends are included."""
    period = Period.parse(code)
    assert (period.start_on, period.end_on, period.code) == (day(first), day(last), code)


@pytest.mark.parametrize(
    "code",
    ["", "22", "2022-Q5", "2022-S3", "2022-13", "2022-00", "2022-02-30", "2022/2023", "2022-Q",
     "2022-01/2022-03", "2023-09-15/2023-01-01", "2022-01-01/", "2022-01-01/2022", "1999", "2101",
     "2022-01-01/2101-01-01", "0000", "9999-12", "2022 ", "Q1-2022", "2022-1", "٢٠٢٢",
     "2022-01-01/2022-02-30"],
)  # fmt: skip
def test_what_is_no_period_is_refused(code: str) -> None:
    """Unknown notation, no such day, the end before the start, a year out of range."""
    with pytest.raises(MalformedPeriod):
        Period.parse(code)


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_a_month_ends_the_day_before_the_next(year: int, month: int) -> None:
    """For every month, leap years included."""
    after = last_day_of_month(year, month) + timedelta(days=1)
    assert after.day == 1
    assert (after.year, after.month) == (year + month // 12, month % 12 + 1)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_month_and_year(on: date) -> None:
    """And in no other year; containing is of whole periods."""
    single = Period.parse(on.isoformat())
    month, year = Period.parse(f"{on:%Y-%m}"), Period.parse(f"{on:%Y}")
    assert month.contains(single)
    assert year.contains(month)
    assert year.contains(year)
    assert not single.contains(year)
