"""Put a rebuild together and run it: the only place that constructs its adapters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from contracts.topics import Topics
from infra.clock import Clock
from infra.metrics import Metrics
from infra.migrate import pending_migrations
from infra.postgres import Session
from services.projector.rebuild import versions
from services.projector.rebuild.building import open_session
from services.projector.rebuild.crew import Worker
from services.projector.rebuild.flow import Flow, Onlooker, Wish
from services.projector.rebuild.reading import open_log
from services.projector.rebuild.record import Report, kept_reports
from services.projector.rebuild.stops import another_runs
from services.projector.refusals import Refused, not_migrated
from services.projector.settings import ProjectorSettings


async def rebuild(
    settings: ProjectorSettings, wish: Wish, onlooker: Onlooker, crew: Sequence[Worker]
) -> Report:
    """Build a version of the views from the log, prove it, and put it in the live one's place.

    `crew` are the processes that build it; see `crew.hired`.

    Raises:
        Refused: the log is not the one that live has applied, another rebuild runs, or live was
            too busy for the swap. Nothing that readers see has changed.
        WorkerDied, KafkaUnavailable: run it again, what is built stays. What asyncpg raises.
    """
    topic = Topics(settings.topic_namespace).events.name
    async with AsyncExitStack() as stack:
        keeper = await stack.enter_async_context(_alone(settings))
        log = await stack.enter_async_context(open_log(settings.kafka_bootstrap, topic))
        flow = Flow(settings, wish, onlooker, crew, Clock(), Metrics("rebuild"), topic, keeper, log)
        return await flow.run()


async def drop(settings: ProjectorSettings) -> list[int]:
    """Drop every version that nobody sees and nobody can return to; return their numbers.

    Raises:
        Refused: a rebuild runs. What asyncpg raises.
    """
    clock = Clock()
    async with _alone(settings) as session:
        found = (await versions.read_versions(session)).others
        return [one for one in found if await versions.drop(session, one, clock.now())]


async def reports(settings: ProjectorSettings, number: int | None = None) -> list[dict[str, Any]]:
    """Return the reports that are kept, the latest first, or the one of a number."""
    async with _session(settings) as session:
        return await kept_reports(session, number)


@asynccontextmanager
async def _alone(settings: ProjectorSettings) -> AsyncIterator[Session]:
    """A session that has the right to rebuild, which no other has while it lasts."""
    async with _session(settings) as session:
        if not await versions.take_lock(session):
            raise Refused(another_runs())
        yield session


@asynccontextmanager
async def _session(settings: ProjectorSettings) -> AsyncIterator[Session]:
    session = await open_session(settings.database_url.get_secret_value(), "chitieu-rebuild")
    try:
        if missing := await pending_migrations(session):
            raise Refused(not_migrated(missing))
        yield session
    finally:
        await session.close(timeout=5)
