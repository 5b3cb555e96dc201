"""A document becomes a draft of a plan: tables and prose read, objectives matched with rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.draft import (
    DraftProject,
    DraftRow,
    DraftTable,
    Party,
    PlanDraft,
    TableRole,
)
from domain.vietnamese.reading import Note
from services.cli.plan.catalogue import with_parties
from services.cli.plan.document import Document
from services.cli.plan.importing.assignment import Entry, read_entries
from services.cli.plan.importing.duties import find_duties, find_focal_point
from services.cli.plan.importing.front import Front, read_front
from services.cli.plan.importing.kinds import Decided, decide, is_shaped, of_targets
from services.cli.plan.importing.matching import contained, pair, subject_words
from services.cli.plan.importing.objective_rows import (
    OBJECTIVES,
    objective,
    objective_row,
    with_row,
)
from services.cli.plan.importing.objectives import Aim, find_aims
from services.cli.plan.importing.options import ImportOptions
from services.cli.plan.importing.other_rows import listed_rows, other_rows
from services.cli.plan.importing.project_rows import project_rows
from services.cli.plan.importing.prose import Item, read_prose
from services.cli.plan.importing.prose_tasks import assigned_in_prose
from services.cli.plan.importing.result_rows import result_rows
from services.cli.plan.importing.statements import find_citations, find_statements, find_sums
from services.cli.plan.importing.tables import SourceTable, chosen, find_tables, prose_of
from services.cli.plan.importing.words import bare, number_slug, table_prefix, unique

_KNOWS_MERGES = (".xlsx", ".docx")


@dataclass(frozen=True, slots=True)
class _Assigned:
    """The rows of an assignment table before their kind is decided."""

    table: SourceTable
    entries: tuple[Entry, ...]
    ids: tuple[str, ...]


def outline(document: Document) -> tuple[DraftTable, ...]:
    """Return the tables of a document, for the officer to pick from."""
    return tuple(table.shown() for table in _every(document, read_prose(prose_of(document))))


def draft(document: Document, options: ImportOptions) -> PlanDraft:
    """Return the plan as read: nothing of a row is dropped, nothing is guessed in silence."""
    prose = prose_of(document)
    items = read_prose(prose)
    every = _every(document, items)
    front = read_front(document, prose, every, options)
    tables = _chosen(every, options)
    aims = find_aims(items, front.year)
    merges = document.name.lower().endswith(_KNOWS_MERGES)
    assigned = [
        _read(table, front, merges_known=merges)
        for table in tables
        if table.role is TableRole.ASSIGNMENT
    ]
    links = _links(aims, assigned)
    rows = _rows(tables, assigned, links, aims, front)
    projects, totals, tasks = project_rows(tables, front)
    unassigned = _wants_objectives(options)
    own = [objective_row(aim, front) for at, aim in enumerate(aims) if at not in links]
    objectives = tuple(objective(aim, links.get(at)) for at, aim in enumerate(aims))
    shown = [table.shown() for table in tables]
    if own and unassigned:
        rows = [*rows, *own]
        shown.append(DraftTable(OBJECTIVES, "Mục tiêu", TableRole.OBJECTIVES, own[0].line or 1))
        objectives = tuple(with_row(each, own) for each in objectives)
    focal = find_focal_point(items, front.place)
    duties = find_duties(items, front.place, front.year)
    order = {table.id: at for at, table in enumerate(shown)}
    rows = _distinct(sorted([*rows, *tasks], key=lambda row: order[row.table]))
    plan = PlanDraft(
        id=front.id,
        issuer=front.issuer,
        title=front.title,
        number=front.number,
        issued_on=front.issued_on,
        period=front.period,
        focal_point=focal,
        source=document.name,
        tables=tuple(shown),
        rows=tuple(rows),
        objectives=objectives,
        projects=projects,
        totals=(*totals, *find_sums(items, front.year)),
        duties=duties,
        statements=find_statements(items),
        documents=find_citations(document),
        agencies=_agencies(front.issuer, focal, rows, projects),
        notes=front.notes,
    )
    return with_parties(plan, lambda party: _issuer_itself(party, front))


def _every(document: Document, items: Sequence[Item]) -> tuple[SourceTable, ...]:
    """Return the tables of a document, and what its prose assigns as one more."""
    tables = find_tables(document)
    return (*tables, *assigned_in_prose(items, {table.id for table in tables}))


def _issuer_itself(party: Party, front: Front) -> Party:
    """Return the issuer where a party is only what the plan calls it (*UBND tỉnh*)."""
    if party.name != front.own_name or party.kind != front.issuer.kind:
        return party
    return replace(front.issuer, text=party.text)


def _chosen(tables: Sequence[SourceTable], options: ImportOptions) -> tuple[SourceTable, ...]:
    wanted = [each for each in options.tables if bare(each) != bare(OBJECTIVES)]
    return chosen(tables, wanted) if wanted or not options.tables else ()


def _wants_objectives(options: ImportOptions) -> bool:
    """Tell whether objectives that no row assigns become rows: not where tables were picked."""
    return not options.tables or any(bare(each) == bare(OBJECTIVES) for each in options.tables)


def _read(table: SourceTable, front: Front, *, merges_known: bool) -> _Assigned:
    entries = read_entries(table, front.place, front.year, merges_known=merges_known)
    prefix = table_prefix(front.id, table.id)
    return _Assigned(table, entries, _ids(prefix, [entry.row.number for entry in entries]))


def _distinct(rows: Sequence[DraftRow]) -> list[DraftRow]:
    """Return the rows with ids that are given once (*1.2* and a second *1* are both `1-2`)."""
    taken: set[str] = set()
    return [replace(row, id=unique(row.id, taken)) for row in rows]


def _ids(prefix: str, numbers: Iterable[str]) -> tuple[str, ...]:
    taken: set[str] = set()
    ids = []
    for number in numbers:
        base = f"{prefix}{number_slug(number) or 'x'}"
        at, candidate = 2, base
        while candidate in taken:
            at, candidate = at + 1, f"{base}-{at}"
        taken.add(candidate)
        ids.append(candidate)
    return tuple(ids)


def _links(aims: Sequence[Aim], assigned: Sequence[_Assigned]) -> dict[int, str]:
    """Return for each objective the row that assigns it; an obligation may only be part of one."""
    words = {
        id_: subject_words(entry.text)
        for each in assigned
        for id_, entry in zip(each.ids, each.entries, strict=True)
    }
    subjects = {at: subject_words(aim.text) for at, aim in enumerate(aims)}
    links = pair({at: subjects[at] for at, aim in enumerate(aims) if aim.stated}, words)
    for at, aim in enumerate(aims):
        if aim.stated or at in links:
            continue
        within = [id_ for id_, row in words.items() if contained(row, subjects[at])]
        if len(within) == 1:
            links[at] = within[0]
    return links


def _rows(
    tables: Sequence[SourceTable],
    assigned: Sequence[_Assigned],
    links: dict[int, str],
    aims: Sequence[Aim],
    front: Front,
) -> list[DraftRow]:
    """Return the rows of all tables but those of money, in the order of the document."""
    stated = {row for at, row in links.items() if aims[at].stated}
    has_objectives = any(aim.stated for aim in aims) or any(
        of_targets(each.table) for each in assigned
    )
    read = {each.table.id: each for each in assigned}
    rows: list[DraftRow] = []
    for table in tables:
        if each := read.get(table.id):
            mixed = not has_objectives and any(map(is_shaped, each.entries))
            for id_, entry in zip(each.ids, each.entries, strict=True):
                kind = decide(
                    entry,
                    table,
                    matched=id_ in stated,
                    has_objectives=has_objectives,
                    mixed=mixed,
                )
                rows.append(_row(id_, entry, table, kind))
        elif table.role is TableRole.RESULTS:
            rows.extend(result_rows(table, table_prefix(front.id, table.id), front.year))
        elif table.role is TableRole.OTHER:
            read_other = listed_rows if table.parts else other_rows
            rows.extend(read_other(table, table_prefix(front.id, table.id)))
    return rows


def _row(id_: str, entry: Entry, table: SourceTable, decided: Decided) -> DraftRow:
    kind, targets, notes = decided
    return DraftRow(
        id=id_,
        table=table.id,
        number=entry.row.number,
        printed_number=entry.row.printed,
        section=entry.row.section,
        text=entry.text,
        kind=kind,
        targets=targets,
        deadline=entry.deadline,
        deadline_text=entry.deadline_text,
        lead=entry.lead,
        coordinators=entry.coordinators,
        line=entry.row.line,
        notes=_once((*notes, *entry.notes)),
        remark=entry.remark,
    )


def _once(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(notes))


def _agencies(
    issuer: Party,
    focal: Party | None,
    rows: Sequence[DraftRow],
    projects: Sequence[DraftProject],
) -> tuple[Party, ...]:
    """Return everyone that the plan names, once each, in the order of first mention."""
    named = [issuer, *([focal] if focal else [])]
    for row in rows:
        named.extend((*row.lead, *row.coordinators))
    named.extend(project.agency for project in projects if project.agency)
    return tuple({party.agency or party.name: party for party in reversed(named)}.values())[::-1]
