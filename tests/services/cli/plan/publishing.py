"""Drafts in few words, and an ingest without servers that admits what a publication sends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from contracts.publication import (
    Asker,
    Publication,
    StandingAgency,
    StandingIndicator,
    StandingThing,
)
from contracts.rejections import Refusal
from domain.bound import Relation
from domain.deadline import YearEndDeadline
from domain.draft import (
    DraftRow,
    DraftTable,
    DraftTarget,
    IndicatorChoice,
    Party,
    PlanDraft,
    TableRole,
)
from domain.period import Period
from domain.plan import RowKind
from domain.target import Rule, Threshold
from infra.access import Credential
from services.cli.plan.prepare import Options, Prepared, prepare
from services.cli.plan.publication import Step
from services.ingest.admit import admit
from services.ingest.known import DirectoryKnown, Known, RevisionKnown

PLAN = "cds-2023"
TODAY = date(2023, 9, 15)
NOW = datetime(2023, 9, 15, 3, 0, tzinfo=UTC)
PROVINCE = Party("UBND tỉnh", "Ủy ban nhân dân tỉnh Đồng Tháp", "people_committee", "H20")
FOCAL = Party("Sở TTTT", "Sở Thông tin và Truyền thông", "agency", "H20.14")
TABLE = DraftTable("pl-vii", "Phụ lục VII", TableRole.ASSIGNMENT, 10)
SCOPES = ("directory", "plan", "report")


def target(value: str, indicator: str = "ho-so-truc-tuyen", **changes: object) -> DraftTarget:
    """At least so many per cent of an indicator."""
    rule: Rule = Threshold(Relation.AT_LEAST, Decimal(value))
    choice = IndicatorChoice(indicator, f"Tỷ lệ {indicator}", "%")
    values: dict[str, object] = {"rule": rule, "unit": "%", "text": f"đạt {value}%"}
    return DraftTarget(**values | {"indicator": choice} | changes)  # type: ignore[arg-type] # a test's own words


def row(name: str, *targets: DraftTarget, **changes: object) -> DraftRow:
    """A row of the appendix: a target, or without one a task."""
    values: dict[str, object] = {
        "id": name,
        "table": TABLE.id,
        "number": name,
        "printed_number": name,
        "section": "I. Dữ liệu số",
        "text": f"Dòng {name}",
        "kind": RowKind.TARGET if targets else RowKind.TASK,
        "targets": targets,
        "deadline": YearEndDeadline(2023, "Cuối năm 2023"),
        "lead": (FOCAL,),
        "line": 700,
    }
    return DraftRow(**values | changes)  # type: ignore[arg-type] # a test's own words


def draft(*rows: DraftRow, **changes: object) -> PlanDraft:
    """A plan of the province for 2023."""
    values: dict[str, object] = {
        "id": PLAN,
        "issuer": PROVINCE,
        "title": "Kế hoạch chuyển đổi số tỉnh Đồng Tháp năm 2023",
        "number": "01/KH-UBND",
        "issued_on": date(2023, 1, 3),
        "period": Period.parse("2023"),
        "focal_point": FOCAL,
        "source": "ke-hoach.txt",
        "tables": (TABLE,),
        "rows": rows,
        "agencies": (PROVINCE, FOCAL),
    }
    return PlanDraft(**values | changes)  # type: ignore[arg-type] # a test's own words


class PaperIngest:
    """Admits events one by one with ingest's own decision, and says what stands."""

    def __init__(self, agency: str | None = None, scopes: tuple[str, ...] = SCOPES) -> None:
        self.known = Known()
        self.directory: list[StandingAgency] = []
        self.ids: set[str] = set()
        # The registry keeps the row in which a withdrawn thing stood.
        self.rows: dict[str, str] = {}
        self.credential = Credential("key", agency, frozenset(scopes), every_agency=agency is None)

    def take(self, step: Step) -> str:
        """Admit a step's event; the code of the refusal, or nothing."""
        said = admit(
            step.event,
            credential=self.credential,
            known=self.known,
            business_day=TODAY,
            now=NOW,
        )
        if isinstance(said, Refusal):
            return said.code.value
        assert step.event.id not in self.ids, "an id was used for two contents"
        self.ids.add(step.event.id)
        for change in said.changes:
            self.known.apply(change)
            if isinstance(change, RevisionKnown) and change.row_id:
                self.rows[change.thing] = change.row_id
            if isinstance(change, DirectoryKnown):
                self.directory.append(
                    StandingAgency(
                        agency=change.agency_id,
                        statement=change.statement,
                        revision=change.revision,
                        effective_on=change.effective_on,
                        name=change.name,
                        kind=change.kind,
                        members=change.members,
                    )
                )
        return ""

    def standing(self, plan: str = PLAN) -> Publication:
        """What stands of a plan, as the route tells it."""
        known = self.known
        things = []
        for thing, one in sorted(known.revisions.items()):
            kind, _, name = thing.partition("/")
            if one.plan_id == plan:
                things.append(
                    StandingThing(
                        kind=kind,  # type: ignore[arg-type] # the kinds of what belongs to a plan
                        id=name,
                        revision=one.revision,
                        withdrawn=one.withdrawn,
                        digest=one.digest.hex() if one.digest else None,
                        subject=one.subject or "",
                        row=self.rows.get(thing),
                    )
                )
        return Publication(
            plan=plan,
            effective_on=known.plans[plan].effective_on if plan in known.plans else None,
            asker=Asker(
                agency=self.credential.agency,
                every_agency=self.credential.every_agency,
                scopes=tuple(sorted(self.credential.scopes)),
            ),
            things=tuple(things),
            indicators=tuple(
                StandingIndicator(
                    id=one.id,
                    revision=max(one.definitions),
                    owner=one.owner,
                    digest=None,
                    definitions=dict(one.definitions),
                )
                for one in known.indicators.values()
            ),
            directory=tuple(sorted(self.directory, key=lambda one: (one.agency, one.revision))),
        )

    def publish(self, plan: PlanDraft, *, only: int | None = None) -> Prepared:
        """Publish a draft, or only its first steps; everything must be admitted."""
        prepared = prepare(plan, self.standing(plan.id), Options(TODAY)).without(
            frozenset(self.ids)
        )
        assert prepared.problems == ()
        for step in prepared.compared.steps[:only]:
            assert self.take(step) == "", (step.kind, step.id, step.reason)
        return prepared
