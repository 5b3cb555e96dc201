"""Make servers ready for this version: migrations, the read model's views, topics."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.topics import Topic, Topics
from infra.kafka_topics import TopicSpec, ensure_topics
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
    bootstrap: str, database_url: str, *, namespace: str = "", inbound: Sequence[str] = ()
) -> Prepared:
    """Migrate, and create and check all permanent topics and these agencies' inbound ones.

    Raises:
        MigrationRefused: files and database do not fit.
        TopicMismatch: a topic exists with other settings than the contracts ask for.
        KafkaUnavailable: no broker answered.
    """
    return asyncio.run(_prepare(bootstrap, database_url, namespace, inbound))


async def _prepare(
    bootstrap: str, database_url: str, namespace: str, inbound: Sequence[str]
) -> Prepared:
    report = await migrate(database_url)
    await ensure_views(database_url)
    topics = Topics(namespace)
    wanted = (*topics.permanent(), *(topics.inbound(agency) for agency in inbound))
    created = await ensure_topics(bootstrap, [_spec(topic) for topic in wanted])
    return Prepared(report.applied, report.already, created, tuple(topic.name for topic in wanted))


def ensure_inbound(bootstrap: str, agency_id: str, *, namespace: str) -> bool:
    """Create an agency's inbound topic; tells whether it is new."""
    topic = Topics(namespace).inbound(agency_id)
    return bool(asyncio.run(ensure_topics(bootstrap, [_spec(topic)])))


def _spec(topic: Topic) -> TopicSpec:
    return TopicSpec(topic.name, topic.partitions, topic.config)
