"""The plan's own text as items under their headings: what is a heading, a bullet, a sentence.

Headings are numbered (*Phần I*, *I.*, *1.*, *1.1.*, *a)*), shouted, or end in a colon; they may
be glued to the line before or run into the text behind a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.cli.plan.document import Paragraph
from services.cli.plan.importing.words import bare, plain, shouted

_OPENINGS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        0,
        re.compile(
            r"(?P<n>(?:phần|chương)\s+(?:thứ\s+)?(?:[IVXLC]+|\d+|nhất|hai|ba))\b[\s.:\-]*",
            re.IGNORECASE,
        ),
    ),
    (2, re.compile(r"(?P<n>[IVXLC]{1,6})\s*[.)\-]\s*(?=\S)")),
    (1, re.compile(r"(?P<n>[A-ZĐ])\s*[.)]\s+(?=\S)")),
    (4, re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})\s*[.)]?\s+(?=\D)")),
    (3, re.compile(r"(?P<n>\d{1,2})\s*[.)]\s*(?=[^\d\s])")),
    (5, re.compile(r"(?P<n>[a-zđ])\s*[.)]\s*(?=\S)")),
    (9, re.compile(r"(?P<n>[-–—•●▪*])\s*(?=\S)")),
    (10, re.compile(r"(?P<n>[+o])\s+(?=\S)")),
)
_GLUED = re.compile(
    r"(?<=[.;:])\s+(?=(?:[a-zđ]\)|[IVX]{1,5}\.)\s*[A-ZĐÂÊÔƠƯ])"
    r"|\s+(?=[a-zđ]\)\s+Mục tiêu)|(?<=[.;:])\s+(?=[-+•]\s+[^\W_])"
)
_AIM_AND_BULLET = re.compile(
    r"(?P<aim>mục tiêu[^.;:%]{0,80}\bnăm 20\d\d) +(?=[-+•] +[^\W_])", re.IGNORECASE
)
_NEW_LINE = re.compile(
    r"^\s*(?:[#>\s*_]*)(?:[-–•+]\s|phần\s+[IVX]+|[IVX]{1,5}[.)]|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ]\)\s)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"^\s*(?:[-\s]*)<sup>\s*\(?\d|^\s*\(\d{1,2}\)\s*\.")
_MEASURED = re.compile(r"\d\s*%|(?:trên|dưới|tối thiểu|ít nhất|thứ|top|nhóm)\s+\d", re.IGNORECASE)
_RUN_IN = re.compile(r"^(?P<head>[^:.;]{3,140}):\s+(?P<rest>\S.*)$", re.DOTALL)
_SENTENCES = re.compile(r"[.;]\s+\w")
_LONGEST_HEADING = 200
_NOTE = "\0"
BULLET = 9
FOOTNOTE = 99


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above an item: its depth, what it prints as its number, its words.

    `plain` where nothing but its number and the missing full stop makes it a heading.
    """

    level: int
    number: str
    text: str
    line: int = 0
    plain: bool = False

    @property
    def printed(self) -> str:
        """The heading as it stands: `2. Phát triển xã hội số`."""
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph or bullet with the headings above it, outermost first."""

    text: str
    line: int
    level: int
    path: tuple[Heading, ...]


def read_prose(paragraphs: Sequence[Paragraph]) -> tuple[Item, ...]:
    """Return the paragraphs and bullets of the prose, each under its headings."""
    path: list[Heading] = []
    items: list[Item] = []
    childless: dict[Heading, tuple[Heading, ...]] = {}
    for text, line, marked in _pieces(paragraphs):
        if text.startswith(_NOTE):
            items.append(Item(text.removeprefix(_NOTE).lstrip(" .-"), line, FOOTNOTE, tuple(path)))
            continue
        level, number, words = _opening(text)
        if level <= 5 or _heads(words, level, marked=marked):
            while path and path[-1].level >= level:
                path.pop()
        if _heads(words, level, marked=marked):
            bare_one = 3 <= level <= 5 and not (marked or shouted(words) or words.endswith(":"))
            heading = Heading(level, number, words.rstrip(" :"), line, bare_one)
            _have_children(childless, path)
            childless[heading] = tuple(path)
            path.append(heading)
            continue
        run_in = _RUN_IN.match(words) if level <= 5 else None
        if run_in and not _MEASURED.search(run_in["head"]):
            path.append(Heading(level, number, run_in["head"], line))
            words = run_in["rest"]
        while level >= BULLET and path and path[-1].level > level:
            path.pop()
        items.append(Item(words, line, level, tuple(path)))
        _have_children(childless, path)
    return tuple(sorted([*items, *_leaves(childless)], key=lambda item: item.line))


def _have_children(childless: dict[Heading, tuple[Heading, ...]], path: Sequence[Heading]) -> None:
    for heading in path:
        childless.pop(heading, None)


def _leaves(childless: dict[Heading, tuple[Heading, ...]]) -> Iterator[Item]:
    """Yield what looked like headings but has nothing below: items of a numbered list."""
    for heading, above in childless.items():
        if heading.plain:
            yield Item(heading.text, heading.line, heading.level, above)


def _pieces(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, int, bool]]:
    """Yield the lines that begin something of their own, with what was glued to them apart."""
    for paragraph in paragraphs:
        for at, raw in _own_lines(paragraph.text):
            if _FOOTNOTE.match(raw):
                yield f"{_NOTE}{plain(raw)}", paragraph.line + at, False
                continue
            for glued in _GLUED.split(_AIM_AND_BULLET.sub(r"\g<aim>: ", plain(raw))):
                if text := glued.strip():
                    yield text, paragraph.line + at, paragraph.heading


def _own_lines(text: str) -> Iterator[tuple[int, str]]:
    held, start = "", 0
    for at, line in enumerate(text.split("\n")):
        if held and _NEW_LINE.match(line):
            yield start, held
            held, start = "", at
        held = f"{held} {line}" if held else line
    yield start, held


def _opening(text: str) -> tuple[int, str, str]:
    for level, pattern in _OPENINGS:
        if found := pattern.match(text):
            number = found["n"] if level < BULLET else ""
            return level, number, text[found.end() :].strip() or text
    return 8, "", text


def _heads(words: str, level: int, *, marked: bool) -> bool:
    """Tell whether an item is a heading of what follows it."""
    if len(words) > _LONGEST_HEADING or _MEASURED.search(words) or not bare(words):
        return False
    if words.endswith(":"):
        return not _SENTENCES.search(words)
    if level >= BULLET:
        return False
    if marked or shouted(words) or level == 0:
        return True
    return level <= 5 and not words.endswith((".", ";", ",", "./."))
