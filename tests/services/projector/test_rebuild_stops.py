"""What a rebuild finds, refuses and survives: drift, another log, a dead process, parked events."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from infra.clock import Clock
from infra.metrics import Metrics
from infra.postgres import connect
from services.projector.apply import Applier
from services.projector.cache import SubjectCache
from services.projector.rebuild import folding, versions
from services.projector.rebuild import swap as swapping
from services.projector.rebuild.building import Building, building_of
from services.projector.rebuild.catching_up import CatchUp
from services.projector.rebuild.gate import prove, see_live
from services.projector.rebuild.partition import Job, build_partition
from services.projector.rebuild.reading import LogReader, open_log
from services.projector.rebuild.room import Room
from services.projector.rebuild.swap import Swapped, swap
from services.projector.refusals import Refused
from services.projector.views import ROLE
from tests.services.projector import events
from tests.services.projector.conftest import MakeWorld
from tests.services.projector.rebuild_child import begun, forking, rebuild
from tests.services.projector.test_live import project, small_story
from tests.services.projector.test_parked import faulty_program, redriven
from tests.services.projector.test_parking import measured, poisoned
from tests.services.projector.world import World

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module", autouse=True)
async def _ready_to_fork() -> AsyncIterator[None]:
    async with forking():
        yield


CLAIM = "select pg_advisory_xact_lock(1919050852, number) from generate_series(0, 11) as number"


@pytest.fixture
async def projected(world: World) -> World:
    """A log of a small story with one record that cannot be read, all applied; a day passed."""
    story = small_story()
    await world.tell(story[:6])
    later = events.of_a_later_version(story[3].key.decode())
    poison = await world.write([(story[3].key, later, story[3].timestamp_ms)])
    await project(world, story[6:])
    async with world.projector(date(2023, 7, 1)):
        await world.until_applied(poison)
        await world.until(lambda: _swept(world, date(2023, 7, 1)))
    assert await world.rows("select subject, events from read.parked_subjects") == [
        {"subject": "indicator/kinh-te-so", "events": 3}
    ]
    return world


async def _swept(world: World, day: date) -> bool:
    return not await world.rows("select from read.positions where swept_to < $1", day)


@asynccontextmanager
async def held(world: World, statement: str) -> AsyncIterator[None]:
    """Hold locks in a transaction of another session."""
    session = await connect(world.database_url, role=ROLE, application_name="test-holds")
    try:
        async with session.transaction():
            await session.execute("set local idle_in_transaction_session_timeout = 0")
            await session.execute(statement)
            yield
    finally:
        await session.close()


def children(pid: int) -> list[int]:
    """The processes that a process has started and that run."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(one) for one in told.split()]


async def until_it_builds(program: asyncio.subprocess.Process) -> None:
    """Wait until a rebuild has said that it builds: it has the right to, and its processes."""
    assert program.stderr is not None
    await program.stderr.readuntil(b"building")


async def test_what_waits_in_live_waits_in_what_is_built_and_drift_is_found(
    projected: World,
) -> None:
    """An audit proves equal with events parked; a row changed behind our backs is named.

    So it is where live was upgraded, and has begun before chains were kept.
    """
    audit = await rebuild(projected, "--dry-run")
    assert (audit.code, audit.report["outcome"]) == (0, "proved"), (audit.said, audit.report)
    assert "parked_events" in audit.report["digests"]
    assert await projected.rows("select version from projector.view_versions") == [{"version": 1}]

    await projected.rows("update read_1.tasks set number = '99'")
    await projected.rows("update read_1.positions set chain_sha256 = null")
    drifted = await rebuild(projected, "--dry-run")
    assert drifted.code == 4, drifted.said
    [row] = drifted.report["rows"]
    assert (row["table"], row["key"]) == ("tasks", "kho-du-lieu")
    assert row["changes"] == [{"column": "number", "old": "99", "new": "2"}]
    listed = await rebuild(projected, "--report", str(drifted.report["id"]))
    assert listed.report["rows"] == drifted.report["rows"]


