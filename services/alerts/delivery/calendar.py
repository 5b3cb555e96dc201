"""The working days of a province: the country's holidays, and the days moved by configuration.

Holidays come from the library `holidays`, which knows Tết and the other days of Việt Nam and the
moves that the Government has announced; a province's own stand in the file.
"""

from __future__ import annotations

from datetime import date

import holidays

from domain.workdays import Workdays
from services.alerts.configuration.document import Calendar

FIRST_YEAR, LAST_YEAR = 2020, 2035


def workdays(calendar: Calendar) -> Workdays:
    """Return which days are worked; what the file says wins over the library."""
    known = holidays.country_holidays(calendar.country, years=range(FIRST_YEAR, LAST_YEAR + 1))
    # The library counts a Saturday worked for a moved day as a plain Saturday, not as a holiday.
    worked: set[date] = {swap.worked for swap in calendar.swaps if swap.worked is not None}
    off = {*known, *calendar.holidays, *(swap.off for swap in calendar.swaps)}
    return Workdays(frozenset(off - worked), frozenset(worked))
