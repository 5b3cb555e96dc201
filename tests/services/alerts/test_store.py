"""How statuses are taken in and kept: once, under a lock, and what cannot be read put aside."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from contracts.status import status_key
from infra.postgres import open_pool
from services.alerts import store
from services.alerts.assessing.held import changed
from tests.builders import above, report
from tests.services.alerts.statuses import (
    digital_economy,
    judged,
    status_bytes,
    target_2023,
)
from tests.services.alerts.sweeping import DAY, Given, Service, records, silent
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration


async def test_a_batch_that_comes_again_has_no_second_effect(
    world: World, service: Service
) -> None:
    """Kafka delivers at least once; status_seq says what is not newer."""
    behind = judged(*digital_economy(), on="2023-09-15")
    ahead = judged(*digital_economy(), report("4.1", period="2023-S1"), on="2023-09-15")
    batch = records(status_bytes(behind, seq=1), status_bytes(ahead, seq=2))
    await service.handler(batch)
    once = await world.rows("select alert_id, seq, body from alerts.events order by seq")
    await service.handler(batch)
    await service.handler(records(status_bytes(behind, seq=1)))
    assert await world.rows("select alert_id, seq, body from alerts.events order by seq") == once
    assert [row["seq"] for row in once] == [1, 2]
    assert len(service.told) == 1


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (None, "empty", "a status has a value"),
        (b"", "empty", "a status has a value"),
        (b"\xff\xfe not json", "not_a_status", "Invalid JSON"),
        (b"[" * 100_000, "not_a_status", "recursion limit exceeded"),
        (b'{"specversion":"1.0"}', "not_a_status", "id: Field required"),
        (b'{"specversion":"2.0","data":null}', "not_a_status", "specversion"),
    ],
)
async def test_poison_is_put_aside_and_harms_nothing(
    world: World, service: Service, value: bytes | None, code: str, words: str
) -> None:
    """Position, bytes and reason are kept; the records around it are applied."""
    good = status_bytes(judged(*digital_economy(), on="2023-09-15"), seq=1)
    other = status_bytes(silent(), seq=1)
    await service.handler(records(good, value, other))
    await service.handler(records(good, value, other))
    [row] = await world.rows(
        'select topic, partition, "offset", value, code from alerts.quarantine'
    )
    assert row == {
        "topic": "chitieu.status.v1",
        "partition": 0,
        "offset": 1,
        "value": value,
        "code": code,
    }
    [reason] = await world.rows("select reason from alerts.quarantine")
    assert words in str(reason["reason"])
    [kept] = await world.rows("select count(*) as kept from alerts.targets")
    assert kept == {"kept": 2}


async def test_silence_after_a_status_that_cannot_be_read_is_no_absence(
    world: World, service: Service
) -> None:
    """What it said is not known: nothing follows from time until the next one that can be read."""
    key = b"target/du-lieu-mo-2023@H20"
    first, second = status_bytes(silent(), seq=1), status_bytes(silent(), seq=3)
    await service.handler([Given(first, key=key), Given(b"{}", offset=1, key=key)])
    service.clock.advance(DAY.total_seconds())
    assert await service.swept() == 0
    await service.handler([Given(b"{}", offset=2, key=key), Given(second, offset=3, key=key)])
    service.clock.advance(DAY.total_seconds())
    assert await service.swept() == 1
    [row] = await world.rows("select class from alerts.alerts")
    assert row == {"class": "missing_report"}


async def test_a_change_that_another_has_written_is_a_lost_race(
    world: World, service: Service
) -> None:
    """The unique (alert id, seq) raises, the batch rolls back whole, and comes again."""
    behind = status_bytes(judged(*digital_economy(), on="2023-09-15"), seq=1)
    await service.handler(records(behind))
    await world.rows("delete from alerts.targets")
    await world.rows("delete from alerts.alerts")
    with pytest.raises(asyncpg.UniqueViolationError):
        await service.handler(records(status_bytes(silent(), seq=1), behind))
    [kept] = await world.rows("select count(*) as kept from alerts.targets")
    assert kept == {"kept": 0}


async def test_a_newer_state_of_another_process_is_a_lost_race(service: Service) -> None:
    """A zombie that held no row when the new owner wrote it cannot overwrite it."""
    old = status_bytes(silent(), seq=1)
    await service.handler(records(status_bytes(silent(), seq=5)))
    async with service.pool.acquire() as connection:
        key = status_key("target", "du-lieu-mo-2023", "H20")
        [held] = (await store.load(connection, [key])).values()
        stale = held.data.model_copy(update={"status_seq": 1})
        with pytest.raises(store.LostRace):
            await store.save(
                connection, [type(held)(stale, held.received_at, held.assessed_on)], []
            )
    await service.handler(records(old))


async def test_readers_may_select_and_nothing_else(world: World, service: Service) -> None:
    """The api reads alerts under its own role; it cannot write them, and sees nothing besides."""
    await service.handler(records(status_bytes(judged(*digital_economy(), on="2023-09-15"), seq=1)))
    pool = await open_pool(world.database_url, role="chitieu_api", application_name="test")
    try:
        assert await pool.fetchval("select count(*) from alerts.alerts") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute("delete from alerts.alerts")
        for name in ("outbox", "quarantine", "swept", "targets"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(f"select from alerts.{name}")
    finally:
        await pool.close()


async def test_what_is_said_by_others_goes_on_under_the_target_s_lock(
    world: World, service: Service
) -> None:
    """Found by the alert's id, saved as any change, told like it; the next status goes on."""
    behind = judged(*digital_economy(), on="2023-09-15")
    await service.handler(records(status_bytes(behind, seq=1)))
    [row] = await world.rows("select alert_id from alerts.alerts")
    name = UUID(str(row["alert_id"]))
    async with service.pool.acquire() as connection, connection.transaction():
        found = await store.load_by_alert(connection, name)
        assert found is not None
        held, life = found
        after, change = changed(held, life.said, "vn.chitieu.alert.noted.v1", service.clock.now())
        await store.save(connection, [after], [(after, change)])
        assert await store.load_by_alert(connection, UUID(int=9)) is None
    done = judged(*digital_economy(), report("4.1", period="2023-S1"), on="2023-09-15")
    await service.handler(records(status_bytes(done, seq=2)))
    events = await world.rows("select seq from alerts.events order by seq")
    queued = await world.rows("select seq from alerts.outbox order by place")
    assert events == queued == [{"seq": 1}, {"seq": 2}, {"seq": 3}]


async def test_a_target_has_one_open_alert_of_each_kind(world: World, service: Service) -> None:
    """A miss to be feared and a value that looks wrong stand side by side, each under its id."""
    target = target_2023(above("60"), unit="%")
    wrong = (report("20", period="2022"), report("2594", period="2023-S1"))
    status = judged(target, *wrong, on="2023-09-15")
    await service.handler(records(status_bytes(status, seq=1)))
    rows = await world.rows("select kind, stage, state from alerts.alerts order by kind")
    assert rows == [
        {"kind": "input", "stage": "at_risk", "state": "open"},
        {"kind": "target", "stage": "at_risk", "state": "open"},
    ]
    [kept] = await world.rows("select cardinality(alert_ids) as joined from alerts.targets")
    assert kept == {"joined": 2}
