"""Words as the importer compares them: without marks, accents or capitals, and as slugs.

Headings of columns and tables are compared bare, since a scan drops accents (*ĐVT*, *DVT*) and
keyboards place them differently. What is kept in the plan is always the text as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from domain.vietnamese.text import clean

_MARKS = re.compile(r"^[#>\s]+|\s+$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
# "14.722" and "TP. Cao Lãnh" (one or two letters before the stop) end no sentence.
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.])\s+(?=[^\W\d_])|(?<=[%)”\"\d][.])\s+(?=[^\W\d_])")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
MAX_TEXT = 40_000
_SHORT = 600


def plain(text: str) -> str:
    """Return text as printed, without mark-up and footnote marks, blanks made single."""
    return _short_plain(text) if len(text) <= _SHORT else _MARKS.sub("", _cleaned(text))


@lru_cache(maxsize=8192)
def _short_plain(text: str) -> str:
    """A cell is looked at many times over: as a head, a title, a number, a name."""
    return _MARKS.sub("", _cleaned(text))


def _cleaned(text: str) -> str:
    return clean(text[:MAX_TEXT]).text


def bare(text: str) -> str:
    """Return the words for comparing: no accents, no punctuation, lower case, single blanks."""
    return _short_bare(text) if len(text) <= _SHORT else _bare(text)


@lru_cache(maxsize=8192)
def _short_bare(text: str) -> str:
    return _bare(text)


def _bare(text: str) -> str:
    spread = unicodedata.normalize("NFD", plain(text).lower()).replace("đ", "d")
    letters = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", letters).strip()


def slug(text: str, limit: int = 48) -> str:
    """Return an id of lower-case words and hyphens, cut between words."""
    words = bare(text).split()
    while words and len("-".join(words)) > limit:
        if len(words) == 1:
            return words[0][:limit]
        words.pop()
    return "-".join(words)


def number_slug(number: str) -> str:
    """Return a row number for an id: `B.I.1.đ` becomes `b-i-1-dd`, apart from `d`."""
    return slug(number.replace("đ", "dd").replace("Đ", "DD"), 40)


def table_prefix(plan: str, table: str) -> str:
    """Return what the ids of a table's rows begin with."""
    return f"{plan}.{table}."


def sentences(text: str) -> list[str]:
    """Split a paragraph into its sentences."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]


def years(text: str) -> tuple[int, ...]:
    """Return the years that a text names, in their order."""
    return tuple(int(year) for year in _YEAR.findall(text))


def shouted(text: str) -> bool:
    """Tell whether a text is set in capitals, as headings are."""
    letters = [letter for letter in plain(text) if letter.isalpha()]
    return len(letters) > 2 and sum(letter.isupper() for letter in letters) >= 0.8 * len(letters)


def unique(number: str, taken: set[str]) -> str:
    """Return the number, told apart from those taken already (`II.3`, then `II.3-2`)."""
    for candidate in _candidates(number):
        if candidate.lower() not in taken:
            taken.add(candidate.lower())
            return candidate
    raise AssertionError("unreachable: candidates have no end")


def _candidates(number: str) -> Iterator[str]:
    yield number
    at = 2
    while True:
        yield f"{number}-{at}"
        at += 1
