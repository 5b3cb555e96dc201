"""Working days: Monday to Friday, without holidays, with the days that are worked in their stead.

Pure. Which days are holidays is given: in Viet Nam the Government moves some of them each year
(*hoán đổi ngày nghỉ*), and a province may move more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_LONGEST_REST_DAYS = 60
_ONE_DAY = timedelta(days=1)


class NoWorkingDay(ValueError):
    """Two months in a row without a working day: the holidays given cannot be right."""


@dataclass(frozen=True, slots=True)
class Workdays:
    """Which days are worked. `worked_instead` are Saturdays, Sundays or holidays that are."""

    holidays: frozenset[date] = frozenset()
    worked_instead: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        if day in self.worked_instead:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def first_from(self, day: date) -> date:
        """Return the day itself if it is worked, else the next that is. Raises NoWorkingDay."""
        for _ in range(_LONGEST_REST_DAYS):
            if self.works(day):
                return day
            day += _ONE_DAY
        raise NoWorkingDay(f"no working day in the {_LONGEST_REST_DAYS} days before {day}")

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after a day; of 0 the day itself, worked or not.

        Raises:
            NoWorkingDay: there is none for two months.
            ValueError: a negative count.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        for _ in range(count):
            day = self.first_from(day + _ONE_DAY)
        return day

    def between(self, earlier: date, later: date) -> int:
        """Return how many working days lie after `earlier`, up to and with `later`."""
        days = range((later - earlier).days)
        return sum(self.works(earlier + timedelta(days=number + 1)) for number in days)
