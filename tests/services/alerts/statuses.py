"""Statuses as the projector sends them, made from facts by the domain itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from contracts.codec import encode
from contracts.render import target_status_message
from contracts.status import (
    PROJECTOR_SOURCE,
    StatusChanged,
    StatusData,
    StatusesSwept,
    SweptData,
    SweptPartition,
    TargetStatus,
    status_key,
)
from domain.deadline import Deadline, YearEndDeadline
from domain.history import Fact, fold
from domain.status import judge_target
from domain.target import Rule, Stakes, TargetStated
from tests import builders
from tests.builders import above, day, report, stamp, target

YEAR_2023 = YearEndDeadline(2023)


def target_2023(
    rule: Rule,
    *,
    name: str = "kinh-te-so-2023",
    unit: str = "% GRDP",
    deadline: Deadline = YEAR_2023,
    definition: int = 1,
    stakes: Stakes | None = None,
    revision: int = 1,
) -> TargetStated:
    """Return a target of the plan of 2023."""
    made = stamp(event=f"t-{name}-{revision}", effective_on="2023-01-03", revision=revision)
    return target(
        rule,
        name=name,
        unit=unit,
        period="2023",
        deadline=deadline,
        definition=definition,
        stakes=stakes,
        at=made,
    )


def digital_economy() -> tuple[Fact, ...]:
    """Kinh tế số > 4: 2022 = 3,7 printed as an estimate; 2021 and 2020 derived from its text."""
    return (
        target_2023(above("4")),
        report("2.7", period="2020", at=stamp(event="m-2020")),
        report("3.6", period="2021", at=stamp(event="m-2021")),
        report("3.7", period="2022", status="E", at=stamp(event="m-2022")),
    )


def far_behind(name: str = "kinh-te-so-2023") -> tuple[Fact, ...]:
    """The same reports against *trên 9*: by any forecast at risk, and told to channels."""
    return (target_2023(above("9"), name=name), *digital_economy()[1:])


def judged(*facts: Fact, on: str, name: str | None = None) -> TargetStatus:
    """Return the status message of the only target (or of the named one) on a day."""
    history = fold(facts)
    status = judge_target(history, name or history.targets()[0], day(on)).status
    assert status is not None
    return target_status_message(status)


def status_changed(
    status: TargetStatus, *, seq: int, as_of: str, known_at: str = "0:1"
) -> StatusChanged:
    """Return the message that carries a status."""
    subject = status_key(status.kind, status.target, status.scope)
    return StatusChanged(
        specversion="1.0",
        id=f"{subject}/{seq}",
        source=PROJECTOR_SOURCE,
        type="vn.chitieu.status.changed.v1",
        subject=subject,
        time=datetime(2023, 9, 15, 3, 0, tzinfo=UTC),
        data=StatusData(
            status_seq=seq, as_of=builders.day(as_of), known_at=known_at, status=status
        ),
    )


def status_bytes(status: TargetStatus, *, seq: int, as_of: str = "2023-09-15") -> bytes:
    """Return the message as it stands on the topic."""
    return encode(status_changed(status, seq=seq, as_of=as_of))


def swept_bytes(at: datetime, *, swept_to: date, partitions: Iterable[int] = (0,)) -> bytes:
    """Return the projector's word that it has applied all of the log and judged for a day."""
    reached = [
        SweptPartition(partition=number, next_offset=9, swept_to=swept_to) for number in partitions
    ]
    return encode(
        StatusesSwept(
            specversion="1.0",
            id=at.isoformat(),
            source=PROJECTOR_SOURCE,
            type="vn.chitieu.status.swept.v1",
            subject="swept",
            time=at,
            data=SweptData(partitions=tuple(reached)),
        )
    )
