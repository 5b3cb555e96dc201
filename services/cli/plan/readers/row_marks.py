"""Numbers and letters that begin a row: `1`, `01.`, `a)`, `đ`, `IV`, `B`, `2.3`.

Where a table has lost its rows (cells one after another), a row begins at a mark that may
follow those before it: the next of its series, or the first of a new one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARK = re.compile(r"\(?([0-9]{1,3}(?:\.[0-9]{1,2}){0,3}|[a-zđ]|[A-ZĐ]|[IVXL]{1,7})[.)]{0,2}")
_ORDER = "abcdđefghijklmnopqrstuvwxyz"
_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}

GAP_MAX = 5
"""Official lists skip letters (`h` is followed by `m`) and numbers (a row struck out)."""
FIRST = GAP_MAX + 1
"""How far a series' first mark is from any other: it comes after those that go on."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A row's mark: its series (digits, letters, capitals, roman, or `2.` for `2.3`), place."""

    series: str
    place: int


def marks(text: str) -> tuple[Mark, ...]:
    """Return what a cell may be as a mark: nothing, one, or two (`I` is a letter too)."""
    match = _MARK.fullmatch(text.strip())
    if match is None:
        return ()
    body = match.group(1)
    if body[0].isdigit():
        parent, _, last = body.rpartition(".")
        return (Mark(f"{parent}." if parent else "digits", int(last)),)
    if body.islower():
        return (Mark("letters", _ORDER.index(body) + 1),)
    found = []
    if (value := _roman(body)) is not None:
        found.append(Mark("roman", value))
    if len(body) == 1:
        found.append(Mark("capitals", _ORDER.index(body.lower()) + 1))
    return tuple(found)


def is_mark(text: str) -> bool:
    """Return whether a cell may be a row's mark."""
    return bool(marks(text))


def follows(text: str, previous: str) -> bool:
    """Return whether a cell is exactly the next mark after another of the same series."""
    before = {mark.series: mark.place for mark in marks(previous)}
    return any(before.get(mark.series) == mark.place - 1 for mark in marks(text))


@dataclass(slots=True)
class Series:
    """The series that are open, each with the place of its last mark."""

    last: dict[str, int] = field(default_factory=dict)

    def admits(self, text: str, row: str) -> bool:
        """Return whether the cell goes on with a series, or begins one below the row's mark.

        A `1` right after row 15 is row 15's result: a series begins again under another mark.
        """
        above = {mark.series for mark in marks(row)}
        return any(
            (step := self._step(mark)) is not None and (step < FIRST or mark.series not in above)
            for mark in marks(text)
        )

    def take(self, text: str) -> None:
        """Note the mark of a row that has begun, as what it most likely is."""
        found = [(self._step(mark), mark) for mark in marks(text)]
        steps = [(step, mark) for step, mark in found if step is not None]
        if steps:
            _, mark = min(steps, key=lambda pair: pair[0])
            self.last[mark.series] = mark.place

    def _step(self, mark: Mark) -> int | None:
        """How far from the open series' last; 1 is next, a first mark comes after that."""
        last = self.last.get(mark.series)
        if last is not None and 1 <= mark.place - last <= GAP_MAX:
            return mark.place - last
        return FIRST if mark.place == 1 else None


def _roman(text: str) -> int | None:
    if not text or _ROMAN.fullmatch(text) is None:
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    later = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, later, strict=True))
