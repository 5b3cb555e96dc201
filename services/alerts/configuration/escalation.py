"""The section `escalation` of the alerts' file: who is told next when nobody acts, and when."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from contracts.alert_handling import Role
from contracts.fields import AgencyId
from services.alerts.configuration.part import Part

WorkingDays = Annotated[int, Field(ge=1, le=250)]


class Step(Part):
    """One level: an office, the agency that it belongs to, and how long the level below has.

    `to`: `lead` (the lead of the target, else whoever must act), or an agency. `by_section` names
    another agency where the plan's section begins with these words: the member for that field.
    """

    role: Role
    to: Literal["lead"] | AgencyId = "lead"
    by_section: dict[Annotated[str, Field(max_length=200)], AgencyId] = Field(
        default_factory=dict, max_length=100
    )
    after_working_days: WorkingDays


class Remind(Part):
    """When those who know are told once more."""

    each_reporting_period: bool = True
    working_days_before_deadline: Annotated[tuple[WorkingDays, ...], Field(max_length=10)] = (20, 5)


class Escalation(Part):
    """The chain that an alert goes up; without one it is not escalated, nor repeated."""

    steps: Annotated[tuple[Step, ...], Field(max_length=10)] = ()
    remind: Remind | None = None

    @property
    def digest(self) -> str:
        """Which chain it is, as steps named it before chains were told with their calendar."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    @property
    def agencies(self) -> frozenset[str]:
        """All that the chain names; they may see to every alert."""
        named = {step.to for step in self.steps if step.to != "lead"}
        return frozenset(named.union(*(step.by_section.values() for step in self.steps)))
