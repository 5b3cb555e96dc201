"""Findings of lint as people read them: by plan, the heaviest first, within 80 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from domain.draft import PlanDraft
from domain.lint.advice import ADVICE
from domain.lint.findings import SEVERITY_WORDS, Finding, Quote, Severity

WIDTH = 80
QUOTE_LENGTH = 220
MOST_QUOTES = 6

Linted = tuple[Path, PlanDraft]
"""A plan and the file that it was loaded from."""


def source_name(draft: PlanDraft) -> str:
    """Return the name of the document that a plan was read from, without its digest."""
    return draft.source.partition(" sha256:")[0]


def lines(findings: Sequence[Finding], linted: Sequence[Linted]) -> Iterator[str]:
    """Yield the lines to print."""
    sources = {draft.id: source_name(draft) or str(path) for path, draft in linted}
    for path, draft in linted:
        yield from textwrap.wrap(f"{draft.title} [{draft.id}]", WIDTH)
        yield from textwrap.wrap(f"{path}: {_counted(findings, draft.id)}", WIDTH)
        yield ""
        for finding in findings:
            if finding.quotes[0].plan == draft.id:
                yield from _finding(finding, sources)
                yield ""
    if len(linted) > 1:
        counted = _counted(findings, None)
        yield from textwrap.wrap(f"{len(linted)} kế hoạch / plans: {counted}", WIDTH)


def _counted(findings: Sequence[Finding], plan: str | None) -> str:
    counts = Counter(one.severity for one in findings if plan in (None, one.quotes[0].plan))
    return ", ".join(
        f"{counts[severity]} {SEVERITY_WORDS[severity].vi.lower()} / "
        f"{SEVERITY_WORDS[severity].en.lower()}"
        for severity in sorted(Severity, reverse=True)
    )


def _finding(finding: Finding, sources: Mapping[str, str]) -> Iterator[str]:
    severity, advice = SEVERITY_WORDS[finding.severity], ADVICE[finding.code]
    row = f", dòng / row {finding.row}" if finding.row else ""
    first = finding.quotes[0]
    head = f"{severity.vi} / {severity.en} [{finding.code.value}] {_place(first, sources)}{row}"
    yield from _wrapped(head, "", "  ")
    yield from _wrapped(f"{finding.detail.vi}.", "  ", "  ")
    yield from _wrapped(f"{finding.detail.en}.", "  ", "  ")
    for quote in finding.quotes[:MOST_QUOTES]:
        where = _place(quote, sources) if quote.plan != first.plan else str(quote.line or "–")
        yield from _wrapped(f"{where}: “{_short(quote.text)}”", "    ", "      ")
    if len(finding.quotes) > MOST_QUOTES:
        yield f"    … và {len(finding.quotes) - MOST_QUOTES} chỗ nữa / and more"
    yield from _wrapped(f"→ {advice.vi} / {advice.en}.", "  ", "    ")


def _place(quote: Quote, sources: Mapping[str, str]) -> str:
    source = sources.get(quote.plan, quote.plan)
    return f"{source}:{quote.line}" if quote.line else source


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTE_LENGTH else f"{text[:QUOTE_LENGTH].rstrip()}…"


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
