"""Part a text of several numbers into clauses of one number each, where its marks allow it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from domain.vietnamese.target_mentions import Mention
from domain.vietnamese.target_text import TargetText, has_words

_BEFORE_NUMBER = re.compile(r"(?:[,;.] ?(?:và |đồng thời )?|(?<= )và )$")
_BEHIND_NUMBER = re.compile(r" ?(?:\([^()]{0,200}\))? ?(?P<sep>[,;.] ?(?:và |đồng thời )?|và )")
_STRONG = re.compile(r"; ?|\. (?=[^0-9])")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the text with its one number."""

    start: int
    end: int
    mention: Mention

    def before(self, text: TargetText) -> str:
        """Return the covered words before the number."""
        return text.covered[self.start : self.mention.start]

    def behind(self, text: TargetText) -> str:
        """Return the covered words behind the number, its own unit among them."""
        return text.covered[self.mention.unit.said_end or self.mention.end : self.end]

    def beyond(self, text: TargetText) -> str:
        """Return the covered words behind the number without its unit, bound and baseline."""
        at = self.mention.unit.noun_end or self.mention.end
        words = text.covered[at : self.end]
        for first, last in self.mention.cuts:
            cut = max(first - at, 0), max(last - at, 0)
            words = f"{words[: cut[0]]}{' ' * (cut[1] - cut[0])}{words[cut[1] :]}"
        return words

    @property
    def leading(self) -> bool:
        """Whether the number opens the clause."""
        return self.mention.start <= self.start


def clauses(text: TargetText) -> tuple[Clause, ...] | None:
    """Return one clause for each number, or None where the marks do not part them."""
    cuts: list[tuple[int, int]] = []
    start = text.start
    for first, second in pairwise(text.mentions):
        cut = _cut(text, start, first, second)
        if cut is None:
            return None
        cuts.append(cut)
        start = cut[1]
    starts = [text.start, *(cut[1] for cut in cuts)]
    ends = [*(cut[0] for cut in cuts), text.end]
    return tuple(
        Clause(first, last, mention)
        for first, last, mention in zip(starts, ends, text.mentions, strict=True)
    )


def _cut(text: TargetText, start: int, first: Mention, second: Mention) -> tuple[int, int] | None:
    """Return where one clause ends and the next begins."""
    between = text.covered[first.end : second.start]
    ahead = _BEFORE_NUMBER.search(between)
    behind = _BEHIND_NUMBER.match(between)
    if behind and has_words(between[behind.end() :]):
        # "A đạt 50%, B đạt 60%": the words between belong to the second number, provided
        # that the first one has words of its own.
        if has_words(text.covered[start : first.start]):
            return first.end + behind.start("sep"), first.end + behind.end()
        return _after(first, ahead, second)
    if ahead:
        return _after(first, ahead, second)
    strong = list(_STRONG.finditer(between))
    if len(strong) == 1:
        return first.end + strong[0].start(), first.end + strong[0].end()
    return None


def _after(first: Mention, ahead: re.Match[str] | None, second: Mention) -> tuple[int, int] | None:
    return (first.end + ahead.start(), second.start) if ahead else None
