"""Money tables: printed totals, one project in several tables, amounts of the prose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from domain.draft import DraftProject, DraftTable, PlanDraft, PrintedTotal
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import contained, likeness, phrase, plain
from domain.lint.numbering import STEP
from domain.reasons import Words
from domain.vietnamese.words import number_words

SAME_PROJECT = 80
"""From here on two names are one project's."""
_YEAR = re.compile(r"(?<![\d/])20\d\d(?!\d)")
_SPAN = re.compile(r"20\d\d\s*[-–]\s*20\d\d")
_OF_ALL = re.compile(r"tổng (?:số )?(?:kinh phí|chi|vốn|nguồn vốn|nhu cầu)")
_OF_ONE = re.compile(r"\b(?:dự án|đề án|nhiệm vụ|gói thầu|hạng mục)\b")
_KINDS = ("đầu tư công", "chi thường xuyên")


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return what is wrong with the plan's money."""
    yield from _totals(draft)
    yield from _twice(draft)
    yield from _years(draft)
    yield from _prose(draft)


def _totals(draft: PlanDraft) -> Iterator[Finding]:
    """Every printed sum against the exact sum of what stands under it."""
    children = _children(draft.projects)
    below = {child.id for group in children.values() for child in group}
    for total in draft.totals:
        rows = [
            project
            for project in draft.projects
            if project.table == total.table
            and project.id not in below
            and _inside(project.section, total.section)
        ]
        summed = sum((_value(row, total.year, children) for row in rows), Decimal(0))
        if rows and summed != total.amount:
            where = Quote(total.text or total.section or "TỔNG CỘNG", total.line, draft.id)
            yield _does_not_add_up(where, total.amount, summed, "")
    for project in draft.projects:
        for one in project.amounts if project.id in children else ():
            parts = [_value(child, one.year, children) for child in children[project.id]]
            if one.amount is not None and any(parts) and sum(parts) != one.amount:
                where = _quote(draft, project)
                yield _does_not_add_up(where, one.amount, sum(parts, Decimal(0)), project.number)


def _does_not_add_up(where: Quote, printed: Decimal, summed: Decimal, row: str) -> Finding:
    words = Words(
        f"Tổng in là {number_words(printed)}, cộng các dòng được {number_words(summed)} triệu đồng",
        f"Printed {printed}, the rows add up to {summed} million đồng",
    )
    return Finding(LintCode.TOTAL_DIFFERS, (where,), words, row)


def _children(projects: Sequence[DraftProject]) -> dict[str, list[DraftProject]]:
    """Return the parts of projects that are split by number: *1.1* and *1.2* are of *1*."""
    numbered = {(project.table, project.section, project.number): project for project in projects}
    found: dict[str, list[DraftProject]] = defaultdict(list)
    for project in projects:
        head, dot, _ = project.number.rpartition(".")
        if dot and (whole := numbered.get((project.table, project.section, head))):
            found[whole.id].append(project)
    return found


def _value(
    project: DraftProject, year: int | None, children: Mapping[str, Sequence[DraftProject]]
) -> Decimal:
    """Return a project's money of a year, or of all; where it prints none, that of its parts."""
    own = [one.amount for one in project.amounts if year in (None, one.year)]
    printed = [amount for amount in own if amount is not None]
    if printed:
        return sum(printed, Decimal(0))
    return sum(
        (_value(child, year, children) for child in children.get(project.id, ())), Decimal(0)
    )


def _inside(section: str, whole: str | None) -> bool:
    """Tell whether a section is a part of another one, or of the whole table."""
    return whole is None or section == whole or section.startswith(f"{whole}{STEP}")


def _twice(draft: PlanDraft) -> Iterator[Finding]:
    for one, other in combinations(draft.projects, 2):
        if one.table == other.table or _numbers(one.name) != _numbers(other.name):
            continue
        quotes = (_quote(draft, other), _quote(draft, one))
        if likeness(one.name, other.name) >= SAME_PROJECT and _nearest(draft, one) is other:
            yield from _investment(one, other, quotes)
        years = {amount.year for amount in one.amounts}
        again = max(contained(one.name, other.name), contained(other.name, one.name))
        if again >= SAME_PROJECT and years & {amount.year for amount in other.amounts}:
            words = Words(
                "Cùng dự án có vốn ở hai bảng trong một năm",
                "One project has money in two tables of one year",
            )
            yield Finding(LintCode.PROJECT_TWICE, quotes, words, other.number)


def _nearest(draft: PlanDraft, project: DraftProject) -> DraftProject:
    """Return the project of other tables whose name is most alike: one of a row of places."""
    others = [other for other in draft.projects if other.table != project.table]
    return max(others, key=lambda other: likeness(project.name, other.name))


