"""Make servers ready for this version: migrations, the read model's views, topics."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.topics import LOG_PARTITIONS, Topic, Topics
from infra.kafka_topics import ensure_topics
from infra.migrate import migrate
from services.projector.views import ensure_views


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done, and what stood already."""

    migrated: tuple[str, ...]
    already: tuple[str, ...]
    topics_created: tuple[str, ...]
    topics: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return what was done in words."""
        stood = len(self.topics) - len(self.topics_created)
        return [
            f"migrations: {', '.join(self.migrated) or 'none new'} ({len(self.already)} stood)",
            "read model: views are in place",
            f"topics: created {', '.join(self.topics_created) or 'none'} ({stood} stood, checked)",
        ]


def prepare(
    bootstrap: str,
    database_url: str,
    *,
    namespace: str = "",
    inbound: Sequence[str] = (),
    replication_factor: int = 1,
    log_partitions: int = LOG_PARTITIONS,
) -> Prepared:
    """Migrate, and create and check all permanent topics and these agencies' inbound ones.

    Raises:
        MigrationRefused: files and database do not fit.
        TopicMismatch: a topic exists with other settings than the contracts ask for.
        KafkaUnavailable: no broker answered.
    """
    topics = Topics(namespace, log_partitions)
    wanted = (*topics.permanent(), *(topics.inbound(agency) for agency in inbound))
    return asyncio.run(_prepare(bootstrap, database_url, wanted, replication_factor))


async def _prepare(
    bootstrap: str, database_url: str, wanted: Sequence[Topic], replication_factor: int
) -> Prepared:
    report = await migrate(database_url)
    await ensure_views(database_url)
    created = await ensure_topics(bootstrap, wanted, replication_factor=replication_factor)
    return Prepared(report.applied, report.already, created, tuple(topic.name for topic in wanted))


def ensure_inbound(
    bootstrap: str, agency_id: str, *, namespace: str, replication_factor: int = 1
) -> bool:
    """Create an agency's inbound topic; tells whether it is new."""
    topic = Topics(namespace).inbound(agency_id)
    created = ensure_topics(bootstrap, [topic], replication_factor=replication_factor)
    return bool(asyncio.run(created))
