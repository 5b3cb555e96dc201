"""The targets of a plan beside those of the plan that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from domain.draft import DraftRow, PlanDraft
from domain.lint.findings import Finding, LintCode
from domain.lint.issuers import level_of, place_of
from domain.lint.likeness import contained, likeness, phrase, plain
from domain.lint.rows import binding, quote
from domain.lint.rules import Asked, asked
from domain.lint.series import SAME_SUBJECT, year_of
from domain.reasons import Words

STEEP = 5
"""A threshold that must grow by this factor between two plans is worth a look."""
STEEP_YEARS = 3
"""Within more years than these such a rise is an ordinary one."""
WHOLLY_CONTAINED = 90
"""From here on the shorter of two subjects is the longer one with words left out."""
FEWEST_WORDS = 5
"""A subject of fewer words is contained in too many others."""
Placed = tuple[DraftRow, Asked]


def parents(drafts: Sequence[PlanDraft]) -> Iterator[tuple[PlanDraft, PlanDraft]]:
    """Return each plan with each of the plans above it.

    Above a plan are one of the same issuer whose years hold its own and reach further, and one
    of a higher level whose place the plan names: plans of two provinces are not compared.
    """
    for child in drafts:
        for parent in drafts:
            if child is not parent and _is_above(parent, child):
                yield child, parent


def successors(drafts: Sequence[PlanDraft]) -> Iterator[tuple[PlanDraft, PlanDraft]]:
    """Return each plan with the one of the same issuer whose years end where its own begin."""
    for now in drafts:
        for last in drafts:
            same = plain(now.issuer.name) == plain(last.issuer.name)
            if same and last.period.end_on + timedelta(days=1) == now.period.start_on:
                yield now, last


def _is_above(parent: PlanDraft, child: PlanDraft) -> bool:
    ours, theirs = child.issuer.name, parent.issuer.name
    if plain(ours) == plain(theirs):
        around = parent.period.start_on <= child.period.start_on
        return around and child.period.end_on < parent.period.end_on
    higher, lower = level_of(theirs), level_of(ours)
    if higher is None or lower is None or higher >= lower:
        return False
    return higher == 0 or place_of(theirs) in _named(child)


def _named(draft: PlanDraft) -> str:
    texts = [draft.title, *(document.text for document in draft.documents)]
    texts += [document.issuer for document in draft.documents]
    texts += [statement.text for statement in draft.statements]
    texts += [party.name for row in draft.rows for party in (*row.lead, *row.coordinators)]
    return plain("\n".join(texts))


def across(child: PlanDraft, parent: PlanDraft) -> Iterator[Finding]:
    """Return how the targets of a plan stand to those of the plan that it comes from."""
    above = [(row, one) for row in binding(parent) for one in asked(row.targets)]
    for row in binding(child):
        for now in asked(row.targets):
            if (year := year_of(row)) and (found := _nearest(year, now, above)):
                yield from _against(child, row, now, parent, found)


def _nearest(year: int, now: Asked, above: Sequence[Placed]) -> Placed | None:
    """Return the same target of the plan above that is due next: the likest, then the soonest."""
    found = [
        (-likeness(now.subject, then.subject), horizon, at)
        for at, (row, then) in enumerate(above)
        if (now.unit, now.higher_is_better) == (then.unit, then.higher_is_better)
        and (horizon := year_of(row)) is not None
        and horizon >= year
        and _same(now.subject, then.subject)
    ]
    return above[min(found)[2]] if found else None


def _same(one: str, other: str) -> bool:
    if likeness(one, other) >= SAME_SUBJECT:
        return True
    shorter, longer = sorted((one, other), key=lambda text: len(phrase(text).words))
    enough = len(phrase(shorter).words) >= FEWEST_WORDS
    return enough and contained(shorter, longer) >= WHOLLY_CONTAINED


def _against(
    child: PlanDraft, row: DraftRow, now: Asked, parent: PlanDraft, found: Placed
) -> Iterator[Finding]:
    above, then = found
    quotes = (quote(child, row), quote(parent, above))
    year, horizon = year_of(row) or 0, year_of(above) or 0
    later = horizon - year
    if later == 0 and now.easier_than(then):
        words = Words(
            f"{now.words} ({year}) thấp hơn kế hoạch cấp trên: {then.words} ({horizon})",
            f"“{now.words}” ({year}) is below the parent plan's “{then.words}” ({horizon})",
        )
        yield Finding(LintCode.BELOW_PARENT, quotes, words, row.number)
    elif later > 0 and now.cut == then.cut and now.cut.value < 100:
        words = Words(
            f"{now.words}: năm {year} đã bằng mức của năm {horizon}",
            f"“{now.words}”: {year} already asks for what {horizon} does",
        )
        yield Finding(LintCode.SAME_AS_LATER, quotes, words, row.number)
    elif 0 < later <= STEEP_YEARS and _steep(now, then):
        words = Words(
            f"{now.words} ({year}) phải lên {then.words} sau {later} năm",
            f"“{now.words}” ({year}) must become “{then.words}” within {later} years",
        )
        yield Finding(LintCode.STEEP_RISE, quotes, words, row.number)


def _steep(now: Asked, then: Asked) -> bool:
    return now.higher_is_better and 0 < now.cut.value * STEEP <= then.cut.value
