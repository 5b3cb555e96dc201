"""Every check, on one plan or on several together; the heaviest findings first."""

from __future__ import annotations

from collections.abc import Sequence

from domain.draft import PlanDraft
from domain.lint import (
    cascade,
    citations,
    money,
    numbering,
    prose,
    results,
    rows,
    series,
    wording,
)
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
    citations.check,
)


def lint(drafts: Sequence[PlanDraft]) -> tuple[Finding, ...]:
    """Return what is contradictory or missing in the plans, each by itself and together."""
    found = [finding for draft in drafts for check in _OF_ONE for finding in check(draft)]
    found += citations.collisions(drafts)
    for child, parent in cascade.parents(drafts):
        found += cascade.across(child, parent)
    for now, last in cascade.successors(drafts):
        found += series.successive(now, last)
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.order))
