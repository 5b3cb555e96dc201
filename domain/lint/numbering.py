"""Numbers of rows and sections that skip or repeat: a sign of a row that was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from domain.draft import DraftRow, PlanDraft
from domain.lint.findings import Finding, LintCode, Quote
from domain.reasons import Words

_LETTERS = tuple("abcdđeghiklmnopqrstuvxy")
_ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_SECTION_NUMBER = re.compile(r"\s*([IVXL]+|[A-ZĐ]|\d{1,2})[.)]?\s")


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return the places where a numbering skips or repeats."""
    for table in draft.tables:
        rows = [row for row in draft.rows if row.table == table.id]
        items = [*_rows(rows)] or [*_projects(draft, table.id)]
        sections = [(s, line) for (s, _), line in _firsts(items)]
        yield from _gaps(
            draft, [(m[1], line) for s, line in sections if (m := _SECTION_NUMBER.match(f"{s} "))]
        )
        for _, group in groupby(items, key=lambda item: item[0]):
            yield from _gaps(draft, [(number, line) for _, number, line in group])


def _rows(rows: list[DraftRow]) -> Iterator[tuple[str, str, int | None]]:
    for row in rows:
        if row.printed_number:
            yield row.section, row.printed_number, row.line


def _projects(draft: PlanDraft, table: str) -> Iterator[tuple[str, str, int | None]]:
    for project in draft.projects:
        if project.table == table and project.number:
            yield project.section, project.number.rsplit(".", 1)[-1], project.line


def _firsts(
    items: list[tuple[str, str, int | None]],
) -> Iterator[tuple[tuple[str, str], int | None]]:
    seen = set()
    for section, number, line in items:
        if section and section not in seen:
            seen.add(section)
            yield (section, number), line


def _gaps(draft: PlanDraft, numbers: list[tuple[str, int | None]]) -> Iterator[Finding]:
    for (before, _), (after, line) in pairwise(numbers):
        if _follows(before, after) is False:
            words = Words(f"Sau {before} là {after}", f"{before} is followed by {after}")
            where = Quote(after, line, draft.id)
            yield Finding(LintCode.NUMBERING_BROKEN, (where,), words, after)


def _follows(before: str, after: str) -> bool | None:
    """Tell whether one number follows another; None where they are of two kinds."""
    for order in (_decimal, _roman, _letter):
        first, second = order(before), order(after)
        if first is not None and second is not None:
            return second == first + 1 or second == 1
    return None


def _decimal(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _letter(text: str) -> int | None:
    return _LETTERS.index(text) + 1 if text in _LETTERS else None


def _roman(text: str) -> int | None:
    low = text.lower()
    if not text.isupper() or not _ROMAN.fullmatch(low):
        return None
    values = [_VALUES[letter] for letter in low]
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )
