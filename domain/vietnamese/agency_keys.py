"""Compare names of agencies letter by letter: keys, the index of known names, misspellings.

A key has the letters and figures of folded words only, without *và*: `Sở TT&TT`, `sở TTTT` and
`SỞ TT và TT` have one. Words of a name may thus be parted by commas, hyphens or line breaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from domain.vietnamese.agency_names import AGENCIES, FIELDS, PROVINCES
from domain.vietnamese.text import clean, fold

Level = Literal["tinh", "huyen", "xa"]

_WORD = re.compile(r"[^\W_]+")
_HEADS = {"so": "Sở", "bo": "Bộ", "phong": "Phòng"}
_NATURAL: dict[str, Level | None] = {"so": "tinh", "bo": None, "phong": "huyen"}
_LEVELS: tuple[Level, ...] = ("tinh", "huyen", "xa")

SHORTEST_MISSPELT = 8
"""Letters: a shorter name with another letter is another name."""
LONGEST_MISSPELT = 70


@dataclass(frozen=True, slots=True)
class Known:
    """An agency of the tables: kind, whether the level is part of its name, its usual level."""

    name: str
    kind: str
    levelled: bool = False
    named: bool = False
    natural: Level | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a folded text and where it stands."""

    text: str
    start: int
    end: int


def words_of(folded: str, start: int = 0) -> Iterator[Word]:
    """Yield the words of a folded text."""
    for match in _WORD.finditer(folded, start):
        yield Word(match.group(), match.start(), match.end())


def key_of(folded: str) -> str:
    """Return the letters by which a folded name is compared."""
    return "".join(word.text for word in words_of(folded) if word.text != "và")


def bare(text: str) -> str:
    """Return folded letters without any accent."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def slug_of(name: str) -> str:
    """Return a name in lower-case ASCII words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", bare(fold(clean(name).text))))


@cache
def known_keys() -> dict[str, Known]:
    """Return every known agency by each of its keys; the first entry of a key stands."""
    found: dict[str, Known] = {}
    for known, names in _entries():
        for name in names:
            found.setdefault(key_of(fold(name)), known)
    return found


@cache
def longest_key() -> int:
    """Return how many letters the longest key has."""
    return max(map(len, known_keys()))


@cache
def provinces() -> tuple[tuple[str, str], ...]:
    """Return the provinces as folded and printed name, the longest first."""
    names = [" ".join(name.split()) for name in PROVINCES.split(";")]
    return tuple(sorted(((fold(name), name) for name in names), key=lambda pair: -len(pair[0])))


def misspelt(key: str) -> tuple[Known, ...]:
    """Return the known agencies whose name a key may be a misspelling of; several are a doubt.

    The name without accents, or with one wrong letter (two in a long one); abbreviations are
    not mended, and the first word has to be right, so that no ministry becomes a department.
    """
    if not len("soyte") <= len(key) <= LONGEST_MISSPELT:
        return ()
    plain = bare(key)
    same = {known.name: known for other, known in _bare_keys().get(plain, ())}
    if same:
        return tuple(same.values())
    allowed = 0 if len(plain) < SHORTEST_MISSPELT else 1 if len(plain) < 14 else 2
    near: dict[int, dict[str, Known]] = {}
    for other, entries in _bare_keys().items():
        if abs(len(other) - len(plain)) > allowed or len(other) < SHORTEST_MISSPELT:
            continue
        if other[:2] != plain[:2] or not entries[0][0]:
            continue
        far = _distance(plain, other, allowed)
        if far <= allowed:
            near.setdefault(far, {}).update({known.name: known for _, known in entries})
    return tuple(near[min(near)].values()) if near else ()


@cache
def _bare_keys() -> dict[str, tuple[tuple[bool, Known], ...]]:
    """Return known agencies by key without accents; whether the key is the whole name."""
    found: dict[str, tuple[tuple[bool, Known], ...]] = {}
    for known, names in _entries():
        for at, name in enumerate(names):
            key = key_of(fold(name))
            if at == 0 or len(key) >= SHORTEST_MISSPELT:
                found[bare(key)] = (*found.get(bare(key), ()), (at == 0, known))
    return found


def _distance(one: str, other: str, limit: int) -> int:
    """Return how many letters have to be put in, left out or changed; above the limit, more."""
    previous = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for place, against in enumerate(other, 1):
            row.append(
                min(previous[place] + 1, row[-1] + 1, previous[place - 1] + (letter != against))
            )
        if min(row) > limit:
            return limit + 1
        previous = row
    return previous[-1]


def _entries() -> Iterator[tuple[Known, tuple[str, ...]]]:
    for words, field, aliases in _rows(FIELDS):
        for head in words:
            names = tuple(f"{_HEADS[head]} {each}" for each in (field, *aliases))
            kind = "ministry" if head == "bo" else "agency"
            yield Known(names[0], kind, natural=_NATURAL[head]), names
    for words, name, aliases in _rows(AGENCIES):
        natural = next((level for level in _LEVELS if level in words), None)
        known = Known(
            name, words[0], "levelled" in words, "named" in words, natural, "doubtful" in words
        )
        yield known, (name, *aliases)


def _rows(table: str) -> Iterator[tuple[list[str], str, tuple[str, ...]]]:
    for line in table.replace("\n    ", " ").strip().splitlines():
        words, name, aliases = (part.strip() for part in (line + "||").split("|")[:3])
        yield words.split(), name, tuple(each.strip() for each in aliases.split(";") if each)
