"""The ingest process: wires adapters, checks what it stands on, serves until asked to end."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
from faststream.kafka import KafkaBroker
from starlette.types import ASGIApp

from contracts.topics import Topic, Topics
from infra.body_limit import BodyLimit
from infra.clock import Clock
from infra.faststream_kafka import (
    consumer_problem,
    end_consuming,
    open_broker,
    read_anew,
    reads_nothing,
    subscribe,
)
from infra.health import Check, Reason, Watch, health_routes
from infra.kafka import KafkaUnavailable, Producer
from infra.kafka_topics import EndOffsets, TopicMismatch, TopicMissing, check_topics
from infra.lag import LagMeter
from infra.logs import configure_logging, get_logger
from infra.metrics import Metrics
from infra.migrate import pending_migrations
from infra.postgres import Pool, acquire, is_unavailable, open_pool
from infra.serve import STARTUP_FAILURE, run, serve
from infra.settings import SettingsError, load_settings
from infra.sql import load_queries
from services.ingest import ledger
from services.ingest.admission import Adapters, Admission
from services.ingest.group_commit import GroupCommit
from services.ingest.http import Door, create_app
from services.ingest.inbound import Inbound
from services.ingest.keys import key_ring
from services.ingest.relay import Relay
from services.ingest.settings import IngestSettings

SERVICE = "ingest"
EXIT_SETTINGS = 2
ROLE = "chitieu_ingest"
POOL_SESSIONS = 8
RELAY_SILENT_SECONDS = 60.0
LAG_EVERY_SECONDS = 2.0
READING_LOOK_SECONDS = 5.0
LAG_SILENT_SECONDS = 60.0
DRAIN_SECONDS = 4.0

_log = get_logger("ingest.main")


class NotReady(Exception):
    """What ingest stands on is missing or wrong; the text says what to do."""


async def serve_ingest(settings: IngestSettings) -> int:
    """Run ingest until SIGTERM; returns the exit code (0: ended in order, 3: cannot start)."""
    _log.info("starting", **settings.shown())
    try:
        async with running(settings) as app:
            return await serve(app, host=settings.host, port=settings.port)
    except (NotReady, KafkaUnavailable, TopicMismatch, TopicMissing) as error:
        _log.error("cannot_start", reason=str(error))
        return STARTUP_FAILURE
    except Exception as error:
        if not is_unavailable(error):
            raise
        _log.error("cannot_start", reason=f"PostgreSQL is away: {error}")
        return STARTUP_FAILURE


@asynccontextmanager
async def running(settings: IngestSettings) -> AsyncIterator[ASGIApp]:
    """Everything started in order, and ended in the opposite one."""
    clock, metrics = Clock(settings.today), Metrics(SERVICE)
    topics, watch = Topics(settings.topic_namespace, settings.log_partitions), Watch(clock)
    async with AsyncExitStack() as stack:
        pool = await _open_database(stack, settings)
        await check_topics(settings.kafka_bootstrap, _written(topics))
        await _check_ledger(pool, settings, topics)
        producer = Producer(settings.kafka_bootstrap, client_id="chitieu-ingest")
        await producer.start()
        stack.push_async_callback(producer.stop)
        adapters = Adapters(pool, producer, clock, metrics, topics.events.name)
        wake = asyncio.Event()
        admission = Admission(adapters, on_refused=wake.set)
        commit = GroupCommit(admission)
        relay = Relay(
            adapters,
            admission,
            topics,
            resend_after_seconds=settings.resend_after_seconds,
            wake=wake,
        )
        _start(stack, watch, "group_commit", commit.run())
        beat = watch.heartbeat("relay", within_seconds=RELAY_SILENT_SECONDS)
        _start(stack, watch, "relay", relay.run(beat))
        stack.push_async_callback(commit.drain, DRAIN_SECONDS)
        inbound = Inbound(commit, pool, topics, metrics)
        broker = await _consume(stack, settings, inbound, topics, watch)
        lag = LagMeter(broker, inbound.applied_ms, clock=clock, metrics=metrics)
        beat = watch.heartbeat("lag", within_seconds=LAG_SILENT_SECONDS)
        _start(stack, watch, "lag", _measure(lag, beat))
        _start(stack, watch, "inbound_reading", _keep_reading(broker))
        checks = {
            "postgres": _database_check(pool),
            "writes": admission.writes.check,
            "kafka": _kafka_check(settings, topics),
        }
        door = Door(commit, admission, key_ring(pool, clock), pool, settings.local)
        health = health_routes(
            watch=watch, checks=checks, metrics=metrics, clock=clock, facts=lag.facts
        )
        yield BodyLimit(create_app(door, health))


def _start(stack: AsyncExitStack, watch: Watch, name: str, work: Coroutine[Any, Any, None]) -> None:
    """Start a task that lives as long as the process."""
    task = asyncio.create_task(work, name=f"ingest-{name}")
    watch.task(name, task)

    async def end() -> None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    stack.push_async_callback(end)


async def _consume(
    stack: AsyncExitStack,
    settings: IngestSettings,
    inbound: Inbound,
    topics: Topics,
    watch: Watch,
) -> KafkaBroker:
    """Start reading the inbound topics; new ones are seen within seconds."""
    broker = open_broker(settings.kafka_bootstrap, client_id="chitieu-ingest-inbound")
    subscribe(
        broker,
        inbound.handle,
        group_id=f"{settings.topic_namespace}chitieu-ingest",
        group_instance_id=settings.instance,
        pattern=topics.inbound_pattern,
    )
    stack.push_async_callback(end_consuming, broker)
    await broker.start()
    watch.probe("inbound", lambda: consumer_problem(broker))
    return broker


async def _keep_reading(broker: KafkaBroker) -> None:
    """Begin to read anew where aiokafka has stopped by itself."""
    while True:
        await asyncio.sleep(READING_LOOK_SECONDS)
        if reads_nothing(broker):
            _log.warning("inbound_read_anew")
            await read_anew(broker)


async def _measure(lag: LagMeter, beat: Callable[[], None]) -> None:
    """Keep the lag gauges; while Kafka is away they stand still, and /ready says why."""
    while True:
        beat()
        try:
            await lag.measure()
        except KafkaUnavailable as error:
            _log.warning("lag_not_measured", reason=str(error))
        beat()
        await asyncio.sleep(LAG_EVERY_SECONDS)


def _written(topics: Topics) -> list[Topic]:
    """The topics that ingest writes, as they must be; it refuses to start on others."""
    return [topics.events, topics.rejected]


async def _open_database(stack: AsyncExitStack, settings: IngestSettings) -> Pool:
    try:
        pool = await open_pool(
            settings.database_url.get_secret_value(),
            role=ROLE,
            application_name="chitieu-ingest",
            min_size=2,
            max_size=POOL_SESSIONS,
            # Ahead of the transaction that holds the admission lock.
            statements=tuple(load_queries("services.ingest").values()),
        )
        stack.callback(pool.terminate)
        await _check_database(pool)
    except asyncpg.PostgresError as error:
        if is_unavailable(error):
            raise
        # Without the first migration there is no role to act as, and nothing to read.
        raise NotReady(f"PostgreSQL refuses ({error}): run 'chitieu migrate' first") from error
    return pool


async def _check_database(pool: Pool) -> None:
    async with acquire(pool) as connection:
        pending = await pending_migrations(connection)
    if pending:
        raise NotReady(f"the database lacks {', '.join(pending)}: run 'chitieu migrate' first")


async def _check_ledger(pool: Pool, settings: IngestSettings, topics: Topics) -> None:
    """Refuse to admit on a ledger that was lost: all that is on the log would count as new."""
    async with acquire(pool) as connection:
        if not await ledger.is_empty(connection):
            return
    ends = EndOffsets(settings.kafka_bootstrap, client_id="chitieu-ingest-start")
    await ends.start()
    try:
        found = await ends.read(topics.events.name, range(topics.events.partitions))
    finally:
        await ends.stop()
    if any(found.values()):
        raise NotReady(
            "the ledger is empty and the log is not: run 'chitieu rebuild --of ingest' first"
        )


def _database_check(pool: Pool) -> Check:
    async def check() -> Reason | None:
        try:
            await _check_database(pool)
        except NotReady as error:
            return Reason("not_migrated", "cơ sở dữ liệu chưa được nâng cấp", str(error))
        return None

    return check


def _kafka_check(settings: IngestSettings, topics: Topics) -> Check:
    async def check() -> Reason | None:
        try:
            await check_topics(settings.kafka_bootstrap, _written(topics), timeout_seconds=1.5)
        except (TopicMismatch, TopicMissing) as error:
            return Reason("topic_differs", f"chủ đề Kafka không đúng: {error}", str(error))
        except KafkaUnavailable as error:
            return Reason("kafka_away", "Kafka không trả lời", str(error))
        return None

    return check


def main() -> int:
    """Run the service as its environment says."""
    try:
        settings = load_settings(IngestSettings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_SETTINGS
    configure_logging(service=SERVICE, level=settings.log_level, log_format=settings.log_format)
    return run(lambda: serve_ingest(settings))


if __name__ == "__main__":
    raise SystemExit(main())
