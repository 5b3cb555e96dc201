"""What is done to the services: a table of faults, each aimed at a point inside some work.

A victim is frozen exactly at the point; then the fault strikes; then everybody goes on, and
what was struck must work again by itself within a stated time. Faults of one service run
beside those of the others, those of a server alone.
"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import dataclass, field

from infra.local.process import LocalServerError
from tests.faults import archives, rebuilds
from tests.faults.proxy import Proxy
from tests.faults.stack import Stage
from tests.faults.struck import RECOVERED_WITHIN_SECONDS, UNREADY_WITHIN_SECONDS, Fault, Struck
from tests.faults.toxics import Bandwidth, BlackHole, CutAt, Latency, Slicer, Toxic
from tests.faults.victims import Victim

PATIENCE_SECONDS = 10.0
"""How long a fault waits for its victim to come to the point."""
LATER_SHARE, LATER_SECONDS = 0.4, 0.008
"""Some kills come a little after their point, while a server does what it was asked there."""


@dataclass(slots=True)
class Nemesis:
    """Strikes; `struck` is what it did."""

    stage: Stage
    seed: int
    say: Callable[[Struck], None] = lambda _: None
    long_stop_seconds: float = 1.0
    struck: list[Struck] = field(default_factory=list)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a schedule, not a secret

    async def strike(self, fault: Fault) -> Struck:
        """Do it, and wait until what was struck works again."""
        victim = self.stage.victims[fault.victim]
        struck = Struck(fault, hit=False)
        try:
            await FAULTS[fault.kind](Blow(self, victim, struck))
        except (AssertionError, LocalServerError, TimeoutError) as error:
            struck.problem = str(error) or type(error).__name__
            await self.stage.servers.revive()
        if struck.hit:
            struck.how_far = victim.service.how_far(fault.point)
        self.struck.append(struck)
        self.say(struck)
        return struck

    def proxy(self, server: str) -> Proxy:
        """The proxy before a server."""
        servers = self.stage.servers
        return servers.postgres_proxy if server == "postgres" else servers.kafka_proxy


@dataclass(frozen=True, slots=True)
class Blow:
    """One fault as it strikes."""

    nemesis: Nemesis
    victim: Victim
    struck: Struck

    @property
    def name(self) -> str:
        """How the victim names itself to its servers."""
        return f"chitieu-{self.victim.name}"

    def at_point(self) -> AbstractAsyncContextManager[bool]:
        """Freeze the victim where the fault is aimed."""
        return self.victim.frozen_at(self.struck.fault.point, PATIENCE_SECONDS)

    async def works_again(self, kind: str) -> None:
        """Wait until the victim has done a piece of work."""
        victim, within = self.victim, RECOVERED_WITHIN_SECONDS[kind]
        self.struck.recovered_seconds = await victim.until_done(victim.log_place(), within)

    async def all_work_again(self, kind: str) -> None:
        """Wait until every service has done a piece of work."""
        begun, within = time.monotonic(), RECOVERED_WITHIN_SECONDS[kind]
        victims = self.nemesis.stage.victims.values()
        await asyncio.gather(*(victim.until_ready(within) for victim in victims))
        await asyncio.gather(*(v.until_done(v.log_place(), within) for v in victims))
        self.struck.recovered_seconds = time.monotonic() - begun

    async def all_say_so(self, only: str = "") -> None:
        """Wait until every service, or only one, says that it is not ready."""
        victims = self.nemesis.stage.victims
        for_each = {name: victims[name] for name in victims if only in name}
        waits = [victim.until_unready(UNREADY_WITHIN_SECONDS) for victim in for_each.values()]
        told = await asyncio.gather(*waits)
        self.struck.unready_seconds = dict(zip(for_each, (s for s, _ in told), strict=True))


Strike = Callable[[Blow], Awaitable[None]]


async def _kill(blow: Blow) -> None:
    chance = blow.nemesis.chance
    async with blow.at_point() as blow.struck.hit:
        place = blow.victim.log_place()
        if chance.random() < LATER_SHARE:
            blow.victim.signal(signal.SIGCONT)
            await asyncio.sleep(chance.uniform(0, LATER_SECONDS))
        await blow.victim.kill()
    if blow.victim.done_since(place):
        blow.struck.hit = False  # it had come to its end
    begun, within = time.monotonic(), RECOVERED_WITHIN_SECONDS["kill"]
    await blow.victim.start()
    await blow.victim.until_ready(within)
    await blow.victim.until_done(0, within)
    blow.struck.recovered_seconds = time.monotonic() - begun


async def _terminate(blow: Blow) -> None:
    async with blow.at_point() as blow.struck.hit:
        blow.struck.exit_code, blow.struck.ended_seconds = await blow.victim.terminate()
    await blow.victim.start()
    await blow.victim.until_ready(RECOVERED_WITHIN_SECONDS["kill"])


async def _stop(blow: Blow) -> None:
    nemesis = blow.nemesis
    async with blow.at_point() as blow.struck.hit:
        await asyncio.sleep(nemesis.chance.uniform(0.2, 1.0) * nemesis.long_stop_seconds)
    await blow.works_again("cut")


def _cut(server: str) -> Strike:
    async def strike(blow: Blow) -> None:
        async with blow.at_point() as blow.struck.hit:
            blow.nemesis.proxy(server).reset(blow.name)
        await blow.works_again("cut")

    return strike


def _poison(server: str, toxic: Callable[[str], Toxic], seconds: float) -> Strike:
    async def strike(blow: Blow) -> None:
        with ExitStack() as lifted:
            async with blow.at_point() as blow.struck.hit:
                lifted.enter_context(blow.nemesis.proxy(server).poisoned(toxic(blow.name)))
            await asyncio.sleep(seconds)
        await blow.works_again("cut")

    return strike


def _commit_unknown(*, heard: bool) -> Strike:
    async def strike(blow: Blow) -> None:
        toxic = CutAt(client=blow.name, word=blow.victim.service.commit, heard=heard)
        with ExitStack() as lifted:
            # Armed only once the victim is at work, or some idle look of it would be cut.
            async with blow.at_point() as at_work:
                lifted.enter_context(blow.nemesis.proxy("postgres").poisoned(toxic))
            async with asyncio.timeout(RECOVERED_WITHIN_SECONDS["cut"]):
                await toxic.lifted.wait()
            blow.struck.hit = at_work
        await blow.works_again("cut")

    return strike


async def _crash_postgres(blow: Blow) -> None:
    servers = blow.nemesis.stage.servers
    async with blow.at_point() as blow.struck.hit:
        await servers.crash_postgres()
    await asyncio.sleep(blow.nemesis.chance.uniform(0, 0.5))
    await servers.revive()
    await blow.all_work_again("postgres")


async def _fill_disk(blow: Blow) -> None:
    servers = blow.nemesis.stage.servers
    async with blow.at_point() as blow.struck.hit:
        answers = await servers.fill_disk()
    # Of a server that answers, only who is offered work without a pause finds that it is full.
    await blow.all_say_so("ingest" if answers else "")
    await servers.revive()
    await blow.all_work_again("postgres")


async def _crash_broker(blow: Blow) -> None:
    servers = blow.nemesis.stage.servers
    async with blow.at_point() as blow.struck.hit:
        await servers.crash_broker()
    await blow.all_say_so()
    await servers.revive()
    await blow.all_work_again("broker")


async def _stop_broker(blow: Blow) -> None:
    nemesis = blow.nemesis
    async with blow.at_point() as blow.struck.hit:
        nemesis.stage.servers.signal_broker(signal.SIGSTOP)
    try:
        await asyncio.sleep(nemesis.chance.uniform(1, 2) * nemesis.long_stop_seconds)
    finally:
        nemesis.stage.servers.signal_broker(signal.SIGCONT)
    await blow.all_work_again("broker")


async def _silence(blow: Blow) -> None:
    """Kafka answers nobody any more; the victim is asked to end meanwhile."""
    with ExitStack() as lifted:
        async with blow.at_point() as blow.struck.hit:
            lifted.enter_context(blow.nemesis.proxy("kafka").poisoned(BlackHole()))
        await blow.all_say_so()
        blow.struck.exit_code, blow.struck.ended_seconds = await blow.victim.terminate()
    await blow.victim.start()
    await blow.all_work_again("cut")


async def _kill_rebuild(blow: Blow) -> None:
    """The point is a step of the rebuild; live goes on meanwhile and afterwards."""
    struck = blow.struck
    struck.hit, struck.recovered_seconds = await rebuilds.killed_and_done(
        blow.nemesis.stage, struck.fault.point
    )
    await blow.victim.until_done(blow.victim.log_place(), RECOVERED_WITHIN_SECONDS["kill"])


async def _kill_archive(blow: Blow) -> None:
    """The log is archived while it grows; nobody else notices."""
    nemesis, struck = blow.nemesis, blow.struck
    struck.hit, struck.recovered_seconds = await archives.killed_and_done(
        nemesis.stage, len(nemesis.struck)
    )


SERVICE_FAULTS: dict[str, Strike] = {
    "kill": _kill,
    "stop": _stop,
    "terminate": _terminate,
    "commit_heard": _commit_unknown(heard=True),
    "commit_lost": _commit_unknown(heard=False),
    "reset_postgres": _cut("postgres"),
    "reset_kafka": _cut("kafka"),
    "black_hole_postgres": _poison("postgres", lambda name: BlackHole(client=name), 0.7),
    "black_hole_kafka": _poison("kafka", lambda name: BlackHole(client=name), 0.7),
    "late_postgres": _poison("postgres", lambda name: Latency(client=name, seconds=0.1), 0.7),
    "thin_kafka": _poison("kafka", lambda n: Bandwidth(client=n, bytes_per_second=20_000), 0.7),
    "sliced_postgres": _poison("postgres", lambda name: Slicer(client=name), 0.7),
    "sliced_kafka": _poison("kafka", lambda name: Slicer(client=name), 0.7),
}
SERVER_FAULTS: dict[str, Strike] = {
    "postgres_crash": _crash_postgres,
    "disk_full": _fill_disk,
    "broker_crash": _crash_broker,
    "broker_stop": _stop_broker,
    "silence": _silence,
    "rebuild_killed": _kill_rebuild,
    "archive_killed": _kill_archive,
}
FAULTS = {**SERVICE_FAULTS, **SERVER_FAULTS}
