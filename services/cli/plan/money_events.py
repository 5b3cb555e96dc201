"""The money of a draft's projects as things to publish, and the states that a plan prints. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.budget import line_key
from domain.draft import DraftProject, DraftRow, PlanDraft, YearAmount
from domain.reasons import Words
from services.cli.plan.publication import Wanted
from services.cli.plan.row_things import (
    Remark,
    known_ids,
    label_of,
    rows_of,
    shortened,
    thing_id,
)


def money(draft: PlanDraft, remarks: list[Remark]) -> Iterator[Wanted]:
    """Yield every amount of every project, by year and source.

    A project of which no amount is printed has one of the plan's first year that is null.
    """
    listed = {row.id for row in rows_of(draft)}
    for project in draft.projects:
        name = thing_id(draft.id, project.id)
        common = _state(draft, project, listed, remarks)
        amounts = project.amounts or (YearAmount(draft.period.start_on.year, None, project.source),)
        for amount in _joined(amounts, project, remarks):
            source = amount.source or project.source
            line = line_key("allocated", amount.year, source)
            state = {
                **common,
                "year": amount.year,
                "amount_million_vnd": amount.amount,
                "source": source,
            }
            yield Wanted(
                "budget",
                f"{draft.id}/{name}/{line}",
                f"project/{name}",
                state,
                project.id,
                project.line,
                f"{project.number} {project.name}"[:80].strip(),
            )


def states(draft: PlanDraft) -> Iterator[Wanted]:
    """Yield the states of tasks that the plan itself prints."""
    for row in rows_of(draft):
        if row.state is not None:
            yield _report(draft, row)


def _report(draft: PlanDraft, row: DraftRow) -> Wanted:
    name = thing_id(draft.id, row.id)
    project = next((one for one in draft.projects if one.id == row.id), None)
    state: dict[str, Any] = {
        "scope": draft.issuer.agency,
        "state": row.state.value if row.state else None,
        "phrase": project.status_text[:300] if project else "",
        "provenance": {"kind": "printed"},
    }
    return Wanted("report", name, f"task/{name}", state, row.id, row.line, label_of(row))


def _state(
    draft: PlanDraft, project: DraftProject, listed: set[str], remarks: list[Remark]
) -> dict[str, Any]:
    heading = next((table.heading for table in draft.tables if table.id == project.table), "")
    agency = known_ids((project.agency,), project.line, remarks) if project.agency else ()
    first, last = project.years or (None, None)
    return {
        "plan": draft.id,
        "project": project.name or project.number or "–",
        "agency": agency[0] if agency else None,
        "row": project.id if project.id in listed else None,
        "table": heading,
        "number": project.number,
        "section": project.section,
        "total_investment_million_vnd": project.total_investment,
        "first_year": first,
        "last_year": last,
        "decision": project.decision,
        "objective": project.objective,
        "status": project.status.value if project.status else None,
        "status_text": project.status_text,
        "remark": project.remark,
        "provenance": {"kind": "printed", "source": heading[:300] or None},
    }


def _joined(
    amounts: tuple[YearAmount, ...], project: DraftProject, remarks: list[Remark]
) -> Iterator[YearAmount]:
    """Yield amounts, those of one year and source added up: they are one thing."""
    found: dict[tuple[int, str], YearAmount] = {}
    for amount in amounts:
        key = (amount.year, amount.source or project.source)
        before = found.get(key)
        if before is None:
            found[key] = amount
            continue
        words = Words(
            f"Hai khoản cùng năm {amount.year}, cùng nguồn: đã cộng lại",
            f"Two amounts of {amount.year} from one source: added up",
        )
        remarks.append(Remark(words, project.line, shortened(project.name)))
        printed = [one.amount for one in (before, amount) if one.amount is not None]
        found[key] = YearAmount(
            amount.year, sum(printed[1:], printed[0]) if printed else None, key[1]
        )
    yield from found.values()
