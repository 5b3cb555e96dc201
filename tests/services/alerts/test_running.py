"""The end of the service: all its parts at once, within one deadline."""

from __future__ import annotations

import asyncio

import pytest

from services.alerts import running
from services.alerts.running import end_together


async def test_all_parts_end_at_once() -> None:
    """Each waits at its end until all others have begun theirs: one after the other never ends."""
    together, begun = asyncio.Barrier(4), asyncio.Queue[None]()

    async def part() -> None:
        try:
            begun.put_nowait(None)
            await asyncio.Event().wait()
        finally:
            await together.wait()

    async def stop() -> None:
        await together.wait()

    tasks = [asyncio.create_task(part()) for _ in range(2)]
    for _ in tasks:
        await begun.get()
    await end_together(tasks, (stop, stop))
    assert all(task.cancelled() for task in tasks)


async def test_a_part_that_does_not_end_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The process ends in time whatever a part does, and says which one it was."""
    monkeypatch.setattr(running, "END_SECONDS", 0.01)
    begun = asyncio.Event()

    async def hangs() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    task = asyncio.create_task(hangs(), name="hangs")
    await begun.wait()
    await end_together([task], ())
    assert "hangs" in "".join(capsys.readouterr())
    await asyncio.wait({task})
    assert task.cancelled()
