"""The words that a review note is about, as far as the draft keeps the text it was read from."""

from __future__ import annotations

from domain.draft import DraftProject, DraftRow, Objective, PlanDraft
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review

Holder = DraftRow | Objective | DraftProject | PlanDraft

_OF_DEADLINE = frozenset(
    {
        Review.DEADLINE_NOT_UNDERSTOOD,
        Review.DEADLINE_MISSING,
        Review.DATE_IMPOSSIBLE,
        Review.YEAR_ASSUMED,
    }
)
_OF_RESULT = frozenset({Review.RESULT_NOT_UNDERSTOOD})
# Their spans are of a cell that the draft does not keep; `detail` says the words.
_OF_CELLS = frozenset(
    {
        Review.AGENCY_UNKNOWN,
        Review.AGENCY_TYPO,
        Review.AGENCY_AMBIGUOUS,
        Review.GROUP_UNRESOLVED,
        Review.CELL_INHERITED,
        Review.CELL_AMBIGUOUS,
        Review.COLUMN_UNKNOWN,
        Review.LEAD_MISSING,
    }
)


def quote(note: Note, holder: Holder) -> str:
    """Return the words that a note quotes; empty where the text is not at hand."""
    text = _text(note, holder)
    if note.span is None or note.span.end > len(text):
        return ""
    return note.span.of(text).strip()


def _text(note: Note, holder: Holder) -> str:
    if note.code in _OF_CELLS:
        return ""
    match holder:
        case DraftRow() if note.code in _OF_DEADLINE:
            return holder.deadline_text
        case DraftRow() if note.code in _OF_RESULT:
            return holder.result_text
        case DraftRow() | Objective():
            return holder.text
        case DraftProject() | PlanDraft():
            return ""
