"""The JSON answers about obligations: what each holds, and how it is made. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from domain.directory import UNRESOLVED_WORDS, Problem
from domain.obligation import (
    ROLE_WORDS,
    STATE_WORDS,
    WHY_WORDS,
    Obligation,
    ReportState,
)
from services.api import answers
from services.api.assemble import words
from services.api.load import Moment
from services.api.moments import told
from services.api.obligations.load import Proposed
from services.api.paging import MalformedCursor, decode_cursor, encode_cursor
from services.api.views import Names

StateWord = Literal["reported", "late", "owing", "silent", "not_applicable"]
CURSOR_PARTS = 6


class ObligationItem(answers.Answer):
    """One report that one agency owes for one period.

    `role`: as `lead` of the whole scope, as `member` of a group, as the focal point that owes
    the `synthesis`; `group`: who owes it is not known. `due_by`: what fixes the day (the
    `target` itself, the plan's report `duty`, the `period_end`). `missing`: parts not reported.
    """

    plan_id: str
    kind: Literal["target", "task"]
    target_id: str | None = Field(examples=["dong-thap-2023-cds.phu-luc-vii.ii-2"])
    task_id: str | None
    indicator_id: str | None
    row_id: str
    number: str = Field(examples=["II.2"])
    text: str
    agency: str = Field(examples=["local:so-y-te-dong-thap"])
    agency_name: str = Field(examples=["Sở Y tế"])
    role: Literal["lead", "member", "synthesis", "group"]
    role_words: answers.Words
    scope: str
    period: str = Field(examples=["2023"])
    due_on: date
    due_by: Literal["target", "duty", "period_end"]
    state: StateWord
    state_words: answers.Words
    why: str = Field(examples=["nothing_reported"])
    why_words: answers.Words
    reported_on: date | None
    missing: list[str]


class ObligationsAnswer(answers.ListAnswer[ObligationItem]):
    """Obligations page by page; `counts` are of all that was asked for, by state."""

    counts: dict[StateWord, int]


class ProblemItem(answers.Answer):
    """A party of a group lead that could not be resolved, and why."""

    agency: str
    group: str | None
    reason: str
    reason_words: answers.Words


class MemberItem(answers.Answer):
    """A member as an amendment of the target would have it."""

    agency: str
    agency_name: str
    minimum: str
    valid_from: date


class ChangeItem(answers.Answer):
    """A target whose members the directory has otherwise: what `target.amended` would say.

    `members` is the whole new list; `revision` the one that the amendment would carry.
    """

    target_id: str
    indicator_id: str
    number: str
    text: str
    added: list[str]
    removed: list[str]
    members: list[MemberItem]
    revision: int
    problems: list[ProblemItem]


class ChangesAnswer(answers.Known):
    """The targets of a plan to amend since the directory changed; an empty list: none."""

    plan_id: str
    items: list[ChangeItem]


def chosen(
    rows: Iterable[Obligation], *, agency: str | None, state: str | None, kind: str | None
) -> list[Obligation]:
    """Return the obligations that a question asks for."""
    return [
        row
        for row in rows
        if (agency is None or row.agency == agency)
        and (state is None or row.state.value == state)
        and (kind is None or row.kind == kind)
    ]


def counts(rows: Iterable[Obligation]) -> dict[StateWord, int]:
    """Return how many obligations are in each state, zeros too."""
    found = Counter(row.state for row in rows)
    return {state.value: found[state] for state in ReportState}


def page_of(
    rows: Sequence[Obligation], cursor: str | None, limit: int
) -> tuple[Sequence[Obligation], str | None]:
    """Return a page of obligations and the cursor of the next one, None on the last.

    Raises:
        MalformedCursor: not one of ours, or of a row that is no more owed.
    """
    start = 0
    if cursor is not None:
        wanted = decode_cursor(cursor, parts=CURSOR_PARTS)
        start = next((at + 1 for at, row in enumerate(rows) if _key(row) == wanted), 0)
        if start == 0:
            raise MalformedCursor(cursor)
    shown = rows[start : start + limit]
    more = len(rows) > start + limit
    return shown, encode_cursor(_key(shown[-1])) if more else None


def item(row: Obligation, names: Names) -> ObligationItem:
    """Return an obligation as it is answered."""
    return ObligationItem.model_validate(
        {
            "plan_id": row.plan_id,
            "kind": row.kind,
            "target_id": row.subject_id if row.kind == "target" else None,
            "task_id": row.subject_id if row.kind == "task" else None,
            "indicator_id": row.indicator_id,
            "row_id": row.row_id,
            "number": row.number,
            "text": row.text,
            "agency": row.agency,
            "agency_name": names.short(row.agency),
            "role": row.role.value,
            "role_words": words(ROLE_WORDS[row.role]),
            "scope": row.scope,
            "period": row.period.code,
            "due_on": row.due_on,
            "due_by": row.due_by.value,
            "state": row.state.value,
            "state_words": words(STATE_WORDS[row.state]),
            "why": row.why.value,
            "why_words": words(WHY_WORDS[row.why]),
            "reported_on": row.reported_on,
            "missing": list(row.missing),
        }
    )


def list_answer(
    rows: Sequence[Obligation], cursor: str | None, limit: int, moment: Moment, names: Names
) -> ObligationsAnswer:
    """Return a page of obligations. Raises MalformedCursor."""
    shown, next_cursor = page_of(rows, cursor, limit)
    return ObligationsAnswer(
        **told(moment),
        items=[item(row, names) for row in shown],
        next_cursor=next_cursor,
        counts=counts(rows),
    )


def changes_answer(
    plan_id: str, found: Iterable[Proposed], moment: Moment, names: Names
) -> ChangesAnswer:
    """Return what the directory proposes to amend."""
    return ChangesAnswer(
        **told(moment),
        plan_id=plan_id,
        items=[_change(one, names) for one in found],
    )


def _change(one: Proposed, names: Names) -> ChangeItem:
    target = one.change.target
    return ChangeItem(
        target_id=target.id,
        indicator_id=target.indicator_id,
        number=target.number,
        text=target.text,
        added=list(one.change.added),
        removed=list(one.change.removed),
        members=[
            MemberItem(
                agency=member.agency,
                agency_name=names.short(member.agency),
                minimum=f"{member.minimum:f}",
                valid_from=member.valid_from,
            )
            for member in one.change.amended.members
        ],
        revision=one.revision,
        problems=[_problem(problem) for problem in one.change.problems],
    )


def _problem(problem: Problem) -> ProblemItem:
    return ProblemItem(
        agency=problem.agency,
        group=problem.group,
        reason=problem.reason.value,
        reason_words=words(UNRESOLVED_WORDS[problem.reason]),
    )


def _key(row: Obligation) -> tuple[str, ...]:
    return (row.plan_id, *row.key)


def by_agency(rows: Iterable[Obligation]) -> Mapping[str, Counter[ReportState]]:
    """Return how many reports of each state every agency owes."""
    found: dict[str, Counter[ReportState]] = {}
    for row in rows:
        found.setdefault(row.agency, Counter())[row.state] += 1
    return found