async def test_a_killed_rebuild_leaves_no_process_and_a_killed_process_no_half(
    projected: World,
) -> None:
    """Kill -9 of the program ends its processes; kill -9 of a process is told, and gone on with."""
    async with held(projected, CLAIM):
        program = await begun(projected, "--yes")
        await until_it_builds(program)
        [worker, *_] = children(program.pid)
        program.kill()
        await program.wait()
        await projected.until(lambda: not Path(f"/proc/{worker}").exists())

        program = await begun(projected, "--yes", "--processes", "1")
        await until_it_builds(program)
        os.kill(children(program.pid)[0], signal.SIGKILL)
        assert program.stderr is not None
        said = (await program.stderr.read()).decode()
        assert await program.wait() == 1
        assert "chitieu:" in said
        assert "Next:" in said

        program = await begun(projected, "--yes")
        await until_it_builds(program)
        second = await rebuild(projected, "--yes")
        assert second.code == 1
        assert "another rebuild is running" in second.said
    assert program.stdout is not None
    assert b'"swapped"' in await program.stdout.read()
    assert await program.wait() == 0


@asynccontextmanager
async def built(world: World) -> AsyncIterator[tuple[Building, LogReader]]:
    """Build a version beside the live one, in this process and by its program."""
    keeper = await connect(world.database_url, role=ROLE, application_name="test-keeper")
    try:
        async with keeper.transaction():
            live = await see_live(keeper)
        attempt = await versions.begin(keeper, "tested", Clock().now())
        async with (
            building_of(world.database_url, attempt.version, "test") as building,
            open_log(world.kafka_bootstrap, world.topics.events.name) as log,
        ):
            for number, at in live.positions.items():
                job = Job(number, at.next_offset, at.swept_to, at.swept_to)
                await build_partition(building, log, Room(), job, lambda _: None)
            await versions.finish_tables(keeper, attempt, Clock().now())
            await building.prepare()
            yield building, log
    finally:
        await keeper.close()


async def _nothing(_: Swapped) -> None:
    """Keep no report."""


async def test_a_redrive_between_proof_and_swap_is_not_taken_back(world: World) -> None:
    """What live has applied meanwhile does not wait again: the swap is refused, the next goes on.

    A redrive is on no log: the version that was built before it knows nothing of it.
    """
    with ExitStack() as fault:
        fault.enter_context(faulty_program())
        fault.enter_context(pytest.MonkeyPatch.context()).setattr(folding, "derive", poisoned)
        await project(world, [events.target("chi-so-a"), measured("chi-so-a", 1, "666")])
        async with built(world) as (building, log):
            applier = Applier(building.statements, SubjectCache(100), Metrics("test"), Clock())
            catch_up = CatchUp(log, applier, world.topics.events.name)
            proof = await prove(world.database_url, building, catch_up, None)
            assert proof.equal
            fault.close()
            assert await redriven(world) == [("indicator/chi-so-a", 1, 0, None)]
            with pytest.raises(Refused, match="redriven_meanwhile"):
                await swap(building, catch_up, 1, proof, _nothing)
    await project(world, [])
    [before] = await world.rows("select value_text from read.targets")

    ended = await rebuild(world, "--yes")

    assert ended.code == 0, (ended.said, ended.report)
    assert (ended.report["records"], ended.report["equal"], ended.report["told"]) == (0, True, 0)
    assert await world.rows("select value_text from read.targets") == [before]
    assert await world.rows("select 1 from read.parked_subjects") == []


async def test_a_vacuum_of_live_does_not_hold_up_the_swap(world: World) -> None:
    """A vacuum of a large table takes minutes, with a lock that no reader and no writer minds."""
    await project(world, small_story())
    async with held(world, "lock table read_1.facts in share update exclusive mode"):
        ended = await rebuild(world, "--yes")

    assert (ended.code, ended.report.get("outcome")) == (0, "swapped"), ended.said


