"""Numbers of rows, sections and appendices that skip or repeat: a sign of a row that was lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.draft import PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.reasons import Words
from domain.vietnamese.text import clean, fold

STEP = " › "
"""What stands between a section and the one inside it."""
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
"""Lists are lettered with or without đ, and now and then with the letters of English."""
_ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_SECTION_NUMBER = re.compile(r"\s*([IVXL]+|[A-ZĐ]|[a-zđ](?=[.)])|\d{1,2})(?:[.)]|\s|$)")
_APPENDIX = re.compile(r"phụ lục\s*(?:số\s*)?(?P<number>(?:[ivxl]+|\d{1,2}|[a-h])\b)?")

Item = tuple[tuple[str, ...], str, int | None]
"""The sections that a row stands in, from the outermost; its own number; its line."""


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return the places where a numbering skips or repeats."""
    for table in draft.tables:
        if table.role is TableRole.OBJECTIVES:
            continue
        items = [*_items(draft, table.id)]
        lists: dict[tuple[str, ...], list[tuple[str, int | None]]] = defaultdict(list)
        for path, line in _sections(items):
            if match := _SECTION_NUMBER.match(path[-1]):
                lists[path[:-1]].append((match[1], line))
        for numbers in lists.values():
            yield from _gaps(draft, numbers)
        rows: dict[tuple[str, ...], list[tuple[str, int | None]]] = defaultdict(list)
        for path, number, line in items:
            rows[path].append((number, line))
        for numbers in rows.values():
            yield from _gaps(draft, numbers)
    yield from _appendices(draft)


def _items(draft: PlanDraft, table: str) -> Iterator[Item]:
    projects = [project for project in draft.projects if project.table == table]
    for project in projects:
        yield _path(project.section), project.number.rsplit(".", 1)[-1], project.line
    if not projects:
        for row in draft.rows:
            if row.table == table:
                yield _path(row.section), row.printed_number, row.line


def _path(section: str) -> tuple[str, ...]:
    return tuple(section.split(STEP)) if section else ()


def _sections(items: Sequence[Item]) -> Iterator[tuple[tuple[str, ...], int | None]]:
    """Return each section once, with the line of its first row."""
    seen = set()
    for path, _, line in items:
        for depth in range(1, len(path) + 1):
            if path[:depth] not in seen:
                seen.add(path[:depth])
                yield path[:depth], line


def _gaps(draft: PlanDraft, numbers: Sequence[tuple[str, int | None]]) -> Iterator[Finding]:
    for (before, _), (after, line) in pairwise(numbers):
        if not _may_follow(before, after):
            words = Words(f"Sau {before} là {after}", f"{before} is followed by {after}")
            where = Quote(after, line, draft.id)
            yield Finding(LintCode.NUMBERING_BROKEN, (where,), words, after)


def _may_follow(before: str, after: str) -> bool:
    """Tell whether one number may stand after another; those of two kinds always may."""
    known = [
        (first, second)
        for first, second in (
            (_decimal(before), _decimal(after)),
            (_roman(before), _roman(after)),
            *((_letter(before, letters), _letter(after, letters)) for letters in _ALPHABETS),
        )
        if first is not None and second is not None
    ]
    return not known or any(second in (first + 1, 1) for first, second in known)


def _decimal(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _letter(text: str, letters: str) -> int | None:
    return letters.index(text.lower()) + 1 if len(text) == 1 and text.lower() in letters else None


def _roman(text: str) -> int | None:
    low = text.lower()
    if not text.isupper() or not _ROMAN.fullmatch(low):
        return None
    values = [_VALUES[letter] for letter in low]
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _appendices(draft: PlanDraft) -> Iterator[Finding]:
    """An appendix without a number beside others that have one."""
    numbered: list[str] = []
    without: dict[str, Quote] = {}
    for table in draft.tables:
        match = _APPENDIX.match(fold(clean(table.heading).text))
        if match and match["number"]:
            numbered.append(match["number"].upper())
        elif match:
            without.setdefault(match.group(), Quote(table.heading, table.line, draft.id))
    for where in without.values() if numbered else ():
        listed = ", ".join(dict.fromkeys(numbered))
        words = Words(
            f"Phụ lục không ghi số, trong khi có Phụ lục {listed}",
            f"An appendix without a number, beside appendix {listed}",
        )
        yield Finding(LintCode.NUMBERING_BROKEN, (where,), words)
