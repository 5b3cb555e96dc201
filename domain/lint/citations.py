"""Numbers of documents: one written in two ways, one that may mean two documents.

Numbers begin anew each year and each issuer has its own: one number of two years is no slip.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from domain.draft import CitedDocument, PlanDraft
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.issuers import differ
from domain.reasons import Words
from domain.vietnamese.documents import document_key
from domain.vietnamese.text import fold
from domain.vietnamese.words import date_words

_SYMBOL = re.compile(r"^\d+\s*(?:[/.-]\s*\d{4}(?=\s*/))?(?P<symbol>.+)$")
_OF_MANY = re.compile(r"(?:UBND|HĐND|BCĐ|/TU$|/HU$|/ĐU$|/S[A-ZĐ])")
"""Symbols that any province or commune uses: their numbers say little without the issuer."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A document and the plan that is it, or cites it."""

    document: CitedDocument
    plan: PlanDraft
    own: bool

    @property
    def issuer(self) -> str:
        return self.plan.issuer.name if self.own else self.document.issuer

    @property
    def quote(self) -> Quote:
        return Quote(self.document.text or self.document.number, self.document.line, self.plan.id)


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return the symbols that one plan writes in several ways: *-NQ/TU*, */NQ-TU*."""
    forms: dict[str, dict[str, list[CitedDocument]]] = defaultdict(lambda: defaultdict(list))
    for document in draft.documents:
        if match := _SYMBOL.match(document.number):
            forms[document_key(match["symbol"])][fold(match["symbol"])].append(document)
    for ways in forms.values():
        if len(ways) < 2:
            continue
        usual, *others = sorted(ways.values(), key=len, reverse=True)
        counts = [f"{_printed(way)} ({len(way)})" for way in (usual, *others)]
        words = Words(
            f"Ký hiệu ghi nhiều cách: {', '.join(counts)}",
            f"One symbol written in several ways: {', '.join(counts)}",
        )
        quotes = tuple(_Known(way[0], draft, own=False).quote for way in (*others, usual))
        yield Finding(LintCode.DOCUMENT_FORM, quotes, words)


def _printed(documents: Sequence[CitedDocument]) -> str:
    symbols = Counter(
        match["symbol"] for document in documents if (match := _SYMBOL.match(document.number))
    )
    return symbols.most_common(1)[0][0]


def collisions(drafts: Sequence[PlanDraft]) -> Iterator[Finding]:
    """Return numbers of two documents, among the plans and what they cite."""
    same: dict[str, list[_Known]] = defaultdict(list)
    for draft in drafts:
        if draft.number and draft.issued_on:
            itself = CitedDocument(draft.number, draft.issued_on, "", 1, draft.title)
            same[document_key(draft.number)].append(_Known(itself, draft, own=True))
    for draft in drafts:
        for document in draft.documents:
            same[document_key(document.number)].append(_Known(document, draft, own=False))
    for known in same.values():
        yield from _of_one_number(known)


def _of_one_number(known: Sequence[_Known]) -> Iterator[Finding]:
    told: set[frozenset[object]] = set()
    dated = [one for one in known if one.document.issued_on]
    for other, one in combinations(dated, 2):
        pair = frozenset({(one.document.issued_on, one.own), (other.document.issued_on, other.own)})
        if pair not in told and (finding := _two(one, other)):
            told.add(pair)
            yield finding
    years = {one.document.issued_on.year for one in known if one.document.issued_on}
    for one in known:
        if one.document.issued_on is None and len(years) > 1 and not _dated(one, known):
            listed = ", ".join(str(year) for year in sorted(years))
            words = Words(
                f"Số {one.document.number} có văn bản của các năm {listed}; không rõ năm nào",
                f"{one.document.number} is a number of {listed}; which is meant is not said",
            )
            yield Finding(LintCode.DOCUMENT_UNDATED, (one.quote,), words)


def _dated(one: _Known, known: Sequence[_Known]) -> bool:
    """Tell whether the same plan says one day, and one only, for the number elsewhere."""
    days = {
        other.document.issued_on
        for other in known
        if other.plan is one.plan and other.document.issued_on
    }
    return len(days) == 1


def _two(one: _Known, other: _Known) -> Finding | None:
    """Return what is wrong with two documents of one number, if anything is."""
    day, again = one.document.issued_on, other.document.issued_on
    if day is None or again is None:
        return None
    number, own = one.document.number, one.own or other.own
    two_issuers = differ(one.issuer, other.issuer)
    if two_issuers and own:
        words = Words(
            f"Số {number} chỉ hai văn bản của hai nơi: ngày {date_words(day)} và "
            f"ngày {date_words(again)}",
            f"{number} names documents of two issuers, of {day} and {again}",
        )
        return Finding(LintCode.DOCUMENT_COLLISION, (one.quote, other.quote), words)
    if two_issuers or day == again or day.year != again.year:
        return None
    local = bool(_OF_MANY.search(document_key(number)))
    if local and not own and one.plan is not other.plan:
        return None
    words = Words(
        f"Số {number} năm {day.year} ghi hai ngày: {date_words(day)} và {date_words(again)}",
        f"{number} of {day.year} is given two days: {day} and {again}",
    )
    code = LintCode.DOCUMENT_COLLISION if own else LintCode.DOCUMENT_DATE_DIFFERS
    return Finding(code, (one.quote, other.quote), words)
