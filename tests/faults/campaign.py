"""One campaign: a client publishes without pause while services are killed inside their work."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import asyncpg

from contracts.topics import Topics
from infra.clock import Clock
from services.cli.preparing import prepare
from services.ingest.keys import create_operator_key
from tests.faults.checker import Checked, Checker
from tests.faults.victims import Victim
from tests.faults.workload import SILENT, Client, setting

DAY = date(2023, 9, 15)
PATIENCE_SECONDS = 10.0
MOST_ROUNDS = 4
CHAINS: dict[str, tuple[tuple[str, ...], ...]] = {
    "ingest": (("batch_reserved", "batch_produced", "batch_positioned"),),
    "projector": (
        ("batch_begin", "batch_facts_written", "batch_committed"),
        ("outbox_sent", "outbox_marked"),
    ),
    "alerts": (
        ("alerts_batch_begin", "alerts_batch_committed"),
        ("alerts_sent", "alerts_dispatched"),
    ),
}


@dataclass(slots=True)
class Outcome:
    """What a campaign did and found: kills and hits by service, and the checked end."""

    kills: dict[str, int] = field(default_factory=dict)
    hits: dict[str, int] = field(default_factory=dict)
    retries: int = 0
    seconds: float = 0
    checked: Checked | None = None


def run_campaign(
    *,
    bootstrap: str,
    database_url: str,
    namespace: str,
    folder: Path,
    kills_each: int,
    seed: int,
    say: Callable[[str], None],
) -> Outcome:
    """Kill each service so many times, and on until each was hit; then check every promise.

    Raises:
        AssertionError: a promise is broken; the text says which.
    """
    prepare(bootstrap, database_url, namespace=namespace)
    key = asyncio.run(_operator_key(database_url))
    env = {
        "CHITIEU_KAFKA_BOOTSTRAP": bootstrap,
        "CHITIEU_DATABASE_URL": database_url,
        "CHITIEU_TOPIC_NAMESPACE": namespace,
        "CHITIEU_LOCAL": "1",
        "CHITIEU_TODAY": DAY.isoformat(),
        "CHITIEU_LOG_LEVEL": "debug",
        "CHITIEU_RESEND_AFTER_SECONDS": "2",
        "CHITIEU_ALERTS_HOLD_SECONDS": "3",
        "CHITIEU_INSTANCE": "faults",
    }
    victims = {name: Victim(name, env, folder, chains) for name, chains in CHAINS.items()}
    outcome = Outcome()
    started = time.monotonic()
    try:
        for victim in victims.values():
            victim.start()
        client = Client(victims["ingest"].url, key)
        asyncio.run(_publish_while_killing(client, victims, outcome, kills_each, seed, say))
        checker = Checker(bootstrap, database_url, Topics(namespace), DAY, SILENT)
        outcome.checked = asyncio.run(checker.check(client.acknowledged))
        outcome.retries = client.retries
        for victim in victims.values():
            assert victim.stop() == 0, f"{victim.name} did not end in order"
    finally:
        for victim in victims.values():
            victim.end()
    outcome.seconds = time.monotonic() - started
    return outcome


async def _publish_while_killing(
    client: Client,
    victims: dict[str, Victim],
    outcome: Outcome,
    kills_each: int,
    seed: int,
    say: Callable[[str], None],
) -> None:
    await client.publish(list(setting()))
    stop, given_up = asyncio.Event(), threading.Event()
    pouring = asyncio.create_task(client.pour(seed, stop))
    pouring.add_done_callback(lambda _task: given_up.set())
    try:
        await asyncio.to_thread(_kill, victims, outcome, kills_each, seed, say, given_up)
    finally:
        stop.set()
        await pouring


def _kill(
    victims: dict[str, Victim],
    outcome: Outcome,
    kills_each: int,
    seed: int,
    say: Callable[[str], None],
    given_up: threading.Event,
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
    for number in range(1, MOST_ROUNDS * kills_each + 1):
        missed = [name for name in victims if outcome.hits.get(name, 0) == 0]
        if number > kills_each and not missed:
            return
        for name, victim in victims.items():
            if number > kills_each and name not in missed:
                continue
            if given_up.is_set():
                return  # the client's own failure is raised by whoever waits for it
            marker = chance.choice(victim.markers)
            hit = victim.kill_at(marker, PATIENCE_SECONDS)
            outcome.kills[name] = outcome.kills.get(name, 0) + 1
            outcome.hits[name] = outcome.hits.get(name, 0) + hit
            victim.start()
        say(f"round {number} of {kills_each}: hits inside the work {outcome.hits}")


async def _operator_key(database_url: str) -> str:
    connection = await asyncpg.connect(database_url)
    try:
        return (await create_operator_key(connection, clock=Clock())).text
    finally:
        await connection.close()
