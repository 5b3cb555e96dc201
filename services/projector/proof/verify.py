"""Verify a log: read all of it, compute its chains, and compare with everyone who vouches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import uvloop

from infra.kafka_topics import describe_topic
from infra.postgres import Session
from services.projector.batch import log_record
from services.projector.proof.checkpoint import (
    Checkpoint,
    Head,
    Known,
    PartitionCheckpoint,
    instant_of,
    known_heads,
)
from services.projector.proof.exam import Exam, Finding
from services.projector.proof.facts import SQL, FactsCheck, reading
from services.projector.proof.processes import count, deal, in_processes
from services.projector.rebuild.reading import LogReader, open_log
from services.projector.refusals import Refused

NO_FACTS, SAMPLE_EVERY, ALL_FACTS = 0, 100, 1


class NoLog(Exception):
    """There is no such topic."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which log is verified, and the database whose live view is compared, if any."""

    bootstrap: str
    topic: str
    database_url: str | None = field(default=None, repr=False)
    keyed_by_subject: bool = True


@dataclass(frozen=True, slots=True)
class PartitionJob:
    """One partition: up to where, what is known of it, and how many facts are compared."""

    source: Source
    partition: int
    begins: int
    ends: int
    known: tuple[Known, ...]
    every: int
    facts_every: int = NO_FACTS
    facts_until: int = 0


