"""Every check, on one plan or on several together; the heaviest findings first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.draft import PlanDraft
from domain.lint import money, numbering, prose, results, rows, series, wording
from domain.lint.findings import Finding

_OF_ONE = (
    rows.check,
    prose.check,
    numbering.check,
    series.within,
    series.results,
    series.horizons,
    money.check,
    results.check,
    wording.check,
)


def lint(drafts: Sequence[PlanDraft]) -> tuple[Finding, ...]:
    """Return what is contradictory or missing in the plans, each by itself and together.

    A plan whose years reach further is taken for the one above: a yearly plan is compared with
    the five-year plan, and never the other way round.
    """
    found = [finding for draft in drafts for check in _OF_ONE for finding in check(draft)]
    found += wording.collisions(drafts)
    for child, parent in _pairs(drafts):
        found += series.across(child, parent)
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.order))


def _pairs(drafts: Sequence[PlanDraft]) -> Iterator[tuple[PlanDraft, PlanDraft]]:
    for child in drafts:
        for parent in drafts:
            if child is not parent and child.period.end_on < parent.period.end_on:
                yield child, parent
