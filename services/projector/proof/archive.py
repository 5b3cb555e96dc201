"""Write a log to files, adding only what is new, and check such files without the log.

The last file that stands is read again from the log first: files are only ever added to the log
that they were made of.
"""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import uvloop

from infra.kafka_topics import describe_topic
from services.projector.batch import log_record
from services.projector.chain import begin, link
from services.projector.proof.checkpoint import Checkpoint, Known, instant_of, known_heads
from services.projector.proof.exam import Exam, Finding
from services.projector.proof.files import PARTIAL
from services.projector.proof.manifest import (
    MANIFEST,
    Manifest,
    PartitionArchive,
    Segment,
    read_manifest,
    write_manifest,
)
from services.projector.proof.processes import count, deal, in_processes
from services.projector.proof.segments import BadSegment, SegmentWriter, read_segment
from services.projector.proof.verify import NoLog
from services.projector.rebuild.reading import LogReader, open_log

# What a log's topic must be made with again.
KEPT_CONFIG = (
    "cleanup.policy",
    "retention.ms",
    "retention.bytes",
    "max.message.bytes",
    "message.timestamp.type",
)
NO_HEADS = 2**62
# The manifest is written so many times for each process: what a killed run loses is the rest.
KEPT_SHARES = 4


class OtherLog(Exception):
    """The archive in the folder is of another log; the text says in what they differ."""


class Busy(Exception):
    """Another process writes this archive."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which log goes where."""

    bootstrap: str
    topic: str
    of: Literal["events", "alerts"]
    folder: Path
    segment_bytes: int


@dataclass(frozen=True, slots=True)
class _Job:
    asked: Asked
    stands: PartitionArchive
    ends: int


def archive(
    asked: Asked, *, written_at: str, processes: int, tell: Callable[[int, int], None]
) -> tuple[Manifest, int]:
    """Bring an archive up to the present end of its log; return it and how many records are new.

    Raises:
        OtherLog, Busy, ManifestError: the folder holds something else, or is in use.
        NoLog: there is no such topic.
        Refused: the log is not contiguous from its first record on.
        KafkaUnavailable, OSError: Kafka is away, or the files cannot be written.
    """
    asked.folder.mkdir(parents=True, exist_ok=True)
    with _alone(asked.folder):
        config, ends = asyncio.run(_survey(asked))
        manifest = _stands(asked, config, len(ends), written_at)
        jobs = [_Job(asked, one, ends[one.partition]) for one in manifest.partitions]
        for job in jobs:
            if job.ends < job.stands.next_offset:
                raise OtherLog(
                    f"partition {job.stands.partition}: the archive holds records up to "
                    f"{job.stands.next_offset}, the log ends at {job.ends}"
                )
        total = sum(job.ends - job.stands.next_offset for job in jobs)
        done = {one.partition: one for one in manifest.partitions}

        def keep(some: Sequence[PartitionArchive]) -> None:
            done.update({one.partition: one for one in some})
            partitions = tuple(done[number] for number in sorted(done))
            write_manifest(asked.folder, manifest.model_copy(update={"partitions": partitions}))

        write_manifest(asked.folder, manifest)
        in_processes(
            _archive_partitions,
            deal(jobs, lambda one: one.ends - one.stands.next_offset, KEPT_SHARES * processes),
            processes=processes,
            tell=lambda records: tell(records, total),
            on_result=keep,
        )
        return read_manifest(asked.folder), total


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(str(folder)) from None
        yield


async def _survey(asked: Asked) -> tuple[Mapping[str, str], dict[int, int]]:
    topic = await describe_topic(asked.bootstrap, asked.topic)
    if topic is None:
        raise NoLog(asked.topic)
    async with open_log(asked.bootstrap, asked.topic) as log:
        bounds = await log.ends(list(range(topic.partitions)))
    config = {name: topic.config[name] for name in KEPT_CONFIG if name in topic.config}
    return config, {number: end for number, (_, end) in bounds.items()}


def _stands(asked: Asked, config: Mapping[str, str], partitions: int, at: str) -> Manifest:
    if not (asked.folder / MANIFEST).exists():
        empty = tuple(
            PartitionArchive(
                partition=number,
                next_offset=0,
                chain_sha256=begin(number).hex(),
                last_record_at=None,
                segments=(),
            )
            for number in range(partitions)
        )
        return Manifest(
            log=asked.topic, of=asked.of, written_at=at, topic_config=config, partitions=empty
        )
    found = read_manifest(asked.folder)
    if found.log != asked.topic:
        raise OtherLog(f"the archive is of {found.log}, not of {asked.topic}")
    if len(found.partitions) != partitions:
        raise OtherLog(
            f"the archive has {len(found.partitions)} partitions, the log has {partitions}"
        )
    return found.model_copy(update={"written_at": at, "topic_config": config})


