"""FastStream as we set it up: on a real broker, nothing is skipped and failures come again."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from faststream.kafka import KafkaBroker

from infra.clock import Clock
from infra.faststream_kafka import (
    Handle,
    batch_work,
    consumer_problem,
    open_broker,
    subscribe,
)
from infra.kafka import Producer, Record, open_producer
from infra.kafka_topics import TopicSpec, ensure_topics

pytestmark = pytest.mark.integration


class Scene:
    """One topic, one group, and a broker whose handler the test gives."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self.name = f"test-{Clock().new_id()}"

    async def create(self, partitions: int = 1) -> None:
        """Create the topic."""
        await ensure_topics(self.bootstrap, [TopicSpec(self.name, partitions, {})])

    def broker(self, handle: Handle) -> KafkaBroker:
        """A broker that gives each batch to `handle`, within the bounds of a service."""
        broker = open_broker(self.bootstrap, client_id="test")
        subscribe(
            broker,
            handle,
            pattern=f"^{re.escape(self.name)}$",
            group_id=self.name,
            group_instance_id=None,
            max_records=100,
            timeout_seconds=5,
            back_off_seconds=0.05,
        )
        return broker

    async def send(self, *records: Record) -> None:
        """Put records on the topic."""
        producer = Producer(self.bootstrap, client_id="test")
        await producer.start()
        await producer.send_all(records, timeout_seconds=30)
        await producer.stop()

    async def committed(self) -> dict[int, int]:
        """Where the group's next member would begin, by partition."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        offsets = await admin.list_consumer_group_offsets(self.name)
        await admin.close()
        return {at.partition: place.offset for at, place in offsets.items()}


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what will come; the test fails when it has not come in a minute."""
    async with asyncio.timeout(60):
        while True:
            if condition():
                return
            await asyncio.sleep(0.05)


@pytest.fixture
async def scene(kafka_bootstrap: str) -> Scene:
    """A topic and group of their own."""
    scene = Scene(kafka_bootstrap)
    await scene.create()
    return scene


async def test_no_header_value_or_key_loses_a_record(scene: Scene) -> None:
    """Headers absent or not UTF-8, wrong content types, no value: all arrive, as they were sent."""
    seen: list[ConsumerRecord] = []

    async def handle(records: tuple[ConsumerRecord, ...]) -> None:
        seen.extend(records)

    await scene.send(
        Record(scene.name, b"plain", b"k"),
        Record(scene.name, b"not utf-8", headers=(("h", b"\xff\xfe"), ("content-type", b"\xff"))),
        Record(scene.name, b"{not json", headers=(("content-type", b"application/json"),)),
        Record(scene.name, b"reply", headers=(("reply_to", b"chitieu.events.v1"),)),
        Record(scene.name, None, b"tombstone"),
        Record(scene.name, b"\xff\x00", b"\xfe"),
    )
    # aiokafka sends what our own records cannot hold: a header without a value.
    producer = open_producer(scene.bootstrap, client_id="test")
    await producer.start()
    await producer.send_and_wait(scene.name, b"null header", headers=[("h", None)])
    await producer.stop()

    async with scene.broker(handle) as broker:
        await broker.start()
        await until(lambda: len(seen) >= 7)
    assert [(r.key, r.value) for r in seen] == [
        (b"k", b"plain"),
        (None, b"not utf-8"),
        (None, b"{not json"),
        (None, b"reply"),
        (b"tombstone", None),
        (b"\xfe", b"\xff\x00"),
        (None, b"null header"),
    ]
    assert seen[1].headers == (("h", b"\xff\xfe"), ("content-type", b"\xff"))
    assert seen[6].headers == (("h", None),)
    assert await scene.committed() == {0: 7}


