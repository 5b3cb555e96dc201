"""Put a rebuild of ledger and registry together and run it: constructs its adapters."""

from __future__ import annotations

from contextlib import AsyncExitStack

from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka_topics import TopicSpec, check_topics
from infra.migrate import pending_migrations
from infra.postgres import connect
from infra.rebuilding import Onlooker, RebuildRefused, Report, Wish, another_runs, not_migrated
from infra.sql import load_queries
from infra.topic_reader import open_topic
from services.ingest.rebuild.flow import Flow
from services.ingest.settings import IngestSettings

ROLE = "chitieu_ingest"
# "ingrebld" in ASCII.
REBUILD_LOCK = 0x696E_6772_6562_6C64
# Comparing is one statement over the whole ledger.
STATEMENT_TIMEOUT_SECONDS = 3600

_SQL = load_queries("services.ingest.rebuild", "rebuild.sql")


async def rebuild(settings: IngestSettings, wish: Wish, onlooker: Onlooker) -> Report:
    """Build ledger and registry from the log, compare, and put right what differs.

    Raises:
        RebuildRefused: another rebuild runs, the log is not what it must be, or ingest was too
            busy; the live tables have not changed.
        KafkaUnavailable, TopicMissing, TopicMismatch. What asyncpg raises.
    """
    topic = Topics(settings.topic_namespace, settings.log_partitions).events
    spec = TopicSpec(topic.name, topic.partitions, topic.config)
    async with AsyncExitStack() as stack:
        await check_topics(settings.kafka_bootstrap, [spec])
        session = await connect(
            settings.database_url.get_secret_value(),
            role=ROLE,
            application_name="chitieu-rebuild-ingest",
            statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS,
        )
        stack.callback(session.terminate)
        if missing := await pending_migrations(session):
            raise RebuildRefused(not_migrated(", ".join(missing)))
        if not await session.fetchval(_SQL["try_rebuild_lock"], REBUILD_LOCK):
            raise RebuildRefused(another_runs())
        reading = open_topic(
            settings.kafka_bootstrap, topic.name, topic.partitions, client_id="chitieu-rebuild"
        )
        log = await stack.enter_async_context(reading)
        return await Flow(session, log, topic.name, wish, onlooker, Clock()).run()
