"""The process: what it refuses to start on, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import httpx
import pytest

from infra.kafka_topics import TopicSpec, ensure_topics
from infra.local.process import free_port
from infra.migrate import migrate
from tests.services.ingest import events
from tests.services.ingest.door import Client, Place
from tests.services.ingest.events import world
from tests.services.ingest.processes import ended, process, ready

pytestmark = pytest.mark.integration
BATCHES_BEFORE_KILL = 10


async def test_without_settings_it_says_which_are_missing() -> None:
    """The variables by name, no stack trace."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CHITIEU_")}
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.ingest.main",
        env=bare,
        stderr=asyncio.subprocess.PIPE,
    )
    _, output = await started.communicate()
    assert started.returncode == 2
    assert b"CHITIEU_KAFKA_BOOTSTRAP" in output
    assert b"Traceback" not in output


async def test_it_refuses_a_database_that_lacks_migrations(
    kafka_bootstrap: str, database_url: str
) -> None:
    """Code 3, and the command that helps."""
    place = Place(kafka_bootstrap, database_url, "unmigrated.")
    async with process(place, free_port()) as started:
        code, output = await ended(started)
    assert code == 3
    assert "chitieu migrate" in output
    assert "Traceback" not in output


async def test_it_refuses_a_log_of_another_shape(
    kafka_bootstrap: str, database_url: str, session_name: str
) -> None:
    """Another number of partitions, or a retention that forgets, is no log of ours."""
    await migrate(database_url)
    for namespace, partitions, retention in (("few.", 3, "-1"), ("short.", 12, "604800000")):
        place = Place(kafka_bootstrap, database_url, f"{session_name}{namespace}")
        log = place.topics.events
        config = {**log.config, "retention.ms": retention}
        others = [topic for topic in place.topics.permanent() if topic != log]
        await ensure_topics(kafka_bootstrap, [TopicSpec(log.name, partitions, config), *others])
        async with process(place, free_port()) as started:
            code, output = await ended(started)
        assert code == 3
        assert log.name in output
        assert "Traceback" not in output


async def test_killed_between_two_steps_it_loses_nothing_that_it_acknowledged(
    kafka_bootstrap: str, database_url: str, session_name: str
) -> None:
    """SIGKILL under load, then again; all that was acknowledged is on the log, at its place."""
    place = Place(kafka_bootstrap, database_url, f"{session_name}killed.")
    await place.prepare()
    key, port = await place.key(None), free_port()
    acknowledged: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        sender = Client(http, key)
        for start in range(2):
            async with process(place, port) as started:
                await ready(http)
                if start == 0:
                    assert (await sender.post(world())).status_code == 200
                enough = asyncio.Event()
                load = asyncio.create_task(_load(sender, start, acknowledged, enough))
                # Ends early only where the load has failed, which is then raised below.
                await asyncio.wait(
                    {load, waiting := asyncio.create_task(enough.wait())},
                    return_when=asyncio.FIRST_COMPLETED,
                )
                waiting.cancel()
                assert not load.done(), load.exception()
                started.kill()
                await started.wait()
                load.cancel()
                await asyncio.gather(load, return_exceptions=True)
        async with process(place, port) as started:
            await ready(http)
            on_the_log = {f"{r.partition}:{r.offset}" for r in await place.log()}
            assert set(acknowledged.values()) <= on_the_log
            for name, position in list(acknowledged.items())[::20]:
                again = await sender.post(events.report(name=name))
                assert again.json()["position"] == position
            started.send_signal(signal.SIGTERM)
            code, _ = await ended(started)
            assert code == 0


async def _load(
    sender: Client, start: int, acknowledged: dict[str, str], enough: asyncio.Event
) -> None:
    done = 0
    for batch in range(10_000):
        names = [f"giet-{start}-{batch}-{number}" for number in range(10)]
        answer = await sender.post([events.report(name=name) for name in names])
        if answer.status_code == 503:  # not in time on this machine: nothing is promised
            continue
        assert answer.status_code == 200, answer.text
        for item in answer.json()["results"]:
            acknowledged[item["id"]] = item["position"]
        done += 1
        if done == BATCHES_BEFORE_KILL:
            enough.set()
