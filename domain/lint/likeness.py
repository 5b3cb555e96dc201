"""How alike two phrases are: which words they share, with abbreviations written out.

Vietnamese writes each syllable as a word, so that single words say little: runs of neighbours
are compared too. Every answer is a whole number of hundredths, from 0 to 100.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from domain.vietnamese.text import clean, fold

LONGEST = 4_000
"""Characters of a phrase that are compared; what comes after is left out."""
_WORD = re.compile(r"[^\W_]+")
_SAID_OFTEN_TEXT = """
các của và được cho theo tại trên dưới từ đến tỷ tỉ lệ trọng đạt là có trong với về ở để
những tối thiểu ít nhất khoảng phấn đấu mỗi thực hiện tiếp tục duy trì trở lên một
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
FEWEST_SHARING = 2
_FINENESS = 4
"""Steps in which a word's weight grows each time it is twice as rare."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a phrase that count, in order, and their neighbouring pairs."""

    words: tuple[str, ...]
    singles: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def plain(text: str) -> str:
    """Return a text as it is searched: composed, in lower case, without mark-up."""
    return fold(clean(text).text)


@lru_cache(maxsize=8192)
def phrase(text: str) -> Phrase:
    """Return the words of a phrase that count: no numbers, no words that any phrase has."""
    spelled = _spelled(text)
    counts = [word not in _SAID_OFTEN and not word.isdigit() for word in spelled]
    words = tuple(word for word, counted in zip(spelled, counts, strict=True) if counted)
    pairs = zip(pairwise(spelled), pairwise(counts), strict=True)
    return Phrase(words, frozenset(words), frozenset(pair for pair, both in pairs if all(both)))


def likeness(one: str, other: str) -> int:
    """Return how alike two phrases are (both ways: what one has more counts against it)."""
    left, right = phrase(one), phrase(other)
    return (_shared(left.singles, right.singles) + _shared(left.pairs, right.pairs)) // 2


def contained(one: str, other: str) -> int:
    """Return how much of a phrase stands in another."""
    left, right = phrase(one), phrase(other)
    if not left.singles:
        return 0
    singles = 100 * len(left.singles & right.singles) // len(left.singles)
    pairs = 100 * len(left.pairs & right.pairs) // len(left.pairs) if left.pairs else singles
    return (singles + pairs) // 2


def _shared(one: Set[object], other: Set[object]) -> int:
    if not one and not other:
        return 100
    return 200 * len(one & other) // (len(one) + len(other))


@dataclass(frozen=True, slots=True)
class Weights:
    """How telling each run of up to three words is among a plan's texts: the rarer the more."""

    of_run: Mapping[tuple[str, ...], int]
    of_new: int

    @classmethod
    def of(cls, texts: Iterable[str]) -> Weights:
        """Weigh each run of words by in how many texts it stands."""
        different = {*texts}
        counts = Counter(run for text in different for run in _runs(text))
        most = len(different) + 1
        return cls({run: _weight(most, count) for run, count in counts.items()}, _weight(most, 1))

    def likeness(self, one: str, other: str) -> int:
        """Return how alike two phrases are, by what is telling in them."""
        left, right = _runs(one), _runs(other)
        shared = left & right
        if not shared:
            return 0
        return 200 * self._sum(shared) // (self._sum(left) + self._sum(right))

    def _sum(self, runs: frozenset[tuple[str, ...]]) -> int:
        return sum(self.of_run.get(run, self.of_new) for run in runs)


def _weight(texts: int, count: int) -> int:
    """Return a whole number that grows as the logarithm of rarity does, without floats."""
    rarity: int = texts**_FINENESS // count**_FINENESS
    return rarity.bit_length()


def _spelled(text: str) -> list[str]:
    spelled: list[str] = []
    for word in _WORD.findall(plain(text[:LONGEST])):
        spelled += _WRITTEN_OUT.get(word, word).split()
    return spelled


@lru_cache(maxsize=8192)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _spelled(text)
    runs = (tuple(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words) - n + 1))
    return frozenset(run for run in runs if not ({run[0], run[-1]} & _SAID_OFTEN))


def rare_runs(texts: Sequence[str]) -> Callable[[str], frozenset[tuple[str, ...]]]:
    """Return what gives a text's runs of two or three words that only one other text has.

    Two texts that alone share such a run speak of one matter more surely than long ones that
    share many common words.
    """
    counts = Counter(run for text in texts for run in _runs(text))
    return lambda text: frozenset(
        run for run in _runs(text) if len(run) > 1 and counts[run] == FEWEST_SHARING
    )
