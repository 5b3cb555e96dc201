"""The chain by which alerts fall due, and the days that it counts: as the file says, or as told.

Pure. Whoever decides and whoever derives it again go by the same `ChainInForce`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from contracts.alert_chains import ChainData, ChainReminders, ChainStep, SectionAgency
from contracts.alerts import AlertData
from domain.alert_handling import Chain, WorkingDays
from domain.workdays import Workdays
from services.alerts.configuration.document import Calendar
from services.alerts.configuration.escalation import Escalation, Remind, Step
from services.alerts.delivery.calendar import workdays


@dataclass(frozen=True)
class ChainInForce:
    """A chain with its working days; `rule` is the digest under which changes name it."""

    data: ChainData
    rule: str

    @classmethod
    def of(cls, escalation: Escalation, calendar: Calendar) -> ChainInForce:
        """Return the chain of a file, with the days off as the library has them today."""
        data = stated(escalation, calendar)
        return cls(data, data.digest)

    @property
    def says_something(self) -> bool:
        """Whether anything can fall due by it."""
        return bool(self.data.steps or self.data.remind)

    @cached_property
    def waits(self) -> Chain:
        """The chain as days."""
        remind = self.data.remind
        return Chain(
            waits=tuple(step.after_working_days for step in self.data.steps),
            each_period=remind is not None and remind.each_reporting_period,
            before_deadline=remind.working_days_before_deadline if remind else (),
        )

    @cached_property
    def working_days(self) -> WorkingDays:
        """Counts working days."""
        return Workdays(frozenset(self.data.off), frozenset(self.data.worked)).between

    def told_at(self, level: int, said: AlertData) -> tuple[str, tuple[str, ...]]:
        """Return the office and the agencies that a level of the chain is, for one alert."""
        step = self.data.steps[level - 1]
        for member in step.by_section:
            if said.section.casefold().startswith(member.begins.casefold()):
                return step.role, (member.to,)
        return step.role, (said.lead or said.addressees) if step.to == "lead" else (step.to,)


NO_CHAIN = ChainInForce(ChainData(), "")
"""By it only rests and promises end."""


def stated(escalation: Escalation, calendar: Calendar) -> ChainData:
    """Return a chain of a file as it is told, with its days one by one."""
    days = workdays(calendar)
    return ChainData(
        steps=tuple(map(_step, escalation.steps)),
        remind=_remind(escalation.remind) if escalation.remind else None,
        off=tuple(sorted(days.holidays)),
        worked=tuple(sorted(days.worked_instead)),
    )


def _step(step: Step) -> ChainStep:
    members = tuple(SectionAgency(begins=words, to=to) for words, to in step.by_section.items())
    return ChainStep(
        role=step.role,
        to=step.to,
        by_section=members,
        after_working_days=step.after_working_days,
    )


def _remind(remind: Remind) -> ChainReminders:
    return ChainReminders(
        each_reporting_period=remind.each_reporting_period,
        working_days_before_deadline=remind.working_days_before_deadline,
    )
