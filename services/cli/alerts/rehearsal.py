"""Rehearse rules over the whole log: read by a consumer in no group; nothing sent, nothing written.

Subject by subject, a partition at a time, so that memory holds one partition's subjects at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import uvloop
from aiokafka.structs import ConsumerRecord

from domain.identity import EventRef
from infra.kafka_topics import describe_topic
from services.alerts.assessing.parameters import Parameters
from services.cli.alerts.rehearsing import Dated, Rehearsed, Span, rehearse
from services.projector.fold import Admitted, LogRecord, read_record
from services.projector.proof.processes import count, deal, in_processes
from services.projector.proof.verify import NoLog
from services.projector.rebuild.reading import LogReader, open_log
from services.projector.refusals import Refused

_ALERTED = (b"indicator/", b"task/")


@dataclass(frozen=True, slots=True)
class Job:
    """One partition of the log, and the rules to rehearse, by name."""

    bootstrap: str
    topic: str
    partition: int
    stop: int
    rules: Mapping[str, Parameters]
    span: Span


def rehearse_log(
    bootstrap: str,
    topic: str,
    rules: Mapping[str, Parameters],
    span: Span,
    *,
    processes: int,
    tell: Callable[[int, int], None],
) -> dict[str, Rehearsed]:
    """Return what each rule would have told over a log.

    Raises:
        NoLog: there is no such topic.
        Refused: the log does not begin at its first record.
        KafkaUnavailable: Kafka is away.
    """
    ends = uvloop.run(_ends(bootstrap, topic))
    jobs = [Job(bootstrap, topic, number, stop, rules, span) for number, stop in ends.items()]
    total = sum(ends.values())
    done = {name: Rehearsed() for name in rules}
    for part in in_processes(
        rehearse_partitions,
        deal(jobs, lambda job: job.stop, processes),
        processes=processes,
        tell=lambda so_far: tell(so_far, total),
    ):
        for name, found in part.items():
            done[name].add(found)
    return done


def rehearse_partitions(jobs: Sequence[Job]) -> dict[str, Rehearsed]:
    """Rehearse some partitions, one after the other."""
    return uvloop.run(_rehearse_all(jobs))


async def _ends(bootstrap: str, topic: str) -> dict[int, int]:
    described = await describe_topic(bootstrap, topic)
    if described is None:
        raise NoLog(topic)
    async with open_log(bootstrap, topic) as log:
        found = await log.ends(list(range(described.partitions)))
    return {number: end for number, (_, end) in found.items() if end}


async def _rehearse_all(jobs: Sequence[Job]) -> dict[str, Rehearsed]:
    done = {name: Rehearsed() for name in jobs[0].rules}
    async with open_log(jobs[0].bootstrap, jobs[0].topic) as log:
        for job in jobs:
            for facts in (await _subjects(job, log)).values():
                for name, parameters in job.rules.items():
                    done[name].add(rehearse(facts, job.partition, parameters, job.span))
    return done


async def _subjects(job: Job, log: LogReader) -> dict[bytes, list[Dated]]:
    """Return the facts of the subjects that alerts are about, each event once."""
    found: dict[bytes, dict[EventRef, Dated]] = {}
    async for records in log.read(job.partition, 0, job.stop):
        for one in records:
            if one.key and one.key.startswith(_ALERTED) and (read := _read(one)):
                events = found.setdefault(one.key, {})
                events.setdefault(EventRef(read.agency, read.event_id), Dated.of(read))
        count(len(records))
        await asyncio.sleep(0)
    return {key: list(events.values()) for key, events in found.items()}


def _read(one: ConsumerRecord) -> Admitted | None:
    try:
        return read_record(LogRecord(one.partition, one.offset, one.timestamp, one.key, one.value))
    except Refused:
        return None  # it waits in the projector, too
