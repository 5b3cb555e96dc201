"""The section `rules` of the alerts' file: when an alert is raised.

What acting costs and what a miss loses can be told for a target of its own, in place of what its
plan says: then an alert is raised from the chance on at which acting pays, cost over loss. The day
by which a plan's reports are due is told here, too: a status speaks of one target, and does not
know its plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.alert_evidence import Chance
from contracts.fields import Day, Slug
from contracts.rules import Stakes
from domain.alert_rules import GivenBy, Thresholds
from domain.forecast.parameters import ClassParameters
from services.alerts.assessing.parameters import Parameters
from services.alerts.configuration.part import Part

TARGETS_MAX = 2_000
PLANS_MAX = 200


class Rules(Part):
    """From which chance of a miss an alert opens, and below which a report closes it.

    `open` must hold with the newest report and without it, `sure` with it alone. `report_due` is by
    plan the last day on which a report is in time, where the target names none of its own. What
    `targets` says of a target stands before its plan's own word.
    """

    open: Chance = Decimal("0.6")
    sure: Chance = Decimal("0.8")
    close: Chance = Decimal("0.4")
    targets: Annotated[dict[Slug, Stakes], Field(max_length=TARGETS_MAX)] = Field(
        default_factory=dict
    )
    report_due: Annotated[dict[Slug, Day], Field(max_length=PLANS_MAX)] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _in_order(self) -> Rules:
        if not self.close <= self.open <= self.sure:
            raise PydanticCustomError("thresholds_order", "close ≤ open ≤ sure")
        return self

    def parameters(self, fitted: Iterable[ClassParameters]) -> Parameters:
        """Return what decisions are made by: fitted parameters, and these thresholds."""
        return replace(
            Parameters.of(fitted),
            usual=Thresholds(Fraction(self.open), Fraction(self.sure), Fraction(self.close)),
            own={
                name: Thresholds.of_stakes(stakes.to_domain(), GivenBy.FILE)
                for name, stakes in self.targets.items()
            },
            report_due=self.report_due,
        )
