"""One campaign: clients publish without pause while the nemesis strikes; then all is checked.

A campaign of many kills is played in rounds, each on topics and a database of its own and
each checked at its end, so that no round's history grows without bound.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.process import LocalServerError
from tests.faults import log_lost, overload, rebuilds
from tests.faults.case import Violation
from tests.faults.checker import check
from tests.faults.clients import HttpClient, Sayings, pour_http, pour_kafka
from tests.faults.evidence import Ended, Evidence, gather, until_quiet
from tests.faults.history import Diary
from tests.faults.nemesis import Nemesis
from tests.faults.points import SERVICES
from tests.faults.schedule import KILLS_EACH, Block, Plan
from tests.faults.stack import Servers, Stage, staged
from tests.faults.struck import Fault, Struck
from tests.faults.workload import AGENCIES, Reports, setting

KILLS_A_ROUND = 100
LONG_FROM_KILLS = 50
"""Shorter rounds leave the rebuild that proves them and the loss of the log to tests of their own,
and stop nobody for longer than the timeouts of Kafka's groups and of PostgreSQL's transactions."""
LONG_STOP_SECONDS = 12.0
BLOCKS_MOST = 6
"""More blocks than this beyond those planned, and the work is being missed."""
HTTP_BATCH, KAFKA_BATCH = 15, 5
PAUSE_SECONDS = 0.05


@dataclass(slots=True)
class Round:
    """What one round did and found."""

    seed: int
    evidence: Evidence
    violations: list[Violation]
    seconds: float


@dataclass(slots=True)
class Outcome:
    """What a campaign did and found, over all its rounds."""

    rounds: list[Round] = field(default_factory=list)
    not_run: dict[str, str] = field(default_factory=dict)
    """Faults that this machine does not allow, and why."""

    @property
    def struck(self) -> list[Struck]:
        """All faults."""
        return [struck for each in self.rounds for struck in each.evidence.struck]

    @property
    def kills(self) -> int:
        """How often a process was killed."""
        return sum(struck.fault.kills for struck in self.struck)

    @property
    def hits(self) -> int:
        """How many of the kills fell inside the work."""
        return sum(struck.fault.kills and struck.hit for struck in self.struck)

    @property
    def violations(self) -> list[Violation]:
        """What is broken."""
        return [violation for each in self.rounds for violation in each.violations]


async def run_campaign(
    folder: Path, *, kills: int, seed: int, say: Callable[[str], None]
) -> Outcome:
    """Kill so many times inside the work, in rounds; check each round at its end."""
    # The clients' own broker goes away again and again; that is no news.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    outcome, servers = Outcome(), Servers(folder)
    try:
        await servers.start()
        if servers.disk.refusal:
            outcome.not_run["disk_full"] = servers.disk.refusal
            say(f"disk_full is not run: {servers.disk.refusal}")
        for number in itertools.count(1):
            size = min(kills - outcome.hits, KILLS_A_ROUND)
            say(f"round {number}: {size} kills, seed {seed + number - 1}")
            played = await _play(servers, folder, f"r{number}", size, seed + number - 1, say)
            outcome.rounds.append(played)
            for violation in played.violations:
                say(f"  BROKEN {violation}")
            if played.violations or outcome.hits >= kills or number > kills // KILLS_A_ROUND + 1:
                break
    finally:
        await servers.stop()
    return outcome


async def _play(
    servers: Servers, parent: Path, name: str, kills: int, seed: int, say: Callable[[str], None]
) -> Round:
    begun = time.monotonic()
    folder = await asyncio.to_thread(_made, parent / name)

    def tell(struck: Struck) -> None:
        say(f"  {time.monotonic() - begun:5.1f} s  {in_words(struck)}")

    async with staged(servers, name, folder) as stage:
        client = HttpClient(
            stage.victims["ingest"].url, stage.key, Diary("setting", folder / "setting.jsonl")
        )
        await client.publish([("report", event) for event in setting()])
        stops = LONG_STOP_SECONDS if kills >= LONG_FROM_KILLS else 1.0
        nemesis = Nemesis(stage, seed, tell, stops)
        burst = HttpClient(client.url, client.key, Diary("burst", folder / "burst.jsonl"))
        async with pouring(stage, seed, PAUSE_SECONDS * (1 + kills // 50)) as clients:
            without = frozenset({"disk_full"} if servers.disk.refusal else ())
            await _strike_until(nemesis, Plan(seed, without=without), kills)
            refused = await overload.burst(stage, burst, Reports(AGENCIES[0], "burst", seed))
        say(f"  {time.monotonic() - begun:5.1f} s  everybody rests; waiting until all is through")
        await until_quiet(stage)
        say(f"  {time.monotonic() - begun:5.1f} s  all is through; gathering and checking")
        proof = await _proof(stage) if kills >= LONG_FROM_KILLS else None
        ended = await _end_all(stage)
        evidence = await gather(stage, sorted(folder.glob("*.jsonl")))
        evidence.struck, evidence.ended = nemesis.struck, ended
        evidence.refused_under_load, evidence.not_proved = refused, proof
        if kills >= LONG_FROM_KILLS:
            evidence.went_on = await log_lost.went_on(stage, evidence.log)
        for each in (client, burst, *clients):
            evidence.unkind += each.unkind
            for code, count in each.answers.items():
                evidence.answers[code] = evidence.answers.get(code, 0) + count
    violations = await asyncio.to_thread(check, evidence)
    say(f"  {time.monotonic() - begun:5.1f} s  checked")
    return Round(seed, evidence, violations, time.monotonic() - begun)


def in_words(struck: Struck) -> str:
    """Say in a line what struck whom, and what came of it."""
    fault, words = struck.fault, []
    words.append(f"at {fault.point} {struck.how_far}" if struck.hit else "missed its point")
    if struck.unready_seconds:
        words.append(f"told within {max(struck.unready_seconds.values()):.1f} s")
    if struck.ended_seconds is not None:
        words.append(f"ended within {struck.ended_seconds:.1f} s")
    if struck.recovered_seconds is not None:
        words.append(f"works again after {struck.recovered_seconds:.1f} s")
    if struck.problem:
        words.append(struck.problem)
    return f"{fault.victim:9} {fault.kind} {', '.join(words)}"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


async def _strike_until(nemesis: Nemesis, plan: Plan, kills: int) -> None:
    """Strike until so many kills fell inside the work, at every point of every service."""
    for _ in range(kills // KILLS_EACH + BLOCKS_MOST):
        hits = [each.fault for each in nemesis.struck if each.fault.kills and each.hit]
        missed = {
            name: tuple(
                Fault("kill", name, point)
                for point in service.points
                if Fault("kill", name, point) not in hits
            )
            for name, service in SERVICES.items()
        }
        if len(hits) < kills:
            block = plan.block(kills - len(hits))
        elif any(missed.values()):
            block = Block(missed, ())
        else:
            return
        await asyncio.gather(*(_strike_all(nemesis, each) for each in block.beside.values()))
        await _strike_all(nemesis, block.alone)


async def _strike_all(nemesis: Nemesis, faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        await nemesis.strike(fault)


@asynccontextmanager
async def pouring(stage: Stage, seed: int, pause_seconds: float) -> AsyncIterator[list[HttpClient]]:
    """Let a client of each agency publish over HTTP and one over Kafka while the block lasts."""
    stop, clients, tasks = asyncio.Event(), [], []
    for agency in AGENCIES:
        name = agency.lower().replace(".", "-")
        diary = Diary(f"http-{name}", stage.folder / f"http-{name}.jsonl")
        client = HttpClient(stage.victims["ingest"].url, stage.key, diary)
        clients.append(client)
        said = Sayings(Reports(agency, f"http-{name}", seed))
        tasks.append(asyncio.create_task(pour_http(client, said, HTTP_BATCH, pause_seconds, stop)))
        diary = Diary(f"kafka-{name}", stage.folder / f"kafka-{name}.jsonl")
        said = Sayings(Reports(agency, f"kafka-{name}", seed))
        topic = stage.topics.inbound(agency).name
        pour = pour_kafka(
            stage.proxied_bootstrap, topic, diary, said, KAFKA_BATCH, pause_seconds, stop
        )
        tasks.append(asyncio.create_task(pour))
    try:
        yield clients
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def _proof(stage: Stage) -> str | None:
    """Why a rebuild is not the same as live; None where it is."""
    try:
        await rebuilds.prove(stage, "--dry-run")
    except (rebuilds.RebuildFailed, LocalServerError) as error:
        return str(error)
    return None


async def _end_all(stage: Stage) -> dict[str, Ended]:
    ends = await asyncio.gather(*(victim.terminate() for victim in stage.victims.values()))
    return {
        name: Ended(code, seconds)
        for name, (code, seconds) in zip(stage.victims, ends, strict=True)
    }
