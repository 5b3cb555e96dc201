"""Build a log's topic from an archive: the same records in the same order, times and headers.

With as many partitions as before, every record gets its offset back. With another count, each is
keyed again as Kafka's default partitioner does, so a subject's records keep their order, and the
header `chitieu_origin` keeps where it stood first. What is sent is a function of the archive, so
what the topic holds already tells how far a run that was killed had come.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2

from infra.kafka import STOP_TIMEOUT_SECONDS, KafkaUnavailable, open_producer
from infra.kafka_topics import Declared, ensure_topics
from services.projector.batch import log_record
from services.projector.chain import begin, link
from services.projector.fold import LogRecord
from services.projector.proof.manifest import Manifest, PartitionArchive, read_manifest
from services.projector.proof.segments import BadSegment, read_segment
from services.projector.rebuild.reading import LogReader, open_log
from services.projector.refusals import Refused

ORIGIN = "chitieu_origin"
BATCHES_AHEAD = 64
SEND_TIMEOUT_SECONDS = 60
TELL_RECORDS = 5_000


class NotRestorable(Exception):
    """The topic holds something else, or somebody else writes to it; the text says where."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: records that stood already, and records that were sent."""

    stood: int
    sent: int
    same_offsets: bool


async def restore(
    folder: Path,
    bootstrap: str,
    topic: Declared,
    *,
    replication_factor: int,
    tell: Callable[[int, int], None],
) -> Restored:
    """Create the topic if it is missing, and send what it lacks of the archive.

    Raises:
        ManifestError, BadSegment: there is no archive, or a file of it is damaged.
        TopicMismatch: the topic exists with other settings.
        NotRestorable: the topic holds what is not of this archive.
        KafkaUnavailable: Kafka is away; run it again.
    """
    manifest = read_manifest(folder)
    await ensure_topics(bootstrap, [topic], replication_factor=replication_factor)
    async with open_log(bootstrap, topic.name) as log:
        bounds = await log.ends(list(range(topic.partitions)))
        stands = {number: end for number, (_, end) in bounds.items()}
        if cut := [number for number, (start, _) in bounds.items() if start]:
            raise NotRestorable(f"partition {cut[0]} of {topic.name} does not begin at 0")
        await _same_so_far(log, stands, planned(folder, manifest, topic.partitions))
    stood = sum(stands.values())
    sending = _Sending(open_producer(bootstrap, client_id="chitieu-restore"), topic.name)
    total = manifest.records
    try:
        await sending.start()
        done = 0
        for record in planned(folder, manifest, topic.partitions):
            done += 1
            if record.offset >= stands[record.partition]:
                await sending.take(record)
            if done % TELL_RECORDS == 0:
                tell(done, total)
                await asyncio.sleep(0)
        await sending.finish()
        tell(done, total)
    finally:
        await sending.stop()
    same = topic.partitions == len(manifest.partitions)
    return Restored(stood, total - stood, same)


def planned(folder: Path, manifest: Manifest, partitions: int) -> Iterator[LogRecord]:
    """Yield every record of an archive with its place in a topic of so many partitions.

    Raises:
        BadSegment: a file is damaged, or the records are not those of the manifest.
    """
    streams = [_stream(folder, one) for one in manifest.partitions]
    if partitions == len(manifest.partitions):
        for stream in streams:
            yield from stream
        return
    next_offsets = [0] * partitions
    # By time, as far as that goes without changing the order within a partition.
    for record in heapq.merge(*streams, key=lambda one: (one.timestamp_ms, one.partition)):
        number = _partition(record, partitions)
        yield record._replace(
            partition=number,
            offset=next_offsets[number],
            headers=_with_origin(record),
        )
        next_offsets[number] += 1