def _numbers(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", _SPAN.sub("", name)))


def _investment(
    one: DraftProject, other: DraftProject, quotes: tuple[Quote, Quote]
) -> Iterator[Finding]:
    left, right = one.total_investment, other.total_investment
    if left is not None and right is not None and left != right:
        named = "" if phrase(one.name).words == phrase(other.name).words else "; tên ghi hai cách"
        words = Words(
            f"Tổng mức đầu tư {number_words(left)} và {number_words(right)} triệu đồng{named}",
            f"Total investment {left} and {right} million đồng{'; two names' if named else ''}",
        )
        yield Finding(LintCode.INVESTMENT_DIFFERS, quotes, words, other.number)


def _years(draft: PlanDraft) -> Iterator[Finding]:
    for project in draft.projects:
        years = {amount.year for amount in project.amounts if amount.amount is not None}
        named = {int(year) for year in _YEAR.findall(_SPAN.sub("", _undated(project.name)))}
        if years and named and max(named) < min(years):
            words = Words(
                f"Tên ghi năm {max(named)}, vốn bố trí năm {min(years)}",
                f"The name says {max(named)}, the money is of {min(years)}",
            )
            yield Finding(LintCode.YEAR_DIFFERS, (_quote(draft, project),), words, project.number)


def _undated(name: str) -> str:
    """Leave out cited documents and horizons: their years are not the project's."""
    return re.sub(r"\([^)]*\)|(?:ngày|đến năm|giai đoạn)[^;,]{0,20}", "", name)


def _prose(draft: PlanDraft) -> Iterator[Finding]:
    """Amounts of one kind and year in the text, against the tables, else one another."""
    said: dict[tuple[str, int], list[PrintedTotal]] = defaultdict(list)
    for total in draft.totals:
        if total.year is not None and (kind := _kind_of(draft, total)):
            said[kind, total.year].append(total)
    for (kind, year), totals in said.items():
        printed = [total for total in totals if total.table]
        spoken = [total for total in totals if not total.table]
        first, others = (printed or spoken)[0], spoken if printed else spoken[1:]
        known = [total.amount for total in printed or [first]]
        known.append(sum(known, Decimal(0)))
        for total in others:
            if not any(_agree(total.amount, amount) for amount in known):
                yield _two_amounts(draft, kind, year, first, total)


def _two_amounts(
    draft: PlanDraft, kind: str, year: int, one: PrintedTotal, other: PrintedTotal
) -> Finding:
    listed = [number_words(total.amount) for total in (one, other)]
    words = Words(
        f"{kind} năm {year}: {' và '.join(listed)} triệu đồng",
        f"{kind} of {year}: {' and '.join(listed)} million đồng",
    )
    quotes = (_total_quote(draft, other), _total_quote(draft, one))
    return Finding(LintCode.PROSE_AMOUNT_DIFFERS, quotes, words)


def _kind_of(draft: PlanDraft, total: PrintedTotal) -> str:
    """Return what a sum is of: one kind of money, or the whole year's; empty for anything else."""
    if total.section is not None:
        return ""
    tables = {table.id: table for table in draft.tables}
    text = plain(_heading(tables.get(total.table)) or total.text)
    kinds = [kind for kind in _KINDS if kind in text]
    if len(kinds) == 1:
        return kinds[0]
    whole = not total.table and not kinds and _OF_ALL.search(text) and not _OF_ONE.search(text)
    return "tổng kinh phí" if whole else ""


def _heading(table: DraftTable | None) -> str:
    return table.heading if table else ""


def _agree(one: Decimal, other: Decimal) -> bool:
    """Tell whether one amount is the other rounded: 75 tỷ or 75,15 tỷ of 75.152 triệu."""
    return any(_rounded(a, b) for a, b in ((one, other), (other, one)))


def _rounded(coarse: Decimal, fine: Decimal) -> bool:
    """Tell whether the coarse amount is the fine one to as many places as it prints."""
    steps = (step for step in (1000, 100, 10, 1) if coarse % step == 0)
    step = Decimal(next(steps, 1))
    return (fine / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step == coarse


def _quote(draft: PlanDraft, project: DraftProject) -> Quote:
    return Quote(project.name, project.line, draft.id)


def _total_quote(draft: PlanDraft, total: PrintedTotal) -> Quote:
    tables: Sequence[DraftTable] = [t for t in draft.tables if t.id == total.table]
    heading = tables[0].heading if tables else ""
    return Quote(total.text or f"TỔNG CỘNG, {heading}", total.line, draft.id)
