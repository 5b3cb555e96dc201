"""Loops that back off from what may pass, and end at what may not."""

from __future__ import annotations

import asyncio

import pytest

from infra.kafka import KafkaUnavailable
from infra.metrics import Metrics
from services.alerts.loops import repeat


class Turns:
    """A turn that fails as told, then ends the test's loop."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        """Fail next, or be done."""
        if self.failures:
            raise self.failures.pop(0)
        self.done.set()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back off for no time."""
    monkeypatch.setattr("services.alerts.loops.BACK_OFF_FIRST_SECONDS", 0.0)


async def test_what_may_pass_is_tried_again() -> None:
    """Kafka away, PostgreSQL away: counted, and the loop goes on."""
    turns = Turns(KafkaUnavailable("away"), ConnectionResetError())
    metrics = Metrics("alerts")
    task = asyncio.create_task(
        repeat("test", turns, pause_seconds=60, beat=lambda: None, metrics=metrics)
    )
    await turns.done.wait()
    task.cancel()
    shown = metrics.render().decode()
    for kind in ("kafka", "postgres"):
        assert f'chitieu_errors_total{{kind="{kind}",service="alerts"}} 1.0' in shown


async def test_a_fault_of_the_program_ends_the_loop() -> None:
    """The task fails, which the watch and the service see."""
    turns = Turns(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await repeat("test", turns, pause_seconds=60, beat=lambda: None, metrics=Metrics("alerts"))


async def test_a_wake_ends_the_pause() -> None:
    """What was just decided is sent at once, not at the next turn."""
    wake, turns, beats = asyncio.Event(), Turns(), list[int]()
    task = asyncio.create_task(
        repeat(
            "test",
            turns,
            pause_seconds=3600,
            beat=lambda: beats.append(1),
            metrics=Metrics("alerts"),
            wake=wake,
        )
    )
    await turns.done.wait()
    turns.done.clear()
    wake.set()
    await turns.done.wait()
    task.cancel()
    assert len(beats) == 2
