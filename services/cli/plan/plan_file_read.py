"""The models of a plan file as a draft: names are looked up, nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contracts.fields import period
from domain.draft import (
    CitedDocument,
    DraftDuty,
    DraftProject,
    DraftRow,
    DraftTable,
    DraftTarget,
    IndicatorChoice,
    Objective,
    Party,
    PlanDraft,
    PrintedTotal,
    Statement,
    TableRole,
    YearAmount,
)
from domain.plan import RowKind
from domain.reasons import Words
from domain.vietnamese.reading import Note, Span
from infra.yaml_places import FieldPath, Lines, line_of, shown
from services.cli.plan import plan_file_models as models
from services.cli.plan.plan_file_fields import (
    STATES,
    AgencyModel,
    AgencyRef,
    IndicatorModel,
    ReviewModel,
)
from services.cli.plan.plan_file_problems import FileProblem

_NO_AGENCY = Words("Không có cơ quan này trong mục agencies", "no such agency under `agencies`")
_WHICH_AGENCY = Words(
    "Chữ này chỉ nhiều cơ quan; ghi {text: …, name: …}", "it means several agencies: give `name`"
)
_NO_INDICATOR = Words(
    "Không có chỉ số này trong mục indicators", "no such indicator under `indicators`"
)
_TWICE = Words("Mã này đã dùng cho mục khác", "this id stands twice")
_NO_ROW = Words("Không có dòng nào có mã này", "no row has this id")
_BOTH = Words("Chỉ ghi target hoặc targets", "either target or targets")
_SPAN = Words("Đầu phải trước cuối", "the start is before the end")
_DEFINITION = Words("Sai số định nghĩa", "the definition's number is wrong")


@dataclass
class Reader:
    """Turns models into a draft, and gathers what is wrong on the way."""

    lines: Lines
    agencies: Mapping[str, AgencyModel]
    indicators: Mapping[str, IndicatorModel]
    problems: list[FileProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Index the agencies by every way in which they are meant."""
        self._meant: dict[str, list[str]] = {}
        for key, agency in self.agencies.items():
            for text in dict.fromkeys((key, *agency.printed)):
                self._meant.setdefault(text, []).append(key)

    def blame(self, path: FieldPath, words: Words, expected: str = "") -> None:
        """Note one thing wrong."""
        self.problems.append(FileProblem(line_of(path, self.lines), shown(path), words, expected))

    def party(self, ref: AgencyRef, path: FieldPath) -> Party:
        """Return the agency that is meant."""
        name = ref.name if ref.name is not None else ref.text
        keys = [name] if name in self.agencies else self._meant.get(name, [])
        if ref.name is None and len(self._meant.get(ref.text, [])) > 1:
            keys = self._meant[ref.text]
        if len(keys) != 1:
            self.blame(path, _WHICH_AGENCY if keys else _NO_AGENCY, "; ".join(keys))
            return Party(ref.text, name, "agency")
        return self.agency(keys[0], ref.text)

    def agency(self, key: str, text: str) -> Party:
        """Return an agency of the catalogue as some words print it."""
        one = self.agencies[key]
        return Party(text, one.name or key, one.kind, one.id, one.proposed)

    def maybe(self, ref: AgencyRef | None, path: FieldPath) -> Party | None:
        """Return the agency that is meant, if one is."""
        return self.party(ref, path) if ref else None

    def parties(self, refs: Iterable[AgencyRef], path: FieldPath) -> tuple[Party, ...]:
        """Return the agencies that are meant."""
        return tuple(self.party(ref, (*path, at)) for at, ref in enumerate(refs))

    def targets(
        self, holder: models.RowModel | models.ObjectiveModel, path: FieldPath
    ) -> tuple[DraftTarget, ...]:
        """Return the targets of a row or an objective."""
        if holder.target and holder.targets:
            self.blame((*path, "target"), _BOTH)
        if holder.target:
            return (self.target(holder.target, holder.text, (*path, "target")),)
        return tuple(
            self.target(target, holder.text, (*path, "targets", at))
            for at, target in enumerate(holder.targets)
        )

    def target(self, model: models.TargetModel, text: str, path: FieldPath) -> DraftTarget:
        """Return a target with its indicator."""
        indicator = self.indicator(model.indicator, (*path, "indicator"))
        subject = indicator.name if indicator else ""
        return DraftTarget(
            rule=model.rule.to_domain(),
            unit=model.unit,
            text=models.phrase_of(text) if model.text is None else model.text,
            indicator=indicator,
            subject=subject if model.subject is None else model.subject,
            stakes=model.stakes.to_domain() if model.stakes else None,
        )

    def indicator(self, name: str | None, path: FieldPath) -> IndicatorChoice | None:
        """Return the indicator of the catalogue."""
        if name is None:
            return None
        one = self.indicators.get(name)
        if one is None:
            self.blame(path, _NO_INDICATOR)
            return None
        id_, _, definition = name.partition("@")
        if definition and not (
            definition.isascii() and definition.isdigit() and 1 < int(definition) <= 10_000
        ):
            self.blame(path, _DEFINITION, f"{id_}@2")
            return None
        return IndicatorChoice(
            id_, one.name, one.unit, int(definition or 1), one.existing, one.change, one.direction
        )

    def notes(self, notes: Iterable[ReviewModel], path: FieldPath) -> tuple[Note, ...]:
        """Return review notes."""
        return tuple(self.note(note, (*path, "review", at)) for at, note in enumerate(notes))

    def note(self, note: ReviewModel, path: FieldPath) -> Note:
        """Return a review note."""
        if note.span and note.span[1] < note.span[0]:
            self.blame((*path, "span"), _SPAN)
        return Note(note.code, Span(*note.span) if note.span else None, note.detail)


