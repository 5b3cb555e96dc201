"""Create topics as declared, refuse those that differ, and read where a log ends.

A log's partition count and retention are part of what it means: another count sends a
subject elsewhere, another retention forgets history. So a difference is told in words and
never repaired silently.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from infra.kafka import KafkaUnavailable
from infra.kafka_consumers import stop_consumer

REQUEST_TIMEOUT_SECONDS = 10
_POLL_SECONDS = 0.2


class TopicMissing(Exception):
    """A topic that must exist does not; the text names it and what creates it."""


class TopicMismatch(Exception):
    """A topic differs from its declaration; the text says in what, and what to do."""


class Declared(Protocol):
    """A topic as it must be: `config` holds Kafka's own names and values, such as retention.ms."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def partitions(self) -> int:
        """How many it has."""

    @property
    def config(self) -> Mapping[str, str]:
        """What Kafka is told of it."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it stands, or as something else than a contract declares it."""

    name: str
    partitions: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Topic:
    partitions: int
    config: Mapping[str, str]


@asynccontextmanager
async def _admin(bootstrap: str, timeout_seconds: float) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap,
        client_id="chitieu-topics",
        request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
        retry_backoff_ms=100,
    )
    try:
        async with asyncio.timeout(timeout_seconds):
            await client.start()
            yield client
    except TimeoutError:
        raise KafkaUnavailable(f"Kafka did not answer within {timeout_seconds:g} s") from None
    except KafkaError as error:
        raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
    finally:
        await client.close()


async def ensure_topics(
    bootstrap: str,
    specs: Sequence[Declared],
    *,
    replication_factor: int = 1,
    timeout_seconds: float = 30,
) -> tuple[str, ...]:
    """Create the topics that are missing and check all; returns the names created.

    Several callers may do so at once. Raises TopicMismatch, or KafkaUnavailable.
    """
    async with _admin(bootstrap, timeout_seconds) as admin:
        present = await _read(admin, [spec.name for spec in specs])
        missing = [spec for spec in specs if spec.name not in present]
        created = await _create(admin, missing, replication_factor) if missing else ()
        while True:
            # A new topic is known to the controller before every broker tells of it.
            present = await _read(admin, [spec.name for spec in specs])
            if all(spec.name in present for spec in specs):
                break
            await asyncio.sleep(_POLL_SECONDS)
    _compare(specs, present)
    return created


async def check_topics(
    bootstrap: str, specs: Sequence[Declared], *, timeout_seconds: float = 30
) -> None:
    """Refuse topics that are missing or differ from their declaration.

    Raises TopicMissing, TopicMismatch, or KafkaUnavailable.
    """
    async with _admin(bootstrap, timeout_seconds) as admin:
        present = await _read(admin, [spec.name for spec in specs])
    _compare(specs, present)


async def describe_topic(
    bootstrap: str, name: str, *, timeout_seconds: float = 30
) -> TopicSpec | None:
    """A topic as it stands; None where there is none, or none that one may see.

    Its settings are empty for who may read it and no more. Raises KafkaUnavailable.
    """
    async with _admin(bootstrap, timeout_seconds) as admin:
        listed = [t for t in await admin.describe_topics(None) if t["topic"] == name]
        if not listed:
            return None
        configs = await _configs(admin, [name])
    return TopicSpec(name, len(listed[0]["partitions"]), configs.get(name, {}))


async def committed_offsets(
    bootstrap: str, group: str, topic: str, *, timeout_seconds: float = 30
) -> dict[int, int]:
    """Where a consumer group goes on, by partition; a partition that it has not begun is left out.

    Raises KafkaUnavailable.
    """
    async with _admin(bootstrap, timeout_seconds) as admin:
        found = await admin.list_consumer_group_offsets(group)
    return {
        place.partition: known.offset
        for place, known in found.items()
        if place.topic == topic and known.offset >= 0
    }


async def _create(
    admin: AIOKafkaAdminClient, specs: Sequence[Declared], replication_factor: int
) -> tuple[str, ...]:
    response = await admin.create_topics(
        [
            NewTopic(
                name=spec.name,
                num_partitions=spec.partitions,
                replication_factor=replication_factor,
                topic_configs=dict(spec.config),
            )
            for spec in specs
        ]
    )
    created = []
    for name, code, message in response.topic_errors:
        error = for_code(code)
        if code == 0:
            created.append(name)
        elif error is not TopicAlreadyExistsError:
            raise TopicMismatch(f"{name} cannot be created: {error.__name__}: {message}")
    return tuple(created)


async def _read(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, _Topic]:
    listed = [t for t in await admin.describe_topics(None) if t["topic"] in set(names)]
    if not listed:
        return {}
    configs = await _configs(admin, [topic["topic"] for topic in listed])
    return {
        topic["topic"]: _Topic(len(topic["partitions"]), configs[topic["topic"]])
        for topic in listed
        if topic["topic"] in configs
    }


async def _configs(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    answers = await admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    )
    return {
        resource["resource_name"]: {
            entry["config_names"]: entry["config_value"] for entry in resource["config_entries"]
        }
        for answer in answers
        for resource in answer.to_object()["resources"]
        if resource["error_code"] == 0
    }


def _compare(specs: Sequence[Declared], present: Mapping[str, _Topic]) -> None:
    for spec in specs:
        topic = present.get(spec.name)
        if topic is None:
            raise TopicMissing(
                f"the topic {spec.name} does not exist: 'chitieu migrate' creates it"
            )
        if topic.partitions != spec.partitions:
            raise TopicMismatch(
                f"{spec.name} has {topic.partitions} partitions, declared are {spec.partitions}: "
                "changing the count is an archive and restore into a new log"
            )
        for name, wanted in spec.config.items():
            found = topic.config.get(name)
            if found != wanted:
                raise TopicMismatch(
                    f"{spec.name} has {name}={found}, declared is {name}={wanted}: "
                    "set it with kafka-configs before starting"
                )


class EndOffsets:
    """Read where topics end, by a connection of its own that joins no group; for lag."""

    def __init__(self, bootstrap: str, *, client_id: str) -> None:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            client_id=client_id,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
            retry_backoff_ms=100,
            metadata_max_age_ms=30_000,
        )

    async def start(self) -> None:
        """Connect; raises KafkaUnavailable."""
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
                await self._consumer.start()
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error

    async def stop(self) -> None:
        """Disconnect."""
        await stop_consumer(self._consumer)

    async def read(
        self, topic: str, partitions: Iterable[int], *, timeout_seconds: float = 5
    ) -> dict[int, int]:
        """The next offset to be written, by partition; raises KafkaUnavailable."""
        asked = [TopicPartition(topic, number) for number in partitions]
        try:
            async with asyncio.timeout(timeout_seconds):
                ends = await self._consumer.end_offsets(asked)
        except (KafkaError, TimeoutError) as error:
            raise KafkaUnavailable(f"{type(error).__name__}: {error}") from error
        return {partition.partition: offset for partition, offset in sorted(ends.items())}
