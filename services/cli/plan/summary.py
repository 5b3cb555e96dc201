"""What an import understood, in a few lines: how much, what to look at first, what is next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.draft import DraftRow, PlanDraft
from domain.plan import RowKind
from domain.vietnamese.reading import Note
from domain.vietnamese.review import REVIEW_WORDS, Review
from services.cli.plan.quotes import Holder, quote

if TYPE_CHECKING:
    from rich.table import Table

FIRST_SHOWN = 8
QUOTE_LENGTH = 90

_WORST = (
    Review.TARGET_NOT_UNDERSTOOD,
    Review.DEADLINE_NOT_UNDERSTOOD,
    Review.NUMBER_AMBIGUOUS,
    Review.SEVERAL_NUMBERS,
    Review.IMPOSSIBLE,
    Review.SOURCE_CHANGED,
    Review.SOURCE_REMOVED,
    Review.CELL_AMBIGUOUS,
    Review.COLUMN_UNKNOWN,
    Review.LEAD_MISSING,
    Review.UNASSIGNED,
    Review.AGENCY_UNKNOWN,
    Review.DATE_IMPOSSIBLE,
    Review.DEFINITION_CHANGED,
    Review.BASELINE_MISSING,
    Review.KIND_ASSUMED,
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows a table has, of each kind, and how many to look at."""

    name: str
    rows: int
    targets: int
    tasks: int
    others: int
    review: int


def headline(draft: PlanDraft) -> str:
    """Return the plan's title and id, in one line."""
    return f"{draft.title or '(không thấy tên kế hoạch / no title)'} [{draft.id}]"


def counts(draft: PlanDraft) -> list[Counts]:
    """Return the counts of each table that has rows, then of the whole plan."""
    made = []
    names = {table.id: table.heading or table.id for table in draft.tables}
    for table in dict.fromkeys(row.table for row in draft.rows):
        rows = [row for row in draft.rows if row.table == table]
        made.append(_counts(names.get(table, table), rows))
    return [*made, _counts("", list(draft.rows))]


def _counts(name: str, rows: list[DraftRow]) -> Counts:
    kinds = [row.kind for row in rows]
    return Counts(
        name,
        len(rows),
        kinds.count(RowKind.TARGET),
        kinds.count(RowKind.TASK),
        kinds.count(RowKind.OTHER),
        sum(to_review(row) for row in rows),
    )


def to_review(row: DraftRow) -> bool:
    """Tell whether a row waits for the officer."""
    return bool(row.notes) and not row.reviewed


def shown_counts(draft: PlanDraft) -> Table:
    """Return the counts as a table."""
    from rich.markup import escape
    from rich.table import Table

    shown = Table("bảng / table")
    for head in (
        "dòng\nrows",
        "chỉ tiêu\ntargets",
        "nhiệm vụ\ntasks",
        "khác\nother",
        "xem lại\nreview",
    ):
        shown.add_column(head, justify="right")
    for one in counts(draft):
        numbers = (one.rows, one.targets, one.tasks, one.others, one.review)
        name = escape(one.name) if one.name else "[bold]cộng / total[/bold]"
        shown.add_row(name, *(str(number) for number in numbers))
    return shown


def first_to_look_at(draft: PlanDraft) -> Iterator[str]:
    """Yield the notes of the plan itself, then those of rows, the worst first, then the count.

    What several rows share (a group without members) is told once.
    """
    for note in draft.notes:
        yield f"kế hoạch / plan: {note_words(note, draft)}"
    places: dict[str, list[str]] = {}
    every = [(note, row) for row in draft.rows if not row.reviewed for note in row.notes]
    for note, row in sorted(every, key=lambda pair: _rank(pair[0])):
        places.setdefault(note_words(note, row), []).append(_place(row))
    for words, rows in list(places.items())[:FIRST_SHOWN]:
        more = f" và {len(rows) - 1} dòng khác / more" if len(rows) > 1 else ""
        yield f"{rows[0]}{more}: {words}"
    if len(places) > FIRST_SHOWN:
        yield f"… và {len(places) - FIRST_SHOWN} điều nữa / and more"


def note_words(note: Note, holder: Holder) -> str:
    """Return a note in words, with what it quotes and its particular."""
    pieces = [REVIEW_WORDS[note.code].vi]
    if quoted := quote(note, holder):
        pieces.append(f"«{_short(quoted)}»")
    if note.detail and note.detail != quoted:
        pieces.append(f"— {_short(note.detail)}")
    return " ".join(pieces)


def _short(words: str) -> str:
    return words if len(words) <= QUOTE_LENGTH else f"{words[:QUOTE_LENGTH].rstrip()}…"


def _rank(note: Note) -> int:
    return _WORST.index(note.code) if note.code in _WORST else len(_WORST)


def _place(row: DraftRow) -> str:
    return f"{row.number or row.id} (dòng {row.line})" if row.line else row.number or row.id


def next_steps(out: Path) -> tuple[str, ...]:
    """Return the commands that come after an import."""
    return (
        f"chitieu plan show {out} --review",
        f"chitieu plan lint {out}",
        f"chitieu plan publish {out}",
    )
