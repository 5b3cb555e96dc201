"""Sending to Kafka: acknowledged in order, refused, or unavailable, and always in time."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from infra.clock import Clock
from infra.kafka import (
    MAX_REQUEST_BYTES,
    KafkaUnavailable,
    Producer,
    Record,
    RecordRefused,
    never_sendable,
)
from infra.kafka_topics import (
    EndOffsets,
    TopicMismatch,
    TopicMissing,
    TopicSpec,
    check_topics,
    ensure_topics,
)

pytestmark = pytest.mark.integration

FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}


@pytest.fixture
async def topic(kafka_bootstrap: str) -> str:
    """A new topic of two partitions, kept for ever."""
    name = f"test.{Clock().new_id()}"
    await ensure_topics(kafka_bootstrap, [TopicSpec(name, 2, FOR_EVER)])
    return name


@pytest.fixture
async def producer(kafka_bootstrap: str) -> AsyncIterator[Producer]:
    """A started producer."""
    producer = Producer(kafka_bootstrap, client_id="test")
    await producer.start()
    yield producer
    await producer.stop()


async def read_back(bootstrap: str, topic: str, partition: int, count: int) -> list[object]:
    """The first `count` records of a partition: (key, value, headers, timestamp)."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="none"
    )
    await consumer.start()
    at = TopicPartition(topic, partition)
    consumer.assign([at])
    consumer.seek(at, 0)
    async with asyncio.timeout(60):
        records = [await consumer.getone() for _ in range(count)]
    await consumer.stop()
    return [(r.key, r.value, r.headers, r.timestamp) for r in records]


async def test_acknowledgements_come_in_the_records_order(
    producer: Producer, topic: str, kafka_bootstrap: str
) -> None:
    """Each record's metadata says where it stands; bytes, headers and time arrive as given."""
    records = [
        Record(topic, "chỉ tiêu".encode(), b"k", (("h", b"\xff"),), 1_694_736_000_000 + n, n % 2)
        for n in range(6)
    ]
    placed = await producer.send_all(records, timeout_seconds=30)
    assert [(m.partition, m.offset) for m in placed] == [
        (0, 0),
        (1, 0),
        (0, 1),
        (1, 1),
        (0, 2),
        (1, 2),
    ]
    assert await read_back(kafka_bootstrap, topic, 1, 3) == [
        (b"k", "chỉ tiêu".encode(), (("h", b"\xff"),), 1_694_736_000_000 + n) for n in (1, 3, 5)
    ]


async def test_nothing_to_send_is_nothing_sent(producer: Producer) -> None:
    """An empty list asks nothing of Kafka."""
    assert await producer.send_all([], timeout_seconds=30) == []


async def test_many_senders_share_one_producer(
    producer: Producer, topic: str, kafka_bootstrap: str
) -> None:
    """Concurrent calls all get their own places, and no two the same one."""
    calls = [
        producer.send_all(
            [Record(topic, f"{c}-{n}".encode(), b"k") for n in range(20)], timeout_seconds=30
        )
        for c in range(20)
    ]
    placed = [(m.partition, m.offset) for call in await asyncio.gather(*calls) for m in call]
    assert len(set(placed)) == 400
    ends = EndOffsets(kafka_bootstrap, client_id="test")
    await ends.start()
    assert sum((await ends.read(topic, range(2))).values()) == 400
    await ends.stop()


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (Record("t", None), "both absent"),
        (Record("t", b"x" * MAX_REQUEST_BYTES), "at most 1048576"),
        (Record("t", b"x", headers=(("h", b"x" * MAX_REQUEST_BYTES),)), "at most 1048576"),
    ],
)
async def test_a_record_that_can_never_be_sent_stops_its_list(
    producer: Producer, topic: str, record: Record, reason: str
) -> None:
    """It is named by its place before anything is sent, and the producer stays usable."""
    with pytest.raises(RecordRefused, match=reason) as refusal:
        await producer.send_all([Record(topic, b"good"), record], timeout_seconds=30)
    assert refusal.value.index == 1
    (placed,) = await producer.send_all([Record(topic, b"after", partition=0)], timeout_seconds=30)
    assert placed.offset == 0


async def test_the_largest_record_passes(producer: Producer, topic: str) -> None:
    """What is not refused beforehand is not refused later."""
    largest = Record(topic, Clock().secret_token(MAX_REQUEST_BYTES - 129), b"k")
    assert never_sendable(largest) is None
    assert never_sendable(Record(topic, (largest.value or b"") + b"x", b"k")) is not None
    await producer.send_all([largest], timeout_seconds=30)