@pytest.mark.parametrize(
    "failure", [ConnectionError("database away"), asyncio.CancelledError(), TimeoutError()]
)
async def test_a_failed_batch_comes_again_in_order(scene: Scene, failure: BaseException) -> None:
    """Whatever stops the work, the same records come again, and the consumer lives on."""
    batches: list[list[bytes]] = []

    async def handle(records: tuple[ConsumerRecord, ...]) -> None:
        batches.append([record.value for record in records])
        if len(batches) <= 2:
            raise failure

    await scene.send(*(Record(scene.name, b"%d" % n, b"k") for n in range(5)))
    async with scene.broker(handle) as broker:
        await broker.start()
        await until(lambda: len(batches) >= 3)
        assert consumer_problem(broker) is None
    assert batches[:2] == [batches[0], batches[0]]
    assert [value for batch in batches[2:] for value in batch] == [b"%d" % n for n in range(5)]


async def test_nothing_is_committed_before_the_work_is_done(scene: Scene) -> None:
    """A service that ends inside a batch leaves it to its successor."""
    started = asyncio.Event()

    async def hang(_records: tuple[ConsumerRecord, ...]) -> None:
        started.set()
        await asyncio.sleep(60)

    await scene.send(Record(scene.name, b"work"))
    broker = scene.broker(hang)
    await broker.start()
    await asyncio.wait_for(started.wait(), 60)
    for subscriber in broker.subscribers:
        for task in getattr(subscriber, "tasks", []):
            task.cancel()
    await until(lambda: consumer_problem(broker) is not None)
    assert await scene.committed() == {}
    await broker.stop()

    seen: list[bytes] = []

    async def handle(records: tuple[ConsumerRecord, ...]) -> None:
        seen.extend(record.value for record in records)

    async with scene.broker(handle) as successor:
        await successor.start()
        await until(lambda: bool(seen))
    assert seen == [b"work"]


async def test_a_dead_consume_task_is_seen(scene: Scene) -> None:
    """A process that is up but consumes no more is not live."""

    async def handle(_records: tuple[ConsumerRecord, ...]) -> None:
        return

    async with scene.broker(handle) as broker:
        await broker.start()
        assert consumer_problem(broker) is None
        for subscriber in broker.subscribers:
            for task in getattr(subscriber, "tasks", []):
                task.cancel()
        await until(lambda: consumer_problem(broker) is not None)
        reason = consumer_problem(broker)
    assert reason is not None
    assert reason.code == "consumer_dead"


async def test_a_consumer_that_is_no_member_any_more_is_seen(scene: Scene) -> None:
    """Its task goes on asking for ever, though it reads nothing: it is not live."""

    async def handle(_records: tuple[ConsumerRecord, ...]) -> None:
        return

    async with scene.broker(handle) as broker:
        await broker.start()
        assert consumer_problem(broker) is None
        for subscriber in broker.subscribers:
            # Only a fault of aiokafka or of the server ends it: not to be had on purpose.
            consumer: Any = getattr(subscriber, "consumer", None)
            consumer._coordinator._coordination_task.cancel()
        await until(lambda: consumer_problem(broker) is not None)
        reason = consumer_problem(broker)
    assert reason is not None
    assert reason.code == "consumer_left"


async def test_a_topic_created_later_is_read_from_its_beginning(kafka_bootstrap: str) -> None:
    """A new agency's inbound topic is found by the pattern, and its first record is not missed."""
    scene = Scene(kafka_bootstrap)
    seen: list[TopicPartition] = []

    async def handle(records: tuple[ConsumerRecord, ...]) -> None:
        seen.extend(TopicPartition(r.topic, r.partition) for r in records)

    async with scene.broker(handle) as broker:
        await broker.start()
        await scene.create(partitions=2)
        await scene.send(*(Record(scene.name, b"first", partition=p) for p in (0, 1)))
        await until(lambda: len(seen) >= 2)
    assert set(seen) == {TopicPartition(scene.name, 0), TopicPartition(scene.name, 1)}


async def test_cancelling_the_service_itself_passes_through() -> None:
    """A task that is asked to end does end; only a stray cancellation becomes an error."""

    async def work() -> None:
        async with batch_work(back_off_seconds=0):
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_work_on_a_batch_is_bounded() -> None:
    """A handler that hangs is ended, and its batch comes again."""
    with pytest.raises(TimeoutError):
        async with batch_work(timeout_seconds=0.01, back_off_seconds=0):
            await asyncio.sleep(60)
