"""What lint finds: a code with a severity, where it stands, both texts, and what to do.

The rules come from the slips of real plans: a target that is 83 % in the text and 90 % in the
appendix, an obligation that no row assigns, a deadline outside the plan's years.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from domain.reasons import Words


class Severity(IntEnum):
    """How much a finding weighs: a note to know, a warning to settle, an error to correct."""

    NOTE = 1
    WARNING = 2
    ERROR = 3


SEVERITY_WORDS: dict[Severity, Words] = {
    Severity.NOTE: Words("Lưu ý", "Note"),
    Severity.WARNING: Words("Cảnh báo", "Warning"),
    Severity.ERROR: Words("Lỗi", "Error"),
}


class LintCode(StrEnum):
    """What kind of contradiction or gap it is."""

    IMPOSSIBLE = "impossible"
    TARGET_NOT_UNDERSTOOD = "target_not_understood"
    DEADLINE_NOT_UNDERSTOOD = "deadline_not_understood"
    DEADLINE_MISSING = "deadline_missing"
    DEADLINE_UNRESOLVED = "deadline_unresolved"
    DEADLINE_OUTSIDE_PLAN = "deadline_outside_plan"
    DUE_AFTER_REPORT = "due_after_report"
    LEAD_MISSING = "lead_missing"
    LEAD_UNCLEAR = "lead_unclear"
    AGENCY_UNKNOWN = "agency_unknown"
    OBJECTIVE_UNASSIGNED = "objective_unassigned"
    TEXT_DIFFERS = "text_differs"
    PROSE_DEADLINE_DIFFERS = "prose_deadline_differs"
    NAME_DIFFERS = "name_differs"
    NUMBERING_BROKEN = "numbering_broken"
    PROVISIONAL_KEY = "provisional_key"
    UNIT_WITHOUT_NUMBERS = "unit_without_numbers"
    STRICTNESS_NOT_SHARED = "strictness_not_shared"
    APPROXIMATE = "approximate"
    BELOW_LAST_RESULT = "below_last_result"
    BELOW_PARENT = "below_parent"
    STEEP_RISE = "steep_rise"
    SAME_AS_LATER = "same_as_later"
    NO_LATER_ROW = "no_later_row"
    DEFINITION_CHANGED = "definition_changed"
    NEAR_DUPLICATE = "near_duplicate"
    DUPLICATE_ROW = "duplicate_row"
    DOCUMENT_COLLISION = "document_collision"
    DOCUMENT_DATE_DIFFERS = "document_date_differs"
    DOCUMENT_UNDATED = "document_undated"
    DOCUMENT_FORM = "document_form"
    TOTAL_DIFFERS = "total_differs"
    PROSE_AMOUNT_DIFFERS = "prose_amount_differs"
    INVESTMENT_DIFFERS = "investment_differs"
    PROJECT_TWICE = "project_twice"
    YEAR_DIFFERS = "year_differs"
    VERDICT_DIFFERS = "verdict_differs"
    MISSED_WITHOUT_REASON = "missed_without_reason"
    EVIDENCE_DIFFERS = "evidence_differs"
    DONE_AGAIN = "done_again"
    SPELLING = "spelling"
    REPEATED_WORD = "repeated_word"


@dataclass(frozen=True, slots=True)
class Quote:
    """A text that a finding rests on: its words, line (from 1) and plan."""

    text: str
    line: int | None
    plan: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or gap. The first quote is where it stands; `row` the row's number."""

    code: LintCode
    quotes: tuple[Quote, ...]
    detail: Words
    row: str = ""

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return severity_of(self.code)

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The heaviest first, then by plan and line."""
        first = self.quotes[0]
        return (-self.severity, first.plan, first.line or 0, self.code)


_ERRORS = frozenset(
    {
        LintCode.IMPOSSIBLE,
        LintCode.TARGET_NOT_UNDERSTOOD,
        LintCode.DEADLINE_NOT_UNDERSTOOD,
        LintCode.TOTAL_DIFFERS,
        LintCode.DUPLICATE_ROW,
    }
)
_NOTES = frozenset(
    {
        LintCode.DEADLINE_UNRESOLVED,
        LintCode.DUE_AFTER_REPORT,
        LintCode.LEAD_UNCLEAR,
        LintCode.PROVISIONAL_KEY,
        LintCode.UNIT_WITHOUT_NUMBERS,
        LintCode.STRICTNESS_NOT_SHARED,
        LintCode.APPROXIMATE,
        LintCode.STEEP_RISE,
        LintCode.SAME_AS_LATER,
        LintCode.NO_LATER_ROW,
        LintCode.DEFINITION_CHANGED,
        LintCode.DOCUMENT_UNDATED,
        LintCode.DOCUMENT_FORM,
        LintCode.PROJECT_TWICE,
        LintCode.YEAR_DIFFERS,
        LintCode.EVIDENCE_DIFFERS,
        LintCode.DONE_AGAIN,
        LintCode.SPELLING,
        LintCode.REPEATED_WORD,
    }
)


def severity_of(code: LintCode) -> Severity:
    """Return how much findings of a kind weigh; what is in neither set is a warning."""
    if code in _ERRORS:
        return Severity.ERROR
    return Severity.NOTE if code in _NOTES else Severity.WARNING
