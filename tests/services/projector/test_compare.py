"""What the outbox says was sent is what the topic ends with; else it is told again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from contracts.status import StatusChanged
from infra.kafka import Producer, Record
from infra.metrics import Metrics
from infra.postgres import open_pool
from services.projector import compare
from services.projector.compare import Comparison
from services.projector.standing import Standing
from services.projector.store import Position
from services.projector.views import ROLE
from tests.services.projector import events
from tests.services.projector.world import DAY, World

pytestmark = pytest.mark.integration

KEY = "target/kinh-te-so-2023@H20"
TASK = "task/kho-du-lieu@H20"


async def told(world: World) -> None:
    """A target and a task, told by a projector that has ended."""
    places = await world.tell(
        [events.target(), events.measurement("4.2", event_id="m-1"), events.task()]
    )
    async with world.projector():
        await world.until_applied(places)
        await world.until_told()


async def latest(world: World) -> dict[str, StatusChanged]:
    """The last message of each key."""
    return {message.subject: message for message in await world.statuses()}


@asynccontextmanager
async def comparing(world: World) -> AsyncIterator[Comparison]:
    """A comparison by the owner of all partitions."""
    standing = Standing()
    standing.settle({number: Position(number, 0, DAY) for number in range(12)})
    pool = await open_pool(
        world.database_url, role=ROLE, application_name="test-compare", min_size=0, max_size=1
    )
    try:
        yield Comparison(
            pool,
            bootstrap=world.kafka_bootstrap,
            topic=world.topics.status,
            standing=standing,
            on_queued=lambda: None,
            metrics=Metrics("projector"),
        )
    finally:
        await pool.close()


async def test_a_topic_that_lost_its_messages_gets_them_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The topic made anew: the next projector tells every status once more, a sequence higher."""
    monkeypatch.setattr(compare, "LOOK_SECONDS", 0.2)
    await told(world)
    before = await latest(world)
    client = AIOKafkaAdminClient(bootstrap_servers=world.kafka_bootstrap)
    await client.start()

    async def gone() -> bool:
        return world.topics.status.name not in await client.list_topics()

    await client.delete_topics([world.topics.status.name])
    await world.until(gone)
    await client.close()
    await world.create_topics()

    async with world.projector():
        await world.until(lambda: told_again(world))

    after = await latest(world)
    assert {key: one.data.status for key, one in after.items()} == {
        key: one.data.status for key, one in before.items()
    }
    assert all(after[key].data.status_seq == before[key].data.status_seq + 1 for key in before)


async def told_again(world: World) -> bool:
    """Whether both keys stand on the topic."""
    return (await latest(world)).keys() == {KEY, TASK}


async def test_where_topic_and_outbox_agree_nothing_is_told(world: World) -> None:
    """Comparing is silent, and is done once for a partition and day."""
    await told(world)
    before = await world.statuses()

    async with comparing(world) as comparison:
        assert await comparison.compare_due() == 0

    assert not await world.rows("select key from projector.outbox where queued")
    assert await world.statuses() == before


@pytest.mark.parametrize("found_seq", [0, 1, 9])
async def test_a_key_that_ends_with_another_sequence_is_told_above_it(
    world: World, found_seq: int
) -> None:
    """An old message last, one of a future that the database has lost, a foreign one."""
    await told(world)
    [row] = await world.rows("select status_seq from projector.outbox where key = $1", KEY)
    stands = int(str(row["status_seq"]))
    await world.rows("update projector.outbox set status_seq = 5 where key = $1", KEY)
    value = b'{"data":{"status_seq":%d}}' % found_seq if found_seq else b"not ours"
    producer = Producer(world.kafka_bootstrap, client_id="test-zombie")
    await producer.send_all(
        [Record(world.topics.status.name, value, key=KEY.encode())], timeout_seconds=10
    )
    await producer.stop()

    async with comparing(world) as comparison:
        assert await comparison.compare_due() == 1
        assert await comparison.compare_due() == 0

    assert stands < 5
    [row] = await world.rows("select status_seq, queued from projector.outbox where key = $1", KEY)
    assert row == {"status_seq": max(5, found_seq) + 1, "queued": True}
