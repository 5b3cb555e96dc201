"""What a topic holds, read by whoever looks on at what services did."""

from __future__ import annotations

from aiokafka.structs import ConsumerRecord

from infra.kafka_topics import Declared
from infra.topic_reader import open_topic


async def records_of(bootstrap: str, topic: Declared) -> list[ConsumerRecord]:
    """Every record that a topic has now, by partition and offset."""
    found: list[ConsumerRecord] = []
    async with open_topic(bootstrap, topic.name, client_id="test") as reader:
        async for _, records in reader.read(await reader.spans(range(topic.partitions))):
            found += records
    return sorted(found, key=lambda record: (record.partition, record.offset))