@dataclass(frozen=True, slots=True)
class PartitionResult:
    """What was found in a partition."""

    partition: int
    next_offset: int
    chain: bytes
    last_timestamp_ms: int | None
    heads: tuple[tuple[int, bytes], ...]
    facts_compared: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in a log; `without_chain` are partitions of a view older than chains are."""

    topic: str
    partitions: tuple[PartitionResult, ...]
    findings: tuple[Finding, ...]
    compared_with: tuple[str, ...]
    without_chain: tuple[int, ...] = ()

    @property
    def records(self) -> int:
        """How many records were read."""
        return sum(one.next_offset for one in self.partitions)


def verify(
    source: Source,
    *,
    checkpoint: Checkpoint | None = None,
    facts_every: int = NO_FACTS,
    every: int,
    processes: int,
    tell: Callable[[int, int], None],
) -> Verified:
    """Verify a log from its first record to its present end.

    Args:
        source: the log, and the database to compare with.
        checkpoint: what the log once was.
        facts_every: compare every so many records with the facts kept; 0 for none.
        every: keep a head after every so many records.
        processes: how many processes read.
        tell: called with records done and records in all.

    Raises:
        NoLog: there is no such topic.
        KafkaUnavailable, or what asyncpg raises: a server is away.
    """
    view, bounds = asyncio.run(_survey(source))
    known = _known(checkpoint, view, bounds)
    jobs = [
        PartitionJob(
            source, number, *bounds[number], tuple(known.get(number, ())), every,
            facts_every if number in view else NO_FACTS, view.get(number, (0, None))[0],
        )
        for number in bounds
    ]  # fmt: skip
    total = sum(ends for _, ends in bounds.values())
    results = in_processes(
        verify_partitions,
        deal(jobs, lambda one: one.ends, processes),
        processes=processes,
        tell=lambda done: tell(done, total),
    )
    every_one = [one for some in results for one in some]
    ordered = tuple(sorted(every_one, key=lambda one: one.partition))
    findings = [found for one in ordered for found in one.findings]
    findings += _beyond(known, bounds)
    without = tuple(number for number, (at, chain) in view.items() if at and chain is None)
    compared = tuple(name for name, there in (("checkpoint", checkpoint), ("view", view)) if there)
    return Verified(source.topic, ordered, tuple(findings), compared, without)


View = Mapping[int, tuple[int, bytes | None]]
Bounds = Mapping[int, tuple[int, int]]


async def _survey(source: Source) -> tuple[View, Bounds]:
    """Read where the view stands, then where the log ends: the log is never the shorter one."""
    view: dict[int, tuple[int, bytes | None]] = {}
    if source.database_url is not None:
        async with reading(source.database_url) as session:
            for row in await session.fetch(SQL["view_heads"]):
                view[row["partition"]] = row["next_offset"], row["chain_sha256"]
    topic = await describe_topic(source.bootstrap, source.topic)
    if topic is None:
        raise NoLog(source.topic)
    async with open_log(source.bootstrap, source.topic) as log:
        return view, await log.ends(list(range(topic.partitions)))


def _known(checkpoint: Checkpoint | None, view: View, bounds: Bounds) -> dict[int, list[Known]]:
    """Collect who vouches for what, by partition, in the order of the log."""
    found: dict[int, list[Known]] = {number: [] for number in {*bounds, *view}}
    for number, one in (checkpoint.by_partition() if checkpoint else {}).items():
        found.setdefault(number, []).extend(known_heads(one))
    for number, (at, chain) in view.items():
        if chain is not None:
            found[number].append(Known("view", at, chain))
    return {number: sorted(ones, key=lambda one: one.next_offset) for number, ones in found.items()}


def _beyond(known: Mapping[int, Sequence[Known]], bounds: Bounds) -> list[Finding]:
    """A partition that somebody vouches for and that the log does not have."""
    found: list[Finding] = []
    for number, ones in known.items():
        if number not in bounds and any(one.next_offset for one in ones):
            exam = Exam(number, 1, ones)
            found += exam.finish()
    return found


def verify_partitions(jobs: Sequence[PartitionJob]) -> list[PartitionResult]:
    """Verify partitions of one log, one after the other."""
    return uvloop.run(_verify_all(jobs))


async def _verify_all(jobs: Sequence[PartitionJob]) -> list[PartitionResult]:
    source = jobs[0].source
    async with AsyncExitStack() as stack:
        log = await stack.enter_async_context(open_log(source.bootstrap, source.topic))
        session: Session | None = None
        if source.database_url is not None and any(job.facts_every for job in jobs):
            session = await stack.enter_async_context(reading(source.database_url))
        return [await _verify(job, log, session) for job in jobs]


async def _verify(job: PartitionJob, log: LogReader, session: Session | None) -> PartitionResult:
    exam = Exam(job.partition, job.every, job.known, job.source.keyed_by_subject)
    facts: FactsCheck | None = None
    findings: list[Finding] = []
    async with AsyncExitStack() as stack:
        if job.facts_every and session is not None:
            await stack.enter_async_context(session.transaction(readonly=True))
            facts = FactsCheck(session, job.partition, job.facts_until, job.facts_every)
            await facts.start()
        try:
            async for fetched in log.read(job.partition, 0, job.ends):
                records = [log_record(one) for one in fetched]
                exam.take(records)
                if facts is not None:
                    await facts.take(records)
                count(len(records))
            findings = exam.finish() + (await facts.finish() if facts is not None else [])
        except Refused as refused:
            # Nothing behind a hole can be vouched for.
            findings = [*exam.findings, _hole(job, exam, refused)]
    return PartitionResult(
        job.partition,
        exam.next_offset,
        exam.chain,
        exam.last_timestamp_ms,
        tuple(exam.heads),
        0 if facts is None else facts.compared,
        tuple(findings),
    )


def _hole(job: PartitionJob, exam: Exam, refused: Refused) -> Finding:
    reason = refused.reason
    last = job.begins - 1 if reason.code == "log_head_missing" else exam.next_offset
    return Finding(reason.code, job.partition, exam.next_offset, last, reason.vi, reason.en)


def checkpoint_of(verified: Verified, *, every: int, written_at: str) -> Checkpoint:
    """Return what a log that was found sound is now."""
    return Checkpoint(
        log=verified.topic,
        written_at=written_at,
        every=every,
        partitions=tuple(
            PartitionCheckpoint(
                partition=one.partition,
                next_offset=one.next_offset,
                chain_sha256=one.chain.hex(),
                records=one.next_offset,
                last_record_at=(
                    None if one.last_timestamp_ms is None else instant_of(one.last_timestamp_ms)
                ),
                heads=tuple(
                    Head(next_offset=at, chain_sha256=chain.hex()) for at, chain in one.heads
                ),
            )
            for one in verified.partitions
        ),
    )
