"""What the projector must not go on over: an older database, an earlier day, a bad record."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.topics import Topics
from infra.migrate import migrate
from infra.serve import STARTUP_FAILURE
from tests.services.projector import events
from tests.services.projector.child import Child, started
from tests.services.projector.world import DAY, World

pytestmark = pytest.mark.integration


async def applied(world: World) -> list[tuple[int, int]]:
    """A small log, applied by a projector that has stopped; the places of its records."""
    told = [events.target(), events.measurement("4.2", event_id="m-1")]
    places = await world.tell(told)
    async with world.projector():
        await world.until_applied(places)
        await world.until_told()
    return places


async def test_a_database_without_views_is_refused_with_what_to_run(
    kafka_bootstrap: str, database_url: str
) -> None:
    """Before `chitieu migrate`, and before its second half, the words say what to run."""
    bare = World(kafka_bootstrap, database_url, Topics("bare."))
    await bare.create_topics()

    async with started(bare) as child:
        assert await child.wait() == STARTUP_FAILURE
    await migrate(database_url)
    async with started(bare) as without_views:
        assert await without_views.wait() == STARTUP_FAILURE

    [refused] = [line for line in child.lines if line["event"] == "refused"]
    [halfway] = [line for line in without_views.lines if line["event"] == "refused"]
    assert (refused["code"], halfway["code"]) == ("not_migrated", "no_live_views")
    assert "chitieu migrate" in refused["vi"]


async def test_a_day_before_the_one_judged_is_refused(world: World) -> None:
    """The day never goes back; the words name both days."""
    await applied(world)

    async with started(world, date(2023, 2, 28)) as child:
        assert await child.wait() == STARTUP_FAILURE

    [refused] = [line for line in child.lines if line["event"] == "refused"]
    assert refused["code"] == "business_day_goes_back"
    assert "28/02/2023" in refused["vi"]
    assert "01/03/2023" in refused["vi"]


async def test_an_unreadable_record_holds_up_its_subject_and_nothing_else(world: World) -> None:
    """The position moves on, /live is well, /ready and the metrics say how much waits."""
    [partition, *_] = (await applied(world))[0]
    good = events.measurement("4.3", event_id="m-2")
    async with started(world) as child:
        await child.until_logged("settled")
        later = events.of_a_later_version(good.key.decode())
        await world.write([(good.key, later, good.timestamp_ms)])
        places = await world.tell([good, events.task()])
        parked = await child.until_logged("parked")
        child.keep_reading()
        await world.until_applied(places)
        await world.until(lambda: tells_of_parked(child))
        live = await child.ask("/live")
        metrics = await child.ask("/metrics")
        code = await child.stop()

    assert (live.status_code, code) == (200, 0)
    assert (parked["code"], parked["at"]) == ("unreadable_record", f"{partition}:2")
    assert 'chitieu_parked_events{service="projector"} 2.0' in metrics.text
    [waiting] = await world.rows("select subject, events from read.parked_subjects")
    assert waiting == {"subject": "indicator/kinh-te-so", "events": 2}


async def tells_of_parked(child: Child) -> bool:
    """Whether /ready says that one subject waits."""
    told = (await child.ask("/ready")).json()
    return bool(told["parked_subjects"] == 1)


async def test_ready_shows_lag_and_days(world: World) -> None:
    """/ready names the business day, and each partition's position, lag and day."""
    await applied(world)

    async with started(world) as child:
        await child.until_logged("settled")
        await world.until(lambda: is_ready(child))
        ready = await child.ask("/ready")
        live = await child.ask("/live")
        metrics = await child.ask("/metrics")
        assert await child.stop() == 0

    assert (ready.status_code, live.status_code) == (200, 200)
    told = ready.json()
    assert (told["business_day"], told["swept_to"]) == (DAY.isoformat(), DAY.isoformat())
    assert told["lag_events"] == 0
    assert len(told["partitions"]) == 12
    assert "chitieu_view_version" in metrics.text


async def is_ready(child: Child) -> bool:
    """Whether it says so."""
    return (await child.ask("/ready")).status_code == 200
