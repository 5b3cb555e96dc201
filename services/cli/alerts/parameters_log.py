"""By which parameters alerts are decided: as their topic tells, then files not taken in yet."""

from __future__ import annotations

from collections.abc import Iterable

import uvloop

from contracts.parameters import PARAMETERS_ADAPTER, is_parameters
from contracts.topics import Topic, Topics
from domain.forecast.parameters import ClassParameters
from infra.kafka_topics import describe_topic
from infra.topic_reader import open_topic
from services.alerts.in_force import ParametersRefused, in_force, news
from services.alerts.prior.shipped import NotParameters, own_of, ships
from services.cli.connection import find_log
from services.cli.console import USAGE, CommandFailed
from services.cli.settings import CliSettings

CLIENT = "chitieu-parameters"


def read_in_force(settings: CliSettings) -> tuple[ClassParameters, ...]:
    """Return what the alerts service decides by once it has taken in its files.

    Raises:
        CommandFailed: a file is not right, or neither the environment nor a stack names Kafka.
        KafkaUnavailable: Kafka is away.
    """
    bootstrap, namespace = find_log(settings)
    told = uvloop.run(_read(bootstrap, Topics(namespace).alerts))
    try:
        return combined(told, own_of(settings.alerts_parameters))
    except (NotParameters, ParametersRefused) as error:
        raise CommandFailed(str(error), exit_code=USAGE) from None


def combined(told: Iterable[bytes], own: Iterable[ClassParameters]) -> tuple[ClassParameters, ...]:
    """Return what is in force by what was told and the province's own files. Pure.

    Raises:
        ParametersRefused: a file differs from what was told.
    """
    data = [PARAMETERS_ADAPTER.validate_json(value).data for value in told]
    known = {(one.class_id, one.version): one for one in data}
    coming = news(known, ships(), own)
    return in_force({**known, **{(one.class_id, one.version): one for one in coming}})


async def _read(bootstrap: str, topic: Topic) -> list[bytes]:
    if await describe_topic(bootstrap, topic.name) is None:
        return []
    found: list[bytes] = []
    async with open_topic(bootstrap, topic.name, client_id=CLIENT) as reader:
        async for _, records in reader.read(await reader.spans(range(topic.partitions))):
            found += [one.value for one in records if is_parameters(one.value)]
    return found
