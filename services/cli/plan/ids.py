"""Which row of a plan that is read again is which row of its file, so that ids stay.

Pure. The likest pairs come first: the same words under the same number, then the same words
elsewhere, then like words under the same number. An id that once stood for a row never stands
for another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.vietnamese.text import clean, fold

LIKE = 0.6
"""How alike the words of one row must be before and after, under the same number."""
MOVED = 0.85
"""How alike they must be under another number."""
_COMPARED_MAX = 2_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """A row or project for matching: where it stands, and its words."""

    id: str
    table: str
    number: str
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words for comparing."""
        return tuple(fold(clean(self.text).text).split())


def match(old: Sequence[Item], new: Sequence[Item]) -> dict[str, str]:
    """Return the old id of every new item that stood in the file before."""
    pairs: dict[str, str] = {}
    _exactly(old, new, pairs, lambda one: (one.table, one.number, one.words))
    _exactly(old, new, pairs, lambda one: (one.number, one.words))
    _exactly(old, new, pairs, lambda one: (one.table, one.words))
    _exactly(old, new, pairs, lambda one: one.words)
    taken = set(pairs.values())
    left_old = [one for one in old if one.id not in taken]
    left_new = [one for one in new if one.id not in pairs]
    if len(left_old) * len(left_new) <= _COMPARED_MAX:
        _nearly(left_old, left_new, pairs)
    return pairs


def _exactly(
    old: Sequence[Item],
    new: Sequence[Item],
    pairs: dict[str, str],
    key: Callable[[Item], Hashable],
) -> None:
    """Pair what has the same key, in the order in which it stands."""
    taken = set(pairs.values())
    waiting: dict[Hashable, list[str]] = {}
    for one in old:
        if one.id not in taken:
            waiting.setdefault(key(one), []).append(one.id)
    for one in new:
        if one.id not in pairs and waiting.get(key(one)):
            pairs[one.id] = waiting[key(one)].pop(0)


def _nearly(old: Sequence[Item], new: Sequence[Item], pairs: dict[str, str]) -> None:
    old_words = {one.id: one.words for one in old}
    scored = []
    for one in new:
        words = one.words
        for other in old:
            same_place = (one.table, one.number) == (other.table, other.number)
            score = _likeness(words, old_words[other.id], LIKE if same_place else MOVED)
            if score:
                scored.append((score + same_place, one.id, other.id))
    taken: set[str] = set()
    for _, new_id, old_id in sorted(scored, key=lambda each: -each[0]):
        if new_id not in pairs and old_id not in taken:
            pairs[new_id] = old_id
            taken.add(old_id)


def _likeness(one: Sequence[str], other: Sequence[str], least: float) -> float:
    """How alike two texts are, or nothing below the least."""
    if not one or not other:
        return 0.0
    shared = sum((Counter(one) & Counter(other)).values())
    if 2 * shared / (len(one) + len(other)) < least:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= least else 0.0


def renamed(new: Iterable[Item], pairs: Mapping[str, str], ever: Iterable[str]) -> dict[str, str]:
    """Return the id that each new item bears: its old one, else its own or the next free one."""
    used = set(ever)
    names: dict[str, str] = {}
    for one in new:
        if one.id in pairs:
            names[one.id] = pairs[one.id]
            continue
        at, candidate = 2, one.id
        while candidate in used:
            at, candidate = at + 1, f"{one.id}-{at}"
        used.add(candidate)
        names[one.id] = candidate
    return names
