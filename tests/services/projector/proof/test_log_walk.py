"""Verify, archive and restore on a real Kafka and PostgreSQL, with live projectors beside."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition

from contracts.topics import Topics
from infra.kafka_topics import EndOffsets
from infra.local.settings import inherited_environment
from infra.postgres import connect
from services.projector.digest import TableDigest, digests
from services.projector.fold import LogRecord
from services.projector.proof.archive import Asked, OtherLog, archive, check_archive
from services.projector.proof.checkpoint import Checkpoint
from services.projector.proof.manifest import Manifest, read_manifest
from services.projector.proof.restore import NotRestorable, Restored, restore
from services.projector.proof.verify import ALL_FACTS, Source, Verified, checkpoint_of, verify
from tests.services.projector import events
from tests.services.projector.conftest import MakeWorld
from tests.services.projector.events import Told
from tests.services.projector.proof.histories import forged, history, write_archive
from tests.services.projector.world import World

pytestmark = pytest.mark.integration

EVERY = 5


def told(first: int, last: int) -> list[Told]:
    """A plan with reports of a few indicators; every seventh is sent twice."""
    ones: list[Told] = [events.plan()] if first == 0 else []
    for at in range(first, last):
        indicator = f"chi-tieu-{at % 9}"
        if at < 9:
            ones.append(events.target(indicator, target_id=f"t-{at}"))
        one = events.measurement(f"{at}.5", event_id=f"m-{at}", indicator_id=indicator)
        ones += [one, one] if at % 7 == 0 else [one]
    return ones


async def of_partitions(world: World, count: int) -> World:
    """A world with a log of so many partitions, each of which takes its time to be read."""
    topics = Topics(f"of{count}x{world.topics.namespace}", count)
    made = World(world.kafka_bootstrap, world.database_url, topics)
    await made.create_topics()
    return made


async def verified(
    world: World,
    *,
    checkpoint: Checkpoint | None = None,
    view: bool = True,
    processes: int = 1,
) -> Verified:
    """What is found in a world's log, against its live view and all of its facts."""
    source = Source(
        world.kafka_bootstrap, world.topics.events.name, world.database_url if view else None
    )
    return await asyncio.to_thread(
        verify,
        source,
        checkpoint=checkpoint,
        facts_every=ALL_FACTS,
        every=EVERY,
        processes=processes,
        tell=lambda _done, _total: None,
    )


async def archived(world: World, folder: Path) -> tuple[Manifest, int]:
    """A world's log brought into an archive of small files."""
    asked = Asked(world.kafka_bootstrap, world.topics.events.name, "events", folder, 2_000)
    return await asyncio.to_thread(
        archive, asked, written_at="2026-11-22T00:00:00Z", processes=1, tell=lambda *_: None
    )


async def restored(world: World, folder: Path) -> Restored:
    """An archive as a world's log."""
    topic = world.topics.events
    return await restore(
        folder, world.kafka_bootstrap, topic, replication_factor=1, tell=lambda *_: None
    )


async def applied(world: World, records: int) -> None:
    """A projector of its own applies all of a world's log, and is gone again."""
    async with world.projector(log_partitions=world.topics.events.partitions):

        async def all_applied() -> bool:
            rows = await world.rows("select sum(next_offset) as applied from read.positions")
            return rows[0]["applied"] == records

        await world.until(all_applied)
        await world.until_told()


async def digest(world: World, *, coordinates: bool) -> dict[str, TableDigest]:
    """What a world's first version of the views holds."""
    connection = await connect(world.database_url, role=None, application_name="test")
    try:
        return await digests(connection, "read_1", coordinates=coordinates)
    finally:
        await connection.close()


def codes(found: Verified) -> list[tuple[str, int, int]]:
    """Codes and offsets of what was found."""
    return [(one.code, one.first_offset, one.last_offset) for one in found.findings]


async def test_a_log_moves_to_another_cluster_and_to_another_partition_count(
    make_world: MakeWorld, tmp_path: Path
) -> None:
    """Verified, archived while it grows, restored twice: the same rows, proved by digest."""
    here, there, wide = [await of_partitions(await make_world(), 3) for _ in range(3)]
    places = await here.tell(told(0, 30))
    await applied(here, len(places))
    found = await verified(here, processes=2)
    assert (found.findings, found.compared_with, found.without_chain) == ((), ("view",), ())
    assert sum(one.facts_compared for one in found.partitions) == len(places)
    checkpoint = checkpoint_of(found, every=EVERY, written_at="2026-11-22T00:00:00Z")

    folder = tmp_path / "archive"
    _, added = await archived(here, folder)
    more = await here.tell(told(30, 45))
    await applied(here, len(places) + len(more))
    manifest, added_later = await archived(here, folder)
    assert (added, added_later) == (len(places), len(more))
    assert (await archived(here, folder))[1] == 0
    assert check_archive(folder, checkpoint=checkpoint, processes=1, tell=lambda *_: None) == (
        manifest,
        [],
    )
    assert (await verified(here, checkpoint=checkpoint)).findings == ()

    records = manifest.records
    assert await restored(there, folder) == Restored(0, records, same_offsets=True)
    assert await restored(there, folder) == Restored(records, 0, same_offsets=True)
    await applied(there, records)
    assert await digest(there, coordinates=True) == await digest(here, coordinates=True)
    assert (await verified(there, checkpoint=checkpoint)).findings == ()

    five = World(wide.kafka_bootstrap, wide.database_url, Topics(f"f{wide.topics.namespace}", 5))
    assert await restored(five, folder) == Restored(0, records, same_offsets=False)
    await five.create_topics()
    await applied(five, records)
    assert await digest(five, coordinates=False) == await digest(here, coordinates=False)
    again = await verified(five)
    assert (again.findings, len(again.partitions)) == ((), 5)

    five_folder = tmp_path / "five"
    await archived(five, five_folder)
    assert read_manifest(five_folder).records == records
    with pytest.raises(OtherLog, match="not of"):
        await archived(five, folder)


