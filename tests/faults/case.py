"""What the promises are held against: the evidence, and what several of them derive from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from contracts.rejections import Rejection
from tests.faults.evidence import Evidence
from tests.faults.history import Attempt
from tests.faults.oracle import Name, Read, Status, histories, statuses

_NONE = object()
_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that does not hold, and what shows it."""

    promise: str
    says: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.says}"


@dataclass(frozen=True)
class Case:
    """The evidence, with what several promises derive from it."""

    found: Evidence

    @cached_property
    def read(self) -> Read:
        """The log, decoded."""
        return Read.of(self.found.log)

    @cached_property
    def contents(self) -> Mapping[Name, set[str]]:
        """What stands under each event's name."""
        return self.read.contents()

    @cached_property
    def expected(self) -> dict[str, Status]:
        """What the log amounts to."""
        return statuses(histories(self.read.events), self.found.as_of)

    @cached_property
    def receipts(self) -> dict[str, list[Rejection]]:
        """The rejections of each content, by the digest of its bytes."""
        found: dict[str, list[Rejection]] = defaultdict(list)
        for rejection in self.found.rejections:
            found[rejection.received_sha256].append(rejection)
        return found

    def ended(self, ended: str, way: str) -> Iterator[Attempt]:
        """The attempts over one way that ended so."""
        return (a for a in self.found.history if a.ended == ended and a.way == way)


def differences(what: str, left: Mapping[_K, object], right: Mapping[_K, object]) -> Iterator[str]:
    """Say in how many keys two mappings differ, and show the first."""
    keys = [key for key in {**left, **right} if left.get(key, _NONE) != right.get(key, _NONE)]
    if keys:
        first = keys[0]
        pair = f"{left.get(first)} / {right.get(first)}"
        yield f"{what} differ in {len(keys)}, such as {first}: {pair}"
