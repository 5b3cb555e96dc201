"""The statuses that the alerts service has read, as its tables hold them.

Of a target's status only that is taken from its topic which the service has read and will not read
again; what lies ahead of it, it decides itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka.structs import ConsumerRecord

from contracts.codec import encode
from contracts.status import SWEPT_KEY, StatusData
from infra.postgres import Session
from infra.rebuilding import Progress
from infra.sql import load_queries
from infra.topic_reader import Span, TopicReader
from services.alerts.assessing.held import key_of
from services.alerts.rebuild.lives import Unreadable, read_status

_SQL = load_queries("services.alerts.rebuild", "rebuild.sql")


@dataclass(frozen=True, slots=True)
class Known:
    """A status as it stands on its topic, and when it was written."""

    data: StatusData
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Statuses:
    """The topic of statuses, and up to where the service has read it."""

    log: TopicReader
    read_up_to: Mapping[int, int]

    async def add_to(self, session: Session, progress: Progress) -> None:
        """Add what the service has read, save what it has put aside."""
        aside = await _quarantined(session, self.log.topic)
        spans = await self.log.spans(self.read_up_to)
        wanted = {
            number: Span(span.begin, min(span.end, self.read_up_to[number]))
            for number, span in spans.items()
        }
        async for number, records in self.log.read(wanted):
            left = [one for one in records if (number, one.offset) not in aside]
            if known := list(_known(number, left, progress)):
                await _add(session, number, known)
            progress.count(len(records))


def _known(
    partition: int, records: Sequence[ConsumerRecord], progress: Progress
) -> Iterator[Known]:
    for record in records:
        if record.key == SWEPT_KEY.encode():
            continue
        try:
            data = read_status(record.value)
        except Unreadable as error:
            progress.report.skip(partition, record.offset, str(error))
        else:
            yield Known(data, datetime.fromtimestamp(record.timestamp / 1000, UTC))


async def _quarantined(session: Session, topic: str) -> set[tuple[int, int]]:
    """Return where the records of a topic stand that the service has put aside."""
    rows = await session.fetch(_SQL["quarantined"], topic)
    return {(row["partition"], row["offset"]) for row in rows}


async def _add(session: Session, partition: int, known: Sequence[Known]) -> None:
    """Add statuses from one partition; of each target the latest stays."""
    await session.execute(
        _SQL["add_statuses"],
        [key_of(one.data) for one in known],
        [one.data.status_seq for one in known],
        [one.data.as_of for one in known],
        [one.data.known_at for one in known],
        [encode(one.data) for one in known],
        [one.received_at for one in known],
        [int(one.data.known_at.partition(":")[0]) for one in known],
        partition,
    )
