"""A rebuild on real servers: proved equal, swapped under load, silent; killed anywhere, resumed."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contracts.topics import Topics
from domain.history import History
from domain.status import Judgement, TargetStatus, judge_target
from infra.clock import Clock
from infra.postgres import connect
from services.projector import fold
from services.projector.digest import digests
from services.projector.rebuild import folding, partition, versions
from services.projector.rebuild.building import building_of
from services.projector.rebuild.gate import see_live
from services.projector.rebuild.partition import Job, build_partition
from services.projector.rebuild.reading import open_log
from services.projector.rebuild.room import Room
from services.projector.rebuild.steps import Step
from services.projector.refusals import Refused
from services.projector.views import ROLE, schema_of
from tests.asking import Row
from tests.services.projector import events
from tests.services.projector.child import started
from tests.services.projector.conftest import MakeWorld
from tests.services.projector.events import Told
from tests.services.projector.rebuild_child import forking, rebuild
from tests.services.projector.test_live import project, small_story
from tests.services.projector.world import World

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module", autouse=True)
async def _ready_to_fork() -> AsyncIterator[None]:
    async with forking():
        yield


STEPS: tuple[Step, ...] = (
    "begun",
    "partitions_built",
    "indexed",
    "caught_up",
    "proved",
    "swap_locked",
    "swap_caught_up",
    "swap_views_replaced",
    "swap_commits",
    "swap_committed",
)


async def live_version(world: World) -> int:
    """The version that readers see."""
    [row] = await world.rows("select version from projector.view_versions where live")
    return int(str(row["version"]))


async def sequences(world: World) -> dict[str, int]:
    """The status_seq of every status as told last."""
    rows = await world.rows("select key, status_seq from projector.outbox where not queued")
    return {str(row["key"]): int(str(row["status_seq"])) for row in rows}


async def content(world: World, version: int) -> dict[str, object]:
    """The digest of a version, but for the places on the log."""
    session = await connect(world.database_url, role=ROLE, application_name="test")
    try:
        return dict(await digests(session, schema_of(version), coordinates=False))
    finally:
        await session.close()


async def test_killed_at_any_step_it_goes_on_and_nobody_is_told_anything(world: World) -> None:
    """Given live under load, when a rebuild is killed at every step, the next run goes on.

    Readers see one whole version or the other; the last swap stands, and live goes on there.
    """
    places = await world.tell(small_story())
    async with started(world, batch_records=3) as live:
        await live.until_logged("settled")
        live.keep_reading()
        await world.until_applied(places)
        await world.until_told()
        told = await sequences(world)
        load = asyncio.create_task(_report_on_and_on(world))
        for step in STEPS:
            ended = await rebuild(world, "--yes", kill_at=step)
            assert ended.code == -9, (step, ended)
            assert await live_version(world) == (2 if step == "swap_committed" else 1)
        load.cancel()
        with suppress(asyncio.CancelledError):
            await load
        places = await world.tell([_silent(10_000)])
        await world.until_applied(places)
        await world.until_told()

        again = await rebuild(world, "--yes", "--processes", "2")

        assert again.code == 0, again.said
        assert (again.report["equal"], again.report["told"]) == (True, 0)
        assert await live_version(world) == 3
        places = await world.tell([events.measurement("9", event_id="late", period="2023-02")])
        await world.until_applied(places)
    assert await sequences(world) == told
    versions = await world.rows("select version from projector.view_versions order by version")
    assert [row["version"] for row in versions] == [2, 3]


def _silent(number: int) -> Told:
    """A report of a scope that no target is about: a fact that changes no status."""
    return events.measurement("1", event_id=f"s-{number}", period="2023-01", scope="H20.31")


async def _report_on_and_on(world: World) -> None:
    for number in range(1_000):
        await world.tell([_silent(number)])
        await asyncio.sleep(0.2)


async def test_a_changed_rule_is_refused_until_it_is_declared_and_can_be_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Only rows that differ are told, with a status_seq that goes on; and so on the way back."""

    def by_the_old_rule(history: History, target: str, day: date) -> Judgement[TargetStatus]:
        judged = judge_target(history, target, day)
        assert judged.status is not None
        return replace(judged, status=replace(judged.status, official_reason="quy tắc cũ"))

    with monkeypatch.context() as patched:
        patched.setattr(fold, "judge_target", by_the_old_rule)
        await project(world, small_story())
    [target, task] = sorted(before := await sequences(world))

    refused = await rebuild(world, "--yes")
    assert (refused.code, refused.report["outcome"]) == (4, "refused"), refused.said
    assert await live_version(world) == 1
    [changed] = [row for row in refused.report["rows"] if row["table"] == "targets"]
    assert changed["changes"][0] == {"column": "official_reason", "old": "quy tắc cũ", "new": ""}

    declared = tmp_path / "rule.yaml"
    declared.write_text(
        """
expect:
  - {table: targets, keys: ["*"], columns: [official_reason, status], why: Bỏ quy tắc cũ}
  - {table: statuses, keys: ["target/*"], columns: [official_reason], why: Bỏ quy tắc cũ}
  - {table: tasks, keys: ["*"], columns: [state], why: Không dòng nào}
""",
        encoding="utf-8",
    )
    accepted = await rebuild(world, "--yes", "--expect", str(declared))
    assert accepted.code == 0, accepted.said
    assert (accepted.report["records"], accepted.report["told"]) == (0, 1)  # built already
    assert [one["rows"] for one in accepted.report["expected"]] == [1, 1, 0]
    await project(world, [])
    assert await sequences(world) == {target: before[target] + 1, task: before[task]}

    back = await rebuild(world, "--back", "--yes")
    assert back.code == 0, back.said
    assert (await live_version(world), back.report["told"]) == (1, 1)
    await project(world, [])
    assert await sequences(world) == {target: before[target] + 2, task: before[task]}
    [row] = await world.rows("select official_reason from read.targets")
    assert row["official_reason"] == "quy tắc cũ"


