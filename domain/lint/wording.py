"""Slips of writing: repeated words, a rare spelling of a common pair of words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.draft import PlanDraft
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import plain
from domain.reasons import Words
from domain.vietnamese.text import clean

COMMON = 20
"""A pair of words that stands so often is sure to be meant."""
RARE_PERCENT = 12
"""A look-alike of it that stands less often than this share of it is a slip."""
_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"\b([^\W\d_]{2,})\s+\1\b")
_MONTH_TWICE = re.compile(r"\btháng\s+\d{1,2}\s+tháng\s+20\d\d")
# In lower case two equal words may belong to two compounds (hành vi vi phạm): only these never do.
_NEVER_DOUBLED_TEXT = "của và các cho được với trong tại có là để từ đến về theo những trên dưới"
_NEVER_DOUBLED = frozenset(_NEVER_DOUBLED_TEXT.split())

Text = tuple[str, int | None]


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return the slips of one plan."""
    texts = [*_texts(draft)]
    yield from _repeated(draft, texts)
    yield from _spelling(draft, texts)


def _texts(draft: PlanDraft) -> Iterator[Text]:
    for table in draft.tables:
        yield table.heading, table.line
    for row in draft.rows:
        yield row.text, row.line
        for party in (*row.lead, *row.coordinators):
            yield party.text, row.line
    for project in draft.projects:
        yield project.name, project.line
    yield from ((objective.text, objective.line) for objective in draft.objectives)
    yield from ((statement.text, statement.line) for statement in draft.statements)
    yield from ((document.text, document.line) for document in draft.documents)


def _repeated(draft: PlanDraft, texts: Sequence[Text]) -> Iterator[Finding]:
    """One finding for a line, though its words stand in several places of the draft."""
    told: set[Text] = set()
    for text, line in texts:
        composed = clean(text).text
        for match in [*_REPEATED.finditer(composed), *_MONTH_TWICE.finditer(composed)]:
            said, word = match.group(), match.group().split()[0]
            meant = word.islower() and word not in _NEVER_DOUBLED and word != "tháng"
            if not meant and (said, line) not in told:
                told.add((said, line))
                words = Words(f"Chữ lặp: {said}", f"A repeated word: {said}")
                yield Finding(LintCode.REPEATED_WORD, (Quote(text, line, draft.id),), words)


@dataclass(slots=True)
class _Seen:
    """How often each word and pair stands, beside which words, and where first."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    around: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[str, Text] = field(default_factory=dict)

    def add(self, text: Text) -> None:
        """Count the words of a text."""
        words = _WORD.findall(plain(text[0]))
        self.words.update(words)
        for at in range(len(words) - 1):
            pair = " ".join(words[at : at + 2])
            self.pairs[pair] += 1
            if pair not in self.places or (text[1] or 0) < (self.places[pair][1] or 0):
                self.places[pair] = text
            before, after = words[max(at - 1, 0) : at], words[at + 2 : at + 3]
            self.around[pair] |= {f"{word} _" for word in before} | {f"_ {word}" for word in after}

    def misspelt(self, pair: str, usual: str) -> bool:
        """Tell whether a pair is a slip of its usual look-alike, and no other word."""
        if self.pairs[usual] < COMMON or 100 * self.pairs[pair] > RARE_PERCENT * self.pairs[usual]:
            return False
        if not self.around[pair] & self.around[usual]:
            return False  # *ghi điện từ xa* is no misspelt *điện tử*
        words = zip(pair.split(), usual.split(), strict=True)
        return all(one == other or self.words[one] < self.words[other] for one, other in words)


def _spelling(draft: PlanDraft, texts: Sequence[Text]) -> Iterator[Finding]:
    """A pair of words that differs in its marks alone from one that is far more frequent."""
    seen = _Seen()
    for text in dict.fromkeys(texts):
        seen.add(text)
    alike: dict[str, list[str]] = defaultdict(list)
    for pair in seen.pairs:
        alike[_unmarked(pair)].append(pair)
    for pairs in alike.values():
        usual = max(pairs, key=lambda pair: (seen.pairs[pair], pair))
        for pair in pairs:
            if seen.misspelt(pair, usual):
                many, few = seen.pairs[usual], seen.pairs[pair]
                words = Words(
                    f"“{pair}” {few} lần, thường viết “{usual}” ({many} lần)",
                    f"“{pair}” {few} times, usually “{usual}” ({many} times)",
                )
                where = Quote(*seen.places[pair], draft.id)
                yield Finding(LintCode.SPELLING, (where,), words)


def _unmarked(text: str) -> str:
    spread = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
