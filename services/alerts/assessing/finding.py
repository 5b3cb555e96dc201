"""What an assessment finds about one kind of alert of a target or task. Pure values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contracts.alert_evidence import Evidence
from contracts.alerts import KindWord
from contracts.status import Ref
from domain.alert_rules import Thresholds
from domain.alerting import ClosingReason, Outcome, Risk, Stage
from domain.forecast.question import Question
from domain.target import Stakes


@dataclass(frozen=True, slots=True)
class Finding:
    """What there is to tell of one kind, or what ends it; neither where nothing is.

    `evidence`, `risk` and `stage` are all there or none. `reports` names those that it rests
    on, all of them, so that later it is seen whether one has come or gone, and `evidenced` makes
    the evidence: both are seldom needed. `outlook` adds what is worth its time only when the alert
    speaks. `raised_by` and `cancelled_by` say of a cause that was withdrawn by which events it
    was, and by which not.
    `questions` are those whose chances decide.
    """

    kind: KindWord
    risk: Risk | None = None
    stage: Stage | None = None
    evidenced: Callable[[], Evidence] | None = field(default=None, compare=False)
    addressees: tuple[str, ...] = ()
    may_open: bool = True
    ending: tuple[Outcome, ClosingReason] | None = None
    absence: bool = False
    ending_waits: bool = False
    reports: Callable[[], tuple[Ref, ...]] = field(default=tuple, compare=False)
    parameters: str = ""
    chance: Decimal | None = None
    thresholds: Thresholds | None = None
    report_due_on: date | None = None
    outlook: Callable[[Evidence], Evidence] | None = field(default=None, compare=False)
    raised_by: tuple[Ref, ...] = ()
    cancelled_by: tuple[Ref, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def evidence(self) -> Evidence | None:
        """The evidence, made anew each time."""
        return self.evidenced() if self.evidenced else None

    @property
    def series(self) -> tuple[Ref, ...]:
        """The reports that it rests on, each once, as a decision records them."""
        return tuple(dict.fromkeys(self.reports()))


@dataclass(frozen=True, slots=True)
class Calm:
    """What a later look needs of a target of which there is nothing to tell.

    `until` is the first day on which more than the chances can be another, at the latest the one
    after the deadline. `decided_by` names the parameters and rules that found nothing. The
    `questions` are those of the parts that are not reached yet, as of no day in particular;
    `stakes` are those of the plan; `status_seq` is that of the status on which all this rests.
    """

    target: str
    due_on: date
    until: date
    by_time: bool
    decided_by: str
    stakes: Stakes | None = None
    questions: tuple[Question, ...] = ()
    status_seq: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is found on a day, and the next day on which time alone could change it.

    `calm` is what a look on such a day needs, where there is nothing to tell.
    """

    findings: tuple[Finding, ...] = ()
    review_on: date | None = None
    calm: Calm | None = None
    by_kind: dict[KindWord, Finding] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_kind", {found.kind: found for found in self.findings})
