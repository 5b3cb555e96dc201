"""Ledger and registry are functions of the log: built from it again they are the same rows."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import pytest

from infra.kafka import Producer, Record
from infra.local.postgres import create_database, drop_database
from infra.local.process import run_blocking
from infra.migrate import migrate
from infra.rebuilding import RebuildRefused, Report, Wish
from infra.twins import cells
from services.ingest.main import NotReady
from services.ingest.rebuild.main import rebuild
from tests.services.ingest import events, rebuild_child
from tests.services.ingest.door import Client, Place, open_door

pytestmark = pytest.mark.integration

TABLES = ("events", "revisions", "agencies", "plans", "indicators", "targets", "tasks", "directory")
DAMAGE = (
    "update ingest.revisions set revision = 9 where thing = 'plan/dt-2023'",
    "delete from ingest.targets where revision = 2",
    "insert into ingest.agencies values ('H99', 'h99', false)",
    "delete from ingest.events where id = 'bc-1'",
    "update ingest.events set digest = sha256('other') where id = 'bc-2'",
)


class Onlooker:
    """Agrees, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Report] = []

    def phase(self, name: str, records: int) -> None:
        """Nothing is shown."""

    def done(self, records: int) -> None:
        """Nothing is shown."""

    def may_replace(self, report: Report) -> bool:
        """Whatever differs is to be replaced."""
        self.asked.append(report)
        return True


async def rebuilt(place: Place, *, dry_run: bool = False) -> Report:
    """Rebuild a place's ledger and registry."""
    return await rebuild(place.settings(), Wish(dry_run), Onlooker())


async def tables(place: Place) -> dict[str, list[str]]:
    """Every row of ledger and registry as text; claimed_at is the relay's own."""
    async with place.session() as connection:
        return {
            table: [
                row[0]
                for row in await connection.fetch(
                    f"select (to_jsonb(t) - 'claimed_at')::text from ingest.{table} t order by 1"  # noqa: S608 # a test's own word
                )
            ]
            for table in TABLES
        }


async def damage(place: Place) -> None:
    """Do to the tables what nobody should."""
    async with place.session() as connection:
        for statement in DAMAGE:
            await connection.execute(statement)


@contextmanager
def empty_database(place: Place, postgres_url: str) -> Iterator[Place]:
    """The same topics, with a new database that was migrated and holds nothing."""
    name = f"ingest_lost_{place.namespace.rstrip('.').replace('-', '_')}"
    url = run_blocking(create_database(postgres_url, name))
    run_blocking(migrate(url))
    yield dataclasses.replace(place, database_url=url)
    run_blocking(drop_database(postgres_url, name))


@pytest.fixture(scope="module")
async def told(operator: Client) -> Client:
    """All kinds of admissions, and of what is not admitted."""
    reports = [events.report(f"3.{number}", name=f"bc-{number}") for number in range(5)]
    stories = [
        [*reports, events.report("9.9", name="bc-0"), reports[1]],
        [
            events.corrected("bc-1"),
            events.corrected("bc-1", revision=4),
            events.corrected("bc-1", revision=3),
            events.report_withdrawn("bc-2"),
            events.target_amended(revision=2, lead=[events.LEAD, events.DISTRICT]),
            events.target_amended(revision=5, row="i-1"),
            events.redefined(parts=["xa", "tinh"]),
            events.task_status(),
            events.deadline(),
        ],
        [events.task_amended(), events.task_withdrawn(revision=3)],
        [
            events.open_target("target.amended", revision=2, reason="sửa", row="i-1"),
            events.target_withdrawn(3, events.OPEN_TARGET, events.OPEN_INDICATOR),
        ],
        [
            events.event(
                "agency.succeeded",
                f"agency/{events.DISTRICT}",
                events.statement(
                    successors=[events.LEAD], reason="merged", effective_on="2023-07-01"
                ),
            ),
            events.event(
                "plan.amended",
                f"plan/{events.PLAN}",
                events.plan_data(
                    revision=2, reason="thêm dòng", number="09/KH-UBND", effective_on="2023-06-01"
                ),
            ),
        ],
    ]
    counted = {"accepted": 0, "duplicate": 0, "rejected": 0}
    for story in stories:
        answer = (await operator.post(story)).json()
        assert answer["accepted"], answer
        for name in counted:
            counted[name] += answer[name]
    assert counted == {"accepted": 19, "duplicate": 1, "rejected": 2}
    return operator


@pytest.mark.usefixtures("told")
async def test_the_registry_of_the_log_is_the_one_that_admissions_made(place: Place) -> None:
    """Amended, corrected out of order, withdrawn, succeeded, refused: there is nothing to do."""
    before = await tables(place)
    report = await rebuilt(place)
    assert (report.outcome, report.comparison.rows) == ("equal", ())
    assert report.rows == {table: len(rows) for table, rows in before.items()}
    assert await tables(place) == before


@pytest.mark.usefixtures("told")
async def test_a_ledger_that_knows_the_later_of_two_places_is_equal(place: Place) -> None:
    """A record whose acknowledgement was lost was sent again: either place is right."""
    first = (await place.log())[0]
    producer = Producer(place.kafka, client_id="test-again")
    record = Record(first.topic, first.value, key=first.key, timestamp_ms=first.timestamp)
    [again] = await producer.send_all([record], timeout_seconds=60)
    await producer.stop()
    move = 'update ingest.events set "offset" = $1 where partition = $2 and "offset" = $3'
    async with place.session() as connection:
        await connection.execute(move, again.offset, first.partition, first.offset)
    report = await rebuilt(place, dry_run=True)
    async with place.session() as connection:
        await connection.execute(move, first.offset, first.partition, again.offset)
    assert (report.outcome, report.comparison.rows) == ("equal", ())


