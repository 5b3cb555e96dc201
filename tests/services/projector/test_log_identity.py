"""Another log, a cut one, one made anew: before the start or under a running projector.

Each stops it with words in /live and /ready and a metric, and no row is touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition

from contracts.topics import Topics
from infra.kafka import KafkaUnavailable
from services.projector import witness
from services.projector.consumer import Projector
from services.projector.lag import consuming_check
from services.projector.refusals import Refused
from services.projector.store import Position, Witness
from services.projector.witness import AnotherLog, check_log
from tests.services.projector import events
from tests.services.projector.child import Child, started
from tests.services.projector.world import DAY, Running, World

pytestmark = pytest.mark.integration

Places = list[tuple[int, int]]


@asynccontextmanager
async def somebody_mighty(world: World) -> AsyncIterator[AIOKafkaAdminClient]:
    """Somebody who may do what no service may."""
    client = AIOKafkaAdminClient(bootstrap_servers=world.kafka_bootstrap)
    await client.start()
    yield client
    await client.close()


async def cut(world: World, partition: int, before: int) -> None:
    """Delete the records of a partition before an offset, as a retention would."""
    place = TopicPartition(world.topics.events.name, partition)
    async with somebody_mighty(world) as client:
        await client.delete_records({place: RecordsToDelete(before_offset=before)})


async def make_anew(world: World) -> None:
    """Delete the log, and make an empty one of the same name."""
    name = world.topics.events.name
    async with somebody_mighty(world) as client:

        async def gone() -> bool:
            return name not in await client.list_topics()

        await client.delete_topics([name])
        await world.until(gone)
    await world.create_topics()


async def tell_a_little(world: World) -> Places:
    """Two records about one indicator, so in one partition."""
    return await world.tell([events.target(), events.measurement("4.2", event_id="m-1")])


async def tell_another_log(world: World) -> None:
    """Records where those of the first log stood, and beyond."""
    others = [events.target(), events.measurement("9.9", event_id="m-9"), events.indicator()]
    await world.tell(others)


async def applied(world: World) -> Places:
    """A small log, applied by a projector that has stopped; the places of its records."""
    places = await tell_a_little(world)
    async with world.projector():
        await world.until_applied(places)
        await world.until_told()
    return places


async def stopped_because(child: Child) -> str:
    """The code with which a projector process stops, once its pages and its metric say it too."""
    refused = await child.until_logged("refused")
    code = str(refused["code"])
    live, ready, metrics = [await child.ask(f"/{page}") for page in ("live", "ready", "metrics")]
    assert (live.status_code, ready.status_code) == (503, 503)
    assert {"part": "log", "code": code} in [
        {name: reason[name] for name in ("part", "code")} for reason in live.json()["reasons"]
    ]
    assert code in ready.text
    assert f'chitieu_refused{{code="{code}",service="projector"}} 1.0' in metrics.text
    return code


async def stopped_while_running(world: World, running: Running) -> str:
    """The code with which a projector of this process stops, where all of its words agree."""
    await world.until(lambda: running.standing.refused)
    reason = running.standing.refused
    assert reason is not None
    assert await consuming_check(running.standing)() == reason
    assert f'chitieu_refused{{code="{reason.code}"' in running.metrics.render().decode()
    return reason.code


async def test_a_log_made_anew_and_filled_is_refused_at_start(world: World) -> None:
    """Another log under the same name: the process stays to say so, and no row is touched."""
    await applied(world)
    before = await world.read_model()
    await make_anew(world)
    await tell_another_log(world)

    async with started(world) as child:
        assert await stopped_because(child) == "other_log"
        assert await child.stop() == 0

    assert await world.read_model() == before


async def test_a_log_made_anew_and_empty_is_refused_at_start(world: World) -> None:
    """A log emptied behind the projector's back (recreated, truncated) is named as cut."""
    await applied(world)
    await make_anew(world)

    async with started(world) as child:
        assert await stopped_because(child) == "log_cut"


async def test_a_log_without_its_head_is_refused_whatever_was_applied(world: World) -> None:
    """History that is missing at the front is noticed by a new read model and by an old one."""
    partition, _ = (await applied(world))[0]
    await cut(world, partition, before=1)
    async with started(world) as child:
        assert await stopped_because(child) == "log_head_missing"

    await world.swap_to_an_empty_version(2)
    async with started(world) as child:
        assert await stopped_because(child) == "log_head_missing"


