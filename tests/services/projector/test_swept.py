"""The projector's word of how far it has come: behind the statuses, and never too far."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from contracts.status import STATUS_ADAPTER, SWEPT_ADAPTER, SWEPT_KEY, SweptPartition
from infra.kafka import Producer
from infra.metrics import Metrics
from infra.postgres import open_pool
from services.projector.standing import Standing
from services.projector.store import Position
from services.projector.swept import SweptTeller
from services.projector.views import ROLE
from tests.services.projector import events
from tests.services.projector.world import DAY, World

pytestmark = pytest.mark.integration

MEASURED_AT = datetime(2023, 3, 1, 5, tzinfo=UTC)
SWEPT = SWEPT_KEY.encode()


async def told(world: World, standing: Standing) -> list[SweptPartition]:
    """What a projector that stands so says, once."""
    pool = await open_pool(world.database_url, role=ROLE, application_name="test", max_size=1)
    producer = Producer(world.kafka_bootstrap, client_id="test")
    teller = SweptTeller(
        pool,
        producer,
        topic=world.topics.status,
        standing=standing,
        pause_seconds=1,
        clock=world.idle().clock,
        metrics=Metrics("projector"),
    )
    try:
        return await teller.tell()
    finally:
        await producer.stop()
        await pool.close()


def standing(ends: dict[int, int]) -> Standing:
    """Three partitions, each applied to offset 5 and judged for the first of March."""
    return Standing(
        positions={number: Position(number, 5, DAY) for number in range(3)},
        ends=ends,
        measured_at=MEASURED_AT,
    )


async def test_every_partition_of_the_topic_hears_it_behind_the_statuses(world: World) -> None:
    """A projector that runs says where it stands, after the status that this led to."""
    [(partition, offset)] = await world.tell([events.target()])

    async def heard() -> bool:
        words = [
            SWEPT_ADAPTER.validate_json(record.value)
            for record in await world.status_records()
            if record.key == SWEPT
        ]
        return any(
            one.partition == partition and one.next_offset == offset + 1 and one.swept_to == DAY
            for word in words
            for one in word.data.partitions
        )

    async with world.projector():
        await world.until(heard)
    records = await world.status_records()
    assert {record.partition for record in records if record.key == SWEPT} == set(
        range(world.topics.status.partitions)
    )
    [status] = [record for record in records if record.key != SWEPT]
    assert STATUS_ADAPTER.validate_json(status.value).data.known_at == f"{partition}:{offset}"
    for record in records:
        if record.key == SWEPT and record.partition == status.partition:
            word = SWEPT_ADAPTER.validate_json(record.value)
            reached = {one.partition: one.next_offset for one in word.data.partitions}
            assert record.offset > status.offset or reached.get(partition, 0) <= offset


async def test_a_partition_with_records_yet_to_apply_is_not_named(world: World) -> None:
    """Behind the end, or its end unknown: what it holds may change a status."""
    assert [one.partition for one in await told(world, standing({0: 5, 1: 6}))] == [0]


async def test_a_partition_with_statuses_yet_to_send_is_not_named(world: World) -> None:
    """The word must not overtake them."""
    await world.rows(
        "insert into projector.outbox values ('target/x@H20', 1, 1, '', $1, '1:4', $2, true)",
        DAY,
        MEASURED_AT,
    )
    everywhere = standing({0: 5, 1: 5, 2: 5})
    assert [one.partition for one in await told(world, everywhere)] == [0, 2]


async def test_nothing_is_said_before_the_log_was_looked_at(world: World) -> None:
    """No instant is known up to which everything is in."""
    unmeasured = standing({0: 5})
    unmeasured.measured_at = None
    assert await told(world, unmeasured) == []
    assert await world.status_records() == []


async def test_the_word_names_the_instant_at_which_the_end_was_read(world: World) -> None:
    """What was acknowledged before it is in; what came since may not be."""
    await told(world, standing({0: 5}))
    word = SWEPT_ADAPTER.validate_json((await world.status_records())[0].value)
    assert word.time == MEASURED_AT
    assert word.data.partitions == (
        SweptPartition(partition=0, next_offset=5, swept_to=date(2023, 3, 1)),
    )
