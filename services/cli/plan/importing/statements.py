"""Sentences of the prose that bind or count, the sums it names, and the documents it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from domain.draft import CitedDocument, PrintedTotal, Statement
from domain.vietnamese.documents import find_documents
from domain.vietnamese.numbers import MILLION_DONG, parse_amount
from domain.vietnamese.reading import NotUnderstood
from services.cli.plan.document import Document, Paragraph
from services.cli.plan.importing.objectives import of_the_past
from services.cli.plan.importing.prose import Item
from services.cli.plan.importing.words import bare, plain, sentences, years

_COUNTS = re.compile(r"\d")
_BINDS = re.compile(
    r"thành lập|ban hành|công bố|thiết lập|đưa vào|hình thành|tối thiểu|ít nhất|phấn đấu|trước khi",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?P<amount>\d[\d.,]*(?:,\s\d+)?\s*(?:tỷ|tỉ|triệu|trđ)(?:\s*đồng)?)", re.IGNORECASE
)
_OF_MONEY = re.compile(r"kinh phí|vốn|ngân sách", re.IGNORECASE)
_KIND = re.compile(r"đầu tư công|chi thường xuyên|tổng chi\b", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[^\d\s])[.;]\s+")
_MOST = 2_000


def find_statements(items: Sequence[Item]) -> tuple[Statement, ...]:
    """Return the sentences that lint compares with the tables, in their order."""
    found: list[Statement] = []
    for item in items:
        past = of_the_past(item.path)
        found.extend(
            Statement(sentence, item.line)
            for sentence in sentences(item.text)
            if _COUNTS.search(sentence) or (not past and _BINDS.search(sentence))
        )
    return tuple(found[:_MOST])


def find_sums(items: Sequence[Item], year: int | None) -> tuple[PrintedTotal, ...]:
    """Return the sums of money that the prose names, in million đồng, with their clause."""
    sums = []
    for item in items:
        about = any("kinh phi" in bare(heading.text) for heading in item.path)
        headed = next((years(h.text)[-1] for h in reversed(item.path) if years(h.text)), year)
        own = next((heading.text for heading in reversed(item.path)), "")
        for clause in _CLAUSE.split(item.text):
            said = clause if _OF_MONEY.search(clause) else f"{own}: {clause}"
            if not (_KIND.search(said) or (about and _OF_MONEY.search(said))):
                continue
            for found in _AMOUNT.finditer(clause):
                reading = parse_amount(found["amount"])
                if isinstance(reading, NotUnderstood) or reading.value.unit != MILLION_DONG:
                    continue
                named = years(clause)
                sums.append(
                    PrintedTotal(
                        "",
                        None,
                        (named[0] if len(set(named)) == 1 else None) if named else headed,
                        reading.value.value,
                        item.line,
                        said.strip(),
                    )
                )
    return tuple(sums)


def find_citations(document: Document) -> tuple[CitedDocument, ...]:
    """Return every document that is named, once for each number, day and issuer.

    A mention without the issuer adds nothing to one of the same number and day that says it.
    """
    seen: dict[tuple[str, date | None, str], CitedDocument] = {}
    for text, line in _texts(document):
        words = plain(text)
        for found in find_documents(words):
            said = found.span.of(words)
            cited = CitedDocument(found.number, found.issued_on, found.issuer, line, said)
            seen.setdefault((found.number, found.issued_on, found.issuer), cited)
    full = {(number, issued_on) for number, issued_on, issuer in seen if issuer}
    return tuple(
        cited
        for (number, issued_on, issuer), cited in seen.items()
        if issuer or (number, issued_on) not in full
    )


def _texts(document: Document) -> Iterable[tuple[str, int]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text, block.line
            continue
        for line in block.lines:
            for cell in line.cells:
                if not cell.merged:
                    yield cell.text, line.line
