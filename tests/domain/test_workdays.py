"""Which days are worked, and how they are counted: weekends, Tết, and days moved for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.workdays import NoWorkingDay, Workdays

TET_2023 = frozenset(date(2023, 1, 20) + timedelta(days=number) for number in range(7))
DAYS = st.dates(date(2022, 1, 1), date(2024, 12, 31))
CALENDARS = st.builds(
    Workdays,
    holidays=st.frozensets(DAYS, max_size=12),
    worked_instead=st.frozensets(DAYS, max_size=5),
)


def test_tet_and_the_weekend_around_it_are_no_working_days() -> None:
    """The working day after 19/01/2023 is 27/01/2023."""
    assert Workdays(TET_2023).after(date(2023, 1, 19), 1) == date(2023, 1, 27)


def test_a_saturday_that_is_worked_instead_counts() -> None:
    """A province that works on 22/08/2026 for 31/08/2026 has both as it says."""
    moved = Workdays(frozenset({date(2026, 8, 31)}), frozenset({date(2026, 8, 22)}))
    assert moved.works(date(2026, 8, 22))
    assert moved.after(date(2026, 8, 28), 1) == date(2026, 9, 1)


def test_no_working_day_for_two_months_is_refused() -> None:
    """Rather than searched for without end."""
    rest = frozenset(date(2023, 1, 1) + timedelta(days=number) for number in range(90))
    with pytest.raises(NoWorkingDay):
        Workdays(rest).first_from(date(2023, 1, 2))


@given(CALENDARS, DAYS, st.integers(0, 20))
def test_counting_forward_and_counting_between_agree(
    calendar: Workdays, day: date, count: int
) -> None:
    """From a day to its n-th working day there are n working days."""
    assert calendar.between(day, calendar.after(day, count)) == count
