"""The alerts' tables are functions of their topic: rebuilt, they are the same, and life goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from contracts.codec import encode
from contracts.status import SWEPT_KEY, StatusChanged, status_key
from domain.history import Fact
from infra import rebuild_flow
from infra.clock import SettableClock
from infra.local.postgres import create_database, drop_database
from infra.metrics import Metrics
from infra.migrate import migrate
from infra.postgres import connect, open_pool
from infra.rebuilding import RebuildRefused, Report, Wish
from services.alerts.assessing.parameters import Parameters
from services.alerts.handlers import StatusHandler
from services.alerts.main import CANNOT_START, serve_alerts
from services.alerts.rebuild.main import rebuild
from services.alerts.settings import AlertsSettings
from services.alerts.sweep import Sweep
from tests.builders import above, report, stamp, target_withdrawn
from tests.services.alerts.statuses import (
    digital_economy,
    judged,
    status_changed,
    swept_bytes,
    target_2023,
)
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

OPEN, UPDATED, AVERTED, WITHDRAWN = "con-mo", "doi-so", "da-dat", "da-rut"
NAMES = (OPEN, UPDATED, AVERTED, WITHDRAWN)
TODAY = "2023-09-15"
DAMAGE = (
    "update alerts.alerts set seq = 9 where target_id = 'da-dat'",
    "delete from alerts.alerts where target_id = 'con-mo'",
    "update alerts.targets set alert_ids = array[gen_random_uuid()] where key like '%doi-so%'",
    "delete from alerts.events where seq = 2",
)
OF_ALERTS = ("events", "alerts")
# What only the service's own clock and sweep say of a target.
OWN = ("received_at", "assessed_on", "review_on", "calm")


class Onlooker:
    """Agrees to everything."""

    def phase(self, name: str, records: int) -> None:
        """Nothing is shown."""

    def done(self, records: int) -> None:
        """Nothing is shown."""

    def may_replace(self, report: Report) -> bool:
        """Whatever differs is to be replaced."""
        return report.outcome == "differs"


def settings(world: World) -> AlertsSettings:
    """Settings of a service, or of a rebuild, in a world."""
    return AlertsSettings(
        kafka_bootstrap=world.kafka_bootstrap,
        database_url=SecretStr(world.database_url),
        topic_namespace=world.topics.namespace,
    )


async def rebuilt(world: World, *, dry_run: bool = False) -> Report:
    """Rebuild a world's alerts."""
    return await rebuild(settings(world), Wish(dry_run), Onlooker())


def facts(name: str, *more: Fact) -> tuple[Fact, ...]:
    """A target that heads for a miss, and what came after."""
    _, *reports = digital_economy()
    return (target_2023(above("4"), name=name), *reports, *more)


def message(name: str, *more: Fact, seq: int) -> tuple[str, StatusChanged]:
    """A status of one of the targets."""
    status = judged(*facts(name, *more), on=TODAY)
    return status_key("target", name, "H20"), status_changed(status, seq=seq, as_of=TODAY)


LATER: dict[str, Fact] = {
    UPDATED: report("3.1", period="2023-S1"),
    AVERTED: report("4.1", period="2023-S1"),
    WITHDRAWN: target_withdrawn(name=WITHDRAWN, at=stamp(revision=2, effective_on="2023-09-10")),
}


@dataclass(frozen=True, slots=True)
class Given:
    """A record as it stands on the topic of statuses."""

    key: bytes | None
    value: bytes | None
    offset: int
    topic: str = "chitieu.status.v1"
    partition: int = 0
    timestamp: int = 0


async def tables(world: World) -> dict[str, list[object]]:
    """Every row of events, alerts and targets as text, without what is the service's own."""
    found: dict[str, list[object]] = {}
    for table in ("events", "alerts", "targets"):
        rows = await world.rows(
            f"select (to_jsonb(t) - $1::text[])::text as row from alerts.{table} t order by 1",  # noqa: S608 # a test's own word
            list(OWN),
        )
        found[table] = [row["row"] for row in rows]
    return found


async def execute(world: World, *statements: str) -> None:
    """Do to the tables what nobody should."""
    connection = await connect(world.database_url, role="chitieu_alerts", application_name="test")
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def live(world: World) -> None:
    """Alerts are opened, one is updated, two are closed; run while the service does."""
    await world.tell([message(name, seq=1) for name in NAMES])
    await world.until_quiet(len(NAMES))
    await world.tell([message(name, fact, seq=2) for name, fact in LATER.items()])

    async def all_told() -> bool:
        [row] = await world.rows(
            "select count(*) as taken from alerts.targets where status_seq = 2"
        )
        return row["taken"] == len(LATER)

    await world.until(all_told)
    await world.until_quiet(len(NAMES))


@asynccontextmanager
async def lost(world: World, postgres_url: str) -> AsyncIterator[World]:
    """The same topics, and a new database that was migrated and holds nothing."""
    name = f"{world.topics.namespace.rstrip('.')}_lost"
    url = await create_database(postgres_url, name)
    await migrate(url)
    yield replace(world, database_url=url)
    await drop_database(postgres_url, name)


