"""All findings on both plans of Đồng Tháp, pinned: a change of lint or of import is seen here.

Each was judged by reading. Of the 60 one is doubtful: I.3 (reports sent online, data entered in
the system of reports) may be another matter rather than another definition.
"""

import unicodedata
from collections import defaultdict
from dataclasses import replace
from functools import cache

import pytest

from domain.draft import PlanDraft
from domain.lint.findings import Finding
from domain.lint.run import lint
from tests.services.cli.plan.importing.test_whole_plans import plan_of

LONG, YEARLY = "dong_thap_2022_kh241.txt", "dong_thap_2023_cds.txt"
FOUND = {
    LONG: {
        "impossible": "I.2.b.1",
        "numbering_broken": "- II.2.m",
        "no_later_row": "-",
        "approximate": "I.1.b.8",
        "repeated_word": "-",
        "lead_unclear": "-",
    },
    YEARLY: {
        "prose_amount_differs": "- -",
        "objective_unassigned": "II.1 III.7.4.1",
        "investment_differs": "3 4 5 7 8 10",
        "numbering_broken": "III",
        "text_differs": "I.5 IV.11",
        "below_last_result": "II.9 V.3",
        "deadline_outside_plan": "III.5",
        "near_duplicate": "IV.2 IV.8",
        "prose_deadline_differs": "V.1 V.2 V.6",
        "name_differs": "VII.4",
        "provisional_key": "-",
        "spelling": "-",
        "due_after_report": "-",
        "evidence_differs": "8 12",
        "repeated_word": "- -",
        "document_form": "- -",
        "year_differs": "I.17",
        "project_twice": "VII.1",
        "unit_without_numbers": "-",
        "deadline_unresolved": "I.2 I.5 II.10",
        "definition_changed": "I.3 I.4 II.1 II.9 II.11 V.1 V.3",
        "done_again": "I.6",
        "strictness_not_shared": "II.6",
        "same_as_later": "III.1 IV.2 IV.3 IV.10 IV.11 IV.12",
        "steep_rise": "IV.7",
    },
}
TOGETHER = {"same_as_later", "steep_rise"}
"""What is found only where the plan to 2030 is given with the yearly one."""


@cache
def _findings() -> tuple[Finding, ...]:
    return lint([plan_of(LONG), plan_of(YEARLY)])


def _by_code(findings: tuple[Finding, ...], plan: str) -> dict[str, str]:
    rows = defaultdict(list)
    for finding in findings:
        if finding.quotes[0].plan == plan:
            rows[finding.code.value].append(finding.row or "-")
    return {code: " ".join(numbers) for code, numbers in rows.items()}


@pytest.mark.parametrize("name", [LONG, YEARLY])
def test_every_finding_on_a_real_plan(name: str) -> None:
    """By code and row, as read and judged."""
    assert _by_code(_findings(), plan_of(name).id) == FOUND[name]


def test_a_plan_by_itself_is_compared_with_no_other() -> None:
    """The yearly plan alone has all its findings but those against the plan above."""
    alone = _by_code(lint([plan_of(YEARLY)]), plan_of(YEARLY).id)
    assert alone == {code: rows for code, rows in FOUND[YEARLY].items() if code not in TOGETHER}


def test_both_texts_and_their_lines_are_quoted() -> None:
    """83 % on line 316, 90 % on line 742."""
    (finding,) = (f for f in _findings() if (f.code, f.row) == ("text_differs", "IV.11"))

    assert [quote.line for quote in finding.quotes] == [742, 316]
    assert finding.quotes[1].text.startswith("83% dân số")


def _apart(draft: PlanDraft) -> PlanDraft:
    def spread(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    rows = tuple(replace(row, text=spread(row.text)) for row in draft.rows)
    said = tuple(replace(one, text=spread(one.text)) for one in draft.statements)
    return replace(draft, rows=rows, statements=said)


def test_accents_apart_change_no_finding() -> None:
    """A text whose accents are signs of their own is compared like any other."""
    plans = [_apart(plan_of(LONG)), _apart(plan_of(YEARLY))]
    assert _by_code(lint(plans), plans[1].id) == FOUND[YEARLY]
