"""Put a rebuild of ledger and registry together and run it: constructs its adapters."""

from __future__ import annotations

from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka_topics import check_topics
from infra.rebuild_flow import Rebuild, sole_session
from infra.rebuilding import Onlooker, Progress, Report, Wish
from infra.topic_reader import open_topic
from services.ingest.rebuild.tables import IngestTables
from services.ingest.settings import IngestSettings

ROLE = "chitieu_ingest"
# "ingrebld" in ASCII.
REBUILD_LOCK = 0x696E_6772_6562_6C64
# Comparing is one statement over the whole ledger.
STATEMENT_TIMEOUT_SECONDS = 3600


async def rebuild(settings: IngestSettings, wish: Wish, onlooker: Onlooker) -> Report:
    """Build ledger and registry from the log, compare, and put right what differs.

    Raises:
        RebuildRefused: another rebuild runs, the log is not what it must be, or ingest was too
            busy; the live tables have not changed.
        KafkaUnavailable, TopicMissing, TopicMismatch. What asyncpg raises.
    """
    topic = Topics(settings.topic_namespace, settings.log_partitions).events
    bootstrap, progress = settings.kafka_bootstrap, Progress(Report("ingest"), onlooker)
    await check_topics(bootstrap, [topic])
    async with (
        sole_session(
            settings.database_url.get_secret_value(),
            role=ROLE,
            of="ingest",
            lock=REBUILD_LOCK,
            statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS,
        ) as session,
        open_topic(bootstrap, topic.name, client_id="chitieu-rebuild") as log,
    ):
        tables = IngestTables(session, progress.report)
        return await Rebuild(log, topic.partitions, tables, wish, progress, Clock()).run()
