"""The alerts service: one process that reads statuses, decides, tells, and shows its health."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack

import asyncpg
from aiokafka import ConsumerRecord
from faststream.kafka import KafkaBroker

from contracts.topics import Topics
from domain.forecast.parameters import ClassParameters
from infra.clock import Clock
from infra.collector import spare_the_collector
from infra.faststream_kafka import open_broker, subscribe
from infra.health import Watch, health_routes, postgres_check
from infra.kafka import KafkaUnavailable, Producer
from infra.kafka_topics import EndOffsets, TopicMismatch, TopicMissing, check_topics
from infra.logs import configure_logging, get_logger
from infra.metrics import Metrics
from infra.migrate import pending_migrations
from infra.postgres import Pool, acquire, is_unavailable, open_pool
from infra.serve import run, serve
from infra.settings import SettingsError, load_settings
from infra.writes import Writes
from services.alerts import in_force
from services.alerts.channels.main import ChannelUnusable
from services.alerts.configuration.document import DEFAULT, Configuration
from services.alerts.configuration.file import load_configuration
from services.alerts.configuration.flaws import ConfigurationRefused
from services.alerts.consuming import ROLE, Consuming
from services.alerts.delivery.wiring import wire_delivery
from services.alerts.handlers import StatusHandler
from services.alerts.handling.chain import ChainInForce
from services.alerts.handling.commands import Commands, key_ring
from services.alerts.handling.routes import Door, create_app
from services.alerts.handling.sweep import HandlingSweep
from services.alerts.in_force import ParametersRefused
from services.alerts.prior.shipped import NotParameters, own_of
from services.alerts.running import Ending, Parts, running
from services.alerts.settings import AlertsSettings, group_of
from services.alerts.sweep import Sweep

SERVICE = "alerts"
CANNOT_START = 3

_log = get_logger(SERVICE)


class CannotStart(Exception):
    """Something that the service needs is not there; the text says what, and what to do."""


async def serve_alerts(settings: AlertsSettings, configuration: Configuration = DEFAULT) -> int:
    """Run until asked to end; returns the exit code."""
    clock, metrics = Clock(settings.today), Metrics(SERVICE)
    watch, ending = Watch(clock), Ending()
    async with AsyncExitStack() as stack:
        try:
            pool = await _open_database(settings, stack)
            producer = await _open_kafka(settings, pool, stack)
            fitted = await in_force.taken_in(pool, settings.alerts_parameters, clock.now())
            parts = wire(settings, pool, producer, clock, metrics, fitted, configuration)
            await in_force.state_chain(pool, parts.handling.chain, clock.now())
        except Exception as error:
            reason = _why_not(error)
            if reason is None:
                raise
            _log.error("cannot_start", reason=reason)
            return CANNOT_START
        app = create_app(
            parts.door,
            health_routes(
                watch=watch,
                checks={"postgres": postgres_check(pool), "kafka": parts.consuming.check},
                metrics=metrics,
                clock=clock,
                facts=parts.delivering.facts,
            ),
        )
        async with running(parts, settings, watch, metrics, ending):
            code = await serve(
                app,
                host=settings.host,
                port=settings.port,
                stop=ending.wished,
                on_ending=ending.wished.set,
            )
        return code or int(ending.failed)


def _why_not(error: Exception) -> str | None:
    """Say why the service cannot start; None for a fault of the program, which is raised."""
    of_kafka = (KafkaUnavailable, TopicMissing, TopicMismatch)
    if isinstance(error, (CannotStart, ChannelUnusable, ParametersRefused, *of_kafka)):
        return str(error)
    if is_unavailable(error):
        return f"PostgreSQL does not answer ({type(error).__name__}): is it running?"
    if isinstance(error, asyncpg.PostgresError):
        return f"PostgreSQL refuses ({error}): is it migrated? Run 'chitieu migrate'"
    return None


async def _open_database(settings: AlertsSettings, stack: AsyncExitStack) -> Pool:
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url, role=ROLE, application_name="chitieu-alerts", max_size=8)
    stack.callback(pool.terminate)
    async with acquire(pool) as connection:
        pending = await pending_migrations(connection)
    if pending:
        raise CannotStart(f"the database lacks {', '.join(pending)}: run 'chitieu migrate'")
    return pool


async def _open_kafka(settings: AlertsSettings, pool: Pool, stack: AsyncExitStack) -> Producer:
    topics = Topics(settings.topic_namespace, settings.log_partitions)
    await check_topics(settings.kafka_bootstrap, [topics.status, topics.alerts])
    await _check_alerts(pool, settings, topics)
    producer = Producer(settings.kafka_bootstrap, client_id="chitieu-alerts")
    await producer.start()
    stack.push_async_callback(producer.stop)
    return producer


async def _check_alerts(pool: Pool, settings: AlertsSettings, topics: Topics) -> None:
    """Refuse to decide on tables that were lost: alerts that are open would be opened again."""
    if await in_force.anything_kept(pool):
        return
    ends = EndOffsets(settings.kafka_bootstrap, client_id="chitieu-alerts-start")
    await ends.start()
    try:
        found = await ends.read(topics.alerts.name, range(topics.alerts.partitions))
    finally:
        await ends.stop()
    # Asked again: another process may have kept and sent the first of them meanwhile.
    if any(found.values()) and not await in_force.anything_kept(pool):
        raise CannotStart(
            "no alert is kept, and their topic has some: run 'chitieu rebuild --of alerts' first"
        )


def wire(
    settings: AlertsSettings,
    pool: Pool,
    producer: Producer,
    clock: Clock,
    metrics: Metrics,
    fitted: Iterable[ClassParameters],
    configuration: Configuration = DEFAULT,
) -> Parts:
    """Construct what runs, on open connections and fitted parameters; nothing is started."""
    wake = asyncio.Event()
    parameters = configuration.rules.parameters(fitted)
    handler = StatusHandler(
        pool, clock=clock, metrics=metrics, parameters=parameters, changed=wake.set
    )
    relay, delivering = wire_delivery(settings, configuration, pool, producer, clock, metrics)
    return Parts(
        consuming=_consuming(settings, handler, clock, metrics),
        sweep=Sweep(pool, clock=clock, metrics=metrics, parameters=parameters, hold=settings.hold),
        relay=relay,
        producer=producer,
        door=Door(
            Commands(pool, clock=clock, metrics=metrics, told=wake.set),
            key_ring(pool, clock),
            configuration.escalation.agencies,
            local=settings.local,
            page_origin=settings.page_origin,
        ),
        handling=HandlingSweep(
            pool,
            clock=clock,
            metrics=metrics,
            chain=ChainInForce.of(configuration.escalation, configuration.calendar),
        ),
        delivering=delivering,
        wake=wake,
    )


def _consuming(
    settings: AlertsSettings, handler: StatusHandler, clock: Clock, metrics: Metrics
) -> Consuming:
    """Construct what reads the statuses, as whichever member of the group it becomes."""
    topics, writes = Topics(settings.topic_namespace, settings.log_partitions), Writes(clock)

    async def handle(records: tuple[ConsumerRecord, ...]) -> None:
        with writes.attempt():
            await handler(records)

    def subscribed(slot: int) -> KafkaBroker:
        broker = open_broker(settings.kafka_bootstrap, client_id="chitieu-alerts")
        subscribe(
            broker,
            handle,
            topic=topics.status.name,
            group_id=group_of(settings),
            group_instance_id=f"alerts-{slot}",
        )
        return broker

    return Consuming(
        settings.database_url,
        subscribed,
        handler.applied_ms,
        clock=clock,
        metrics=metrics,
        writes=writes,
    )


def main() -> int:
    """Run the service from its environment; returns the exit code."""
    try:
        settings = load_settings(AlertsSettings)
        configuration = load_configuration(settings.alerts_file)
        own_of(settings.alerts_parameters)
    except (SettingsError, ConfigurationRefused, NotParameters) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    spare_the_collector()
    configure_logging(service=SERVICE, level=settings.log_level, log_format=settings.log_format)
    _log.info("starting", **settings.shown())
    return run(lambda: serve_alerts(settings, configuration))


if __name__ == "__main__":
    sys.exit(main())
