"""The registry in PostgreSQL: load what a batch mentions, save what it changed.

It belongs to ingest alone. Admission never asks the read model, so what was acknowledged a
moment ago is known at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

import orjson

from contracts.envelope import PREFIX
from domain.identity import EventRef
from infra.postgres import Connection
from infra.sql import load_queries
from services.ingest.known import (
    AgencyKnown,
    Change,
    DirectoryKnown,
    IndicatorKnown,
    Known,
    PlanKnown,
    ReportKnown,
    RevisionKnown,
    TargetKnown,
    TaskKnown,
)
from services.ingest.reading import Mentions

SCHEMA = "ingest"
_SQL = load_queries("services.ingest")
# The fields of a change are the parameters of its statement, in their order.
_STATEMENTS: dict[type, str] = {
    AgencyKnown: "save_agency",
    DirectoryKnown: "save_directory",
    PlanKnown: "save_plan",
    TargetKnown: "save_target",
    TaskKnown: "save_task",
    RevisionKnown: "save_revision",
}
# What is kept in every revision; of the rest, only as it is now.
_KEY_COLUMNS = {"save_plan": 2, "save_target": 2, "save_task": 2, "save_directory": 3}
_REPORT_TYPE = f"{PREFIX}measurement.reported.v1"


async def load(connection: Connection, wanted: Mentions) -> Known:
    """Return what the registry holds of all that is mentioned, and of what that leads to.

    A target leads to its plan and its leads, since they say who may report.
    """
    known = Known()
    await _load_subjects(connection, wanted, known)
    duties = [one for one in known.revised() if not isinstance(one, PlanKnown)]
    plans = wanted.plans | {duty.plan_id for duty in duties}
    agencies = wanted.agencies | {lead for duty in duties for lead in duty.lead}
    things = wanted.things | {f"target/{name}" for name in known.targets}
    things |= {f"task/{name}" for name in known.tasks}
    if plans:
        for row in await connection.fetch(_SQL["load_plans"], sorted(plans)):
            known.apply(PlanKnown(row[0], row[1], row[2], row[3], row[4], tuple(row[5])))
    if agencies:
        for row in await connection.fetch(_SQL["load_agencies"], sorted(agencies)):
            known.apply(AgencyKnown(row[0], row[1], row[2]))
    if things:
        for row in await connection.fetch(_SQL["load_revisions"], sorted(things)):
            known.apply(RevisionKnown(*row))
    return known


async def _load_subjects(connection: Connection, wanted: Mentions, known: Known) -> None:
    if wanted.indicators:
        for row in await connection.fetch(_SQL["load_indicators"], sorted(wanted.indicators)):
            definitions = {int(n): tuple(parts) for n, parts in orjson.loads(row[2]).items()}
            known.apply(IndicatorKnown(row[0], row[1], definitions))
    if wanted.indicators or wanted.targets:
        for row in await connection.fetch(
            _SQL["load_targets"], sorted(wanted.indicators), sorted(wanted.targets)
        ):
            known.apply(TargetKnown(**{**row, "lead": tuple(row["lead"])}))
    if wanted.tasks:
        for row in await connection.fetch(_SQL["load_tasks"], sorted(wanted.tasks)):
            lists = {"lead": tuple(row["lead"]), "parts": tuple(row["parts"])}
            known.apply(TaskKnown(**{**row, **lists}))
    if wanted.reports:
        refs = sorted(wanted.reports)
        for row in await connection.fetch(
            _SQL["load_reports"],
            [ref.agency for ref in refs],
            [ref.id for ref in refs],
            _REPORT_TYPE,
        ):
            known.apply(ReportKnown(EventRef(row[0], row[1]), row[2], row[3]))


async def save(connection: Connection, changes: Iterable[Change], *, schema: str = SCHEMA) -> None:
    """Write what a batch changed; of one row, the last change stands.

    A rebuild writes the same way, into tables of the same names in another schema.
    """
    last: dict[tuple[object, ...], tuple[str, tuple[object, ...]]] = {}
    for change in changes:
        if saved := _row(change):
            statement, row = saved
            last[(statement, *row[: _KEY_COLUMNS.get(statement, 1)])] = saved
    by_statement: dict[str, list[Sequence[object]]] = {}
    for _, (statement, row) in sorted(last.items(), key=lambda item: str(item[0])):
        by_statement.setdefault(statement, []).append(row)
    for statement, rows in by_statement.items():
        await connection.executemany(_SQL[statement].replace(f"{SCHEMA}.", f"{schema}."), rows)


def _row(change: Change) -> tuple[str, tuple[object, ...]] | None:
    """Return the statement that writes a change, and its parameters: the change's own fields."""
    if isinstance(change, ReportKnown):
        return None  # the ledger's own row says who first reported what
    if isinstance(change, IndicatorKnown):
        definitions = {str(n): list(parts) for n, parts in change.definitions.items()}
        return "save_indicator", (change.id, change.owner, orjson.dumps(definitions))
    values = (getattr(change, field.name) for field in fields(change))
    row = tuple(list(value) if isinstance(value, tuple) else value for value in values)
    return _STATEMENTS[type(change)], row


async def agencies_of_slugs(connection: Connection, slugs: Iterable[str]) -> dict[str, str]:
    """Return the agency of each slug of an inbound topic that has one."""
    rows = await connection.fetch(_SQL["agencies_of_slugs"], sorted(set(slugs)))
    return {row["slug"]: row["agency_id"] for row in rows}
