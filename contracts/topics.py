"""The topics: names, keys, partitions, retention. What a topic is for is in ARCHITECTURE.md.

A namespace puts every name under a prefix, so that tests and rehearsals can share a cluster.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.identity import agency_slug

DAY_MS = 24 * 3600 * 1000
LOG_PARTITIONS = 12
STATUS_PARTITIONS = 12
MAX_RECORD_BYTES = 256 * 1024
MAX_MESSAGE_BYTES = 1024 * 1024

_FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
_COMMON = {"max.message.bytes": str(MAX_MESSAGE_BYTES), "message.timestamp.type": "CreateTime"}


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and the settings it is created with."""

    name: str
    partitions: int
    config: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics of one chitieu; `namespace` is empty, or a prefix such as `t1.`.

    `log_partitions` is the log's partition count, chosen when the log is created and then fixed:
    another count is another log, made of an archive of this one.
    """

    namespace: str = ""
    log_partitions: int = LOG_PARTITIONS

    @property
    def events(self) -> Topic:
        """The log: admitted events, key the subject, kept for ever."""
        config = {**_COMMON, **_FOR_EVER}
        return Topic(f"{self.namespace}chitieu.events.v1", self.log_partitions, config)

    @property
    def rejected(self) -> Topic:
        """What was refused and why, key the agency, kept 90 days."""
        config = {**_COMMON, "cleanup.policy": "delete", "retention.ms": str(90 * DAY_MS)}
        return Topic(f"{self.namespace}chitieu.rejected.v1", 3, config)

    @property
    def status(self) -> Topic:
        """The latest status of each target and task, key its id and scope, compacted."""
        config = {**_COMMON, "cleanup.policy": "compact"}
        return Topic(f"{self.namespace}chitieu.status.v1", STATUS_PARTITIONS, config)

    @property
    def alerts(self) -> Topic:
        """The life of every alert, key the alert id, kept for ever."""
        return Topic(f"{self.namespace}chitieu.alerts.v1", 3, {**_COMMON, **_FOR_EVER})

    def inbound(self, agency_id: str) -> Topic:
        """An agency's own inbound topic, kept 7 days."""
        config = {**_COMMON, "cleanup.policy": "delete", "retention.ms": str(7 * DAY_MS)}
        return Topic(f"{self.namespace}in.{agency_slug(agency_id)}.v1", 1, config)

    @property
    def inbound_pattern(self) -> str:
        """The regular expression of all inbound topics' names."""
        return rf"^{re.escape(self.namespace)}in\.[a-z0-9-]+\.v1$"

    def inbound_slug(self, topic_name: str) -> str:
        """Return the agency's slug in an inbound topic's name.

        Raises:
            ValueError: the name is not that of an inbound topic of this namespace.
        """
        match = re.fullmatch(rf"{re.escape(self.namespace)}in\.([a-z0-9-]+)\.v1", topic_name)
        if not match:
            raise ValueError(topic_name)
        return match[1]

    def permanent(self) -> tuple[Topic, ...]:
        """Return the topics that exist whatever agencies there are."""
        return (self.events, self.rejected, self.status, self.alerts)
