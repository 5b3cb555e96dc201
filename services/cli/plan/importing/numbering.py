"""Full numbers of nested rows: `B.I.1.a` from what each row prints, missing or repeated.

Plans nest I → 1 → a, or A → I → 1 → 1.1, and restart the inner ones. The order of the styles is
taken from the table itself; what is printed is kept, and a full number is never given twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum

from services.cli.plan.importing.words import plain, unique

_ROMAN = re.compile(r"^(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_NUMBER = re.compile(
    r"^[\s(]*(?P<number>[IVXLC]{1,7}|[A-ZĐ]|[a-zđ]|(?:[IVXA-HĐ]{1,5}\.)?\d{1,3}(?:\.\d{1,3}){0,4}"
    r"(?:\.?[a-zđ])?)\s*[.):\-]*$"
)
_PREFIX = re.compile(
    r"^\s*(?P<number>[IVXLC]{1,7}|[A-ZĐ]|[a-zđ]|\d{1,3}(?:\.\d{1,3}){0,4})"
    r"(?:[.)]\s+|(?<=\d\.\d)\s+)(?=\S)"
)


class Style(IntEnum):
    """How a number is written; the higher, the deeper it usually stands."""

    UPPER = 0
    ROMAN = 1
    ARABIC = 2
    DOTTED = 3
    LOWER = 4


@dataclass(slots=True)
class _Level:
    style: Style
    printed: str
    full: str
    title: str = ""


@dataclass(slots=True)
class Numbering:
    """Where one is in the numbering of a table, row by row."""

    levels: list[_Level] = field(default_factory=list)
    label: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def section(self, printed: str, title: str) -> str:
        """Open a section and return its full number, empty where it prints none."""
        self.label = ""
        if not printed:
            while self.levels and not self.levels[-1].title:
                self.levels.pop()
            self.label = title
            return ""
        level = self._push(printed)
        level.title = title
        return level.full

    def row(self, printed: str) -> str:
        """Return the full number of a row; one without a number is counted in its section."""
        if printed:
            return unique(self._push(printed).full, self.taken)
        parent = next((level.full for level in reversed(self.levels) if level.title), "")
        self.counts[parent] = self.counts.get(parent, 0) + 1
        return unique(f"{parent}.{self.counts[parent]}".strip("."), self.taken)

    def heading(self) -> str:
        """Return the headings above the row that comes next, outermost first."""
        titles = [f"{level.printed}. {level.title}" for level in self.levels if level.title]
        return " › ".join([*titles, self.label] if self.label else titles)

    def deeper(self, printed: str) -> bool:
        """Tell whether a number would stand below the one that was last given."""
        return bool(printed and self.levels) and self._place(printed) == len(self.levels)

    def _push(self, printed: str) -> _Level:
        del self.levels[self._place(printed) :]
        above = self.levels[-1] if self.levels else None
        prefix = above.full if above else ""
        # "1.2" below "1", or "I.2" below "I", says its parent's number again.
        while above and printed.startswith(f"{above.printed}."):
            grand = self.levels.index(above) - 1
            above = self.levels[grand] if grand >= 0 else None
            prefix = above.full if above else ""
        level = _Level(self._style(printed), printed, f"{prefix}.{printed}".strip("."))
        self.levels.append(level)
        parent = prefix
        self.counts[parent] = self.counts.get(parent, 0) + 1
        return level

    def _place(self, printed: str) -> int:
        """Return how many levels stay above this number."""
        style = self._style(printed)
        for at, level in enumerate(self.levels):
            if level.style is style and (
                style is not Style.DOTTED or level.printed.count(".") >= printed.count(".")
            ):
                return at
        order = self.levels
        at = len(order)
        while at and order[at - 1].style > style and style != Style.UPPER:
            at -= 1
        if style is Style.UPPER:
            while at and order[at - 1].style is not Style.ROMAN:
                at -= 1
        return at

    def _style(self, printed: str) -> Style:
        if "." in printed:
            return Style.DOTTED
        if printed.isdigit():
            return Style.ARABIC
        if printed.islower():
            return Style.LOWER
        letters = [level.printed for level in self.levels if level.style is Style.UPPER]
        follows = letters and len(printed) == 1 and _follows(letters[-1], printed)
        return Style.ROMAN if _ROMAN.match(printed) and not follows else Style.UPPER


def read_number(text: str) -> str:
    """Return the number that a cell of the first column prints, empty if it prints none."""
    found = _NUMBER.match(plain(text))
    return found["number"].strip(".") if found else ""


def split_number(text: str) -> tuple[str, str]:
    """Split *II. XÂY DỰNG …* or *1.2 …* into its number and the words after it."""
    words = plain(text)
    found = _PREFIX.match(words)
    return (found["number"], words[found.end() :]) if found else ("", words)


def outermost(printed: str) -> bool:
    """Tell whether a number is one of sections: a Roman number or a capital letter."""
    return bool(printed) and printed.isupper()


def _follows(letter: str, other: str) -> bool:
    alphabet = "ABCDĐEGHIKLMNOPQRSTUVXY"
    at = alphabet.find(letter)
    return at >= 0 and (alphabet[at + 1 : at + 2] == other or ord(other) - ord(letter) == 1)
