"""Batches become smaller while PostgreSQL does not bear them, and full ones come back."""

from __future__ import annotations

import time
from datetime import date

import pytest

from infra import postgres
from infra.postgres import PostgresUnavailable
from services.projector import apply
from services.projector.fold import SubjectRows, SubjectState, derive
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


@pytest.mark.integration
async def test_a_batch_too_long_for_the_database_goes_through_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each full batch ends with the session, the projector comes through all the same."""

    def slowly(subject: str, state: SubjectState, as_of: date) -> SubjectRows:
        time.sleep(0.02)
        return derive(subject, state, as_of)

    # As on a host so slow that not even the touches between subjects come in time.
    monkeypatch.setattr(postgres, "IDLE_IN_TRANSACTION_SECONDS", 1)
    monkeypatch.setattr(apply, "TOUCH_SUBJECTS", 5_000)
    monkeypatch.setattr(apply, "derive", slowly)
    places = await world.tell([events.target(f"chi-so-{number}") for number in range(120)])

    async with world.projector(batch_records=120):
        await world.until_applied(places)

    assert await world.rows("select count(*)::int as n from read.targets") == [{"n": 120}]
