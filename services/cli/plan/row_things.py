"""The rows of a draft as publication speaks of them: ids, labels, what to know. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.draft import DraftRow, Party, PlanDraft, TableRole
from domain.reasons import Words

ID_MAX_LENGTH = 88
LABEL_LENGTH = 60
TABLE_NAME_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know of a line of the plan, in words."""

    words: Words
    line: int | None = None
    label: str = ""
    row: str | None = None


def rows_of(draft: PlanDraft) -> Iterator[DraftRow]:
    """Yield the rows that the plan lists: all but those of tables of results."""
    results = {table.id for table in draft.tables if table.role is TableRole.RESULTS}
    yield from (row for row in draft.rows if row.table not in results)


def tables_by_row(draft: PlanDraft) -> dict[str, str]:
    """Return the short name of each row's and project's table, in the order of the tables.

    It is what stands before the title (*Phụ lục VII*), or the id where that says no one table.
    """
    heads = {table.id: table.heading.partition(" — ")[0].strip() for table in draft.tables}
    often = Counter(heads.values())
    names = {
        id_: head if 0 < len(head) <= TABLE_NAME_LENGTH and often[head] == 1 else id_
        for id_, head in heads.items()
    }
    found = {row.id: row.table for row in draft.rows}
    found |= {project.id: project.table for project in draft.projects}
    order = {id_: at for at, id_ in enumerate(names)}
    rows = sorted(found, key=lambda row: order.get(found[row], len(order)))
    return {row: names.get(found[row], found[row]) for row in rows}


def label_of(row: DraftRow) -> str:
    """Return how a row is told to its officer."""
    return f"{row.number} {shortened(row.text)}".strip()


def shortened(text: str) -> str:
    """Return the beginning of a text, marked where it is cut."""
    return text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 3].rstrip()}…"


def known_ids(parties: Sequence[Party], line: int | None, remarks: list[Remark]) -> tuple[str, ...]:
    """Return the ids of parties; one without id is left out, and remarked on."""
    for party in parties:
        if party.agency is None:
            name = party.text or party.name
            words = Words(
                f"“{name}” chưa có mã cơ quan: để ngoài", f"“{name}” has no agency id: left out"
            )
            remarks.append(Remark(words, line))
    return tuple(dict.fromkeys(party.agency for party in parties if party.agency))


def thing_id(plan_id: str, row_id: str) -> str:
    """Return the id of a row's target or task: the row's own, told apart by the plan."""
    name = row_id if row_id.startswith(f"{plan_id}.") else f"{plan_id}.{row_id}"
    if len(name) <= ID_MAX_LENGTH:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{name[: ID_MAX_LENGTH - 11].rstrip('._-')}-{digest}"
