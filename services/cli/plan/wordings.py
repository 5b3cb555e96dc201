"""The words of a definition, and how near two wordings are. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.vietnamese.text import clean, fold

SHARED = 0.55
"""How much of two wordings, rare words counting more, must be the same for one to be a change."""
ORDERED = 0.6
"""How much of them must stand in the same order."""
FEWEST_WORDS = 2
WORDS_MAX = 200

_YEAR = re.compile(r"\b(?:đến |trong |cuối |hết )*(?:năm )?20\d\d\b")
_WORD = re.compile(r"[^\W_]+")
_OPENING = re.compile(
    r"^(?:(?:t[ỷỉ] (?:lệ|trọng|suất)|tổng số|số lượng|số|phấn đấu|bảo đảm|đảm bảo|có) )+"
)
_ASIDE = re.compile(r"\([^()]*\)")
_PURPOSE = re.compile(r"\s(?:phục vụ|nhằm|trên địa bàn)\b")
_COURTESY = frozenset(("của", "và", "các", "được", "những", "là", "có", "đạt", "thì"))


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a definition: `words` decide whether two are the same, `core` are near.

    The core is without asides in brackets and without what a thing is for.
    """

    words: tuple[str, ...]
    core: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Wording:
        """Return the words of a text: folded, without years and words of courtesy."""
        folded = _YEAR.sub(" ", fold(clean(text).text))
        core = _PURPOSE.split(_ASIDE.sub(" ", folded), maxsplit=1)[0]
        words = _words(folded)
        return cls(words, _words(core) or words)

    def __bool__(self) -> bool:
        """Whether there is enough to tell one definition from another."""
        return len(self.words) >= FEWEST_WORDS


def _words(folded: str) -> tuple[str, ...]:
    words = _WORD.findall(_OPENING.sub("", folded.strip(" .;,:-")))[:WORDS_MAX]
    return tuple(word for word in words if word not in _COURTESY)


def unit_key(unit: str) -> str:
    """Return a unit for comparing: `% GRDP` is another one than `%`."""
    return fold(clean(unit).text).replace(" ", "")


class Likeness:
    """How near two wordings are: rare words tell more than *cơ quan nhà nước*."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        cores = {wording.core for wording in wordings}
        self._in: Counter[str] = Counter()
        for core in cores:
            self._in.update(set(core))
        self._all = len(cores)

    def of(self, wording: Wording, others: Iterable[Wording]) -> float:
        """Return how near a wording is to the nearest of a definition's, from 0 to 1."""
        return max((self._near(wording.core, one.core) for one in others), default=0.0)

    def _near(self, one: Sequence[str], other: Sequence[str]) -> float:
        shared = self._weight((Counter(one) & Counter(other)).elements())
        both = self._weight(one) + self._weight(other)
        if not both or 2 * shared / both < SHARED:
            return 0.0
        order = SequenceMatcher(None, one, other, autojunk=False).ratio()
        return (2 * shared / both + order) / 2 if order >= ORDERED else 0.0

    def _weight(self, words: Iterable[str]) -> float:
        return sum(math.log(1 + self._all / max(self._in[word], 1)) for word in words)
