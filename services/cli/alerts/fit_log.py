"""Read the latest status of every target, with its series, from the topic of statuses."""

from __future__ import annotations

import uvloop

from contracts.status import STATUS_ADAPTER, SWEPT_KEY, StatusData
from contracts.topics import Topic, Topics
from infra.topic_reader import open_topic
from services.cli.connection import find_log
from services.cli.settings import CliSettings

CLIENT = "chitieu-fit"


def read_statuses(settings: CliSettings) -> list[StatusData]:
    """Return them in the order of their keys; of each, one is kept in memory.

    Raises:
        CommandFailed: neither the environment nor a local stack names Kafka.
        KafkaUnavailable: Kafka is away.
    """
    bootstrap, namespace = find_log(settings)
    return uvloop.run(_read(bootstrap, Topics(namespace).status))


async def _read(bootstrap: str, topic: Topic) -> list[StatusData]:
    latest: dict[bytes, StatusData] = {}
    async with open_topic(bootstrap, topic.name, client_id=CLIENT) as reader:
        async for _, records in reader.read(await reader.spans(range(topic.partitions))):
            for one in records:
                if not one.key or one.key == SWEPT_KEY.encode():
                    continue
                if not one.value:
                    latest.pop(one.key, None)
                    continue
                data = STATUS_ADAPTER.validate_json(one.value).data
                known = latest.get(one.key)
                if known is None or data.status_seq > known.status_seq:
                    latest[one.key] = data
    return [latest[key] for key in sorted(latest)]
