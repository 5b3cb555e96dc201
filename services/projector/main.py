"""Put the projector together and run it: the only place that constructs its adapters."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette

from contracts.topics import Topics
from infra.clock import Clock
from infra.collector import spare_the_collector
from infra.health import Watch, health_routes
from infra.kafka import Producer
from infra.logs import configure_logging, get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, close_pool, open_pool
from infra.serve import STARTUP_FAILURE, run, serve
from infra.settings import SettingsError, load_settings
from services.projector.compare import Comparison
from services.projector.consumer import Projector
from services.projector.lag import Gauges, consuming_check, shown
from services.projector.publish import Publisher
from services.projector.refusals import Refused
from services.projector.settings import ProjectorSettings
from services.projector.standing import Standing
from services.projector.swept import SweptTeller
from services.projector.views import ROLE
from services.projector.witness import ABOUT_THE_LOG

# A batch, or the sweep of one partition's day, ends well within this.
PROGRESS_SECONDS = 120
EXIT_SETTINGS = 2
# Together within infra.serve's bound for the end of the app.
STOP_PROJECTOR_SECONDS = 9

_log = get_logger("projector")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What runs in this process, put together once."""

    projector: Projector
    publisher: Publisher
    swept: SweptTeller
    comparison: Comparison
    gauges: Gauges
    producer: Producer
    pool: Pool


async def serve_projector(settings: ProjectorSettings) -> int:
    """Run the projector with its health pages until SIGTERM; returns the exit code.

    3: it refused before it had begun (an older database, an earlier day). A refusal of the log,
    and any later one, leaves the process up, with /live, /ready and a metric saying why.
    """
    clock = Clock(settings.today)
    metrics = Metrics("projector")
    standing = Standing()
    watch = Watch(clock)
    watch.probe("log", lambda: standing.refused)
    refused_at_start = asyncio.Event()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with running(settings, clock, metrics, standing, watch, refused_at_start):
            yield

    app = Starlette(
        routes=health_routes(
            watch=watch,
            checks={"consumer": consuming_check(standing)},
            metrics=metrics,
            clock=clock,
            facts=lambda: shown(standing),
        ),
        lifespan=lifespan,
    )
    code = await serve(app, host=settings.host, port=settings.port, stop=refused_at_start)
    return STARTUP_FAILURE if refused_at_start.is_set() else code


@asynccontextmanager
async def running(
    settings: ProjectorSettings,
    clock: Clock,
    metrics: Metrics,
    standing: Standing,
    watch: Watch,
    refused_at_start: asyncio.Event,
) -> AsyncIterator[None]:
    """Run all parts of a projector while the block lasts, and end them in order."""
    parts = await _put_together(settings, clock, metrics, standing, watch)
    consuming = asyncio.create_task(
        _consume(parts.projector, standing, refused_at_start), name="consumer"
    )
    beside = {
        asyncio.create_task(parts.publisher.run(), name="publisher"),
        asyncio.create_task(parts.swept.run(), name="swept"),
        asyncio.create_task(parts.comparison.run(), name="comparison"),
        asyncio.create_task(parts.gauges.run(), name="gauges"),
    }
    for task in (consuming, *beside):
        watch.task(task.get_name(), task)
    try:
        yield
    finally:
        parts.projector.stop()
        for task in beside:
            task.cancel()
        await asyncio.gather(_end(consuming), parts.producer.stop(), *map(_end, beside))
        await close_pool(parts.pool)


async def _put_together(
    settings: ProjectorSettings,
    clock: Clock,
    metrics: Metrics,
    standing: Standing,
    watch: Watch,
) -> _Parts:
    topics = Topics(settings.topic_namespace, settings.log_partitions)
    pool = await _pool(settings)
    producer = Producer(settings.kafka_bootstrap, client_id="chitieu-projector")
    queued = asyncio.Event()
    queued.set()  # what an earlier process left
    return _Parts(
        projector=Projector(
            settings,
            topics=topics,
            clock=clock,
            metrics=metrics,
            standing=standing,
            on_commit=queued.set,
            beat=watch.heartbeat("consumer", within_seconds=PROGRESS_SECONDS),
        ),
        publisher=Publisher(
            pool,
            producer,
            topic=topics.status.name,
            owned=standing.owned,
            queued=queued,
            metrics=metrics,
        ),
        swept=_teller(settings, pool, producer, standing, clock, metrics),
        comparison=_comparison(settings, pool, standing, queued, metrics),
        gauges=Gauges(
            standing,
            bootstrap=settings.kafka_bootstrap,
            topic=topics.events.name,
            pool=pool,
            metrics=metrics,
            clock=clock,
        ),
        producer=producer,
        pool=pool,
    )


async def _pool(settings: ProjectorSettings) -> Pool:
    """Sessions for what runs beside the consumer.

    No connection is opened here, so a database that is away does not prevent the start.
    """
    return await open_pool(
        settings.database_url.get_secret_value(),
        role=ROLE,
        application_name="chitieu-projector-beside",
        min_size=0,
        max_size=4,
    )


def _comparison(
    settings: ProjectorSettings,
    pool: Pool,
    standing: Standing,
    queued: asyncio.Event,
    metrics: Metrics,
) -> Comparison:
    return Comparison(
        pool,
        bootstrap=settings.kafka_bootstrap,
        topic=Topics(settings.topic_namespace, settings.log_partitions).status,
        standing=standing,
        on_queued=queued.set,
        metrics=metrics,
    )


def _teller(
    settings: ProjectorSettings,
    pool: Pool,
    producer: Producer,
    standing: Standing,
    clock: Clock,
    metrics: Metrics,
) -> SweptTeller:
    return SweptTeller(
        pool,
        producer,
        topic=Topics(settings.topic_namespace, settings.log_partitions).status,
        standing=standing,
        pause_seconds=settings.swept_pause_seconds,
        clock=clock,
        metrics=metrics,
    )


async def _consume(
    projector: Projector, standing: Standing, refused_at_start: asyncio.Event
) -> None:
    try:
        await projector.run()
    except Refused as error:
        if not standing.ever_settled and error.reason.code not in ABOUT_THE_LOG:
            refused_at_start.set()
            return
        # The probe tells why; the process stays, so that /live can be asked.
        await projector.until_stopped()


async def _end(task: asyncio.Task[None]) -> None:
    """Wait for a task that was told to end, then cut it short."""
    _, running = await asyncio.wait({task}, timeout=STOP_PROJECTOR_SECONDS)
    if running:
        task.cancel()
        await asyncio.wait(running, timeout=1)


def main() -> int:
    """Run the projector as its environment says; returns the exit code."""
    try:
        settings = load_settings(ProjectorSettings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_SETTINGS
    configure_logging(service="projector", level=settings.log_level, log_format=settings.log_format)
    _log.info("starting", **settings.shown())
    spare_the_collector()
    return run(lambda: serve_projector(settings))


if __name__ == "__main__":
    raise SystemExit(main())
