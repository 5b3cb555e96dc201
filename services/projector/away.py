"""Which server is away, told from the error that it caused: to wait for it, or to stop."""

from __future__ import annotations

from typing import Literal

from aiokafka.errors import KafkaError

from infra.kafka import KafkaUnavailable
from infra.kafka_consumers import StrayCancellation
from infra.kafka_topics import TopicMissing
from infra.postgres import is_unavailable
from infra.slots import NoFreeSlot


class Stalled(Exception):
    """Records wait and none is applied: a new consumer may do better."""


_KAFKA = (KafkaError, KafkaUnavailable, StrayCancellation, TopicMissing, Stalled)
"""A stray cancellation is aiokafka's, which passes on what it does to tasks of its own."""


def server_away(error: BaseException) -> Literal["kafka", "postgres"] | None:
    """Name the server that is away, or None for a fault of this program."""
    if isinstance(error, _KAFKA):
        return "kafka"
    if isinstance(error, NoFreeSlot) or is_unavailable(error):
        return "postgres"
    return None
