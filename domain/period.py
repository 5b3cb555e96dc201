"""The time that a measurement or a target is about, in SDMX notation.

`2022` a year, `2022-S1` a half, `2022-Q3` a quarter, `2022-06` a month, `2022-06-30` a day,
`2023-01-01/2023-09-15` from day to day, both included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Frequency = Literal["A", "S", "Q", "M"]
"""How often (SDMX CL_FREQ): annual, half-yearly, quarterly, monthly."""
FREQUENCY_DAYS: dict[str, int] = {"A": 365, "S": 182, "Q": 91, "M": 30}
"""How long a reporting period is, about."""

FIRST_YEAR = 2000
LAST_YEAR = 2100

PERIOD_PATTERN = (
    r"^[0-9]{4}(?:-(?:S[12]|Q[1-4]|[0-9]{2}(?:-[0-9]{2}(?:/[0-9]{4}-[0-9]{2}-[0-9]{2})?)?))?$"
)
_CODE = re.compile(
    r"(?P<year>\d{4})(?:-(?:S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?",
    re.ASCII,
)


class MalformedPeriod(ValueError):
    """A period is written in no known notation, or is outside the years 2000 to 2100."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole days, both ends included, with the code it was written in."""

    start_on: date
    end_on: date
    code: str

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, code: str) -> Period:
        """Read SDMX notation; the few codes in use are read once.

        Raises:
            MalformedPeriod: unknown notation, no such day, or the end before the start.
        """
        first, slash, last = code.partition("/")
        try:
            start_on, end_on = _span(first)
            if slash:
                if len(first) != len("2023-01-01") or len(last) != len("2023-01-01"):
                    raise MalformedPeriod(code)
                end_on = _span(last)[1]
        except ValueError as error:
            raise MalformedPeriod(code) from error
        if end_on < start_on or not FIRST_YEAR <= start_on.year <= end_on.year <= LAST_YEAR:
            raise MalformedPeriod(code)
        return cls(start_on, end_on, code)

    def contains(self, other: Period) -> bool:
        """Tell whether the other period lies wholly within this one."""
        return self.start_on <= other.start_on and other.end_on <= self.end_on


def last_day_of_month(year: int, month: int) -> date:
    """Return the month's last day."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def _span(code: str) -> tuple[date, date]:
    match = _CODE.fullmatch(code)
    if not match:
        raise MalformedPeriod(code)
    year = int(match["year"])
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return day, day
    if match["month"]:
        month = int(match["month"])
        return date(year, month, 1), last_day_of_month(year, month)
    if match["quarter"]:
        last = 3 * int(match["quarter"])
        return date(year, last - 2, 1), last_day_of_month(year, last)
    if match["half"]:
        last = 6 * int(match["half"])
        return date(year, last - 5, 1), last_day_of_month(year, last)
    return date(year, 1, 1), date(year, 12, 31)
