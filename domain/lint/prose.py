"""The text of a plan against its appendix."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.deadline import Deadline, due_on
from domain.draft import DraftRow, PlanDraft
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import contained, likeness
from domain.lint.rows import assigning, quote
from domain.lint.rules import Asked, asked
from domain.reasons import Words
from domain.vietnamese.deadlines import parse_deadline
from domain.vietnamese.reading import Understood
from domain.vietnamese.review import Review
from domain.vietnamese.words import date_words

SAME_MATTER = 0.5
"""From this share on, a clause of the text is taken to speak of the row."""

_DATED = re.compile(
    r"(?i)\b(?:trước|trong|đến hết|chậm nhất|cuối)\s(?:ngày\s\d{1,2}\s?)?"
    r"(?:(?:tháng\s|/)?\d{1,2}\s?)?(?:năm\s|/)?20\d\d"
)
_CLAUSE = re.compile(r"[;.]\s+")
_NAMED = re.compile(
    r"\b(Khoa|Trung tâm|Nền tảng|Cổng|Đề án|Dự án|Ứng dụng)((?:\s[^\W\d_]+){1,6}?)"
    r"\s+(?=thuộc|của|tại)(\w+(?:\s[^\W\d_]+){1,3})"
)


def check(draft: PlanDraft) -> Iterator[Finding]:
    """Return where text and appendix say different things, and what no row assigns."""
    yield from _thresholds(draft)
    yield from _unassigned(draft)
    yield from _deadlines(draft)
    yield from _names(draft)


def _thresholds(draft: PlanDraft) -> Iterator[Finding]:
    rows = {row.id: row for row in draft.rows}
    for objective in draft.objectives:
        row = rows.get(objective.row or "")
        if row is None:
            continue
        for said, printed in _paired([*asked(objective.targets)], [*asked(row.targets)]):
            if said.cut == printed.cut:
                continue
            words = Words(
                f"Phần lời: {said.words}; phụ lục: {printed.words}",
                f"The text asks for {said.words}, the appendix for {printed.words}",
            )
            told = Quote(objective.text, objective.line, draft.id)
            yield Finding(LintCode.TEXT_DIFFERS, (quote(draft, row), told), words, row.number)


def _paired(left: list[Asked], right: list[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Pair thresholds in their order, where there are equally many of one unit."""
    if len(left) == len(right):
        yield from ((a, b) for a, b in zip(left, right, strict=True) if a.unit == b.unit)


def _unassigned(draft: PlanDraft) -> Iterator[Finding]:
    for row in draft.rows:
        if any(note.code is Review.UNASSIGNED for note in row.notes) and _has_tables(draft):
            words = Words(
                "Mục tiêu của phần lời không được giao cho đơn vị nào",
                "An objective of the text is assigned to nobody",
            )
            yield Finding(LintCode.OBJECTIVE_UNASSIGNED, (quote(draft, row),), words, row.number)


def _has_tables(draft: PlanDraft) -> bool:
    """Whether any row assigns an objective: a plan without such a table assigns none."""
    return any(objective.row for objective in draft.objectives if _assigning(draft, objective.row))


def _assigning(draft: PlanDraft, row_id: str | None) -> bool:
    return any(row.id == row_id and row.lead for row in draft.rows)


def _deadlines(draft: PlanDraft) -> Iterator[Finding]:
    year = draft.period.end_on.year
    for statement in draft.statements:
        for clause in _CLAUSE.split(statement.text):
            match = _DATED.search(clause)
            if not match:
                continue
            read = parse_deadline(match.group(), year)
            if not isinstance(read, Understood):
                continue
            row = _spoken_of(draft, clause)
            if row is None or row.deadline is None:
                continue
            yield from _two_deadlines(draft, row, clause, statement.line, read.value)


def _two_deadlines(
    draft: PlanDraft, row: DraftRow, clause: str, line: int, said: Deadline
) -> Iterator[Finding]:
    in_text, in_row = due_on(said), due_on(row.deadline) if row.deadline else None
    if in_text and in_row and in_text != in_row:
        words = Words(
            f"Phần lời: đến {date_words(in_text)}; phụ lục: đến {date_words(in_row)}",
            f"Due {in_text.isoformat()} in the text, {in_row.isoformat()} in the appendix",
        )
        told = Quote(clause.strip(), line, draft.id)
        yield Finding(LintCode.PROSE_DEADLINE_DIFFERS, (quote(draft, row), told), words, row.number)


def _spoken_of(draft: PlanDraft, clause: str) -> DraftRow | None:
    """Return the row that a clause speaks of: the one most of whose words stand in it."""
    best, share = None, SAME_MATTER
    for row in assigning(draft):
        found = contained(row.text, clause)
        if found > share:
            best, share = row, found
    return best


def _names(draft: PlanDraft) -> Iterator[Finding]:
    """Two names for one thing of one owner: *Khoa Công nghệ số*, *Khoa Công nghệ thông tin*."""
    said: list[tuple[str, str, str, int]] = []
    for statement in draft.statements:
        said += [(m[1], m[2], m[3], statement.line) for m in _NAMED.finditer(statement.text)]
    for row in assigning(draft):
        for match in _NAMED.finditer(row.text):
            for head, name, owner, line in said:
                same_place = head == match[1] and likeness(owner, match[3]) >= SAME_MATTER
                if same_place and 0 < contained(name, match[2]) < 1:
                    words = Words(
                        f"Phụ lục: {match[1]}{match[2]}; phần lời: {head}{name}",
                        f"{match[1]}{match[2]} in the appendix, {head}{name} in the text",
                    )
                    told = Quote(f"{head}{name} {owner}", line, draft.id)
                    quotes = (quote(draft, row), told)
                    yield Finding(LintCode.NAME_DIFFERS, quotes, words, row.number)