async def test_no_vacuum_comes_between_while_a_version_is_built(world: World) -> None:
    """It would hold up the indexes; once they are there, PostgreSQL looks after the tables."""
    switched_off = """
      select relname::text from pg_class
      where relnamespace = 'read_2'::regnamespace and relkind = 'r'
        and 'autovacuum_enabled=false' = any(reloptions)
    """
    session = await connect(world.database_url, role=ROLE, application_name="test-builds")
    try:
        attempt = await versions.begin(session, "tested", Clock().now())
        assert {"facts", "targets", "statuses"} <= {
            row["relname"] for row in await world.rows(switched_off)
        }
        await versions.finish_tables(session, attempt, Clock().now())
    finally:
        await session.close()
    # The swap drops them, and would wait, too.
    assert await world.rows(switched_off) == [{"relname": "statuses"}]


async def test_what_came_since_the_proof_goes_in_with_the_swap_and_nothing_else_does(
    world: World,
) -> None:
    """A value reported meanwhile is shown at once, and was told already."""
    await project(world, [events.target("chi-so-a"), measured("chi-so-a", 1, "6")])
    async with built(world) as (building, log):
        heard: list[int] = []
        applier = Applier(building.statements, SubjectCache(100), Metrics("test"), Clock())
        catch_up = CatchUp(log, applier, world.topics.events.name, heard.append)
        proof = await prove(world.database_url, building, catch_up, None)
        assert proof.equal
        [told] = await world.rows("select key, payload from projector.outbox")
        await world.rows("update projector.outbox set payload = 'x'")
        with pytest.raises(Refused, match="differs_since_proof"):
            await swap(building, catch_up, 1, proof, _nothing)
        assert await world.rows("select version from projector.view_versions where live") == [
            {"version": 1}
        ]
        await world.rows("update projector.outbox set payload = $1", told["payload"])
        await project(world, [measured("chi-so-a", 2, "7")])
        [told] = await world.rows("select key, payload, queued from projector.outbox")

        swapped = await swap(building, catch_up, 1, proof, _nothing)

    assert (swapped.told, swapped.tail, heard) == (0, 1, [1])
    assert await world.rows("select key, payload, queued from projector.outbox") == [told]
    [row] = await world.rows("select value_text, known_offset from read.targets")
    assert row["known_offset"] == 2


async def test_a_swap_says_who_holds_the_views(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dump reads for hours: to run the rebuild again when there is less load would not help."""
    monkeypatch.setattr(swapping, "ATTEMPTS", 1)
    await project(world, small_story())
    async with built(world) as (building, log):
        applier = Applier(building.statements, SubjectCache(100), Metrics("test"), Clock())
        catch_up = CatchUp(log, applier, world.topics.events.name)
        proof = await prove(world.database_url, building, catch_up, None)
        async with held(world, "lock table read.facts in access share mode"):
            with pytest.raises(Refused, match=r"views_held.*test-holds \(pid \d+\)"):
                await swap(building, catch_up, 1, proof, _nothing)


async def test_another_log_is_refused_and_nothing_has_changed(make_world: MakeWorld) -> None:
    """Where the last applied record, or the chain, is not what live has read, nothing is built."""
    world = await make_world()
    await project(world, [events.target(), events.measurement("4.2", event_id="m-1")])
    partition = "(select partition from read_1.positions where next_offset > 0)"
    for column in ("chain_sha256", "witness_sha256"):
        await world.rows(
            f"update read_1.positions set {column} = sha256('x') where partition = {partition}"  # noqa: S608  # own names
        )
        refused = await rebuild(world, "--yes")
        assert refused.code == 1, refused
        assert "archive" in refused.said
    assert await world.rows("select version from projector.view_versions where live") == [
        {"version": 1}
    ]


async def test_what_cannot_be_meant_is_told_before_anything_is_done(
    world: World, tmp_path: Path
) -> None:
    """Options that exclude one another, no terminal to ask on, an expectation that is none."""
    wrong = tmp_path / "rule.yaml"
    wrong.write_text("expect: [{table: targets}]", encoding="utf-8")
    for options in (("--list", "--drop"), (), ("--yes", "--expect", str(wrong))):
        ended = await rebuild(world, *options)
        assert ended.code == 2, (options, ended)
        assert "Next:" in ended.said
