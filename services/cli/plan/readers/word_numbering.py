"""Numbers that Word shows and no text holds: automatic lists, counted as Word counts them.

A plan's `II. MỤC TIÊU` is often a list level; without its number rows and sections could not
be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
BULLET = "-"


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list counts: first number, kind of digits, pattern (`%1.%2.`)."""

    start: int = 1
    digits: str = "decimal"
    pattern: str = ""


@dataclass(slots=True)
class _List:
    """A list's levels and how far each has counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the document's lists; ask once for each numbered paragraph, in their order."""

    def __init__(self, numbering: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        self._list_of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            for abstract in numbering.iter(qn("w:abstractNum")):
                identity = abstract.get(qn("w:abstractNumId"), "")
                self._lists[identity] = _List(dict(_levels(abstract)))
            for num in numbering.iter(qn("w:num")):
                self._note(num)

    def label(self, number: str, level: int) -> str:
        """Return what Word shows before a paragraph of a list, and count it."""
        counted = self._lists.get(self._list_of.get(number, ""))
        if counted is None or level not in counted.levels:
            return ""
        for at, start in self._restarts.pop(number, {}).items():
            counted.counts[at] = start - 1
        for above in range(level):
            counted.counts.setdefault(above, counted.levels.get(above, _Level()).start)
        start = counted.levels[level].start
        counted.counts[level] = counted.counts.get(level, start - 1) + 1
        for deeper in range(level + 1, LEVELS):
            counted.counts.pop(deeper, None)
        if counted.levels[level].digits == "bullet":
            return BULLET
        return _PLACE.sub(
            lambda match: _shown(counted, int(match[1]) - 1), _pattern(counted, level)
        )

    def _note(self, num: Any) -> None:
        identity = num.get(qn("w:numId"), "")
        abstract = num.find(qn("w:abstractNumId"))
        if abstract is not None:
            self._list_of[identity] = abstract.get(qn("w:val"), "")
        for override in num.iter(qn("w:lvlOverride")):
            start = override.find(qn("w:startOverride"))
            if start is not None:
                level = _integer(override.get(qn("w:ilvl")))
                self._restarts.setdefault(identity, {})[level] = _integer(start.get(qn("w:val")))


def _levels(abstract: Any) -> Iterator[tuple[int, _Level]]:
    for level in abstract.iter(qn("w:lvl")):
        values = {
            name: found.get(qn("w:val"), "")
            for name in ("start", "numFmt", "lvlText")
            if (found := level.find(qn(f"w:{name}"))) is not None
        }
        made = _Level(
            _integer(values.get("start"), 1),
            values.get("numFmt", "decimal"),
            values.get("lvlText", ""),
        )
        yield _integer(level.get(qn("w:ilvl"))), made


def _pattern(counted: _List, level: int) -> str:
    return counted.levels[level].pattern


def _shown(counted: _List, level: int) -> str:
    """Return a level's count in its digits."""
    count = counted.counts.get(level, 1)
    digits = counted.levels.get(level, _Level()).digits
    match digits:
        case "upperRoman" | "lowerRoman":
            roman = _roman(count)
            return roman if digits == "upperRoman" else roman.lower()
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (count - 1) % 26)
            return letter if digits == "upperLetter" else letter.lower()
        case "decimalZero":
            return f"{count:02d}"
        case "none":
            return ""
    return str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while count >= value and len(text) < 20:
            text += letters
            count -= value
    return text


def _integer(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else otherwise
