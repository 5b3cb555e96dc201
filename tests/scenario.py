"""The sentence of a domain test: given facts, on a day, expect.

given(target(at_least("80")), report("99.21")).on("2022-12-31").expect(verdict=EXCEEDED)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from domain.history import Fact, History, fold
from domain.reasons import Phase, Reason, Verdict
from domain.status import Judgement, TargetStatus, judge_target
from domain.task import TaskState
from domain.task_status import TaskStatus, judge_task
from tests.builders import TARGET_ID, TASK_ID, day


class Expected(TypedDict, total=False):
    """What a test says of a status; what it leaves out is not looked at."""

    verdict: Verdict
    reason: Reason
    official: Verdict | None
    official_reason: str
    phase: Phase
    due_on: str | None
    estimated: bool
    decided_by: list[str | None]
    part_verdicts: list[Verdict]
    state: TaskState | None
    overdue: bool
    review_after: str | None


@dataclass(frozen=True)
class Outcome:
    """A judgement of one thing on one day, waiting to be compared."""

    judgement: Judgement[TargetStatus] | Judgement[TaskStatus]

    @property
    def status(self) -> TargetStatus | TaskStatus:
        """The status; the test fails where there is none."""
        assert self.judgement.status is not None
        return self.judgement.status

    @property
    def target_status(self) -> TargetStatus:
        """The status, known to be that of a target."""
        assert isinstance(self.status, TargetStatus)
        return self.status

    def expect_nothing(self) -> None:
        """Nothing is in force on the day."""
        assert self.judgement.status is None

    def expect(self, **expected: Unpack[Expected]) -> None:
        """Compare all that is named, at once, so that a failure shows everything."""
        seen = _seen(self.status, self.judgement.review_after)
        assert {name: seen[name] for name in expected} == dict(expected)


def _seen(status: TargetStatus | TaskStatus, review_after: date | None) -> dict[str, object]:
    seen: dict[str, object] = {
        "verdict": status.provisional.verdict,
        "reason": status.provisional.reason,
        "official": status.official,
        "official_reason": status.official_reason,
        "phase": status.phase,
        "due_on": status.due_on.isoformat() if status.due_on else None,
        "review_after": review_after.isoformat() if review_after else None,
    }
    if isinstance(status, TaskStatus):
        return {**seen, "state": status.state, "overdue": status.overdue}
    return {
        **seen,
        "estimated": status.estimated,
        "decided_by": [part.decided_by and part.decided_by.event.id for part in status.parts],
        "part_verdicts": [part.finding.verdict for part in status.parts],
    }


@dataclass(frozen=True)
class Given:
    """A history, waiting for a day."""

    history: History

    def on(self, as_of: str, *, target: str = TARGET_ID) -> Outcome:
        """Judge the target on a day."""
        return Outcome(judge_target(self.history, target, day(as_of)))

    def task_on(self, as_of: str, *, task: str = TASK_ID) -> Outcome:
        """Judge the task on a day."""
        return Outcome(judge_task(self.history, task, day(as_of)))


def given(*facts: Fact) -> Given:
    """Start from what is known."""
    return Given(fold(facts))
