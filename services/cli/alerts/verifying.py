"""Read all alerts ever told, and the log as far as they knew it, and make every change again.

One partition of the log is one piece of work, as in `chitieu verify`. What is held in memory at a
time are the records of some subjects of one partition: of a long one in several passes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from aiokafka.structs import ConsumerRecord

from contracts.alert_chains import is_chain
from contracts.alert_topic import is_beside
from contracts.parameters import is_parameters
from contracts.topics import Topics
from infra.kafka_topics import describe_topic
from services.alerts.handling.chain import ChainInForce
from services.cli.alerts.chains import Chains, chains_told
from services.cli.alerts.deciding import Rules
from services.cli.alerts.parameters import all_rules
from services.cli.alerts.replay import replay
from services.cli.alerts.spool import Kept, Needed, Spool, open_spool
from services.cli.alerts.told import Difference, read_change
from services.projector.fold import LogRecord
from services.projector.proof.processes import count, deal, in_processes
from services.projector.proof.verify import NoLog
from services.projector.rebuild.reading import LogReader, open_log

RECORDS_AT_A_TIME = 200_000
DIFFERENCES_MAX = 1_000
"""So many are shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Job:
    """One partition of the log: up to where, and where the changes lie."""

    bootstrap: str
    topic: str
    spool: Path
    needed: Needed
    rules: Rules
    words: bool
    chains: Chains


@dataclass(slots=True)
class Verified:
    """What came of it; `found` is how many differences there are, the first of them listed."""

    changes: int = 0
    records: int = 0
    before_forecasts: int = 0
    reworded: int = 0
    as_recorded: int = 0
    found: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, differences: Iterable[Difference]) -> None:
        """Count differences, and keep the first."""
        for one in differences:
            self.found += 1
            if len(self.differences) < DIFFERENCES_MAX:
                self.differences.append(one)


def verify(
    bootstrap: str,
    topics: Topics,
    directory: Path,
    *,
    processes: int,
    tell: Callable[[int, int], None],
    words: bool = False,
    files: Mapping[str, ChainInForce] | None = None,
) -> Verified:
    """Verify every change of every alert against the log.

    Args:
        bootstrap: Kafka's first addresses.
        topics: which log.
        directory: for one file of about the size of the topic of alerts.
        processes: how many read and derive.
        tell: called with what is done and what there is to do.
        words: whether a sentence that this version words otherwise is a difference, too.
        files: chains of files, for steps of before the topic stated any (`chains_of`).

    Raises:
        NoLog: there is no such topic.
        Refused: the log does not hold what decisions have known.
        KafkaUnavailable: Kafka is away.
    """
    done = Verified()
    spool = directory / "changes.sqlite"
    laid = uvloop.run(_lay_aside(bootstrap, topics.alerts.name, spool, done))
    rules, chains = all_rules(laid.parameters), Chains(chains_told(laid.chains), files or {})
    with open_spool(spool) as kept:
        needed = kept.needed()
    events = topics.events.name
    jobs = [Job(bootstrap, events, spool, one, rules, words, chains) for one in needed]
    total = done.changes + sum(one.stop * _passes(one) for one in needed)
    for part in in_processes(
        verify_partitions,
        deal(jobs, lambda job: job.needed.stop, processes),
        processes=processes,
        tell=lambda so_far: tell(so_far, total),
    ):
        done.records += part.records
        done.before_forecasts += part.before_forecasts
        done.reworded += part.reworded
        done.as_recorded += part.as_recorded
        done.add(part.differences)
        done.found += part.found - len(part.differences)
    return done


def verify_partitions(jobs: Sequence[Job]) -> Verified:
    """Verify what rests on some partitions, one after the other."""
    return uvloop.run(_verify_all(jobs))


@dataclass(frozen=True, slots=True)
class _Laid:
    """The events of the topic that tell by what was decided."""

    parameters: list[bytes] = field(default_factory=list)
    chains: list[bytes] = field(default_factory=list)


async def _lay_aside(bootstrap: str, topic: str, path: Path, done: Verified) -> _Laid:
    """Put all changes on disk; return by what they were decided."""
    described = await describe_topic(bootstrap, topic)
    if described is None:
        raise NoLog(topic)
    laid = _Laid()
    with ExitStack() as stack:
        spool = stack.enter_context(open_spool(path))
        async with open_log(bootstrap, topic) as log:
            bounds = await log.ends(list(range(described.partitions)))
            for partition, (begins, ends) in bounds.items():
                async for records in log.read(partition, begins, ends):
                    values = [(one, one.value or b"") for one in records]
                    laid.parameters.extend(value for _, value in values if is_parameters(value))
                    laid.chains.extend(value for _, value in values if is_chain(value))
                    _keep(spool, values, done)
        spool.index()
    return laid


def _keep(spool: Spool, records: Sequence[tuple[ConsumerRecord, bytes]], done: Verified) -> None:
    kept = [
        Kept(f"{one.partition}:{one.offset}", value)
        for one, value in records
        if not is_beside(value)
    ]
    done.changes += len(kept)
    twice, unread = spool.add(kept)
    for first, other in twice:
        done.add([Difference(other.place, "", 0, "", "two_contents", first.place, other.place)])
    for one in unread:
        found = read_change(one)
        if isinstance(found, Difference):
            done.add([found])


async def _verify_all(jobs: Sequence[Job]) -> Verified:
    done = Verified()
    async with open_log(jobs[0].bootstrap, jobs[0].topic) as log:
        for job in jobs:
            with open_spool(job.spool) as spool:
                for number in range(_passes(job.needed)):
                    await _one_pass(job, log, spool, number, done)
    return done


async def _one_pass(job: Job, log: LogReader, spool: Spool, number: int, done: Verified) -> None:
    """Read a partition once for some of its subjects, then make their changes again."""
    partition, passes = job.needed.partition, _passes(job.needed)
    wanted = spool.subjects(partition, passes=passes, number=number)
    kept: dict[bytes, list[LogRecord]] = {name.encode(): [] for name in wanted}
    async for records in log.read(partition, 0, job.needed.stop):
        for one in records:
            if (mine := kept.get(one.key or b"")) is not None:
                mine.append(_record(one))
        done.records += len(records)
        count(len(records))
        await asyncio.sleep(0)
    for name in wanted:
        changes = [*spool.of_subject(partition, name)]
        # What has been looked at is let go at once.
        facts = kept.pop(name.encode())
        again = replay(name, partition, facts, changes, job.rules, job.chains)
        done.as_recorded += again.as_recorded
        done.before_forecasts += again.before_forecasts
        done.add(again.differences)
        if job.words:
            done.add(again.reworded)
        else:
            done.reworded += len({(one.alert, one.seq) for one in again.reworded})
        count(len(changes))


def _passes(needed: Needed) -> int:
    return 1 + needed.stop // RECORDS_AT_A_TIME


def _record(one: ConsumerRecord) -> LogRecord:
    return LogRecord(one.partition, one.offset, one.timestamp, one.key, one.value)