async def test_what_the_topic_does_not_take_is_refused_by_name(
    producer: Producer, kafka_bootstrap: str
) -> None:
    """A record larger than the topic's own limit is a data error, not unavailability."""
    small = f"test.{Clock().new_id()}"
    await ensure_topics(kafka_bootstrap, [TopicSpec(small, 1, {"max.message.bytes": "2000"})])
    noise = b"".join(Clock().secret_token(32) for _ in range(100))
    with pytest.raises(RecordRefused, match="larger than the topic takes"):
        await producer.send_all([Record(small, noise)], timeout_seconds=30)
    assert await producer.send_all([Record(small, b"fits")], timeout_seconds=30)


async def test_a_missing_topic_is_unavailability_within_the_deadline(
    producer: Producer, topic: str
) -> None:
    """A topic that does not exist (yet) may come; other topics go on being served."""
    with pytest.raises(KafkaUnavailable):
        await producer.send_all([Record("test.missing", b"x")], timeout_seconds=0.5)
    assert await producer.send_all([Record(topic, b"x")], timeout_seconds=30)


async def test_nobody_listening_is_told_at_start() -> None:
    """A wrong address is found when the service starts."""
    producer = Producer("127.0.0.1:1", client_id="test")
    with pytest.raises(KafkaUnavailable, match="bootstrap"):
        await producer.start()
    await producer.stop()


async def test_a_stopped_producer_says_so(kafka_bootstrap: str) -> None:
    """After stop, a late request gets "not now" instead of a new connection."""
    producer = Producer(kafka_bootstrap, client_id="test")
    await producer.start()
    await producer.stop()
    with pytest.raises(KafkaUnavailable, match="stopped"):
        await producer.send_all([Record("t", b"x")], timeout_seconds=30)


async def test_topics_are_created_once_by_any_number_of_callers(kafka_bootstrap: str) -> None:
    """Concurrent start-ups create a topic once; all of them succeed."""
    spec = TopicSpec(f"test.{Clock().new_id()}", 3, FOR_EVER)
    created = await asyncio.gather(*(ensure_topics(kafka_bootstrap, [spec]) for _ in range(3)))
    assert (spec.name,) in created
    assert await ensure_topics(kafka_bootstrap, [spec]) == ()
    await check_topics(kafka_bootstrap, [spec])


@pytest.mark.parametrize(
    ("partitions", "config", "words"),
    [
        (3, FOR_EVER, "has 2 partitions, declared are 3"),
        (2, {**FOR_EVER, "retention.ms": "604800000"}, "has retention.ms=-1, declared is"),
        (2, {**FOR_EVER, "cleanup.policy": "compact"}, "has cleanup.policy=delete"),
    ],
)
async def test_a_topic_that_differs_is_refused_in_words(
    kafka_bootstrap: str, topic: str, partitions: int, config: dict[str, str], words: str
) -> None:
    """Another partition count or retention than declared stops the service at start."""
    for ask in (check_topics, ensure_topics):
        with pytest.raises(TopicMismatch, match=words):
            await ask(kafka_bootstrap, [TopicSpec(topic, partitions, config)])


async def test_a_missing_topic_is_named(kafka_bootstrap: str) -> None:
    """Checking alone creates nothing and says what does."""
    with pytest.raises(TopicMissing, match=r"test\.never.*chitieu migrate"):
        await check_topics(kafka_bootstrap, [TopicSpec("test.never", 1, {})])


async def test_ends_grow_with_what_is_sent(
    producer: Producer, topic: str, kafka_bootstrap: str
) -> None:
    """The end of a log is the next offset to be written, for each partition."""
    ends = EndOffsets(kafka_bootstrap, client_id="test")
    await ends.start()
    assert await ends.read(topic, range(2)) == {0: 0, 1: 0}
    await producer.send_all(
        [Record(topic, b"x", partition=1) for _ in range(3)], timeout_seconds=30
    )
    assert await ends.read(topic, range(2)) == {0: 0, 1: 3}
    await ends.stop()


async def test_asking_about_topics_of_a_broker_that_is_away_is_bounded() -> None:
    """Nobody listening is unavailability for topics and ends as well."""
    with pytest.raises(KafkaUnavailable):
        await check_topics("127.0.0.1:1", [TopicSpec("t", 1, {})], timeout_seconds=3)
    ends = EndOffsets("127.0.0.1:1", client_id="test")
    with pytest.raises(KafkaUnavailable):
        await ends.start()
    await ends.stop()