async def test_another_log_under_a_running_projector_is_refused_by_the_next_one_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some of it was applied by then, and must not vouch for the rest of it."""
    (partition, _), *_ = places = await tell_a_little(world)
    first = Witness(0, 0, bytes(32))

    async def finds(*_: object, **__: object) -> None:
        raise AnotherLog(partition, first)

    monkeypatch.setattr(witness, "WATCH_SECONDS", 0.1)
    async with world.projector() as running:
        await world.until_applied(places)
        monkeypatch.setattr(witness, "check_log", finds)
        assert await stopped_while_running(world, running) == "other_log"
    monkeypatch.undo()

    async with world.projector() as again:
        assert await stopped_while_running(world, again) == "other_log"


async def test_that_a_log_is_another_is_kept_however_the_run_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given that the look has found it / on Kafka going away at once / expect the same refusal."""
    (partition, _), *_ = places = await tell_a_little(world)
    at_work, found = asyncio.Event(), asyncio.Event()

    async def finds(*_: object, **__: object) -> None:
        await at_work.wait()
        if not found.is_set():
            found.set()
            raise AnotherLog(partition, Witness(0, 0, bytes(32)))

    async def goes_away(*_: object, **__: object) -> None:
        at_work.set()
        await found.wait()
        await asyncio.sleep(0)
        raise KafkaUnavailable("away")

    monkeypatch.setattr(witness, "WATCH_SECONDS", 0.1)
    async with world.projector() as running:
        await world.until_applied(places)
        monkeypatch.setattr(Projector, "_step", goes_away)
        monkeypatch.setattr(witness, "check_log", finds)
        assert await stopped_while_running(world, running) == "other_log"
    monkeypatch.undo()

    async with world.projector() as again:
        assert await stopped_while_running(world, again) == "other_log"


async def test_the_log_of_somebody_else_is_refused(world: World) -> None:
    """A database beside another namespace's log of the same length applies none of it."""
    await applied(world)
    before = await world.read_model()
    others = Topics(f"x{world.topics.namespace}")
    foreign = World(world.kafka_bootstrap, world.database_url, others)
    await foreign.create_topics()
    await tell_another_log(foreign)

    async with started(foreign) as child:
        assert await stopped_because(child) == "other_log"

    assert await world.read_model() == before


@pytest.mark.parametrize(
    ("refilled", "code"), [(False, "log_cut"), (True, "other_log")], ids=["empty", "refilled"]
)
async def test_a_log_made_anew_under_a_running_projector_stops_it(
    world: World, monkeypatch: pytest.MonkeyPatch, refilled: bool, code: str
) -> None:
    """Kafka gives no sign of it; the projector looks for itself, and applies nothing of it."""
    monkeypatch.setattr(witness, "WATCH_SECONDS", 0.2)
    places = await tell_a_little(world)
    async with world.projector() as running:
        await world.until_applied(places)
        before = await world.read_model()
        await make_anew(world)
        if refilled:
            await tell_another_log(world)

        assert await stopped_while_running(world, running) in {code, "log_cut"}
        assert await world.read_model() == before


async def test_a_log_cut_under_a_running_projector_stops_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A retention that bites behind the projector's position is told, not found years later."""
    monkeypatch.setattr(witness, "WATCH_SECONDS", 0.2)
    places = await tell_a_little(world)
    async with world.projector() as running:
        await world.until_applied(places)
        await cut(world, places[0][0], before=1)
        assert await stopped_while_running(world, running) == "log_head_missing"


async def test_records_of_another_log_cannot_vouch_for_it(world: World) -> None:
    """What was last at an earlier check is compared too, though later records were applied."""
    partition, _ = (await applied(world))[0]
    [row] = await world.rows("select * from read_1.positions where partition = $1", partition)
    at, sha256 = int(str(row["witness_timestamp_ms"])), row["witness_sha256"]
    assert isinstance(sha256, bytes)
    last = Witness(1, at, sha256)
    now = {partition: Position(partition, 2, DAY, last)}
    topic = world.topics.events.name

    await check_log(world.kafka_bootstrap, topic, now, before={partition: last})
    former = Witness(0, at, bytes(32))
    with pytest.raises(Refused, match="other_log"):
        await check_log(world.kafka_bootstrap, topic, now, before={partition: former})
