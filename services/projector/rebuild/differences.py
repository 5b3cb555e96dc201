"""In what two versions differ, row by row: pure, over streams ordered by key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Key: TypeAlias = tuple[str | int, ...]
Hashed: TypeAlias = tuple[Key, tuple[int, int]]
"""A row as its key and two hashes of its text."""

Kind: TypeAlias = Literal["changed", "added", "removed"]
SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Change:
    """A cell, or a member of a JSON cell (`status.reason`): what it was and what it would be."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the versions do not share, and what of it differs if both have it."""

    table: str
    key: str
    kind: Kind
    changes: tuple[Change, ...] = ()

    def words(self) -> str:
        """Return it as one line."""
        cells = "; ".join(f"{one.column}: {one.old} → {one.new}" for one in self.changes)
        return f"{self.table} {self.key} {self.kind}" + (f": {cells}" if cells else "")


def key_text(key: Key) -> str:
    """Return a key as people and patterns see it."""
    return "/".join(map(str, key))


async def differing(
    old: AsyncIterator[Hashed], new: AsyncIterator[Hashed]
) -> AsyncIterator[tuple[Key, Kind]]:
    """Yield the keys of rows that differ, given both versions' rows in the order of their keys.

    However many there are, one row of each is in memory.
    """
    left, right = await anext(old, None), await anext(new, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None  # noqa: S101  # one of the two is there
            yield left[0], "removed"
            left = await anext(old, None)
        elif left is None or right[0] < left[0]:
            yield right[0], "added"
            right = await anext(new, None)
        else:
            if left[1] != right[1]:
                yield left[0], "changed"
            left, right = await anext(old, None), await anext(new, None)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return the cells in which two rows differ, of JSON cells their members."""
    return tuple(_changes("", old, new))


def _changes(within: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        was, would_be = old.get(name), new.get(name)
        if was == would_be:
            continue
        if isinstance(was, dict) and isinstance(would_be, dict):
            yield from _changes(f"{within}{name}.", was, would_be)
        else:
            yield Change(f"{within}{name}", _shown(was), _shown(would_be))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
