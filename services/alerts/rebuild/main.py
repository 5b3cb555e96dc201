"""Put a rebuild of the alerts' tables together and run it: constructs its adapters."""

from __future__ import annotations

from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka_topics import check_topics, committed_offsets
from infra.rebuild_flow import Rebuild, sole_session
from infra.rebuilding import Onlooker, Progress, Report, Wish
from infra.topic_reader import open_topic
from services.alerts.consuming import ROLE
from services.alerts.rebuild.statuses import Statuses
from services.alerts.rebuild.tables import AlertsTables
from services.alerts.settings import AlertsSettings, group_of

# "alrebild" in ASCII.
REBUILD_LOCK = 0x616C_7265_6269_6C64
CLIENT = "chitieu-rebuild"
STATEMENT_TIMEOUT_SECONDS = 600


async def rebuild(settings: AlertsSettings, wish: Wish, onlooker: Onlooker) -> Report:
    """Build the alerts' tables from their topic, compare, and put right what differs.

    Raises:
        RebuildRefused: another rebuild runs, changes wait to be sent, the topic is not what it
            must be, or the service was too busy; the live tables have not changed.
        KafkaUnavailable, TopicMissing, TopicMismatch. What asyncpg raises.
    """
    topics = Topics(settings.topic_namespace, settings.log_partitions)
    alerts, statuses, bootstrap = topics.alerts, topics.status, settings.kafka_bootstrap
    await check_topics(bootstrap, [alerts, statuses])
    progress = Progress(Report("alerts"), onlooker)
    async with (
        sole_session(
            settings.database_url.get_secret_value(),
            role=ROLE,
            of="alerts",
            lock=REBUILD_LOCK,
            statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS,
        ) as session,
        open_topic(bootstrap, alerts.name, client_id=CLIENT) as log,
        open_topic(bootstrap, statuses.name, client_id=CLIENT) as told,
    ):
        read_up_to = await committed_offsets(bootstrap, group_of(settings), statuses.name)
        tables = AlertsTables(session, Statuses(told, read_up_to), progress)
        return await Rebuild(log, alerts.partitions, tables, wish, progress, Clock()).run()