async def test_neither_partitions_nor_order_nor_clock_nor_hashes_change_a_row(
    make_world: MakeWorld,
) -> None:
    """Live on twelve partitions equals a replay on five, shuffled, doubled, elsewhere in time."""
    told = small_story()
    first, second = await make_world(), await make_world()
    await project(first, told)
    topics = Topics(second.topics.namespace.replace(".", "-five."), log_partitions=5)
    second = replace(second, topics=topics)
    await second.create_topics()
    shuffled = [*told, *told]
    random.Random(5).shuffle(shuffled)  # noqa: S311  # an order, not a secret
    await project(second, shuffled, log_partitions=5)

    ended = await rebuild(second, "--yes", TZ="America/New_York", PYTHONHASHSEED="7")

    assert ended.code == 0, ended.said
    assert await content(second, 2) == await content(first, 1)


async def built(world: World) -> list[Row]:
    """Build all partitions of version 2 in this process; its positions before catching up."""
    session = await connect(world.database_url, role=ROLE, application_name="test")
    try:
        async with session.transaction():
            live = await see_live(session)
        attempt = await versions.begin(session, "test", Clock().now())
        async with (
            building_of(world.database_url, attempt.version, "test") as building,
            open_log(world.kafka_bootstrap, world.topics.events.name) as log,
        ):
            for number, at in live.positions.items():
                job = Job(number, at.next_offset, at.swept_to, at.swept_to)
                await build_partition(building, log, Room(), job, lambda _: None)
        await versions.finish_tables(session, attempt, Clock().now())
    finally:
        await session.close()
    return await world.rows("select partition, next_offset from read_2.positions")


def largest_subject(told: Sequence[Told]) -> int:
    """The bytes of the subject that has most of them."""
    sizes = Counter[bytes]()
    for one in told:
        sizes[one.key] += len(one.value)
    return max(sizes.values())


async def test_a_partition_that_is_too_long_for_memory_is_folded_in_passes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounded to three records or to the bytes of one subject, the same version comes out."""
    await project(world, small_story())
    monkeypatch.setattr(folding, "RECORDS_AT_ONCE", 3)
    monkeypatch.setattr(folding, "BYTES_AT_ONCE", largest_subject(small_story()))
    await built(world)
    session = await connect(world.database_url, role=ROLE, application_name="test")
    try:
        assert await digests(session, "read_2") == await digests(session, "read_1")
    finally:
        await session.close()


async def test_a_partition_that_no_few_passes_hold_is_left_to_batches(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bound of passes nothing is built in bulk; what live does builds it then."""
    two = [events.target("chi-so-a"), events.target("chi-so-b", target_id="b")]
    topics = Topics(world.topics.namespace.replace(".", "-one."), log_partitions=1)
    narrow = replace(world, topics=topics)
    await narrow.create_topics()
    await project(narrow, two, log_partitions=1)
    monkeypatch.setattr(folding, "BYTES_AT_ONCE", largest_subject(two))
    monkeypatch.setattr(partition, "PASSES_AT_MOST", 1)
    assert await built(narrow) == [{"partition": 0, "next_offset": 0}]


async def test_one_event_of_two_subjects_in_two_parts_is_refused_with_both_places(
    world: World,
) -> None:
    """Live keeps the one that came first, by chance; a rebuild cannot know which that was."""
    names = [f"chi-so-{one}" for one in "abcdefgh"]
    told = [events.measurement("1", event_id="x", indicator_id=one) for one in names]
    await project(world, told)
    assert len(await world.rows("select from read_1.positions where next_offset > 0")) > 1
    with pytest.raises(Refused, match="event_told_twice") as refused:
        await built(world)
    assert re.search(r"event x of H20.14 .* \(\d+:\d+ and \d+:\d+\)", refused.value.reason.en)
