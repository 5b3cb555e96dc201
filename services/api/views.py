"""A plan's targets and tasks as lines of its official tables. Pure.

What a page shows is decided here and in `badges`, and only printed by the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from contracts.budgets import ProjectState
from contracts.status import SeriesPoint, TargetStatus, TaskStatus
from domain.plan import PlanRow, RowKind
from domain.vietnamese.words import date_words, rule_words
from services.api.badges import (
    Badge,
    Due,
    Mark,
    due,
    point_marks,
    source_marks,
    state_badge,
    verdict_badge,
)
from services.api.coverage import coverage_text
from services.api.load import PlanPicture
from services.api.rows import Agency, Known
from services.api.wording import period_words, quantity_words, reason_words, state_words

_AGENCY = re.compile(r"local:[a-z0-9]+(?:-[a-z0-9]+)*|[A-Z][0-9]{2}(?:\.[0-9]{1,3}){1,8}")


@dataclass(frozen=True, slots=True)
class LastValue:
    """The latest value of an earlier period, or of another definition."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as a line of the official table. `row_text`: of a row with several targets."""

    target_id: str
    number: str
    row_text: str
    text: str
    asks: str
    value: str
    last_value: LastValue | None
    marks: tuple[Mark, ...]
    badge: Badge
    note: str
    due: Due
    lead: str
    coordinators: str
    coverage: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as a line of its table."""

    task_id: str
    number: str
    text: str
    badge: Badge
    asks: str
    value: str
    quantity_badge: Badge | None
    phrase: str
    state_on: str
    marks: tuple[Mark, ...]
    due: Due
    lead: str
    coordinators: str


@dataclass(frozen=True, slots=True)
class TargetSection:
    """Targets under one heading of the plan."""

    title: str
    lines: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True)
class TaskSection:
    """Tasks under one heading of the plan."""

    title: str
    lines: tuple[TaskLine, ...]


class Names:
    """Agencies by their short names; an unknown one by its id."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        self._agencies = agencies

    def short(self, agency_id: str) -> str:
        """Return how an agency is called for short."""
        agency = self._agencies.get(agency_id)
        return (agency.short_name or agency.name) if agency else agency_id

    def full(self, agency_id: str) -> str:
        """Return an agency's full name."""
        agency = self._agencies.get(agency_id)
        return agency.name if agency else agency_id

    def said(self, text: str) -> str:
        """Return a sentence with the agencies that it names by their ids called by their names."""
        return _AGENCY.sub(lambda found: self.short(found[0]), text)

    def list(self, agency_ids: Iterable[str]) -> str:
        """Return several agencies in one line."""
        return "; ".join(self.short(agency_id) for agency_id in agency_ids)


def target_line(known: Known[TargetStatus], names: Names, row_text: str = "") -> TargetLine:
    """Return a target as a line of the table."""
    status = known.status
    decided = _deciding_points(status)
    marks = dict.fromkeys(mark for point in decided for mark in point_marks(point))
    return TargetLine(
        target_id=status.target,
        number=status.number,
        row_text=row_text,
        text=status.text,
        asks=rule_words(status.rule.to_domain(), status.unit),
        value=status.value_text,
        last_value=None if status.value_text else _last_value(status),
        marks=tuple(marks),
        badge=verdict_badge(status),
        note=status.official_reason or _note(status),
        due=due(status, known.as_of),
        lead=names.list(status.lead),
        coordinators=names.list(status.coordinators),
        coverage=coverage_text(status),
    )


def task_line(known: Known[TaskStatus], names: Names) -> TaskLine:
    """Return a task as a line of the table."""
    status = known.status
    words = state_words(status).vi
    return TaskLine(
        task_id=status.task,
        number=status.number,
        text=status.text,
        badge=state_badge(status),
        asks=quantity_words(status),
        value=status.value_text,
        quantity_badge=verdict_badge(status) if status.quantity else None,
        phrase=status.state_phrase if status.state_phrase.casefold() != words.casefold() else "",
        state_on=date_words(status.state_on) if status.state_on else "",
        marks=source_marks(status.source_kind),
        due=due(status, known.as_of, overdue=status.overdue),
        lead=names.list(status.lead),
        coordinators=names.list(status.coordinators),
    )


def target_sections(picture: PlanPicture, names: Names) -> tuple[TargetSection, ...]:
    """Return the targets of a plan under its headings, in its order."""
    rows = {row.id: row for row in picture.plan.rows}
    shared = _rows_of_several(picture)
    lines: list[tuple[str, TargetLine]] = []
    seen: set[str] = set()
    for known in picture.targets:
        row_id = known.status.row
        first = row_id in shared and row_id not in seen and row_id in rows
        seen.add(row_id)
        line = target_line(known, names, rows[row_id].text if first else "")
        lines.append((known.status.section, line))
    return tuple(
        TargetSection(title, tuple(line for _, line in group))
        for title, group in groupby(lines, key=lambda pair: pair[0])
    )


def task_sections(picture: PlanPicture, names: Names) -> tuple[TaskSection, ...]:
    """Return the tasks of a plan under its headings, in its order."""
    lines = [(known.status.section, task_line(known, names)) for known in picture.tasks]
    return tuple(
        TaskSection(title, tuple(line for _, line in group))
        for title, group in groupby(lines, key=lambda pair: pair[0])
    )


def rows_not_followed(
    picture: PlanPicture, projects: Iterable[ProjectState] = ()
) -> tuple[PlanRow, ...]:
    """Return the plan's rows for which there is no target, task or project."""
    followed = {known.status.row for known in picture.targets}
    followed |= {known.status.row for known in picture.tasks}
    followed |= {project.row for project in projects if project.row}
    return tuple(
        row for row in picture.plan.rows if row.id not in followed and row.kind is not RowKind.OTHER
    )


def _rows_of_several(picture: PlanPicture) -> set[str]:
    """Rows that hold several targets, or whose text is another than their target's."""
    rows = {row.id: row.text for row in picture.plan.rows}
    held = [known.status for known in picture.targets]
    return {
        status.row
        for status in held
        if rows.get(status.row, status.text) != status.text
        or sum(other.row == status.row for other in held) > 1
    }


def _deciding_points(status: TargetStatus) -> list[SeriesPoint]:
    decided = {(part.part, part.period) for part in status.parts if part.period}
    return [p for p in status.series if p.comparable and (p.part, p.period) in decided]


def _last_value(status: TargetStatus) -> LastValue | None:
    if not status.series:
        return None
    point = max(status.series, key=lambda p: (p.comparable, p.end_on))
    return LastValue(f"{point.value_text} ({period_words(point.period)})", point_marks(point))


def _note(status: TargetStatus) -> str:
    """Say why, unless an official verdict stands and needs no reason of ours."""
    return "" if status.official_verdict else reason_words(status).vi