@pytest.mark.usefixtures("told")
async def test_what_was_damaged_is_told_row_by_row_and_put_right(place: Place) -> None:
    """A dry run changes nothing and says what differs; a rebuild restores every byte."""
    before = await tables(place)
    await damage(place)
    report = await rebuilt(place, dry_run=True)
    found = {(row.table, row.key, row.kind) for row in report.comparison.rows}
    assert found >= {
        ("revisions", "plan/dt-2023", "changed"),
        ("agencies", "H99", "removed"),
        ("events", "H20.09/bc-1", "added"),
        ("events", "H20.09/bc-2", "changed"),
    }
    [changed] = [row for row in report.comparison.rows if row.table == "revisions"]
    assert changed.changes == cells({"revision": 9}, {"revision": 2})
    assert await tables(place) != before
    assert (await rebuilt(place)).outcome == "replaced"
    assert await tables(place) == before


@pytest.mark.usefixtures("told")
async def test_a_rebuild_killed_before_it_commits_has_changed_nothing(place: Place) -> None:
    """Killed with admission held and all rows mended; then the same command goes through."""
    before = await tables(place)
    await damage(place)
    damaged = await tables(place)
    code, _, said = await rebuild_child.rebuild(place, "--yes", kill_at="mended")
    assert code == -9, said
    assert await tables(place) == damaged
    code, told_json, said = await rebuild_child.rebuild(place, "--yes", "--json")
    assert code == 0, said
    assert orjson.loads(told_json)["outcome"] == "replaced"
    assert await tables(place) == before


async def test_while_events_come_nothing_acknowledged_is_lost(place: Place, told: Client) -> None:
    """Four senders publish all along; the tables compare equal, are damaged, and mended."""
    stop, acknowledged = asyncio.Event(), set()

    async def publish(sender: int) -> None:
        at = 0
        while not stop.is_set():
            named = [f"tai-{sender}-{at}-{one}" for one in range(5)]
            indicator = events.indicator(f"cs-{sender}-{at}")
            answer = await told.post([*(events.report(name=one) for one in named), indicator])
            if answer.status_code == 200:
                done = answer.json()
                assert done["rejected"] == 0, done
                acknowledged.update(named)
                at += 1

    async with asyncio.TaskGroup() as group:
        senders = [group.create_task(publish(number)) for number in range(4)]
        equal = await rebuilt(place)
        await damage(place)
        mended = await rebuilt(place)
        stop.set()
        await asyncio.gather(*senders)
    assert (equal.outcome, mended.outcome) == ("equal", "replaced")
    # What was damaged, and nothing that was only on its way.
    assert {row.table for row in mended.comparison.rows} == {
        *("revisions", "targets", "agencies", "events")
    }
    assert mended.comparison.counts["events", "changed"] == 1
    assert (await rebuilt(place)).outcome == "equal"
    async with place.session() as connection:
        kept = {row[0] for row in await connection.fetch("select id from ingest.events")}
    assert acknowledged <= kept


@pytest.mark.usefixtures("told")
async def test_a_promise_under_way_stays_a_promise(place: Place) -> None:
    """A row reserved and not sent yet is no difference, and what it states counts already."""
    async with place.session() as connection:
        await connection.execute(
            "insert into ingest.events select agency, 'hua', digest, subject, type, scope, "
            "convert_to(replace($1, 'bc-3', 'hua'), 'UTF8'), digest, null, null, received_at, "
            "now() + interval '1 hour' from ingest.events where id = 'bc-3'",
            next(r.value for r in await place.log() if b'"bc-3"' in r.value).decode(),
        )
        report = await rebuilt(place)
        await connection.execute("delete from ingest.events where id = 'hua'")
    assert report.outcome == "equal"


@pytest.mark.usefixtures("told")
async def test_a_log_that_lacks_what_was_acknowledged_is_refused(place: Place) -> None:
    """The ledger says where an event stands, and the log does not have it: nothing is forgotten."""
    async with place.session() as connection:
        await connection.execute(
            "insert into ingest.events select agency, 'mat', digest, subject, type, scope, null, "
            "null, 0, 999999, received_at, claimed_at from ingest.events where id = 'bc-3'"
        )
        with pytest.raises(RebuildRefused, match="other_log"):
            await rebuilt(place)
        await connection.execute("delete from ingest.events where id = 'mat'")


@pytest.mark.usefixtures("told")
async def test_from_an_empty_database_ingest_goes_on_as_if_nothing_had_happened(
    place: Place, postgres_url: str
) -> None:
    """PostgreSQL is lost, the log is not: no start without a ledger, then every row is back."""
    before = await tables(place)
    loop = asyncio.get_running_loop()
    opened = empty_database(place, postgres_url)
    lost = await loop.run_in_executor(None, opened.__enter__)
    try:
        with pytest.raises(NotReady, match="rebuild --of ingest"):
            async with open_door(lost):
                pass
        report = await rebuilt(lost)
        assert report.outcome == "replaced"
        assert await tables(lost) == before
        async with open_door(lost) as door:
            sender = await door.agency(None)
            again = await sender.post(events.report("3.4", name="bc-4"))
            other = await sender.post(events.report("9.9", name="bc-4"))
            late = await sender.post(events.corrected("bc-1", revision=4, definition=1))
            later = await sender.post(events.corrected("bc-1", revision=5, definition=1))
        answers = [one.status_code for one in (again, other, late, later)]
        assert answers == [200, 409, 422, 201]
        assert again.json()["status"] == "duplicate"
    finally:
        await loop.run_in_executor(None, opened.__exit__, None, None, None)
