"""What the parts at work in one process hold of the log together, bounded.

Two partitions are at work in a process, so that it folds one while PostgreSQL takes in the other.
Where both together would be much, the second waits until the first has let go of enough.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from services.projector.rebuild.folding import Part

TOGETHER_BYTES = 128 * 1_048_576
"""The bytes of records of more than one part. One alone may hold more, and then holds it alone."""


class Room:
    """Whoever reads a part of the log holds `reading`, so only one ever waits for room."""

    def __init__(self) -> None:
        self.reading = asyncio.Lock()
        self._parts: list[Part] = []
        self._less = asyncio.Event()

    @contextmanager
    def holding(self, part: Part) -> Iterator[None]:
        """Within: what the part holds counts."""
        self._parts.append(part)
        try:
            yield
        finally:
            self._parts.remove(part)
            self.let_go()

    async def enough(self) -> None:
        """Wait while more is held than may be, and not by one part alone."""
        while self._crowded():
            self._less.clear()
            await self._less.wait()

    def let_go(self) -> None:
        """Say that a part holds less than before."""
        self._less.set()

    def _crowded(self) -> bool:
        held = [one.held_bytes for one in self._parts if one.held_bytes]
        return len(held) > 1 and sum(held) > TOGETHER_BYTES
