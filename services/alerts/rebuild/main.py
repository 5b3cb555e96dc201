"""Put a rebuild of the alerts' tables together and run it: constructs its adapters."""

from __future__ import annotations

from contextlib import AsyncExitStack

from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka_topics import TopicSpec, check_topics, committed_offsets
from infra.migrate import pending_migrations
from infra.postgres import connect
from infra.rebuilding import Onlooker, RebuildRefused, Report, Wish, another_runs, not_migrated
from infra.sql import load_queries
from infra.topic_reader import open_topic
from services.alerts.consuming import ROLE
from services.alerts.rebuild.flow import Flow, Sources
from services.alerts.settings import AlertsSettings, group_of

# "alrebild" in ASCII.
REBUILD_LOCK = 0x616C_7265_6269_6C64
CLIENT = "chitieu-rebuild"
STATEMENT_TIMEOUT_SECONDS = 600

_SQL = load_queries("services.alerts.rebuild", "rebuild.sql")


async def rebuild(settings: AlertsSettings, wish: Wish, onlooker: Onlooker) -> Report:
    """Build the alerts' tables from their topic, compare, and put right what differs.

    Raises:
        RebuildRefused: another rebuild runs, changes wait to be sent, the topic is not what it
            must be, or the service was too busy; the live tables have not changed.
        KafkaUnavailable, TopicMissing, TopicMismatch. What asyncpg raises.
    """
    topics = Topics(settings.topic_namespace, settings.log_partitions)
    alerts, statuses, bootstrap = topics.alerts, topics.status, settings.kafka_bootstrap
    async with AsyncExitStack() as stack:
        await check_topics(
            bootstrap, [TopicSpec(t.name, t.partitions, t.config) for t in (alerts, statuses)]
        )
        session = await connect(
            settings.database_url.get_secret_value(),
            role=ROLE,
            application_name="chitieu-rebuild-alerts",
            statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS,
        )
        stack.callback(session.terminate)
        if missing := await pending_migrations(session):
            raise RebuildRefused(not_migrated(", ".join(missing)))
        if not await session.fetchval(_SQL["try_rebuild_lock"], REBUILD_LOCK):
            raise RebuildRefused(another_runs())
        sources = Sources(
            await stack.enter_async_context(
                open_topic(bootstrap, alerts.name, alerts.partitions, client_id=CLIENT)
            ),
            alerts.name,
            await stack.enter_async_context(
                open_topic(bootstrap, statuses.name, statuses.partitions, client_id=CLIENT)
            ),
            statuses.name,
            await committed_offsets(bootstrap, group_of(settings), statuses.name),
        )
        return await Flow(session, sources, wish, onlooker, Clock()).run()
