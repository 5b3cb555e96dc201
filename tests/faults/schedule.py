"""What strikes whom in which order: a schedule, drawn from a seed and nothing else."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults import rebuilds
from tests.faults.nemesis import SERVICE_FAULTS
from tests.faults.points import SERVICES
from tests.faults.struck import Fault

KILLS_EACH = 4
"""Of each service in one block."""
OTHERS = tuple(kind for kind in SERVICE_FAULTS if kind != "kill")
SERVERS = (
    ("postgres_crash", "disk_full"),
    ("broker_crash",),
    ("postgres_crash",),
    ("broker_stop", "rebuild_killed"),
    ("postgres_crash", "archive_killed"),
    ("silence", "rebuild_killed"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """Faults of each service, side by side, and then those of servers, one after the other."""

    beside: dict[str, tuple[Fault, ...]]
    alone: tuple[Fault, ...]


@dataclass(slots=True)
class Plan:
    """Lays out a round: every point of every service in turn, every other fault in turn."""

    seed: int
    chance: random.Random = field(init=False)
    points: dict[str, Iterator[str]] = field(init=False)
    others: dict[str, Iterator[str]] = field(init=False)
    victims: Iterator[str] = field(init=False)
    servers: Iterator[tuple[str, ...]] = field(init=False)
    steps: Iterator[str] = field(init=False)
    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a schedule, not a secret
        services = SERVICES.items()
        self.points = {name: _shuffled(each.points, self.chance) for name, each in services}
        self.others = {name: _shuffled(OTHERS, self.chance) for name in SERVICES}
        self.victims = _shuffled(tuple(SERVICES), self.chance)
        self.servers = itertools.cycle(SERVERS)
        self.steps = _shuffled(rebuilds.STEPS, self.chance)

    def block(self, missing: int) -> Block:
        """Return the next faults, for so many kills that are still missing."""
        each = min(KILLS_EACH, -(-missing // len(SERVICES)))
        if each < KILLS_EACH:  # only what was missed
            return Block({name: self._faults(name, ["kill"] * each) for name in SERVICES}, ())
        beside = {}
        for name in SERVICES:
            kinds = [*["kill"] * each, next(self.others[name])]
            self.chance.shuffle(kinds)
            beside[name] = self._faults(name, kinds)
        alone: tuple[Fault, ...] = ()
        for kind in next(self.servers):
            if kind == "rebuild_killed":
                alone += (Fault(kind, "projector", next(self.steps)),)
            elif kind == "archive_killed":
                alone += (Fault(kind, "ingest", "first file"),)
            elif kind not in self.without:
                alone += self._faults(next(self.victims), [kind])
        return Block(beside, alone)

    def _faults(self, name: str, kinds: list[str]) -> tuple[Fault, ...]:
        return tuple(Fault(kind, name, next(self.points[name])) for kind in kinds)


def _shuffled(names: tuple[str, ...], chance: random.Random) -> Iterator[str]:
    """Go through the names again and again, each time in another order."""
    while True:
        yield from chance.sample(names, len(names))
