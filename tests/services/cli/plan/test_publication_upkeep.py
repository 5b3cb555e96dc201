"""What a publication finds that stands from before: older registries, changed directories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from contracts.publication import StandingAgency
from domain.draft import DraftProject, DraftTarget, Party, PlanDraft, YearAmount
from domain.plan import RowKind
from domain.target import Count
from services.cli.plan.prepare import Options, prepare
from services.cli.plan.publication import Act
from tests.services.cli.plan.publishing import (
    FOCAL,
    PLAN,
    PROVINCE,
    TODAY,
    PaperIngest,
    draft,
    row,
    target,
)

A = draft(row("i-1", target("80")), row("i-2", target("90", "van-ban")))


def test_what_was_set_before_rows_were_kept_is_amended_and_not_set_again() -> None:
    """After an upgrade neither row nor content is known: the target keeps its id, stated once."""
    ingest = PaperIngest()
    ingest.publish(A)
    told = ingest.standing()
    things = tuple(one.model_copy(update={"row": None, "digest": None}) for one in told.things)
    old = told.model_copy(update={"things": things})
    steps = prepare(A, old, Options(TODAY)).compared.steps
    assert {(one.kind, one.id, one.act) for one in steps} == {
        ("plan", PLAN, Act.AMEND),
        ("target", f"{PLAN}.i-1", Act.AMEND),
        ("target", f"{PLAN}.i-2", Act.AMEND),
    }


def test_money_that_cannot_be_read_withdraws_no_money() -> None:
    """An amount that no contract holds is held back; what stands of its project stays."""
    project = DraftProject("ii-1", "pl-ii", "1", "", "Kho", FOCAL, None, (amount("5"),))
    ingest = PaperIngest()
    ingest.publish(draft(*A.rows, projects=(project,)))
    broken = replace(project, amounts=(amount("1e25"),))
    again = ingest.publish(draft(*A.rows, projects=(broken,)))
    assert [one.row for one in again.blocked] == ["ii-1"]
    assert again.compared.steps == []


def amount(value: str) -> YearAmount:
    """So many million đồng of 2023."""
    return YearAmount(2023, Decimal(value), "NSTW")


def test_quantities_of_different_units_are_not_joined() -> None:
    """*100% hồ sơ* and *5 lớp* have no common unit; a share counted as things would be wrong."""
    classes = DraftTarget(Count(Decimal(5)), "lớp", "5 lớp")
    both = row("n-1", classes, replace(target("100"), indicator=None), kind=RowKind.TASK)
    prepared = prepare(draft(both), PaperIngest().standing(), Options(TODAY))
    assert [one.row for one in prepared.blocked] == ["n-1"]
