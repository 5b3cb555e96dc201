"""What a publication finds that stands from before: older registries, changed directories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from contracts.publication import StandingAgency
from contracts.rules import Stakes
from contracts.targets import TargetAmended
from domain.draft import DraftDuty, DraftProject, DraftTarget, Party, PlanDraft, YearAmount
from domain.plan import RowKind
from domain.target import Count
from services.cli.plan.prepare import Options, prepare
from services.cli.plan.publication import Act
from services.ingest.known import AgencyKnown
from tests.builders import stakes
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


def test_what_is_at_stake_is_amended_like_any_other_word_of_a_target() -> None:
    """Given later it is one amendment, sent once; of a task, which has none, it is held back."""
    ingest = PaperIngest()
    ingest.publish(draft(row("i-1", target("80"))))
    given = draft(row("i-1", target("80", stakes=stakes("120", "600.5"))))
    [step] = ingest.publish(given).compared.steps
    assert (step.act, step.revision) == (Act.AMEND, 2)
    assert isinstance(step.event.data, TargetAmended)
    assert step.event.data.stakes == Stakes(cost=Decimal(120), loss=Decimal("600.5"))
    assert ingest.publish(given).compared.steps == []
    task = row("n-1", target("80", stakes=stakes("1", "5")), kind=RowKind.TASK)
    [held] = prepare(draft(task), ingest.standing(), Options(TODAY)).blocked
    assert (held.row, held.words.vi) == ("n-1", "Mục stakes chỉ dùng cho chỉ tiêu; hãy bỏ đi")


DISTRICTS = Party("UBND cấp huyện", "UBND cấp huyện", "group", "local:ubnd-cap-huyen")
LAP_VO = Party("Lấp Vò", "UBND huyện Lấp Vò", "people_committee", "H20.31")


def led_by_group() -> PlanDraft:
    """A plan of one target under a group lead of one district."""
    return draft(
        row("i-1", target("80"), lead=(DISTRICTS,)),
        agencies=(PROVINCE, FOCAL, DISTRICTS, LAP_VO),
        members={"local:ubnd-cap-huyen": ("UBND huyện Lấp Vò",)},
    )


def directory_changes(ingest: PaperIngest, on: date) -> None:
    """Tân Hồng is registered, and joins the group, on a day."""
    for agency, revision, members in (
        ("H20.32", 1, ()),
        ("local:ubnd-cap-huyen", 2, ("H20.31", "H20.32")),
    ):
        ingest.directory.append(
            StandingAgency(
                agency=agency,
                statement="registered",
                revision=revision,
                effective_on=on,
                name=agency,
                kind="group" if members else "people_committee",
                members=members,
            )
        )
        ingest.known.apply(AgencyKnown(agency, agency, is_group=bool(members)))


def test_a_change_of_the_directory_is_published_as_an_amendment() -> None:
    """Once: who joined holds from the day he joined, who was there keeps his; then nothing."""
    ingest = PaperIngest()
    ingest.publish(led_by_group())
    directory_changes(ingest, date(2023, 6, 1))
    [step] = ingest.publish(led_by_group()).compared.steps
    assert (step.act, step.kind, step.revision) == (Act.AMEND, "target", 2)
    assert "danh bạ" in step.reason.vi
    assert {(one.agency, one.valid_from) for one in step.event.data.members} == {
        ("H20.31", date(2023, 1, 3)),
        ("H20.32", date(2023, 6, 1)),
    }
    assert ingest.publish(led_by_group()).compared.steps == []


def test_a_plan_published_late_states_its_own_day_and_then_the_change() -> None:
    """Both at once, so that publishing again is a no-op here too."""
    ingest = PaperIngest()
    ingest.publish(led_by_group())
    directory_changes(ingest, date(2023, 6, 1))
    late = replace(led_by_group(), id="muon")
    steps = [one for one in ingest.publish(late).compared.steps if one.kind == "target"]
    assert [len(one.event.data.members) for one in steps] == [1, 2]
    assert ingest.publish(late).compared.steps == []


def test_a_directory_that_changes_after_the_plans_years_amends_nothing() -> None:
    """A merger two years later is no matter of a plan that is over."""
    ingest = PaperIngest()
    ingest.publish(led_by_group())
    directory_changes(ingest, date(2025, 7, 1))
    later = prepare(led_by_group(), ingest.standing(), Options(date(2026, 11, 22)))
    assert later.compared.steps == []


def test_a_reason_that_no_event_can_carry_is_told_and_nothing_is_sent() -> None:
    """Of an amendment only: the first statement has no reason, so it is found out late."""
    ingest = PaperIngest()
    ingest.publish(A)
    changed = draft(row("i-1", target("85")), A.rows[1])
    prepared = prepare(changed, ingest.standing(), Options(TODAY, reason="x" * 5_000))
    [problem] = prepared.problems
    assert problem.words.en.startswith("data.reason") or problem.words.en.startswith("reason")
    assert prepared.compared.steps == []


def test_a_report_duty_without_a_day_is_not_told_once_it_is_reviewed() -> None:
    """The officer who has marked it in the file knows that it is not published."""
    seen = DraftDuty((FOCAL,), None, PROVINCE, None, None, "định kỳ báo cáo", 504, reviewed=True)
    prepared = PaperIngest().publish(draft(A.rows[0], duties=(seen,)))
    [plan] = [one.event.data for one in prepared.compared.steps if one.kind == "plan"]
    assert (plan.report_duties, prepared.remarks) == ((), ())
