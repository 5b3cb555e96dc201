"""Which row of a table assigns which objective of the prose.

Compared by what they are about: numbers and the words that only qualify them are left out,
since text and appendix may disagree in them (83 % and 90 %), which lint then reports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from services.cli.plan.importing.words import bare

SAME_SUBJECT = 0.72
_NEARLY = 0.5
_CONTAINED = 0.8
_FEWEST = 4
_SHORT_FORMS = {
    "attt": "an toan thong tin",
    "cntt": "cong nghe thong tin",
    "cds": "chuyen doi so",
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "dn": "doanh nghiep",
    "cbcc": "can bo cong chuc",
    "cbccvc": "can bo cong chuc vien chuc",
    "tthc": "thu tuc hanh chinh",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "csdl": "co so du lieu",
    "httt": "he thong thong tin",
    "tmdt": "thuong mai dien tu",
    "ktxh": "kinh te xa hoi",
}
_QUALIFIERS = frozenset(
    [
        "tren",
        "duoi",
        "dat",
        "toi",
        "thieu",
        "it",
        "nhat",
        "tro",
        "len",
        "phan",
        "dau",
        "khoang",
        "hon",
        "gan",
        "tu",
        "den",
        "ty",
        "le",
        "ti",
        "trong",
        "muc",
        "chiem",
        "cac",
        "cua",
        "va",
        "duoc",
        "la",
        "nhung",
        "mot",
        "so",
        "tong",
        "tang",
        "giam",
        "con",
        "thuc",
        "hien",
        "bao",
        "dam",
        "dam",
        "to",
        "chuc",
    ]
)
_DIGIT = re.compile(r"\d")


def subject_words(text: str) -> tuple[str, ...]:
    """Return the words that say what a phrase is about, short forms written out."""
    words = bare(re.sub(r"\d+(?:[.,/]\d+)*\s*%?", " ", text)).split()
    spread = " ".join(_SHORT_FORMS.get(word, word) for word in words).split()
    return tuple(word for word in spread if word not in _QUALIFIERS and not _DIGIT.search(word))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how alike two subjects are, from 0 to 1, order of words included."""
    if not one or not other:
        return 0.0
    shared = _shared(one, other)
    dice = 2 * shared / (len(one) + len(other))
    if dice < _NEARLY:
        return dice / 2
    return (dice + SequenceMatcher(None, one, other, autojunk=False).ratio()) / 2


def contained(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether the shorter subject stands nearly whole in the longer one."""
    fewest = min(len(one), len(other))
    return fewest >= _FEWEST and _shared(one, other) >= _CONTAINED * fewest


def pair(
    objectives: Mapping[int, Sequence[str]], rows: Mapping[str, Sequence[str]]
) -> dict[int, str]:
    """Pair each objective with the row most like it, the likest pairs first, each row once."""
    scored = []
    index = _Index(rows)
    for at, words in objectives.items():
        for row in index.near(words):
            score = likeness(words, rows[row])
            if score >= SAME_SUBJECT:
                scored.append((score, -at, row))
    pairs: dict[int, str] = {}
    taken: set[str] = set()
    for _, negative, row in sorted(scored, reverse=True):
        if -negative not in pairs and row not in taken:
            pairs[-negative] = row
            taken.add(row)
    return pairs


class _Index:
    """Rows by their words, so that only those that share enough of them are compared in order.

    Words shared in any order bound those shared in their order: what falls short of likeness by
    the first count cannot reach it.
    """

    def __init__(self, rows: Mapping[str, Sequence[str]]) -> None:
        """Count the words of every row once."""
        self._lengths = {row: len(words) for row, words in rows.items()}
        self._places: dict[str, list[tuple[str, int]]] = {}
        for row, words in rows.items():
            for word, count in Counter(words).items():
                self._places.setdefault(word, []).append((row, count))

    def near(self, words: Sequence[str]) -> list[str]:
        """Return the rows that share enough words to be of the same subject."""
        shared: dict[str, int] = {}
        for word, count in Counter(words).items():
            for row, there in self._places.get(word, ()):
                shared[row] = shared.get(row, 0) + min(count, there)
        length = len(words)
        return [
            row
            for row, common in shared.items()
            if 2 * common >= SAME_SUBJECT * (length + self._lengths[row])
        ]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return sum((Counter(one) & Counter(other)).values())
