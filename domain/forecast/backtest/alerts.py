"""What the rule of alerts makes of forecasts: when alerts open and close, and how right they are.

Opens at .8, or at .6 both with all reports and without the newest; closes under .4. As in the
services, but nothing is recorded: here every method gets the same rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from domain.forecast.backtest.places import Flags, Numbers, Places

OPENS, OPENS_AT_ONCE, CLOSES = 0.6, 0.8, 0.4


@dataclass(frozen=True, slots=True)
class Lives:
    """Alerts over series: an alert still open at the last question foretells a miss.

    Leads are from the opening to the deadline, in reporting periods, of those that did.
    """

    series: int
    opens_per_series: float
    state_changes_per_series: float
    precision: float | None
    recall: float | None
    median_lead_periods: float | None


@dataclass(slots=True)
class _Alert:
    opened_on: int | None = None
    opens: int = 0
    closes: int = 0

    def hear(self, day: int, chance: float, aside: float) -> None:
        sure = chance >= OPENS_AT_ONCE or min(chance, aside) >= OPENS
        if self.opened_on is None and sure:
            self.opened_on, self.opens = day, self.opens + 1
        elif self.opened_on is not None and chance < CLOSES:
            self.opened_on, self.closes = None, self.closes + 1


def lives(
    series: Places, origins: Places, leads: Numbers, missed: Flags, chances: Numbers, aside: Numbers
) -> Lives:
    """Return the alerts of series; rows are ordered by origin, `leads` are to the deadline."""
    alerts: dict[int, _Alert] = {}
    lead_of, fate = {}, dict(zip(series.tolist(), missed.tolist(), strict=True))
    rows = zip(series.tolist(), origins.tolist(), leads.tolist(), chances, aside, strict=True)
    for one, day, lead, chance, without in rows:
        alert = alerts.setdefault(one, _Alert())
        was_open = alert.opened_on is not None
        alert.hear(day, chance, without)
        if not was_open and alert.opened_on is not None:
            lead_of[one] = lead
    still = {one for one, alert in alerts.items() if alert.opened_on is not None}
    hits = {one for one in still if fate[one]}
    misses = sum(fate.values())
    return Lives(
        series=len(alerts),
        opens_per_series=sum(alert.opens for alert in alerts.values()) / len(alerts),
        state_changes_per_series=sum(a.opens + a.closes for a in alerts.values()) / len(alerts),
        precision=len(hits) / len(still) if still else None,
        recall=len(hits) / misses if misses else None,
        median_lead_periods=round(float(median(lead_of[one] for one in hits)), 1) if hits else None,
    )
