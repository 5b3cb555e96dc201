"""Bring a version that nobody sees to where the live one stands, as live applies its batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aiokafka import TopicPartition

from services.projector.apply import Applier
from services.projector.batch import log_records, read_batch
from services.projector.rebuild.reading import LogReader
from services.projector.store import Position


@dataclass(frozen=True, slots=True)
class Milestone:
    """A subject began to wait in the live version: at which offset, judged as of which day."""

    offset: int
    day: date


class CatchUp:
    """Applies what is new of the log, partition by partition, and passes the days."""

    def __init__(
        self,
        log: LogReader,
        applier: Applier,
        topic: str,
        tell: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`applier` writes the version on its session; `tell` hears of records applied."""
        self._log = log
        self._applier = applier
        self._topic = topic
        self._tell = tell
        self._positions: dict[int, Position] | None = None

    @property
    def positions(self) -> Mapping[int, Position]:
        """Where the version stands."""
        return self._positions or {}

    def behind(self, live: Mapping[int, Position]) -> int:
        """Return how many records are yet to be applied."""
        mine = self.positions
        return sum(
            one.next_offset - (mine[number].next_offset if number in mine else 0)
            for number, one in live.items()
        )

    async def to(
        self,
        live: Mapping[int, Position],
        milestones: Mapping[int, Sequence[Milestone]] | None = None,
    ) -> None:
        """Bring every partition to where live stands.

        Raises:
            Refused: the log does not hold what it must, or more would wait than may.
        """
        if self._positions is None or live.keys() - self._positions.keys():
            first = min(one.swept_to for one in live.values())
            self._positions = await self._applier.settle(sorted(live), first)
        for number in sorted(live):
            for stone in (milestones or {}).get(number, ()):
                await self._sweep(number, min(stone.day, live[number].swept_to))
                await self._read(number, min(stone.offset + 1, live[number].next_offset))
            await self._read(number, live[number].next_offset)
            await self._sweep(number, live[number].swept_to)

    async def _read(self, number: int, stop: int) -> None:
        assert self._positions is not None  # noqa: S101  # settled by `to`
        start = self._positions[number].next_offset
        place = TopicPartition(self._topic, number)
        async for raw in self._log.read(number, start, stop):
            batch = await read_batch(log_records({place: raw}), self._positions)
            self._positions.update(await self._applier.apply(batch))
            self._tell(len(raw))

    async def _sweep(self, number: int, day: date) -> None:
        assert self._positions is not None  # noqa: S101  # settled by `to`
        position = self._positions[number]
        if position.swept_to < day:
            self._positions[number] = await self._applier.sweep(position, day)

    def forget(self) -> None:
        """Look again where the version stands: a transaction around this was rolled back."""
        self._positions = None
