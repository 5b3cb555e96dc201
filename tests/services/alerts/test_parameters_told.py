"""By which parameters and chain alerts are decided is told before them, once, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka import ConsumerRecord

from contracts.alert_chains import CHAIN_ADAPTER, is_chain
from contracts.alert_handling import ESCALATED_TYPE
from contracts.alert_topic import is_beside
from contracts.alerts import ALERT_ADAPTER
from contracts.parameters import PARAMETERS_ADAPTER, ParametersData, is_parameters
from contracts.status import status_key
from domain.forecast.parameters import ClassParameters
from infra.postgres import Pool, acquire, open_pool
from services.alerts.assessing.parameters import version_of
from services.alerts.configuration.document import Calendar
from services.alerts.configuration.escalation import Escalation, Step
from services.alerts.handling.chain import ChainInForce
from services.alerts.in_force import (
    Known,
    ParametersRefused,
    in_force,
    news,
    state_chain,
    take,
    taken_in,
)
from services.alerts.prior.shipped import ships
from tests.services.alerts.statuses import far_behind, judged, status_changed
from tests.services.alerts.test_rebuild import execute, rebuilt
from tests.services.alerts.test_rebuild_sends_nothing import coordinated
from tests.services.alerts.world import World
from tests.topics import records_of

NOW = datetime(2023, 9, 15, 5, tzinfo=UTC)
KEPT = (
    "select class_id, version, body from alerts.parameters"
    " union all select rule, 0, body from alerts.chains order by 1, 2"
)
QUEUED = (
    "select class_id from alerts.parameters_outbox union all select rule from alerts.chains_outbox"
)
CLIMBED = "select seq from alerts.events where convert_from(body, 'UTF8') like '%alert.escalated%'"
CHAIN = ChainInForce.of(
    Escalation(steps=(Step(role="Lãnh đạo phụ trách", after_working_days=1),)), Calendar()
)
FILE = """
escalation:
  steps: [{role: Lãnh đạo phụ trách, after_working_days: 1}]
"""
[PERCENT] = [one for one in ships() if one.class_id == "percent"]
OWN = replace(PERCENT, version=PERCENT.version + 1, fitted_on="ab" * 32)


def known(*fitted: ClassParameters) -> Known:
    """Parameters that were told."""
    return {(one.class_id, one.version): ParametersData.of(one) for one in fitted}


def test_every_class_has_parameters_and_the_highest_is_in_force() -> None:
    """Given nothing told / on what ships and one file / expect all told, and the file in force."""
    told = news({}, ships(), [OWN])
    assert [one.to_domain() for one in told] == [*ships(), OWN]
    assert len({one.class_id for one in told}) == len(ships()) == 8
    assert in_force(known(PERCENT, OWN)) == (OWN,)


def test_what_was_told_is_not_told_again() -> None:
    """Given versions told / on the same files, on none, on a lower one that ships / expect none."""
    assert news(known(PERCENT, OWN), [PERCENT], [OWN]) == []
    assert news(known(OWN), [replace(PERCENT, miss_rate=0.25)], []) == []


def test_a_file_that_says_otherwise_is_refused() -> None:
    """Given a version told / on another content under its number / expect the number to take."""
    with pytest.raises(ParametersRefused, match=f"đánh số từ {OWN.version + 1} trở lên"):
        news(known(PERCENT, OWN), [PERCENT], [replace(OWN, miss_rate=0.25)])


@pytest.fixture
async def pool(world: World) -> AsyncIterator[Pool]:
    """The world's tables, as the service sees them."""
    pool = await open_pool(world.database_url, role="chitieu_alerts", application_name="test")
    yield pool
    await pool.close()


@pytest.mark.integration
async def test_rules_stand_before_what_rests_on_them_once_and_come_back(
    world: World, pool: Pool, tmp_path: Path
) -> None:
    """Told before the first alert; started again nothing is told; lost, a rebuild brings them."""
    (file := tmp_path / "alerts.yaml").write_text(FILE, encoding="utf-8")
    status = status_changed(judged(*far_behind(), on="2023-09-15"), seq=1, as_of="2023-09-15")
    await world.tell([(status_key("target", "kinh-te-so-2023", "H20"), status)])
    with world.alerts({"CHITIEU_ALERTS_FILE": str(file)}) as running:
        await world.until_quiet(1)
        await world.tell_swept("2023-09-20")
        await world.until(lambda: world.rows(CLIMBED))
        await world.until_quiet(1)
    sends = [line["event"] for line in running.lines]
    assert sends.index("rules_told") < sends.index("alerts_sent")
    told, changes = await on_the_topic(world)
    events = [PARAMETERS_ADAPTER.validate_json(one.value) for one in told]
    named = {version_of(one.data.to_domain()) for one in events}
    assert {event.subject.encode() for event in events} == {one.key for one in told}
    assert len(told) == len(named) == len(ships())
    for change in changes:
        assert ALERT_ADAPTER.validate_json(change.value).data.decision.parameters in named
    assert changes
    [stated] = [one for one in await world.records() if is_chain(one)]
    assert CHAIN_ADAPTER.validate_json(stated).data == CHAIN.data
    every = [ALERT_ADAPTER.validate_json(change.value) for change in changes]
    climbed = [one.data.handling for one in every if one.type == ESCALATED_TYPE]
    assert {(one.escalation.level, one.escalation.rule) for one in climbed} == {(1, CHAIN.rule)}
    assert all(one.basis for one in climbed)

    kept = await world.rows(KEPT)
    (nothing := tmp_path / "parameters").mkdir()
    again = await taken_in(pool, nothing, NOW)
    await state_chain(pool, CHAIN, NOW)
    assert again == in_force(known(*(event.data.to_domain() for event in events)))
    assert await world.rows(KEPT) == kept
    assert await world.rows(QUEUED) == []

    await execute(world, "delete from alerts.parameters")
    await execute(world, "delete from alerts.chains")
    await world.until(lambda: coordinated(world))
    assert (await rebuilt(world)).outcome == "replaced"
    assert await world.rows(KEPT) == kept


@pytest.mark.integration
async def test_processes_that_begin_at_once_tell_once(world: World, pool: Pool) -> None:
    """Given four begin at once / expect each version once; another file under it is refused."""

    async def begins() -> tuple[ClassParameters, ...]:
        async with acquire(pool) as connection:
            return await take(connection, ships(), [OWN], NOW)

    first, *others = await asyncio.gather(*(begins() for _ in range(4)))
    assert OWN in first
    assert others == [first] * 3
    async with acquire(pool) as connection:
        with pytest.raises(ParametersRefused):
            await take(connection, ships(), [replace(OWN, miss_rate=0.25)], NOW)
    assert len(await world.rows("select * from alerts.parameters_outbox")) == len(ships()) + 1


async def on_the_topic(world: World) -> tuple[list[ConsumerRecord], list[ConsumerRecord]]:
    """The records of parameters, and those of alerts."""
    records = await records_of(world.kafka_bootstrap, world.topics.alerts)
    told = [one for one in records if is_parameters(one.value)]
    changes = [one for one in records if not is_beside(one.value)]
    return told, changes
