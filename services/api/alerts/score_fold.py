"""From marks of alerts and verdicts of targets to the record of alerts. Pure.

The api folds its tables, the command line the topics themselves, both through this: the figures are
a function of the last mark of each alert and the last status of each target, so they are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.alerts import AlertData
from contracts.status import PartStatus, TargetStatus, TaskStatus
from domain.alert_record import Aimed, MarkedAlert, Record, record
from domain.alert_scoring import Mark, Told
from domain.forecast.question import Scale
from domain.forecast.scale import scale_of
from domain.reasons import Phase, Verdict

NO_CLASS = "-"
"""Of alerts that were raised without a forecast."""
_MISSED = Verdict.MISSED.value


@dataclass(frozen=True, slots=True)
class Row:
    """A marked alert, and where it belongs."""

    alert: MarkedAlert
    class_id: str
    agencies: tuple[str, ...]
    plan: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A target or task that was missed, warned of or not, and where it belongs."""

    aimed: Aimed
    class_id: str
    agencies: tuple[str, ...]
    plan: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Wish:
    """Of which alerts the record is wanted; the days are those of the deadline."""

    class_id: str | None = None
    agency: str | None = None
    plan: str | None = None
    from_on: date | None = None
    to_on: date | None = None

    def takes(self, one: Row | Lost) -> bool:
        """Tell whether something belongs to what is wanted."""
        return (
            self.class_id in (None, one.class_id)
            and (self.agency is None or self.agency in one.agencies)
            and self.plan in (None, one.plan)
            and (self.from_on is None or (one.due_on is not None and one.due_on >= self.from_on))
            and (self.to_on is None or (one.due_on is not None and one.due_on <= self.to_on))
        )


@dataclass(frozen=True, slots=True)
class Records:
    """The record of all, and by class and by lead agency, each by name."""

    total: Record
    by_class: Mapping[str, Record] = field(default_factory=dict)
    by_agency: Mapping[str, Record] = field(default_factory=dict)


def row_of(said: AlertData) -> Row | None:
    """Return an alert as a row of the record; None where it has no mark."""
    score = said.score
    if score is None:
        return None
    forecast = said.evidence.forecast
    missed = None if score.mark == Mark.VOID.value else score.verdict == _MISSED
    return Row(
        alert=MarkedAlert(
            aimed=Aimed(said.target, said.scope, score.due_on),
            mark=Mark(score.mark),
            missed=missed,
            official=score.official,
            lead_days=score.lead_days,
            lead_periods=score.lead_periods,
            told=tuple(Told(one.on, one.chance) for one in score.forecasts),
        ),
        class_id=Scale.TASK.value
        if said.kind == "task"
        else (forecast.class_id if forecast else NO_CLASS),
        agencies=said.lead,
        plan=said.plan,
        due_on=score.due_on,
    )


def lost_of(status: TargetStatus | TaskStatus) -> Lost | None:
    """Return a target or task that was missed; None where it was not, or not yet."""
    if status.phase == Phase.WITHDRAWN.value:
        return None
    if not _missed(status):
        return None
    name = status.target if isinstance(status, TargetStatus) else status.task
    return Lost(
        aimed=Aimed(name, status.scope, status.due_on),
        class_id=class_of(status),
        agencies=status.lead,
        plan=status.plan,
        due_on=status.due_on,
    )


def records(rows: Iterable[Row], lost: Iterable[Lost], wish: Wish) -> Records:
    """Return the record of what is wanted, and of its classes and agencies."""
    taken = [row for row in rows if wish.takes(row)]
    missed = [one for one in lost if wish.takes(one)]
    return Records(
        total=_record(taken, missed),
        by_class=_by(taken, missed, lambda one: (one.class_id,)),
        by_agency=_by(taken, missed, lambda one: one.agencies),
    )


def _missed(status: TargetStatus | TaskStatus) -> bool:
    """Tell whether what is confirmed, or would be now that the deadline is past, is a miss."""
    if status.official_verdict is not None:
        return status.official_verdict == _MISSED
    if isinstance(status, TaskStatus) and status.quantity is None:
        return status.overdue
    return status.phase == Phase.PAST_DUE.value and status.provisional_verdict == _MISSED


def class_of(status: TargetStatus | TaskStatus) -> str:
    """Return the class by which a target would be forecast: the kind of value of its worst part."""
    if isinstance(status, TaskStatus):
        return Scale.TASK.value
    worst = [part for part in status.parts if part.verdict == _MISSED] or [*status.parts]
    return _scale(status, worst[0]).value if worst else NO_CLASS


def _scale(status: TargetStatus, part: PartStatus) -> Scale:
    points = [point for point in status.series if point.part == part.part]
    spans = sorted(((point.start_on, point.end_on) for point in points), key=lambda span: span[1])
    return scale_of(part.rule.to_domain(), status.unit, spans)


def _by(
    rows: Sequence[Row], lost: Sequence[Lost], names: Callable[[Row | Lost], Sequence[str]]
) -> dict[str, Record]:
    found = {name for row in rows for name in names(row)}
    found |= {name for one in lost for name in names(one)}
    return {
        name: _record(
            [row for row in rows if name in names(row)],
            [one for one in lost if name in names(one)],
        )
        for name in sorted(found)
    }


def _record(rows: Iterable[Row], lost: Iterable[Lost]) -> Record:
    return record((row.alert for row in rows), (one.aimed for one in lost))
