"""The section `escalation` of the alerts' file: who is told next when nobody acts, and when."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from contracts.alert_handling import ROLE_MAX_LENGTH
from contracts.alerts import AlertData
from contracts.fields import AgencyId
from domain.alert_handling import Chain
from services.alerts.configuration.part import Part

WorkingDays = Annotated[int, Field(ge=1, le=250)]


class Step(Part):
    """One level: an office, the agency that it belongs to, and how long the level below has.

    `to`: `lead` (the lead of the target, else whoever must act), or an agency. `by_section` names
    another agency where the plan's section begins with these words: the member for that field.
    """

    role: Annotated[str, Field(min_length=1, max_length=ROLE_MAX_LENGTH)]
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
    def chain(self) -> Chain:
        """The chain as days."""
        remind = self.remind
        return Chain(
            waits=tuple(step.after_working_days for step in self.steps),
            each_period=remind is not None and remind.each_reporting_period,
            before_deadline=remind.working_days_before_deadline if remind else (),
        )

    @property
    def digest(self) -> str:
        """Which chain it is: twelve letters of its SHA-256."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    @property
    def agencies(self) -> frozenset[str]:
        """All that the chain names; they may see to every alert."""
        named = {step.to for step in self.steps if step.to != "lead"}
        return frozenset(named.union(*(step.by_section.values() for step in self.steps)))


def told_at(escalation: Escalation, level: int, said: AlertData) -> tuple[str, tuple[str, ...]]:
    """Return the office and the agencies that a level of the chain is, for one alert."""
    step = escalation.steps[level - 1]
    for words, agency in step.by_section.items():
        if said.section.casefold().startswith(words.casefold()):
            return step.role, (agency,)
    return step.role, (said.lead or said.addressees) if step.to == "lead" else (step.to,)
