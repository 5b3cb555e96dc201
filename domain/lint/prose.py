"""The text of a plan against its appendix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.deadline import due_on
from domain.draft import DraftRow, PlanDraft
from domain.lint.findings import Finding, LintCode, Quote
from domain.lint.likeness import Weights, likeness
from domain.lint.rows import FEW, assigning, has, quote
from domain.lint.rules import Asked, asked
from domain.reasons import Words
from domain.vietnamese.deadlines import parse_deadline
from domain.vietnamese.reading import Understood
from domain.vietnamese.review import Review
from domain.vietnamese.text import clean, fold
from domain.vietnamese.words import date_words

SAME_MATTER = 20
"""From here on a clause of the text is taken to speak of a row, if of no other one more."""
NEARLY = 75
"""Percent of the best row's likeness from which on a neighbour of it is meant too."""
SAME_OWNER = 75
"""From here on two things are of one owner."""

_LOST = Words(
    "Mục tiêu của phần lời không được giao cho đơn vị nào",
    "An objective of the text is assigned to nobody",
)
_NOBODY = Words(
    "Kế hoạch không giao mục tiêu nào cho ai, cũng không có dòng nào ghi đơn vị chủ trì",
    "The plan assigns none of its objectives, and no row of it has a lead",
)

_DATED = re.compile(
    r"(?i)\b(?:trước|trong|đến hết|chậm nhất|cuối)\s(?:ngày\s\d{1,2}\s?)?"
    r"(?:(?:tháng\s|/)?\d{1,2}\s?)?(?:năm\s|/)?20\d\d"
)
_CLAUSE = re.compile(r"[;.]\s+")
_NAMED = re.compile(
    r"\b(?P<head>Khoa|Trung tâm|Nền tảng|Cổng|Đề án|Dự án|Ứng dụng|Tổ|Ban|Quỹ|Phòng)"
    r"\s+(?P<name>[^\W\d_]+(?:\s[^\W\d_]+){1,6}?)"
    r"\s+(?:thuộc|của|tại)\s+(?P<owner>[^\W\d_]+(?:\s[^\W\d_]+){1,4})"
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
                f"The text asks for “{said.words}”, the appendix for “{printed.words}”",
            )
            told = Quote(objective.text, objective.line, draft.id)
            yield Finding(LintCode.TEXT_DIFFERS, (quote(draft, row), told), words, row.number)


def _paired(left: list[Asked], right: list[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Pair thresholds in their order, where there are equally many of one unit."""
    if len(left) == len(right):
        yield from ((a, b) for a, b in zip(left, right, strict=True) if a.unit == b.unit)


def _unassigned(draft: PlanDraft) -> Iterator[Finding]:
    """Objectives without a row, where others have one that is assigned or nothing has."""
    led = {row.id for row in draft.rows if row.lead}
    if led and not any(objective.row in led for objective in draft.objectives):
        return
    rows = [row for row in draft.rows if has(row, Review.UNASSIGNED)]
    words = _LOST if led else _NOBODY
    if rows and (not led or (len(rows) > FEW and 2 * len(rows) > len(draft.objectives))):
        words = Words(f"{words.vi}: {len(rows)} mục tiêu", f"{words.en}: {len(rows)} of them")
        quotes = tuple(quote(draft, row) for row in rows)
        yield Finding(LintCode.OBJECTIVE_UNASSIGNED, quotes, words)
        return
    for row in rows:
        yield Finding(LintCode.OBJECTIVE_UNASSIGNED, (quote(draft, row),), words, row.number)


def _deadlines(draft: PlanDraft) -> Iterator[Finding]:
    """What the text wants done by another day than the row that it speaks of."""
    weights = Weights.of([row.text for row in draft.rows] + [s.text for s in draft.statements])
    rows = [row for row in assigning(draft) if row.lead and row.deadline]
    duties = {duty.line for duty in draft.duties}
    for statement in draft.statements:
        for clause in _CLAUSE.split(clean(statement.text).text):
            said = None if statement.line in duties else _due(draft, clause)
            for row in _spoken_of(rows, clause, weights) if said else ():
                yield from _two_deadlines(draft, row, clause, statement.line, said)


def _due(draft: PlanDraft, clause: str) -> date | None:
    """Return the day of the plan's own years that a clause names as its end."""
    match = _DATED.search(clause)
    read = parse_deadline(match.group(), draft.period.end_on.year) if match else None
    due = due_on(read.value) if isinstance(read, Understood) else None
    return due if due and draft.period.start_on <= due <= draft.period.end_on else None


def _spoken_of(rows: Sequence[DraftRow], clause: str, weights: Weights) -> Iterator[DraftRow]:
    """Yield the row that a clause speaks of, and those of its section that are nearly as like."""
    shares = [(weights.likeness(row.text, clause), row) for row in rows]
    best, first = max(shares, key=lambda pair: pair[0], default=(0, None))
    if first is None or best < SAME_MATTER:
        return
    for share, row in shares:
        if row.section == first.section and 100 * share >= NEARLY * best:
            yield row


def _two_deadlines(
    draft: PlanDraft, row: DraftRow, clause: str, line: int, in_text: date | None
) -> Iterator[Finding]:
    in_row = due_on(row.deadline) if row.deadline else None
    if in_text and in_row and in_text != in_row:
        words = Words(
            f"Phần lời: đến {date_words(in_text)}; phụ lục: đến {date_words(in_row)}",
            f"Due {in_text.isoformat()} in the text, {in_row.isoformat()} in the appendix",
        )
        told = Quote(clause.strip(), line, draft.id)
        yield Finding(LintCode.PROSE_DEADLINE_DIFFERS, (quote(draft, row), told), words, row.number)


def _names(draft: PlanDraft) -> Iterator[Finding]:
    """Two names for one thing of one owner: *Khoa Công nghệ số*, *Khoa Công nghệ thông tin*."""
    said = [
        (name, Quote(statement.text, statement.line, draft.id))
        for statement in draft.statements
        for name in _named(statement.text)
    ]
    for row in assigning(draft):
        for mine in _named(row.text):
            others = [(name, where) for name, where in said if _twin(mine, name)]
            if others:
                names = ", ".join(dict.fromkeys(name.whole for name, _ in others))
                words = Words(
                    f"Phụ lục: {mine.whole}; phần lời: {names}",
                    f"{mine.whole} in the appendix, {names} in the text",
                )
                quotes = (quote(draft, row), *(where for _, where in others))
                yield Finding(LintCode.NAME_DIFFERS, quotes, words, row.number)


@dataclass(frozen=True, slots=True)
class _Name:
    """What a thing is called: *Khoa* · *Công nghệ số* · of *Trường Đại học Đồng Tháp*."""

    head: str
    name: str
    owner: str

    @property
    def whole(self) -> str:
        return f"{self.head} {self.name}"


def _named(text: str) -> Iterator[_Name]:
    for match in _NAMED.finditer(clean(text).text):
        yield _Name(match["head"], match["name"], match["owner"])


def _twin(one: _Name, other: _Name) -> bool:
    """Tell whether two names begin alike and end otherwise, of one thing of one owner."""
    left, right = fold(one.name).split(), fold(other.name).split()
    same = fold(one.head) == fold(other.head) and left[:2] == right[:2] and left != right
    return same and likeness(one.owner, other.owner) >= SAME_OWNER
