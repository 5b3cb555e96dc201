"""Numbers of rows, sections and appendices that skip or repeat: a sign of a row that was lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.draft import PlanDraft, TableRole
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import plain
from domain.reasons import Words

STEP = " › "
"""What stands between a section and the one inside it."""
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
"""Lists are lettered with or without đ, and now and then with the letters of English."""
_ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_SECTION_NUMBER = re.compile(r"\s*([IVXL]+|[A-ZĐ]|[a-zđ](?=[.)])|\d{1,2})(?:[.)]|\s|$)")
_APPENDIX = re.compile(r"phụ lục\s*(?:số\s*)?(?P<number>(?:[ivxl]+|\d{1,2}|[a-h])\b)?")


@dataclass(frozen=True, slots=True)
class _Item:
    """A row or a section: the sections around it, its number as printed, its words and line."""

    path: tuple[str, ...]
    printed: str
    full: str
    text: str
    line: int | None


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return the places where a numbering skips or repeats."""
    for table in draft.tables:
        if table.role is TableRole.OBJECTIVES:
            continue
        items = [*_items(draft, table.id)]
        lists: dict[tuple[str, ...], list[_Item]] = defaultdict(list)
        for section in _sections(items):
            lists[section.path].append(section)
        rows: dict[tuple[str, ...], list[_Item]] = defaultdict(list)
        for item in items:
            rows[item.path].append(item)
        for numbers in (*lists.values(), *rows.values()):
            yield from _gaps(draft, numbers)
    yield from _appendices(draft)


def _items(draft: PlanDraft, table: str) -> Iterator[_Item]:
    projects = [project for project in draft.projects if project.table == table]
    for one in projects:
        last = one.number.rsplit(".", 1)[-1]
        yield _Item(_path(one.section), last, one.number, one.name, one.line)
    for row in () if projects else draft.rows:
        if row.table == table:
            yield _Item(_path(row.section), row.printed_number, row.number, row.text, row.line)


def _path(section: str) -> tuple[str, ...]:
    return tuple(section.split(STEP)) if section else ()


def _sections(items: Sequence[_Item]) -> Iterator[_Item]:
    """Return each numbered section once, with the line of its first row."""
    seen = set()
    for item in items:
        for depth in range(1, len(item.path) + 1):
            path, heading = item.path[: depth - 1], item.path[depth - 1]
            match = _SECTION_NUMBER.match(heading)
            if match and (path, heading) not in seen:
                seen.add((path, heading))
                yield _Item(path, match[1], match[1], heading, item.line)


def _gaps(draft: PlanDraft, items: Sequence[_Item]) -> Iterator[Finding]:
    for before, after in pairwise(items):
        if not _may_follow(before.printed, after.printed):
            words = Words(
                f"Sau {before.printed} là {after.printed}",
                f"{before.printed} is followed by {after.printed}",
            )
            quotes = tuple(Quote(one.text, one.line, draft.id) for one in (after, before))
            yield Finding(LintCode.NUMBERING_BROKEN, quotes, words, after.full)


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
        match = _APPENDIX.match(plain(table.heading))
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
