"""How an alert is marked once its target has its verdict: what a `scored` event carries.

Vocabulary of `vn.chitieu.alert.scored.v1` in `AlertData.score`. A verdict that changes later marks
the alert again, under a new seq; the last mark counts.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from contracts.alert_evidence import Chance
from contracts.fields import Contract, Day, Exact
from contracts.status import VerdictWord

SCORED_TYPE: Final = "vn.chitieu.alert.scored.v1"

FORECASTS_MAX = 40

MarkWord = Literal["hit", "false", "averted", "late", "called_off", "watched", "void"]
"""`hit`: at risk at the verdict, and missed. `false`: at risk at the verdict, and met. `averted`:
closed before by a measurement, and met. `late`: missed, but warned of with less than one reporting
period to go. `called_off`: closed before, and missed all the same. `watched`: never at risk, so no
warning; its forecasts count. `void`: nothing to hold it against: no verdict to be had, or the cause
or the target was withdrawn or amended."""


class ForecastMade(Contract):
    """The chance of a miss that an alert told as of a day."""

    on: Day
    chance: Chance


class Score(Contract):
    """One alert's mark. `official` is false while the verdict is provisional (*tạm*).

    `warned_on` is the business day on which it first was at risk, `marked_on` the one on which the
    verdict was known. `lead_days` runs from the warning to the deadline, `lead_periods` is the same
    in reporting periods (2 decimals); both are negative where the warning came after it. `chance`
    is the one told with the warning; `forecasts` are all that were told, the last of each day; of
    very many the oldest and the newest (`forecasts_omitted` are left out). `brier` is the mean of
    their squared errors (6 decimals).
    """

    mark: MarkWord
    verdict: VerdictWord
    official: bool
    due_on: Day | None
    warned_on: Day | None
    marked_on: Day
    lead_days: int | None = None
    lead_periods: Exact | None = None
    chance: Chance | None = None
    forecasts: Annotated[tuple[ForecastMade, ...], Field(max_length=FORECASTS_MAX)] = ()
    forecasts_omitted: Annotated[int, Field(ge=0)] = 0
    brier: Chance | None = None
