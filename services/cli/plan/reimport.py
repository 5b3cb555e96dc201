"""A plan read again, put together with its file: what the officer decided stays.

Pure. Field by field of each row: what he edited is kept, what only the document changed is
taken over, and where both happened his words stand and a note says what the document says now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.draft import DraftProject, DraftRow, DraftTarget, Objective, Party, PlanDraft
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.catalogue import entries, normal, with_parties
from services.cli.plan.ids import Item, match, renamed
from services.cli.plan.imports_again import mark, marks, printed, project_mark

SAME_ID_PART = 0.2
"""How large a part of the rows must be found again where the plan bears the same id."""
SAME_HEAD_PART = 0.5
"""How large a part, where only issuer and period are the same: a plan that got its number."""

_FIELDS: dict[str, tuple[str, ...]] = {
    "target": ("kind", "targets"),
    "deadline": ("deadline", "deadline_text"),
    "lead": ("lead",),
    "coordinators": ("coordinators",),
    "result": ("state", "result_text", "result", "verdict", "remark"),
}
_OF_DIRECTORY = frozenset((Review.GROUP_UNRESOLVED, Review.AGENCY_UNKNOWN))
_NOT_READ = {
    "target": (
        Review.TARGET_NOT_UNDERSTOOD,
        Review.NUMBER_AMBIGUOUS,
        Review.SEVERAL_NUMBERS,
        Review.IMPOSSIBLE,
    ),
    "deadline": (
        Review.DEADLINE_NOT_UNDERSTOOD,
        Review.DEADLINE_MISSING,
        Review.DATE_IMPOSSIBLE,
        Review.YEAR_ASSUMED,
    ),
    "lead": (Review.LEAD_MISSING,),
}
"""What a note says of the reading of a field: nothing any more, where it is read anew."""
_FIELD_WORDS = {
    "text": "nội dung",
    "target": "chỉ tiêu",
    "deadline": "thời hạn",
    "lead": "đơn vị chủ trì",
    "coordinators": "đơn vị phối hợp",
    "result": "kết quả",
}


@dataclass(frozen=True, slots=True)
class Again:
    """The two put together, and what became of the rows: ids kept, new, gone, changed."""

    draft: PlanDraft
    kept: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


def related(old: PlanDraft, new: PlanDraft) -> bool:
    """Tell whether a file and a document are of one plan, not of last year's or another's."""
    found, fewest = 0, min(len(old.rows), len(new.rows))
    if fewest:
        found = len(match(_items(old.rows), _items(new.rows)))
    if old.id == new.id:
        return found >= SAME_ID_PART * fewest
    same_issuer = old.issuer.name in {"", new.issuer.name}
    same_head = old.period == new.period and same_issuer
    return same_head and fewest > 0 and found >= SAME_HEAD_PART * fewest


def put_together(old: PlanDraft, new: PlanDraft, *, partly: bool = False) -> Again:
    """Return the plan as it is after reading it again.

    `new` carries its marks (`imports_again.marked`). `partly`: only some tables were read, so
    that rows of the others are no less there.
    """
    new = _as_decided(old, new)
    pairs = match(_items(old.rows), _items(new.rows))
    names = renamed(_items(new.rows), pairs, (row.id for row in old.rows))
    before = {row.id: row for row in old.rows}
    rows, changed = [], []
    for row in new.rows:
        own = before.get(pairs.get(row.id, ""))
        together = _row(own, row) if own else replace(row, id=names[row.id])
        rows.append(together)
        if own and any(note.code is Review.SOURCE_CHANGED for note in together.notes):
            changed.append(together.id)
    gone = [row for row in old.rows if row.id not in set(pairs.values())]
    tables = {table.id for table in new.tables}
    left = [row if partly and row.table not in tables else _removed(row) for row in gone]
    draft = replace(
        _plan(old, new),
        tables=(*new.tables, *(table for table in old.tables if table.id not in tables)),
        rows=(*rows, *left),
        objectives=_objectives(old, new, names),
        projects=_projects(old, new, names),
        totals=(
            *new.totals,
            *(total for total in old.totals if partly and total.table not in {"", *tables}),
        ),
        duties=_duties(old, new),
        members=old.members | new.members,
    )
    was_new = tuple(names[row.id] for row in new.rows if row.id not in pairs)
    return Again(normal(draft), len(pairs), was_new, tuple(row.id for row in gone), tuple(changed))


def _items(rows: Sequence[DraftRow]) -> list[Item]:
    return [Item(row.id, row.table, row.number, row.text) for row in rows]


def _as_decided(old: PlanDraft, new: PlanDraft) -> PlanDraft:
    """Name the agencies of the document as the file does: printed words, ids, kinds."""
    meant: dict[str, set[str]] = {}
    by_key: dict[str, Party] = {}
    for entry in entries(old):
        by_key[entry.key] = entry.party
        for text in (entry.key, *entry.printed):
            meant.setdefault(text, set()).add(entry.key)

    def change(party: Party) -> Party:
        keys = meant.get(party.text, set())
        own = by_key[next(iter(keys))] if len(keys) == 1 else by_key.get(party.name)
        if own is None or own.agency is None or (own.proposed and not party.proposed):
            return party
        return replace(own, text=party.text)

    return with_parties(new, change)


def _row(old: DraftRow, new: DraftRow) -> DraftRow:
    """One row before and after: who changed what since it was imported."""
    then, edited, read = marks(old.imported), marks(mark(old)), marks(new.imported)
    taken: dict[str, Any] = {}
    said: list[str] = []
    settled: set[Review] = set()
    if read["text"] != then.get("text"):
        said.append(f"{_FIELD_WORDS['text']}: trước «{old.text}»")
    for field, names in _FIELDS.items():
        if read[field] == then.get(field):
            continue
        if old.reviewed or edited[field] != then.get(field):
            if edited[field] != read[field]:
                said.append(f"{_FIELD_WORDS[field]}: văn bản nay ghi «{printed(new, field)}»")
            continue
        taken |= {name: getattr(new, name) for name in names}
        settled.update(_NOT_READ.get(field, ()))
        if then:
            said.append(f"{_FIELD_WORDS[field]}: trước «{printed(old, field)}»")
    if "targets" in taken:
        taken["targets"] = _with_decided(old, new)
    unchanged = not said and not taken
    changes = tuple(Note(Review.SOURCE_CHANGED, None, words) for words in said)
    before = tuple(note for note in old.notes if _still(note, new) and note.code not in settled)
    notes = before if unchanged else (*new.notes, *before, *changes)
    return replace(
        old,
        table=new.table,
        number=new.number,
        printed_number=new.printed_number,
        section=new.section,
        text=new.text,
        line=new.line,
        notes=tuple(dict.fromkeys(notes)),
        reviewed=old.reviewed and not said,
        imported=new.imported,
        **taken,
    )


def _still(note: Note, new: DraftRow) -> bool:
    """Tell whether a note of the file still holds: an agency may have been found since."""
    if note.code is Review.SOURCE_REMOVED:
        return False
    return note.code not in _OF_DIRECTORY or note in new.notes


def _with_decided(old: DraftRow, new: DraftRow) -> tuple[DraftTarget, ...]:
    """The targets read now, with the indicators and stakes decided for those before them."""
    if len(old.targets) != len(new.targets):
        return new.targets
    return tuple(
        replace(
            target,
            indicator=before.indicator if before.unit == target.unit else target.indicator,
            stakes=before.stakes,
        )
        for before, target in zip(old.targets, new.targets, strict=True)
    )


def _removed(row: DraftRow) -> DraftRow:
    note = Note(Review.SOURCE_REMOVED)
    return row if note in row.notes else replace(row, notes=(*row.notes, note), reviewed=False)


def _plan(old: PlanDraft, new: PlanDraft) -> PlanDraft:
    """The head of the plan: what the file says, and from the document what it left blank."""
    head = replace(
        new,
        id=old.id,
        revision=old.revision,
        title=old.title or new.title,
        number=old.number or new.number,
        issued_on=old.issued_on or new.issued_on,
        period=old.period,
        issuer=old.issuer if old.issuer.name else new.issuer,
        focal_point=old.focal_point or new.focal_point,
        agencies=(*old.agencies, *new.agencies),
    )
    same = "sha256:" in new.source and old.source == new.source
    said = tuple(
        Note(Review.SOURCE_CHANGED, None, f"{words}: văn bản nay ghi «{there}»")
        for words, here, there in (
            ("số", head.number, new.number),
            ("ngày", head.issued_on, new.issued_on),
            ("tên", head.title, new.title),
            ("kỳ", head.period.code, new.period.code),
        )
        if there and here != there and not same
    )
    told = {
        Review.PROVISIONAL_KEY: head.number is not None and head.issued_on is not None,
        Review.ISSUER_UNKNOWN: bool(head.issuer.name),
        Review.TITLE_MISSING: bool(head.title),
    }
    notes = tuple(note for note in (*old.notes, *said) if not told.get(note.code))
    return replace(head, notes=tuple(dict.fromkeys(notes)))


def _objectives(old: PlanDraft, new: PlanDraft, names: Mapping[str, str]) -> tuple[Objective, ...]:
    """Objectives read now; one in the same words keeps what was decided on it."""
    before = {(one.text, one.year): one for one in reversed(old.objectives)}
    made = []
    for one in new.objectives:
        row = names.get(one.row, one.row) if one.row else None
        own = before.get((one.text, one.year))
        if own:
            made.append(replace(own, line=one.line, section=one.section, row=own.row or row))
        else:
            made.append(replace(one, row=row))
    return tuple(made)


def _projects(old: PlanDraft, new: PlanDraft, names: Mapping[str, str]) -> tuple[DraftProject, ...]:
    """Projects read now under their old ids; one that the document left as it was stays."""
    items = [
        [Item(one.id, one.table, one.number, one.name) for one in each.projects]
        for each in (old, new)
    ]
    pairs = match(*items)
    ids = renamed(items[1], pairs, (one.id for one in old.projects)) | dict(names)
    before = {one.id: one for one in old.projects}
    made = []
    for one in new.projects:
        own = before.get(pairs.get(one.id, ""))
        id_ = ids[one.id]
        if own is None:
            made.append(replace(one, id=id_))
        elif own.imported == one.imported:
            made.append(replace(own, id=id_, table=one.table, number=one.number, line=one.line))
        else:
            edited = project_mark(own) != own.imported
            note = Note(Review.SOURCE_CHANGED, None, "bản đã sửa bị thay" if edited else "")
            made.append(replace(one, id=id_, notes=(*one.notes, note)))
    found = set(pairs.values())
    return (*made, *(one for one in old.projects if one.id not in found))


def _duties(old: PlanDraft, new: PlanDraft) -> tuple[Any, ...]:
    before = {duty.text: duty for duty in old.duties}
    read = [
        replace(before[duty.text], line=duty.line) if duty.text in before else duty
        for duty in new.duties
    ]
    return tuple(read)
