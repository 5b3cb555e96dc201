"""What is kept of one target or task: its latest status, and its latest alert of each kind. Pure.

Whoever moves an alert on, be it a status, a person or a working day, says the whole alert again
with `changed`, under the lock of the target's row, and gives what comes of it to `store.save`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from contracts.alerts import ALERTS_SOURCE, AlertChanged, AlertData, KindWord, TypeWord
from contracts.status import StatusData, TargetStatus, status_key
from domain.alerting import Alert
from services.alerts.assessing.finding import Calm


@dataclass(frozen=True, slots=True)
class Life:
    """Where an alert stands, and what it last said."""

    alert: Alert
    said: AlertData


@dataclass(frozen=True, slots=True)
class Known:
    """What of a target or task outlives its status: how new that was, and its alerts."""

    status_seq: int
    assessed_on: date
    lives: tuple[Life, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of one target or task.

    `assessed_on` never goes back; `review_on` is the first day on which time alone could
    change the assessment. `lives` are the latest alerts, one of a kind at most. `partition` is
    that of the topic on which the status came; `told` the status as it came, where it is at hand;
    `calm` what a later look needs, where the last one found nothing to tell.
    """

    data: StatusData
    received_at: datetime
    assessed_on: date
    review_on: date | None = None
    lives: tuple[Life, ...] = ()
    partition: int = 0
    calm: Calm | None = None
    told: bytes | None = field(default=None, compare=False, repr=False)

    @property
    def status_seq(self) -> int:
        """How new the status is."""
        return self.data.status_seq

    @property
    def log_partition(self) -> int:
        """The partition of the log on which the target's facts stand."""
        return int(self.data.known_at.partition(":")[0])

    @property
    def key(self) -> str:
        """Where it is kept: `target/<id>@<scope>` or `task/<id>@<scope>`."""
        return key_of(self.data)

    def life(self, kind: KindWord) -> Life | None:
        """Return the latest alert of a kind."""
        return next((life for life in self.lives if life.said.kind == kind), None)

    def living(self, life: Life) -> Held:
        """Return what is held once an alert stands otherwise, or is new."""
        others = [each for each in self.lives if each.said.kind != life.said.kind]
        return replace(self, lives=tuple(sorted([*others, life], key=lambda one: one.said.kind)))


def key_of(data: StatusData) -> str:
    """Return where a status is kept."""
    status = data.status
    name = status.target if isinstance(status, TargetStatus) else status.task
    return status_key(status.kind, name, status.scope)


def received(data: StatusData, known: Held | Known | None, at: datetime) -> Held | None:
    """Return what is held with a newer status, before its step; None where it is not newer."""
    if known is None:
        return Held(data, at, assessed_on=data.as_of)
    if data.status_seq <= known.status_seq:
        return None
    return Held(data, at, max(known.assessed_on, data.as_of), lives=known.lives)


def joined(held: Held, lives: tuple[Life, ...]) -> Held:
    """Give back to a target the alerts that alone were kept of it, where tables were rebuilt."""
    for life in lives:
        held = replace(held, assessed_on=max(held.assessed_on, life.said.decision.as_of))
        held = held.living(life)
    return held


def waiting(held: Held) -> Held:
    """Return what is held without a decision, to be looked at by the sweep.

    A projector that reads the log anew tells old news first; by them no alert may be moved on.
    """
    return replace(held, review_on=held.assessed_on)


def changed(held: Held, said: AlertData, name: TypeWord, at: datetime) -> tuple[Held, AlertChanged]:
    """Return what is held once an alert says something else, and the change to tell.

    `said` is the whole new state of an alert that is held; its `seq` is given here.

    Raises:
        ValueError: no alert of that kind is held, or another one.
    """
    life = held.life(said.kind)
    if life is None or life.said.alert != said.alert:
        raise ValueError("only what is held can change")
    said = said.model_copy(update={"seq": life.alert.seq + 1})
    alert = replace(
        life.alert,
        seq=said.seq,
        open=said.state == "open",
        dismissed=bool(said.closing and said.closing.outcome == "dismissed"),
    )
    return held.living(Life(alert, said)), event(said, name, at)


def event(said: AlertData, name: TypeWord, at: datetime) -> AlertChanged:
    """Return the CloudEvent of a change."""
    return AlertChanged(
        specversion="1.0",
        id=f"{said.alert}/{said.seq}",
        source=ALERTS_SOURCE,
        type=name,
        subject=f"alert/{said.alert}",
        time=at,
        data=said,
    )