def _archive_partitions(jobs: Sequence[_Job]) -> list[PartitionArchive]:
    return uvloop.run(_add_all(jobs))


async def _add_all(jobs: Sequence[_Job]) -> list[PartitionArchive]:
    async with open_log(jobs[0].asked.bootstrap, jobs[0].asked.topic) as log:
        return [await _add(job, log) for job in jobs]


async def _add(job: _Job, log: LogReader) -> PartitionArchive:
    stands, folder = job.stands, job.asked.folder
    for left in (folder / f"{stands.partition:05d}").glob(f"*{PARTIAL}"):
        left.unlink()
    if job.ends == stands.next_offset and not stands.segments:
        return stands
    await _same_log(log, stands)
    chain = bytes.fromhex(stands.chain_sha256)
    writer = SegmentWriter(folder, stands.partition, chain, job.asked.segment_bytes)
    last_record_at = stands.last_record_at
    try:
        async for fetched in log.read(stands.partition, stands.next_offset, job.ends):
            writer.take(log_record(one) for one in fetched)
            last_record_at = instant_of(fetched[-1].timestamp)
            count(len(fetched))
        writer.finish()
    finally:
        writer.abandon()
    return PartitionArchive(
        partition=stands.partition,
        next_offset=job.ends,
        chain_sha256=writer.chain.hex(),
        last_record_at=last_record_at,
        segments=(*stands.segments, *writer.written),
    )


async def _same_log(log: LogReader, stands: PartitionArchive) -> None:
    """Read the records of the last file again; the chain through them must be the one noted."""
    if not stands.segments:
        return
    last = stands.segments[-1]
    chain = _head_before(stands, len(stands.segments) - 1)
    async for fetched in log.read(stands.partition, last.first_offset, last.next_offset):
        for one in fetched:
            chain = link(chain, log_record(one))
    if chain.hex() != last.chain_sha256:
        raise OtherLog(
            f"partition {stands.partition}: the log's records {last.first_offset} to "
            f"{last.next_offset - 1} differ from those in the archive"
        )


def _head_before(stands: PartitionArchive, segment: int) -> bytes:
    if segment == 0:
        return begin(stands.partition)
    return bytes.fromhex(stands.segments[segment - 1].chain_sha256)


@dataclass(frozen=True, slots=True)
class CheckJob:
    """One partition of an archive, and the heads that a checkpoint vouches for."""

    folder: Path
    partition: PartitionArchive
    known: tuple[Known, ...]
    keyed_by_subject: bool


def check_archive(
    folder: Path,
    *,
    checkpoint: Checkpoint | None,
    processes: int,
    tell: Callable[[int, int], None],
) -> tuple[Manifest, list[Finding]]:
    """Read an archive whole and say what is wrong with it; Kafka is not asked.

    Raises:
        ManifestError: there is no archive.
    """
    manifest = read_manifest(folder)
    vouched = {} if checkpoint is None else checkpoint.by_partition()
    jobs = [
        CheckJob(
            folder,
            one,
            tuple(known_heads(vouched[one.partition]) if one.partition in vouched else ()),
            manifest.of == "events",
        )
        for one in manifest.partitions
    ]
    jobs.sort(key=lambda job: -job.partition.next_offset)
    results = in_processes(
        check_partition,
        jobs,
        processes=processes,
        tell=lambda done: tell(done, manifest.records),
    )
    findings = [found for one in results for found in one]
    for number in sorted(vouched.keys() - {one.partition for one in manifest.partitions}):
        findings += Exam(number, NO_HEADS, known_heads(vouched[number])).finish()
    return manifest, sorted(findings, key=lambda one: (one.partition, one.first_offset))


def check_partition(job: CheckJob) -> list[Finding]:
    """Read a partition's files and say what is wrong with them."""
    heads = [
        Known("archive", one.next_offset, bytes.fromhex(one.chain_sha256))
        for one in job.partition.segments
    ]
    known = sorted([*job.known, *heads], key=lambda one: one.next_offset)
    exam = Exam(job.partition.partition, NO_HEADS, known, job.keyed_by_subject)
    try:
        for segment in job.partition.segments:
            for records in read_segment(job.folder, segment, exam.partition):
                if not exam.take(records):
                    return exam.findings
                count(len(records))
    except BadSegment as error:
        return [*exam.findings, _bad_file(exam.partition, segment, error)]
    return exam.finish()


def _bad_file(partition: int, segment: Segment, error: BadSegment) -> Finding:
    return Finding(
        "file_differs",
        partition,
        segment.first_offset,
        segment.next_offset - 1,
        f"tệp lưu trữ của các bản ghi {segment.first_offset} đến {segment.next_offset - 1} không "
        f"còn như khi ghi ({error}); hãy lấy tệp này từ một bản sao khác",
        f"the file of the records {segment.first_offset} to {segment.next_offset - 1} is not what "
        f"was written ({error}); take it from another copy",
    )
