"""A broker that freezes or dies: every send ends in time, and recovers by itself."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord

from infra.faststream_kafka import end_consuming, open_broker, subscribe
from infra.kafka import KafkaUnavailable, Producer, Record
from infra.kafka_topics import TopicSpec, ensure_topics
from infra.local.kafka import LocalKafka
from tests.freezing import frozen

pytestmark = [pytest.mark.integration, pytest.mark.faults]

TOPIC = TopicSpec("test.faults", 1, {"retention.ms": "-1"})


@pytest.fixture(scope="module")
def broker(servers_dir: Path) -> Iterator[LocalKafka]:
    """A broker of this module alone, to be frozen and killed."""
    broker = LocalKafka(servers_dir / "kafka-faults")
    broker.start()
    yield broker
    broker.stop()


async def until_sent(producer: Producer, value: bytes) -> None:
    """Send again until Kafka takes it, as a caller that got 503 does."""
    async with asyncio.timeout(120):
        while True:
            with suppress(KafkaUnavailable):
                await producer.send_all([Record(TOPIC.name, value)], timeout_seconds=2)
                return
            await asyncio.sleep(0.1)


async def test_a_frozen_broker_ends_sends_in_time(broker: LocalKafka) -> None:
    """Frozen: all senders get "unavailable", not silence; thawed: the same producer sends."""
    await ensure_topics(broker.bootstrap, [TOPIC])
    producer = Producer(broker.bootstrap, client_id="test")
    await producer.start()
    await until_sent(producer, b"before")
    with frozen(broker.pid):
        async with asyncio.timeout(30):  # far above 1 s, far below aiokafka's own "for ever"
            outcomes = await asyncio.gather(
                *(
                    producer.send_all([Record(TOPIC.name, b"frozen")], timeout_seconds=1)
                    for _ in range(20)
                ),
                return_exceptions=True,
            )
    assert {type(outcome) for outcome in outcomes} == {KafkaUnavailable}
    await until_sent(producer, b"after")
    await producer.stop()


async def test_a_reader_of_a_frozen_broker_ends_in_time(broker: LocalKafka) -> None:
    """Frozen while a batch is in work, its group is left without a word; no task goes on."""
    await ensure_topics(broker.bootstrap, [TOPIC])
    producer = Producer(broker.bootstrap, client_id="test")
    await until_sent(producer, b"work")
    in_work, broker_stands = asyncio.Event(), asyncio.Event()

    async def handle(_records: tuple[ConsumerRecord, ...]) -> None:
        in_work.set()
        await broker_stands.wait()

    reader = open_broker(broker.bootstrap, client_id="test")
    subscribe(reader, handle, topic=TOPIC.name, group_id="frozen", group_instance_id="frozen-0")
    await reader.start()
    async with asyncio.timeout(120):
        await in_work.wait()
    with frozen(broker.pid):
        broker_stands.set()
        async with asyncio.timeout(20):  # its end alone took 25 s and more
            await end_consuming(reader)
    await producer.stop()


async def test_stop_abandons_what_a_dead_broker_never_takes(broker: LocalKafka) -> None:
    """A service asked to end does end, with records unsent; others heal when the broker returns."""
    await ensure_topics(broker.bootstrap, [TOPIC])
    stopping, staying = (Producer(broker.bootstrap, client_id=name) for name in ("a", "b"))
    await stopping.start()
    await staying.start()
    broker.kill()
    waiting = asyncio.create_task(
        stopping.send_all([Record(TOPIC.name, b"never")], timeout_seconds=60)
    )
    await asyncio.sleep(0.1)
    async with asyncio.timeout(40):  # aiokafka alone had not ended after 45 s
        await stopping.stop()
        with pytest.raises(KafkaUnavailable):
            await waiting
    with pytest.raises(KafkaUnavailable):
        await staying.send_all([Record(TOPIC.name, b"away")], timeout_seconds=1)
    broker.start()
    await until_sent(staying, b"back")
    await staying.stop()
