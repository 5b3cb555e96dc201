"""What stands in the tables of a version for what was derived: one tuple for each row.

Lists stand joined by commas, which no id contains, because that is how they travel as a
column of an array; `LISTS` says which columns they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from contracts.render import target_value_text
from domain.plan import Agency, AgencyStated, Indicator, IndicatorStated, Plan, PlanStated
from domain.status import TargetStatus
from domain.task_status import TaskStatus
from services.projector.fold import ProjectRow, StatedRow, StatusRow, SubjectRows

Row: TypeAlias = tuple[object, ...]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "subjects": ("subject", "partition", "review_after"),
    "agencies": ("agency_id", "name", "short_name", "kind", "members", "parent", "body"),
    "plans": (
        "plan_id",
        "issuer",
        "title",
        "number",
        "issued_on",
        "provisional_key",
        "period",
        "focal_point",
        "body",
    ),
    "indicators": ("indicator_id", "definition", "name", "unit", "higher_is_better", "body"),
    "projects": (
        "project_id",
        "plan_id",
        "row_id",
        "agency",
        "known_partition",
        "known_offset",
        "body",
    ),
    "targets": (
        "target_id",
        "indicator_id",
        "plan_id",
        "row_id",
        "number",
        "section",
        "text",
        "scope",
        "unit",
        "due_on",
        "lead",
        "coordinators",
        "phase",
        "provisional_verdict",
        "reason",
        "official_verdict",
        "official_reason",
        "estimated",
        "value_text",
        "known_partition",
        "known_offset",
        "status",
    ),
    "tasks": (
        "task_id",
        "plan_id",
        "row_id",
        "number",
        "section",
        "text",
        "scope",
        "due_on",
        "lead",
        "coordinators",
        "phase",
        "state",
        "state_phrase",
        "state_on",
        "overdue",
        "provisional_verdict",
        "reason",
        "official_verdict",
        "official_reason",
        "known_partition",
        "known_offset",
        "status",
    ),
}
"""The columns of each table, in the order of its tuples."""

LISTS: Mapping[str, tuple[int, ...]] = {
    name: tuple(
        at for at, column in enumerate(columns) if column in {"members", "lead", "coordinators"}
    )
    for name, columns in COLUMNS.items()
}
"""Which columns hold lists."""


def rows_of(derived: Iterable[SubjectRows]) -> dict[str, list[Row]]:
    """Return the rows of each table, in the order of what was derived; tables without any too."""
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for one in derived:
        rows["subjects"].append((one.subject, one.partition, one.review_after))
        if one.stated is not None:
            _add_stated(rows, one.stated)
        rows["projects"] += [_project(project) for project in one.projects]
        for status in one.statuses:
            if status.shown:
                _add_status(rows, status)
    return rows


def _add_stated(rows: dict[str, list[Row]], row: StatedRow) -> None:
    match row.fact:
        case AgencyStated(agency=agency):
            rows["agencies"].append(_agency(agency, row.body))
        case PlanStated(plan=plan):
            rows["plans"].append(_plan(plan, row.body))
        case IndicatorStated(indicator=indicator):
            rows["indicators"].append(_indicator(indicator, row.body))


def _add_status(rows: dict[str, list[Row]], row: StatusRow) -> None:
    if isinstance(row.status, TargetStatus):
        rows["targets"].append(_target(row, row.status))
    else:
        rows["tasks"].append(_task(row, row.status))


def _agency(it: Agency, body: bytes) -> Row:
    return (it.id, it.name, it.short_name, it.kind, ",".join(it.members), it.parent, body)


def _plan(it: Plan, body: bytes) -> Row:
    return (
        it.id,
        it.issuer,
        it.title,
        it.number,
        it.issued_on,
        it.provisional_key,
        it.period.code,
        it.focal_point,
        body,
    )


def _indicator(it: Indicator, body: bytes) -> Row:
    return (it.id, it.definition, it.name, it.unit, it.higher_is_better, body)


def _project(row: ProjectRow) -> Row:
    it = row.state
    return (it.project, it.plan, it.row, it.agency, row.partition, row.known_offset, row.body)


def _target(row: StatusRow, it: TargetStatus) -> Row:
    own = it.target
    return (
        own.id,
        own.indicator_id,
        own.plan_id,
        own.row_id,
        own.number,
        own.section,
        own.text,
        own.scope,
        own.unit,
        it.due_on,
        ",".join(own.lead),
        ",".join(own.coordinators),
        it.phase.value,
        it.provisional.verdict.value,
        it.provisional.reason.value,
        it.official.value if it.official else None,
        it.official_reason,
        it.estimated,
        target_value_text(it),
        row.partition,
        row.known_offset,
        row.payload,
    )


def _task(row: StatusRow, it: TaskStatus) -> Row:
    own = it.task
    return (
        own.id,
        own.plan_id,
        own.row_id,
        own.number,
        own.section,
        own.text,
        own.scope,
        it.due_on,
        ",".join(own.lead),
        ",".join(own.coordinators),
        it.phase.value,
        it.state.value if it.state else None,
        it.state_phrase,
        it.state_on,
        it.overdue,
        it.provisional.verdict.value,
        it.provisional.reason.value,
        it.official.value if it.official else None,
        it.official_reason,
        row.partition,
        row.known_offset,
        row.payload,
    )