def to_draft(file: models.PlanFile, lines: Lines) -> tuple[PlanDraft, tuple[FileProblem, ...]]:
    """Return the draft that a file holds, and what is wrong between its parts."""
    reader = Reader(lines, file.agencies, file.indicators)
    plan = file.plan
    draft = PlanDraft(
        id=plan.id,
        revision=plan.revision,
        issuer=reader.party(plan.issuer, ("plan", "issuer")),
        title=plan.title,
        number=plan.number,
        issued_on=plan.issued_on,
        period=period(plan.period),
        focal_point=reader.maybe(plan.focal_point, ("plan", "focal_point")),
        source=plan.source,
        notes=reader.notes(plan.review, ("plan",)),
        tables=tuple(_table(table) for table in file.tables),
        rows=tuple(_row(row, reader, ("rows", at)) for at, row in enumerate(file.rows)),
        objectives=tuple(
            _objective(one, reader, ("objectives", at)) for at, one in enumerate(file.objectives)
        ),
        projects=tuple(
            _project(one, reader, ("projects", at)) for at, one in enumerate(file.projects)
        ),
        totals=tuple(
            PrintedTotal(one.table, one.section, one.year, one.amount, one.line, one.text)
            for one in file.totals
        ),
        duties=tuple(_duty(duty, reader, ("duties", at)) for at, duty in enumerate(file.duties)),
        statements=tuple(Statement(one.text, one.line) for one in file.statements),
        documents=tuple(
            CitedDocument(one.number, one.issued_on, one.issuer, one.line, one.text)
            for one in file.documents
        ),
        agencies=tuple(reader.agency(key, one.name or key) for key, one in file.agencies.items()),
        members={
            one.id or one.name or key: one.members
            for key, one in file.agencies.items()
            if one.members
        },
    )
    _check_ids(file, reader)
    return draft, tuple(reader.problems)


def _check_ids(file: models.PlanFile, reader: Reader) -> None:
    for name in ("tables", "rows", "projects"):
        seen: set[str] = set()
        for at, item in enumerate(getattr(file, name)):
            if item.id in seen:
                reader.blame((name, at, "id"), _TWICE)
            seen.add(item.id)
    rows = {row.id for row in file.rows}
    for at, objective in enumerate(file.objectives):
        if objective.row is not None and objective.row not in rows:
            reader.blame(("objectives", at, "row"), _NO_ROW)


def _table(table: models.TableModel) -> DraftTable:
    role = TableRole(table.role)
    return DraftTable(table.id, table.heading, role, table.line, table.columns, table.unit)


def _row(row: models.RowModel, reader: Reader, path: FieldPath) -> DraftRow:
    deadline = row.deadline.to_domain() if row.deadline else None
    own_words = deadline.text if deadline else ""
    return DraftRow(
        id=row.id,
        table=row.table,
        number=row.number,
        printed_number=row.number if row.printed_number is None else row.printed_number,
        section=row.section,
        text=row.text,
        kind=RowKind(row.kind),
        targets=reader.targets(row, path),
        deadline=deadline,
        deadline_text=own_words if row.deadline_text is None else row.deadline_text,
        lead=reader.parties(row.lead, (*path, "lead")),
        coordinators=reader.parties(row.coordinators, (*path, "coordinators")),
        line=row.line,
        notes=reader.notes(row.review, path),
        state=STATES[row.state] if row.state else None,
        result_text=row.result_text,
        result=row.result.to_domain() if row.result else None,
        verdict=row.verdict,
        remark=row.remark,
        reviewed=row.reviewed,
        imported=row.imported,
    )


def _objective(one: models.ObjectiveModel, reader: Reader, path: FieldPath) -> Objective:
    return Objective(
        text=one.text,
        section=one.section,
        line=one.line,
        targets=reader.targets(one, path),
        row=one.row,
        notes=reader.notes(one.review, path),
        year=one.year,
    )


def _project(one: models.ProjectModel, reader: Reader, path: FieldPath) -> DraftProject:
    return DraftProject(
        id=one.id,
        table=one.table,
        number=one.number,
        section=one.section,
        name=one.name,
        agency=reader.maybe(one.agency, (*path, "agency")),
        total_investment=one.total_investment,
        amounts=tuple(YearAmount(each.year, each.amount, each.source) for each in one.amounts),
        years=one.years,
        decision=one.decision,
        objective=one.objective,
        source=one.source,
        status_text=one.status_text,
        status=STATES[one.status] if one.status else None,
        remark=one.remark,
        line=one.line,
        notes=reader.notes(one.review, path),
        imported=one.imported,
    )


def _duty(duty: models.DutyModel, reader: Reader, path: FieldPath) -> DraftDuty:
    return DraftDuty(
        reporter=reader.parties(duty.reporter, (*path, "reporter")),
        through=reader.maybe(duty.through, (*path, "through")),
        recipient=reader.maybe(duty.recipient, (*path, "recipient")),
        due_on=duty.due_on,
        frequency=duty.frequency,
        text=duty.text,
        line=duty.line,
        reviewed=duty.reviewed,
    )
