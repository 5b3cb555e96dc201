"""When a kind of alert opens and what ends it. Pure: what is known in, risk, stage, ending out.

A miss to be feared opens at a chance of `sure` on one report, or of `open` that holds also with
the newest report set aside; between `close` and that it is watched. A measurement that brings
the chance below `close` ends it; time and new parameters alone never do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.alerting import ClosingReason, Outcome, Stage
from domain.reasons import Phase, Verdict
from domain.target import Stakes

REACHED = (Verdict.EXCEEDED, Verdict.MET)

_OFFICIAL_ENDINGS: dict[Verdict, tuple[Outcome, ClosingReason]] = {
    Verdict.EXCEEDED: (Outcome.AVERTED, ClosingReason.OFFICIALLY_REACHED),
    Verdict.MET: (Outcome.AVERTED, ClosingReason.OFFICIALLY_REACHED),
    Verdict.MISSED: (Outcome.MISSED, ClosingReason.OFFICIALLY_MISSED),
    Verdict.UNDETERMINED: (Outcome.UNDETERMINED, ClosingReason.OFFICIALLY_UNDETERMINED),
    Verdict.NO_DATA: (Outcome.UNDETERMINED, ClosingReason.OFFICIALLY_WITHOUT_DATA),
}


_GRAVITY = {Stage.WATCH: 0, Stage.AT_RISK: 1, Stage.OVERDUE: 2, Stage.STALE: 2}


def worse(now: Stage, before: Stage) -> bool:
    """Whether a stage is a worse one; of overdue and stale each is news after the other."""
    return now is not before and _GRAVITY[now] >= _GRAVITY[before]


class Level(StrEnum):
    """How likely a miss is, by the thresholds."""

    CALM = "calm"
    WATCH = "watch"
    AT_RISK = "at_risk"


class GivenBy(StrEnum):
    """Who gave cost and loss of a target: its plan, or the file of the alerts' operator."""

    PLAN = "plan"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a target has thresholds of its own."""

    stakes: Stakes
    given_by: GivenBy


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The chances of a miss at which an alert opens, and below which it closes.

    `open` must hold on two counts, with the newest report and without it; `sure` on one. `grounds`
    of those that are a target's own.
    """

    open: Fraction = Fraction(6, 10)
    sure: Fraction = Fraction(8, 10)
    close: Fraction = Fraction(4, 10)
    grounds: Grounds | None = None

    @classmethod
    def of_stakes(cls, stakes: Stakes, given_by: GivenBy) -> Thresholds:
        """Return those of a target for which acting costs so much, and a miss loses so much.

        Acting pays from the chance cost/loss on. `sure` and `close` lie to it as the usual ones
        do: half of the way to certainty, and two thirds of it.
        """
        pays = Fraction(stakes.cost) / Fraction(stakes.loss)
        sure, close = pays + (1 - pays) / 2, pays * 2 / 3
        grounds = Grounds(stakes, given_by)
        return cls(_recorded(pays), _recorded(sure), _recorded(close), grounds)

    def amended_since(self, before: Grounds | None) -> bool:
        """Tell whether the plan has given another cost or loss, or none, since an alert spoke.

        What the operator's file says, now or then, is no amendment of the plan.
        """
        told = (self.grounds, before)
        by_plan = all(each is None or each.given_by is GivenBy.PLAN for each in told)
        return by_plan and self.grounds != before

    def level(self, chance: Fraction, without_newest: Fraction | None) -> Level:
        """Return the level of a chance; `without_newest` is None where there is one report."""
        held = without_newest is not None and without_newest >= self.open
        if chance >= self.sure or (chance >= self.open and held):
            return Level.AT_RISK
        return Level.WATCH if chance >= self.close else Level.CALM


def _recorded(share: Fraction) -> Fraction:
    """Return a level to four decimals, as it is recorded; never 0, which no report goes below."""
    return Fraction(max(round(share * 10_000), 1), 10_000)


@dataclass(frozen=True, slots=True)
class TargetKnown:
    """What is known of a target on a day, beside what its alert last said.

    `level` is None where nothing can be forecast. `measured`: a report counts that did not then.
    `amended`: level asked for or deadline are others. `cause_gone`: what raised the alert was
    corrected or withdrawn, and without news of a later period nothing would be feared.
    """

    phase: Phase
    due_on: date | None
    provisional: Verdict
    official: Verdict | None
    level: Level | None
    measured: bool = False
    amended: bool = False
    cause_gone: bool = False

    @property
    def may_open(self) -> bool:
        """Whether there is still something to be feared and done."""
        return (
            self.due_on is not None
            and self.phase in (Phase.NOT_DUE, Phase.DUE_SOON)
            and self.official is None
            and self.provisional not in REACHED
        )

    @property
    def ending(self) -> tuple[Outcome, ClosingReason] | None:
        """What ends an open alert of a feared miss."""
        if self.phase is Phase.WITHDRAWN:
            return Outcome.WITHDRAWN, ClosingReason.TARGET_WITHDRAWN
        if self.official is not None:
            return _OFFICIAL_ENDINGS[self.official]
        if self.cause_gone:
            return Outcome.WITHDRAWN, ClosingReason.CAUSE_WITHDRAWN
        if self.provisional in REACHED:
            return Outcome.AVERTED, ClosingReason.REACHED
        if self.phase is Phase.PAST_DUE:
            missed = self.provisional is Verdict.MISSED
            return (Outcome.MISSED, ClosingReason.MISSED_AT_DEADLINE) if missed else None
        if self.due_on is None:
            return Outcome.AVERTED, ClosingReason.DEADLINE_OPEN
        if self.level is Level.CALM and self.measured:
            return Outcome.AVERTED, ClosingReason.CHANCE_LOW
        if self.level is Level.CALM and self.amended:
            return Outcome.AVERTED, ClosingReason.AMENDED
        return None

    @property
    def ending_waits(self) -> bool:
        """Whether the ending rests on nothing better having come."""
        found = self.ending
        return found is not None and found[1] is ClosingReason.MISSED_AT_DEADLINE


def official_ending(official: Verdict) -> tuple[Outcome, ClosingReason]:
    """Return what a confirmed verdict makes of an alert."""
    return _OFFICIAL_ENDINGS[official]


def evaluated(phase: Phase, official: Verdict | None) -> tuple[Outcome, ClosingReason] | None:
    """Return what ends an alert of a missing report or a doubtful value without news of it."""
    if phase is Phase.WITHDRAWN:
        return Outcome.WITHDRAWN, ClosingReason.TARGET_WITHDRAWN
    if official is not None:
        return Outcome.RESOLVED, ClosingReason.EVALUATED
    return None
