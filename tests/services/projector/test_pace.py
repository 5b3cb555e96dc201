"""Batches become smaller while PostgreSQL does not bear them, and full ones come back."""

from __future__ import annotations

from functools import partial

import pytest

from infra import postgres
from infra.postgres import PostgresUnavailable
from services.projector import slots
from services.projector.pace import Pace
from tests.services.projector import events
from tests.services.projector.world import World


def test_a_lost_database_halves_the_next_batch_and_silence_restores_it() -> None:
    """Half after each loss, never below one; full again once one went through and none waits."""
    pace = Pace(5)
    sizes = []
    for _ in range(4):
        with pytest.raises(PostgresUnavailable), pace.work():
            raise PostgresUnavailable("gone")
        pace.caught_up()  # an empty fetch of the new run
        sizes.append(pace.records)
    with pace.work():
        pass
    sizes.append(pace.records)
    pace.caught_up()

    assert sizes == [2, 1, 1, 1, 1]
    assert pace.records == 5


def test_a_fault_of_another_kind_leaves_the_batch_as_it_is() -> None:
    """A wrong value is not cured by taking fewer records."""
    pace = Pace(4)

    with pytest.raises(ValueError, match="x"), pace.work():
        raise ValueError("x")

    assert pace.records == 4


SLOW_HOST = """
create function read_1.slowly() returns trigger language plpgsql as $$
begin
  perform pg_catalog.pg_sleep(0.02);
  return new;
end
$$;
create trigger slowly before insert on read_1.facts for each row execute function read_1.slowly();
"""


@pytest.mark.integration
async def test_a_batch_too_long_for_the_database_goes_through_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a full batch takes longer than a statement may, the projector comes through it."""
    admin = await postgres.connect(world.database_url, role=None, application_name="test-slow")
    await admin.execute(SLOW_HOST)
    await admin.close()
    hurried = partial(postgres.connect, statement_timeout_seconds=1)
    monkeypatch.setattr(slots, "connect", hurried)
    places = await world.tell([events.target(f"chi-so-{number}") for number in range(120)])

    async with world.projector(batch_records=120) as one:
        await world.until_applied(places)
        lost = one.metrics.render().decode()

    assert await world.rows("select count(*)::int as n from read.targets") == [{"n": 120}]
    assert 'errors_total{kind="postgres"' in lost