def _stream(folder: Path, one: PartitionArchive) -> Iterator[LogRecord]:
    chain = begin(one.partition)
    for segment in one.segments:
        for records in read_segment(folder, segment, one.partition):
            for record in records:
                chain = link(chain, record)
                yield record
        if chain.hex() != segment.chain_sha256:
            raise BadSegment(f"{folder / segment.file}: its records do not give its chain's head")


def _partition(record: LogRecord, partitions: int) -> int:
    if record.key is None:
        return record.partition % partitions
    hashed: int = murmur2(record.key)
    return (hashed & 0x7FFFFFFF) % partitions


def _with_origin(record: LogRecord) -> tuple[tuple[str, bytes | None], ...]:
    if any(name == ORIGIN for name, _ in record.headers):
        return record.headers  # moved before: where it stood first is what matters
    return (*record.headers, (ORIGIN, f"{record.partition}:{record.offset}".encode()))


async def _same_so_far(
    log: LogReader, stands: dict[int, int], records: Iterator[LogRecord]
) -> None:
    """Compare what the topic holds with what would have been sent by then."""
    left = sum(stands.values())
    wanted = {number: begin(number) for number in stands}
    with closing(records):  # type: ignore[type-var]  # a generator, which has close()
        while left:
            record = next(records, None)
            if record is None:
                raise NotRestorable("the topic holds more records than the archive")
            if record.offset < stands[record.partition]:
                wanted[record.partition] = link(wanted[record.partition], record)
                left -= 1
    for number, end in stands.items():
        found = begin(number)
        try:
            async for fetched in log.read(number, 0, end):
                for one in fetched:
                    found = link(found, log_record(one))
        except Refused as refused:
            raise NotRestorable(refused.reason.en) from None
        if found != wanted[number]:
            raise NotRestorable(f"partition {number}: its {end} records are not the archive's")


@dataclass(slots=True)
class _Sending:
    """Sends records in whole batches, and checks that each got the offset it must have."""

    producer: AIOKafkaProducer
    topic: str
    _open: dict[int, tuple[Any, int]] = field(default_factory=dict)
    _ahead: list[tuple[asyncio.Future[Any], int, int]] = field(default_factory=list)

    async def start(self) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                await self.producer.start()
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error

    async def take(self, record: LogRecord) -> None:
        """Put a record into its partition's batch; a full batch is sent."""
        if record.partition not in self._open:
            self._open[record.partition] = self.producer.create_batch(), record.offset
        batch, _ = self._open[record.partition]
        if self._append(batch, record):
            return
        await self._send(record.partition)
        batch = self.producer.create_batch()
        self._open[record.partition] = batch, record.offset
        self._append(batch, record)

    def _append(self, batch: Any, record: LogRecord) -> bool:
        added = batch.append(
            key=record.key,
            value=record.value,
            timestamp=record.timestamp_ms,
            headers=list(record.headers),
        )
        return added is not None

    async def _send(self, partition: int) -> None:
        batch, first = self._open.pop(partition)
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                sent = await self.producer.send_batch(batch, self.topic, partition=partition)
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        self._ahead.append((sent, partition, first))
        if len(self._ahead) >= BATCHES_AHEAD:
            await self._acknowledged()

    async def finish(self) -> None:
        """Send what is left, and wait until all of it is on the log."""
        for partition in sorted(self._open):
            await self._send(partition)
        await self._acknowledged()

    async def _acknowledged(self) -> None:
        ahead, self._ahead = self._ahead, []
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                places: Sequence[Any] = await asyncio.gather(*(one for one, _, _ in ahead))
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        for place, (_, partition, first) in zip(places, ahead, strict=True):
            if place.offset != first:
                raise NotRestorable(
                    f"partition {partition}: a batch got offset {place.offset} in place of "
                    f"{first}; somebody else writes to {self.topic}"
                )

    async def stop(self) -> None:
        """Close the producer, within a bound even where Kafka does not answer."""
        try:
            async with asyncio.timeout(STOP_TIMEOUT_SECONDS):
                await self.producer.stop()
        except (KafkaError, TimeoutError):
            return
