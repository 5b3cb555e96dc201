"""What a rule would have told over recorded history, day by day as it was known then. Pure.

The same judgement and the same step as live, on the facts that were known by the end of a day. What
was imported long after it happened takes the day on which it happened, or history that was entered
in one go would have been known on one day; how much of it there is, is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from contracts.alerts import AlertChanged
from contracts.render import target_status_message, task_status_message
from contracts.status import StatusData, TargetStatus, TaskStatus
from domain.alert_record import Aimed, MarkedAlert, Record, record
from domain.alert_scoring import Marked, marked
from domain.status import judge_target
from domain.task_status import judge_task
from infra.clock import BUSINESS_ZONE
from services.alerts.assessing.held import Held, key_of
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.scoring.marks import life_of, outcome_of
from services.projector.fold import Admitted, SubjectState, extend

IMPORTED_AFTER_DAYS = 7
"""What came to the log later than so after it happened was imported."""
_NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact, and the day by which it was known."""

    known_on: date
    imported: bool
    admitted: Admitted

    @classmethod
    def of(cls, admitted: Admitted) -> Dated:
        """Return a fact with its day."""
        received, occurred = map(_day_of, (admitted.received_at, admitted.occurred_at))
        imported = received - occurred > timedelta(days=IMPORTED_AFTER_DAYS)
        return cls(occurred if imported else received, imported, admitted)


@dataclass(slots=True)
class Rehearsed:
    """What a rule would have told of some subjects, and what became of their targets."""

    notices: int = 0
    opened: int = 0
    targets: int = 0
    facts: int = 0
    imported: int = 0
    alerts: list[MarkedAlert] = field(default_factory=list)
    missed: list[Aimed] = field(default_factory=list)

    def add(self, other: Rehearsed) -> None:
        """Add what came of other subjects."""
        self.notices += other.notices
        self.opened += other.opened
        self.targets += other.targets
        self.facts += other.facts
        self.imported += other.imported
        self.alerts += other.alerts
        self.missed += other.missed

    @property
    def record(self) -> Record:
        """How good the alerts would have been."""
        return record(self.alerts, self.missed)

    @property
    def opens_per_target(self) -> float:
        """How many alerts would have been opened of a target, on average."""
        return self.opened / self.targets if self.targets else 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """The days rehearsed, and the day up to which what then happened is known."""

    from_on: date
    to_on: date
    judged_on: date


def rehearse(
    facts: Sequence[Dated], partition: int, parameters: Parameters, span: Span
) -> Rehearsed:
    """Rehearse one subject: what would have been told, against what became of its targets."""
    changes = [*told(facts, partition, parameters, span.from_on, span.to_on)]
    lives: dict[UUID, list[AlertChanged]] = {}
    for change in changes:
        lives.setdefault(change.data.alert, []).append(change)
    done = Rehearsed(
        notices=sum(_notice(change) for change in changes),
        opened=sum(_warns(life) for life in lives.values()),
        facts=len(facts),
        imported=sum(one.imported for one in facts),
    )
    state = extend(SubjectState(partition), (one.admitted for one in facts))
    for status, _ in _statuses(state, span.judged_on):
        if status is None:
            continue
        _against(done, _data(status, state, span.judged_on), lives.values(), span)
    return done


def told(
    facts: Sequence[Dated], partition: int, parameters: Parameters, from_on: date, to_on: date
) -> Iterator[AlertChanged]:
    """Yield each change that would have been told, day by day; by nothing that was known later."""
    waiting = sorted(facts, key=lambda one: (one.known_on, one.admitted.offset))
    state, held, day = SubjectState(partition), dict[str, Held](), from_on
    while day <= to_on:
        known = [one.admitted for one in waiting if one.known_on <= day]
        waiting = [one for one in waiting if one.known_on > day]
        if known:
            state = extend(state, known)
        days = [one.known_on for one in waiting[:1]]
        at = datetime.combine(day, _NOON)
        for status, review_on in _statuses(state, day):
            days += [review_on] if review_on else []
            if status is None:
                continue
            data = _data(status, state, day)
            before = held.get(key_of(data))
            now = Held(data, at, assessed_on=day, lives=before.lives if before else ())
            taken = step(now, at=at, absence_settled=True, parameters=parameters)
            held[key_of(data)] = taken.held
            yield from taken.changes
            days += [taken.held.review_on] if taken.held.review_on else []
        day = min((one for one in days if one > day), default=date.max)


def _day_of(instant: datetime) -> date:
    """Return the day in Viet Nam: what is said of a plan's first day is UTC's day before."""
    return instant.astimezone(BUSINESS_ZONE).date()


def _statuses(
    state: SubjectState, as_of: date
) -> Iterator[tuple[TargetStatus | TaskStatus | None, date | None]]:
    """Yield the statuses of a subject, each with the day on which time alone may change it.

    None: it is known of already, and holds from a later day on.
    """
    for target_id in state.history.targets():
        judged = judge_target(state.history, target_id, as_of)
        told = target_status_message(judged.status) if judged.status else None
        yield told, judged.review_after
    for task_id in state.history.tasks():
        judged_task = judge_task(state.history, task_id, as_of)
        told_task = task_status_message(judged_task.status) if judged_task.status else None
        yield told_task, judged_task.review_after


def _data(status: TargetStatus | TaskStatus, state: SubjectState, day: date) -> StatusData:
    known_at = f"{state.partition}:{max(state.last_offset, 0)}"
    return StatusData(status_seq=1, as_of=day, known_at=known_at, status=status)


def _against(
    done: Rehearsed, data: StatusData, lives: Iterable[Sequence[AlertChanged]], span: Span
) -> None:
    """Hold what was told of a target against what became of it."""
    status = data.status
    due_on = status.due_on
    if due_on is None or not span.from_on <= due_on:
        return
    done.targets += 1
    outcome = outcome_of(data, span.judged_on, settled=True)
    if outcome is None:
        return
    name = status.target if isinstance(status, TargetStatus) else status.task
    aimed = Aimed(name, status.scope, due_on)
    if outcome.missed and due_on <= span.to_on:
        done.missed.append(aimed)
    for life in lives:
        said = life[-1].data
        mine = (said.target, said.scope, said.due_on) == (name, status.scope, due_on)
        if mine and said.kind in ("target", "task") and due_on <= span.to_on:
            done.alerts.append(_marked(aimed, marked(life_of(life), outcome)))


def _marked(aimed: Aimed, done: Marked) -> MarkedAlert:
    return MarkedAlert(
        aimed=aimed,
        mark=done.mark,
        missed=done.outcome.missed,
        official=done.outcome.official,
        lead_days=done.lead_days,
        lead_periods=done.lead_periods,
        told=done.told,
    )


def _notice(change: AlertChanged) -> bool:
    """Tell whether people would have been told: what is only watched is not sent."""
    return change.data.stage != "watch"


def _warns(life: Sequence[AlertChanged]) -> bool:
    return any(_notice(change) for change in life)
