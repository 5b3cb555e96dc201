"""Slips of writing: repeated words, a rare spelling of a common word, one number written twice."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from domain.draft import CitedDocument, PlanDraft
from domain.lint.findings import Finding, LintCode, Quote
from domain.reasons import Words
from domain.vietnamese.text import clean, fold
from domain.vietnamese.words import date_words

COMMON = 20
"""A pair of words that stands so often is sure to be meant."""
RARE_SHARE = 0.12
"""A look-alike of it that stands less often than this share of it is a slip."""
_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"\b([^\W\d_]{2,})\s+\1\b")
_MONTH_TWICE = re.compile(r"\btháng\s+\d{1,2}\s+tháng\s+20\d\d")
# In lower case two equal words may belong to two compounds (hành vi vi phạm): only these never do.
_NEVER_DOUBLED_TEXT = "của và các cho được với trong tại có là để từ đến về theo những trên dưới"
_NEVER_DOUBLED = frozenset(_NEVER_DOUBLED_TEXT.split())


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return the slips of one plan."""
    texts = [*_texts(draft)]
    for text, line in texts:
        for match in [*_REPEATED.finditer(clean(text).text), *_MONTH_TWICE.finditer(text)]:
            word = match.group().split()[0]
            if not word.islower() or word in _NEVER_DOUBLED or word == "tháng":
                words = Words(f"Chữ lặp: {match.group()}", f"A repeated word: {match.group()}")
                yield Finding(LintCode.REPEATED_WORD, (Quote(text, line, draft.id),), words)
    yield from _spelling(draft, texts)
    yield from _forms(draft)


def _texts(draft: PlanDraft) -> Iterator[tuple[str, int | None]]:
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


def _spelling(draft: PlanDraft, texts: Sequence[tuple[str, int | None]]) -> Iterator[Finding]:
    """A pair of words that differs in its marks alone from one that is far more frequent."""
    counts: Counter[str] = Counter()
    singles: Counter[str] = Counter()
    places: dict[str, tuple[str, int | None]] = {}
    for text, line in {*texts}:
        singles.update(_WORD.findall(fold(clean(text).text)))
        for pair in _pairs(text):
            counts[pair] += 1
            if pair not in places or (line or 0) < (places[pair][1] or 0):
                places[pair] = (text, line)
    alike: dict[str, list[str]] = defaultdict(list)
    for pair in counts:
        alike[_unmarked(pair)].append(pair)
    for pairs in alike.values():
        usual = max(pairs, key=lambda pair: (counts[pair], pair))
        for pair in pairs:
            rare = counts[pair] <= RARE_SHARE * counts[usual] and counts[usual] >= COMMON
            if rare and _misspelt(pair, usual, singles):
                text, line = places[pair]
                words = Words(
                    f"“{pair}” {counts[pair]} lần, thường viết “{usual}” ({counts[usual]} lần)",
                    f"“{pair}” {counts[pair]} times, usually “{usual}” ({counts[usual]} times)",
                )
                yield Finding(LintCode.SPELLING, (Quote(text, line, draft.id),), words)


def _misspelt(pair: str, usual: str, singles: Counter[str]) -> bool:
    """Tell whether the word that differs is the rarer one elsewhere too."""
    words = zip(pair.split(), usual.split(), strict=True)
    return all(one == other or singles[one] < singles[other] for one, other in words)


def _pairs(text: str) -> Iterator[str]:
    words = _WORD.findall(fold(clean(text).text))
    for one, other in itertools.pairwise(words):
        yield f"{one} {other}"


def _unmarked(text: str) -> str:
    spread = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def _forms(draft: PlanDraft) -> Iterator[Finding]:
    """One document's number written in two ways: *04-NQ/TU*, *04/NQ-TU*."""
    first: dict[tuple[str, ...], CitedDocument] = {}
    told: set[tuple[str, str]] = set()
    for document in draft.documents:
        key = tuple(re.findall(r"\w+", fold(document.number)))
        earlier = first.setdefault(key, document)
        pair = (earlier.number, document.number)
        if fold(earlier.number) != fold(document.number) and pair not in told:
            told.add(pair)
            words = Words(
                f"{earlier.number} và {document.number}", f"{earlier.number}, {document.number}"
            )
            quotes = (_cited(draft, document), _cited(draft, earlier))
            yield Finding(LintCode.DOCUMENT_FORM, quotes, words)


def collisions(drafts: Sequence[PlanDraft]) -> Iterator[Finding]:
    """One number for two documents: of other days or issuers, among plans and what they cite."""
    known: dict[str, tuple[CitedDocument, PlanDraft]] = {}
    told: set[tuple[object, ...]] = set()
    for draft in drafts:
        for document in [*_itself(draft), *draft.documents]:
            if document.issued_on is None:
                continue
            key = fold(document.number)
            earlier, where = known.setdefault(key, (document, draft))
            days = (key, earlier.issued_on, document.issued_on)
            if earlier.issued_on != document.issued_on and days not in told:
                told.add(days)
                yield _collision(document, draft, earlier, where)


def _itself(draft: PlanDraft) -> Iterator[CitedDocument]:
    if draft.number and draft.issued_on:
        yield CitedDocument(draft.number, draft.issued_on, draft.issuer.name, 1, draft.title)


def _collision(
    one: CitedDocument, draft: PlanDraft, other: CitedDocument, where: PlanDraft
) -> Finding:
    days = [date_words(document.issued_on) for document in (one, other) if document.issued_on]
    words = Words(
        f"Số {one.number} chỉ hai văn bản: ngày {days[0]} và ngày {days[1]}",
        f"{one.number} names two documents, of {one.issued_on} and {other.issued_on}",
    )
    return Finding(LintCode.DOCUMENT_COLLISION, (_cited(draft, one), _cited(where, other)), words)


def _cited(draft: PlanDraft, document: CitedDocument) -> Quote:
    return Quote(document.text or document.number, document.line, draft.id)
