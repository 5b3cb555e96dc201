"""An answer in time, whatever is away."""

import asyncio

import pytest

from infra.problems import UNAVAILABLE, ProblemError
from services.ingest import asking


async def interrupted() -> None:
    """Work that fails in its own way when the time ends, as a rollback does."""
    async with asking.bounded():
        try:
            await asyncio.sleep(60)
        finally:
            raise RuntimeError("another operation is in progress")


async def faulty() -> None:
    """Work that fails by itself."""
    async with asking.bounded():
        raise RuntimeError("a fault of the program")


async def test_what_fails_as_the_time_ends_is_not_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a 503, worth another try, and no fault of the program."""
    monkeypatch.setattr(asking, "ANSWER_WITHIN_SECONDS", 0.01)
    with pytest.raises(ProblemError) as refused:
        await interrupted()
    assert refused.value.problem == UNAVAILABLE


async def test_a_fault_within_the_time_stays_a_fault() -> None:
    """Only what is away, or too late, is said to be worth another try."""
    with pytest.raises(RuntimeError):
        await faulty()