async def test_what_was_done_to_a_view_is_found(world: World) -> None:
    """Other bytes in the facts table, a row less, a row too many, another head: each by name."""
    world = await of_partitions(world, 3)
    places = await world.tell(told(0, 8))
    await applied(world, len(places))
    partition = max({p for p, _ in places}, key=lambda one: [p for p, _ in places].count(one))
    steps = {
        "fact_differs": "update read_1.facts set record = record || ' ' "
        'where partition = $1 and "offset" = 1',
        "fact_without_record": 'update read_1.facts set "offset" = -1 '
        'where partition = $1 and "offset" = 1',
        "fact_missing": 'delete from read_1.facts where partition = $1 and "offset" = -1',
        "differs_from_view": "update read_1.positions set chain_sha256 = sha256('x') "
        "where partition = $1",
    }
    for code, statement in steps.items():
        await world.rows(statement, partition)
        found = [one for one in (await verified(world)).findings if one.code == code]
        assert [one.partition for one in found] == [partition]
        if code in {"fact_differs", "fact_missing"}:
            assert found[0].first_offset == 1


async def test_what_was_done_to_a_log_is_found_by_its_checkpoint(
    world: World, tmp_path: Path
) -> None:
    """A byte, a record less, an end less, a head less: within the heads that were kept."""
    sound = history(0, 23)
    first = await _log_of(world, "a", sound, tmp_path)
    before = await verified(first, view=False)
    checkpoint = checkpoint_of(before, every=EVERY, written_at="2026-11-22T00:00:00Z")

    forged_log = await _log_of(world, "b", [*sound[:7], forged(sound[7]), *sound[8:]], tmp_path)
    assert codes(await verified(forged_log, checkpoint=checkpoint, view=False)) == [
        ("differs_from_checkpoint", 5, 9)
    ]
    cut_short = await _log_of(world, "c", sound[:12], tmp_path)
    assert codes(await verified(cut_short, checkpoint=checkpoint, view=False)) == [
        ("shorter_than_checkpoint", 12, 14)
    ]
    admin = AIOKafkaAdminClient(bootstrap_servers=world.kafka_bootstrap)
    await admin.start()
    place = TopicPartition(first.topics.events.name, 0)
    await admin.delete_records({place: RecordsToDelete(before_offset=4)})
    await admin.close()
    assert codes(await verified(first, checkpoint=checkpoint, view=False)) == [
        ("log_head_missing", 0, 3)
    ]


async def _log_of(world: World, prefix: str, records: list[LogRecord], tmp_path: Path) -> World:
    """A log of one partition that holds these records."""
    topics = Topics(f"{prefix}{world.topics.namespace}", 1)
    made = World(world.kafka_bootstrap, world.database_url, topics)
    write_archive(tmp_path / prefix, [records])
    await restored(made, tmp_path / prefix)
    return made


async def test_a_restore_that_was_killed_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    """The topic's content tells how far; the end is the same to the byte."""
    folder = tmp_path / "archive"
    manifest = write_archive(
        folder, [history(number, 9_000, subjects=20) for number in range(2)], limit=10**6
    )
    moved = World(
        world.kafka_bootstrap, world.database_url, Topics(f"k{world.topics.namespace}", 3)
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.cli.main", "restore", str(folder), "--partitions", "3",
        env={
            **inherited_environment(),
            "CHITIEU_KAFKA_BOOTSTRAP": world.kafka_bootstrap,
            "CHITIEU_TOPIC_NAMESPACE": moved.topics.namespace,
        },
    )  # fmt: skip
    ends = EndOffsets(world.kafka_bootstrap, client_id="test")
    await ends.start()

    async def some_arrived() -> bool:
        if process.returncode is not None:
            return True
        try:
            return sum((await ends.read(moved.topics.events.name, range(3))).values()) > 0
        except Exception:  # noqa: BLE001  # the topic is not there yet
            return False

    await world.until(some_arrived)
    if process.returncode is None:
        process.kill()
    await process.wait()
    await ends.stop()

    result = await restored(moved, folder)
    assert (result.stood + result.sent, result.same_offsets) == (manifest.records, False)
    assert result.stood > 0
    assert (await verified(moved, view=False)).records == manifest.records


async def test_a_topic_that_holds_something_else_is_refused(world: World, tmp_path: Path) -> None:
    """Other records at the front, or more of them than the archive has: nothing is added."""
    sound = history(0, 20)
    taken = await _log_of(world, "a", sound, tmp_path)
    write_archive(tmp_path / "shorter", [sound[:10]])
    with pytest.raises(NotRestorable, match="more records"):
        await restored(taken, tmp_path / "shorter")
    write_archive(tmp_path / "other", [[forged(sound[0]), *sound[1:], *history(0, 30)[20:]]])
    with pytest.raises(NotRestorable, match="partition 0"):
        await restored(taken, tmp_path / "other")
    assert (await verified(taken, view=False)).records == 20
