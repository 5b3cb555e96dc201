"""A batch of the log: what was fetched, read, and the moves of the positions that it makes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from services.projector import chain
from services.projector.fold import Admitted, LogRecord
from services.projector.parking import Unread, read
from services.projector.refusals import Refused, gap_in_log
from services.projector.store import Move, Position, Witness

# Other tasks (heartbeats, health) get the loop back after this many records.
CHUNK_RECORDS = 100
# Records may be large: what one transaction takes is bounded by their bytes, too.
BATCH_BYTES = 32 * 1_048_576

Fetched = Mapping[int, Sequence[LogRecord]]
"""Records as they stand on the log, by partition, in its order."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of several partitions, in the order of each, and the moves that they make.

    `unread` are those that say nothing to this program; `fetched` are all as they stand on the log.
    """

    records: tuple[Admitted, ...]
    moves: tuple[Move, ...]
    unread: tuple[Unread, ...] = ()
    fetched: Mapping[int, Sequence[LogRecord]] = field(default_factory=dict)

    @property
    def days(self) -> dict[int, date]:
        """The day that each partition is judged as of."""
        return {move.before.partition: move.before.swept_to for move in self.moves}

    @property
    def size(self) -> int:
        """How many records it holds, read or not."""
        return len(self.records) + len(self.unread)


def log_record(one: ConsumerRecord) -> LogRecord:
    """Return a record as it stands on the log."""
    return LogRecord(
        one.partition, one.offset, one.timestamp, one.key, one.value, tuple(one.headers)
    )


def log_records(
    fetched: Mapping[TopicPartition, Sequence[ConsumerRecord]],
) -> dict[int, list[LogRecord]]:
    """Return what a consumer fetched, by partition."""
    return {place.partition: list(map(log_record, ones)) for place, ones in fetched.items()}


def pieces(fetched: Fetched, max_bytes: int = BATCH_BYTES) -> Iterator[Fetched]:
    """Cut what was fetched so that no piece is larger than a transaction should be."""
    piece: dict[int, list[LogRecord]] = {}
    size = 0
    for number, records in fetched.items():
        for record in records:
            size += len(record.value or b"")
            if size > max_bytes and piece:
                yield piece
                piece, size = {}, len(record.value or b"")
            piece.setdefault(number, []).append(record)
    yield piece


async def read_batch(
    fetched: Mapping[int, Sequence[LogRecord]], positions: Mapping[int, Position]
) -> Batch:
    """Read what was fetched, partition by partition.

    Raises:
        Refused: a record is missing.
    """
    admitted: list[Admitted] = []
    unread: list[Unread] = []
    moves: list[Move] = []
    for partition in sorted(fetched):
        position = positions[partition]
        records = fetched[partition]
        head = position.chain
        for index, record in enumerate(records):
            expected = position.next_offset + index
            if record.offset != expected:
                raise Refused(gap_in_log(partition, expected, record.offset))
            one = read(record)
            if isinstance(one, Unread):
                unread.append(one)
            else:
                admitted.append(one)
            if head is not None:
                head = chain.link(head, record)
            if index % CHUNK_RECORDS == CHUNK_RECORDS - 1:
                await asyncio.sleep(0)
        last = records[-1]
        sha256 = hashlib.sha256(last.value or b"").digest()
        witness = Witness(last.offset, last.timestamp_ms, sha256)
        moves.append(Move(position, last.offset + 1, witness, head))
    return Batch(tuple(admitted), tuple(moves), tuple(unread), fetched)


def by_subject(events: Iterable[Admitted]) -> dict[str, list[Admitted]]:
    """Return events by what they are about, in their order."""
    found: dict[str, list[Admitted]] = {}
    for one in events:
        found.setdefault(one.subject, []).append(one)
    return found
