"""How alike two phrases are: which words they share, with abbreviations written out.

Vietnamese writes each syllable as a word, so that single words say little: pairs of neighbours
are compared too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from domain.vietnamese.text import clean, fold

_WORD = re.compile(r"[^\W_]+")
_SAID_OFTEN_TEXT = """
các của và được cho theo tại trên dưới từ đến tỷ tỉ lệ trọng đạt là có trong với về ở để
những tối thiểu ít nhất khoảng phấn đấu mỗi số thực hiện tiếp tục duy trì trở lên một
thuộc địa bàn
"""
_SAID_OFTEN = frozenset(_SAID_OFTEN_TEXT.split())
_WRITTEN_OUT = {
    "attt": "an toàn thông tin",
    "cntt": "công nghệ thông tin",
    "csdl": "cơ sở dữ liệu",
    "dn": "doanh nghiệp",
    "ubnd": "ủy ban nhân dân",
    "tthc": "thủ tục hành chính",
    "dvc": "dịch vụ công",
    "dvctt": "dịch vụ công trực tuyến",
    "cđs": "chuyển đổi số",
    "htttt": "hệ thống thông tin",
    "httt": "hệ thống thông tin",
    "cbcc": "cán bộ công chức",
    "cbccvc": "cán bộ công chức viên chức",
    "đh": "đại học",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a phrase that count, in order, and their neighbouring pairs."""

    words: tuple[str, ...]
    singles: frozenset[str]
    pairs: frozenset[tuple[str, str]]


@lru_cache(maxsize=8192)
def phrase(text: str) -> Phrase:
    """Return the words of a phrase that count: no numbers, no words that any phrase has."""
    spelled: list[str] = []
    for word in _WORD.findall(fold(clean(text[:4000]).text)):
        spelled += _WRITTEN_OUT.get(word, word).split()
    counts = [word not in _SAID_OFTEN and not word.isdigit() for word in spelled]
    words = tuple(word for word, counted in zip(spelled, counts, strict=True) if counted)
    pairs = zip(pairwise(spelled), pairwise(counts), strict=True)
    return Phrase(words, frozenset(words), frozenset(pair for pair, both in pairs if all(both)))


def likeness(one: str, other: str) -> float:
    """Return how alike two phrases are, from 0 to 1 (both ways: what one has more counts)."""
    left, right = phrase(one), phrase(other)
    return (_dice(left.singles, right.singles) + _dice(left.pairs, right.pairs)) / 2


def contained(one: str, other: str) -> float:
    """Return how much of a phrase stands in another, from 0 to 1."""
    left, right = phrase(one), phrase(other)
    if not left.singles:
        return 0.0
    singles = len(left.singles & right.singles) / len(left.singles)
    pairs = len(left.pairs & right.pairs) / len(left.pairs) if left.pairs else singles
    return (singles + pairs) / 2


def _dice(one: frozenset[object], other: frozenset[object]) -> float:
    if not one and not other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))


@dataclass(frozen=True, slots=True)
class Weights:
    """How telling each run of up to three words is among a plan's texts: the rarer the more."""

    counts: Counter[tuple[str, ...]]
    texts: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Weights:
        """Count in how many texts each run of words stands."""
        counts = Counter(run for text in texts for run in _runs(text))
        return cls(counts, len(texts))

    def likeness(self, one: str, other: str) -> float:
        """Return how alike two phrases are, from 0 to 1, by what is telling in them."""
        left, right = _runs(one), _runs(other)
        whole = self._sum(left) + self._sum(right)
        return 2 * self._sum(left & right) / whole if whole else 0.0

    def _sum(self, runs: frozenset[tuple[str, ...]]) -> float:
        return sum(log((self.texts + 1) / max(self.counts[run], 1)) for run in runs)


@lru_cache(maxsize=8192)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(fold(clean(text[:4000]).text))
    runs = (tuple(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words) - n + 1))
    return frozenset(run for run in runs if not ({run[0], run[-1]} & _SAID_OFTEN))