async def test_rebuilt_beside_the_running_service_the_tables_are_the_same(
    world: World, postgres_url: str
) -> None:
    """Equal, then damaged and put right, then from nothing; no change is told anew, all go on."""
    with world.alerts():
        await live(world)
        before, told = await tables(world), await world.told()
        equal = await rebuilt(world)
        assert (equal.outcome, equal.comparison.rows) == ("equal", ())
        await execute(
            world,
            *DAMAGE,
        )
        shown = await rebuilt(world, dry_run=True)
        assert shown.outcome == "differs"
        assert dict(shown.comparison.counts) == {
            ("alerts", "added"): 1,
            ("alerts", "changed"): 1,
            ("events", "added"): 3,
            ("targets", "changed"): 1,
        }
        assert (await rebuilt(world)).outcome == "replaced"
        assert await tables(world) == before
        assert await world.told() == told
    async with lost(world, postgres_url) as empty:
        # It would open again all that is open.
        assert await serve_alerts(settings(empty)) == CANNOT_START
        assert (await rebuilt(empty)).outcome == "replaced"
        after = await tables(empty)
        assert [after[name] for name in OF_ALERTS] == [before[name] for name in OF_ALERTS]
        assert len(after["targets"]) == len(NAMES)
        # Of an old backup: what its outbox holds was sent long ago.
        again = "insert into alerts.outbox (alert_id, seq) select alert_id, seq from alerts.events"
        await execute(empty, again)
        assert (await rebuilt(empty)).outcome == "equal"
        with empty.alerts():
            # Old news, as a projector tells that reads the log anew: nobody may move on by it.
            old = status_changed(
                judged(target_2023(above("4"), name=OPEN), on=TODAY), seq=2, as_of=TODAY
            )
            await empty.tell([(message(OPEN, seq=2)[0], old)])
            await empty.tell([message(UPDATED, LATER[UPDATED], seq=3), message(OPEN, seq=3)])

            async def taken_in() -> bool:
                rows = await empty.rows("select 1 from alerts.targets where status_seq = 3")
                return len(rows) == 2

            await empty.until(taken_in)
            await empty.tell_swept(TODAY)

            async def joined() -> bool:
                return not await empty.rows("select 1 from alerts.targets where alert_ids = '{}'")

            await empty.until(joined)
            after = await tables(empty)
            assert [after[name] for name in OF_ALERTS] == [before[name] for name in OF_ALERTS]
            await empty.tell([message(OPEN, LATER[AVERTED], seq=4)])

            async def closed() -> bool:
                return not await empty.rows(
                    "select 1 from alerts.alerts where state = 'open' and target_id = $1", OPEN
                )

            await empty.until(closed)
            await empty.until_quiet(len(NAMES))
        # Neither opened under another id nor told once more: one change, the closing one.
        [*earlier, closing] = sorted(await empty.told(), key=lambda change: change.time)
        assert len(earlier) == len(told)
        assert (closing.data.target, closing.data.seq, closing.data.state) == (OPEN, 2, "closed")


async def test_statuses_read_once_more_open_no_alert_a_second_time(world: World) -> None:
    """Every status comes again, oldest first; once the projector has caught up all is as it was."""
    clock = SettableClock(datetime(2023, 9, 15, 5, tzinfo=UTC))
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    metrics, parameters = Metrics("alerts"), Parameters()
    handle = StatusHandler(
        pool, clock=clock, metrics=metrics, parameters=parameters, changed=lambda: None
    )
    sweep = Sweep(pool, clock=clock, metrics=metrics, parameters=parameters, hold=timedelta())
    messages = [message(name, seq=1) for name in NAMES]
    messages += [message(name, fact, seq=2) for name, fact in LATER.items()]
    records = [
        Given(key.encode(), encode(said), at, timestamp=60_000 * at)
        for at, (key, said) in enumerate(messages)
    ]
    try:
        await handle(records)
        before = await tables(world)
        await execute(world, "delete from alerts.targets")
        for record in records:
            await handle([record])
        assert await sweep.run() == 0
        word = swept_bytes(clock.now(), swept_to=clock.business_day())
        await handle([Given(SWEPT_KEY.encode(), word, 99)])
        assert await sweep.run() == 0
    finally:
        await pool.close()
    assert await tables(world) == before


async def test_what_waits_to_be_sent_is_sent_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change is decided and not on the topic: the rebuild would forget it, and is refused."""
    monkeypatch.setattr(rebuild_flow, "ATTEMPTS", 1)
    await execute(
        world,
        "insert into alerts.events values ('00000000-0000-5000-8000-000000000001', 1, '{}')",
        "insert into alerts.outbox (alert_id, seq) "
        "values ('00000000-0000-5000-8000-000000000001', 1)",
    )
    with pytest.raises(RebuildRefused, match="outbox_not_empty"):
        await rebuilt(world)
    await execute(world, "delete from alerts.outbox")
    with pytest.raises(RebuildRefused, match="other_log"):
        await rebuilt(world)
