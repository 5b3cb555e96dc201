"""Numbered slots: each process its own, given back by the end of its session."""

import pytest

from infra import slots
from infra.postgres import connect
from infra.slots import NoFreeSlot, take_slot

pytestmark = pytest.mark.integration

FAMILY = 0x74657374


async def test_each_session_has_a_number_of_its_own_and_the_lowest_free_one(
    postgres_url: str,
) -> None:
    """Given two that run and one that has ended, the next takes the ended one's number."""
    first = await connect(postgres_url, role=None, application_name="test")
    second = await connect(postgres_url, role=None, application_name="test")
    third = await connect(postgres_url, role=None, application_name="test")
    try:
        assert [await take_slot(one, family=FAMILY) for one in (first, second)] == [0, 1]
        assert await take_slot(third, family=FAMILY + 1) == 0
        await first.close()
        assert await take_slot(third, family=FAMILY) == 0
    finally:
        for session in (first, second, third):
            session.terminate()


async def test_no_number_is_given_twice(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all are taken, that is said."""
    monkeypatch.setattr(slots, "SLOTS", 1)
    first = await connect(postgres_url, role=None, application_name="test")
    second = await connect(postgres_url, role=None, application_name="test")
    try:
        await take_slot(first, family=FAMILY + 2)
        with pytest.raises(NoFreeSlot, match="all 1 slots"):
            await take_slot(second, family=FAMILY + 2)
    finally:
        for session in (first, second):
            session.terminate()
