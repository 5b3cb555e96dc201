"""What is sent to bring a plan file's content to stand, whatever stands already."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.draft import (
    DraftDuty,
    DraftProject,
    DraftRow,
    DraftTable,
    IndicatorChoice,
    Party,
    TableRole,
    YearAmount,
)
from domain.plan import RowKind
from domain.task import TaskState
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.plan_events import event_id
from services.cli.plan.prepare import Options, Prepared, prepare
from services.cli.plan.publication import Act
from tests.services.cli.plan.publishing import (
    FOCAL,
    PLAN,
    PROVINCE,
    TABLE,
    TODAY,
    PaperIngest,
    draft,
    row,
    target,
)


def kinds(prepared: Prepared) -> Counter[tuple[str, str]]:
    """The steps, counted by what they do to what."""
    return Counter((step.act.value, step.kind) for step in prepared.compared.steps)


def content(ingest: PaperIngest) -> dict[tuple[str, str], str | None]:
    """What stands, without revisions."""
    things = ingest.standing().things
    return {(one.kind, one.id): one.digest for one in things if not one.withdrawn}


A = draft(row("i-1", target("80")), row("i-2", target("90", "van-ban")), row("i-3"))
B = draft(row("i-1", target("85")), row("i-2", target("90", "van-ban")), row("i-3"))


def test_a_first_publication_states_everything_in_an_order_that_is_admitted() -> None:
    """Agencies, indicators, the plan, then targets and tasks, from the plan's own day."""
    ingest = PaperIngest()
    prepared = ingest.publish(A)
    assert kinds(prepared) == {
        ("state", "agency"): 2,
        ("state", "indicator"): 2,
        ("state", "plan"): 1,
        ("state", "target"): 2,
        ("state", "task"): 1,
    }
    days = {step.event.data.effective_on for step in prepared.compared.steps}
    assert days == {date(2023, 1, 3)}
    assert prepared.compared.steps[-1].event.source == "H20"


def test_publishing_again_sends_nothing() -> None:
    """All three rows stand."""
    ingest = PaperIngest()
    ingest.publish(A)
    again = ingest.publish(A)
    assert again.compared.steps == []
    assert again.compared.rows == {"i-1", "i-2", "i-3"}


def test_a_to_b_to_a_is_revision_3_and_not_a_duplicate_of_1() -> None:
    """The content is the first one's again, the event is another."""
    ingest = PaperIngest()
    first = ingest.publish(A)
    ingest.publish(B)
    third = ingest.publish(A)
    [step] = third.compared.steps
    assert (step.act, step.kind, step.revision) == (Act.AMEND, "target", 3)
    assert step.event.type == "vn.chitieu.target.amended.v1"
    assert step.event.data.effective_on == TODAY
    assert step.event.id not in {one.event.id for one in first.compared.steps}


def test_a_row_taken_out_is_withdrawn_and_may_return() -> None:
    """The plan lists its rows anew; the target comes back with the next revision."""
    ingest = PaperIngest()
    ingest.publish(A)
    gone = ingest.publish(draft(*A.rows[1:]))
    assert kinds(gone) == {("amend", "plan"): 1, ("withdraw", "target"): 1}
    back = ingest.publish(A)
    assert {(s.kind, s.act.value, s.revision) for s in back.compared.steps} == {
        ("plan", "amend", 3),
        ("target", "amend", 3),
    }


def test_another_indicator_makes_another_target() -> None:
    """A target stays on its indicator; the one that stood is withdrawn, and returns by its id."""
    ingest = PaperIngest()
    ingest.publish(A)
    linked = draft(row("i-1", target("80", "khac")), *A.rows[1:])
    moved = ingest.publish(linked)
    assert kinds(moved) == {
        ("state", "indicator"): 1,
        ("withdraw", "target"): 1,
        ("state", "target"): 1,
    }
    assert ingest.publish(linked).compared.steps == []
    ingest.publish(A)
    assert ("target", f"{PLAN}.i-1") in content(ingest)


def test_a_row_of_several_indicators_has_several_targets() -> None:
    """They share the row, and keep their ids when their order changes."""
    ingest = PaperIngest()
    one, two = target("100"), target("60", "xu-ly")
    ingest.publish(draft(row("ii-4", one, two)))
    rows = {(t.row, t.subject) for t in ingest.standing().things if t.kind == "target"}
    assert rows == {
        ("ii-4", "indicator/ho-so-truc-tuyen"),
        ("ii-4", "indicator/xu-ly"),
    }
    assert ingest.publish(draft(row("ii-4", two, one))).compared.steps == []


def test_a_later_definition_is_a_break_that_the_file_asks_for() -> None:
    """`id@2` redefines, with the words of the change as the reason; id@1 is left alone."""
    ingest = PaperIngest()
    ingest.publish(A)
    choice = IndicatorChoice("ho-so-truc-tuyen", "Tỷ lệ khác", "%", 2, change="mẫu số khác")
    redefined = draft(row("i-1", replace(target("80"), indicator=choice)), *A.rows[1:])
    prepared = ingest.publish(redefined)
    [step] = [one for one in prepared.compared.steps if one.kind == "indicator"]
    assert (step.revision, step.event.data.reason) == (2, "mẫu số khác")
    assert kinds(prepared) == {("amend", "indicator"): 1, ("amend", "target"): 1}


def test_a_definition_that_only_a_table_of_results_uses_is_begun_with() -> None:
    """The results are not published, and the indicator's first definition is."""
    results = DraftTable("pl-i", "Phụ lục I", TableRole.RESULTS, 3)
    second = IndicatorChoice("du-lieu-mo", "Dữ liệu mở", "%", 2, change="mẫu số khác")
    old = row("k-1", target("50", "du-lieu-mo"), table="pl-i")
    new = row("i-1", replace(target("60"), indicator=second))
    prepared = PaperIngest().publish(draft(old, new, tables=(TABLE, results)))
    steps = [(one.kind, one.revision) for one in prepared.compared.steps]
    assert steps[2:] == [("indicator", 1), ("indicator", 2), ("plan", 1), ("target", 1)]
    alone = prepare(draft(new), PaperIngest().standing(), Options(TODAY))
    assert [one.row for one in alone.blocked] == ["i-1"]


def test_a_row_that_was_not_understood_is_held_back_with_its_line() -> None:
    """Target, deadline and lead; a note that the officer has decided holds nothing back."""
    note = (Note(Review.TARGET_NOT_UNDERSTOOD),)
    nobody = Party("Sở lạ", "Sở lạ", "agency")
    rows = (
        row("i-1", target("80"), notes=note),
        row("i-2", kind=RowKind.TARGET),
        row("i-3", deadline=None, deadline_text="khi nào xong"),
        row("i-4", lead=(nobody,)),
        row("i-5", target("70", "khac"), notes=note, reviewed=True),
        row("i-6", coordinators=(nobody,)),
        row("i-7", deadline=None),
    )
    prepared = PaperIngest().publish(draft(*rows))
    assert [one.row for one in prepared.blocked] == ["i-1", "i-2", "i-3", "i-4"]
    assert {step.row for step in prepared.compared.steps if step.row} == {"i-5", "i-6", "i-7"}
    assert any("Sở lạ" in one.words.vi for one in prepared.remarks)


def test_what_stands_in_a_row_that_is_held_back_stays() -> None:
    """A doubt about a row withdraws nothing."""
    ingest = PaperIngest()
    ingest.publish(A)
    doubted = replace(A.rows[0], notes=(Note(Review.DEADLINE_NOT_UNDERSTOOD),))
    assert ingest.publish(draft(doubted, *A.rows[1:])).compared.steps == []


def test_without_the_scope_for_the_directory_it_is_said_who_is_missing() -> None:
    """And how to register them; nothing else would be admitted."""
    ingest = PaperIngest(scopes=("plan",))
    [problem] = prepare(A, ingest.standing(), Options(TODAY)).problems
    assert "H20.14" in problem.words.vi
    assert "chitieu agency add" in problem.words.en


def test_a_group_lead_expands_to_its_members_of_the_plans_day() -> None:
    """The file's members are registered first, and reported by from the plan's day on."""
    group = Party("UBND cấp huyện", "UBND cấp huyện", "group", "local:ubnd-cap-huyen")
    one = Party("Lấp Vò", "UBND huyện Lấp Vò", "people_committee", "H20.31")
    plan = draft(
        row("i-1", target("80"), lead=(group,)),
        agencies=(PROVINCE, FOCAL, group, one),
        members={"local:ubnd-cap-huyen": ("UBND huyện Lấp Vò", "UBND huyện lạ")},
    )
    prepared = PaperIngest().publish(plan)
    [step] = [one for one in prepared.compared.steps if one.kind == "target"]
    [member] = step.event.data.members
    assert (member.agency, member.valid_from) == ("H20.31", date(2023, 1, 3))
    assert any("UBND huyện lạ" in one.words.vi for one in prepared.remarks)


def test_money_is_stated_by_year_and_source_and_dropped_when_it_is_gone() -> None:
    """What is not printed stays null; the state that the plan prints is reported once."""
    amounts = (YearAmount(2023, Decimal("4341.5"), "NSTW"), YearAmount(2023, None, "XSKT"))
    project = DraftProject("v-1", "pl-v", "1", "", "Kho dữ liệu", FOCAL, None, amounts)
    task = row("v-1", state=TaskState.IN_PROCEDURE)
    ingest = PaperIngest()
    first = ingest.publish(draft(task, projects=(project,)))
    stated = [one.event.data for one in first.compared.steps if one.kind == "budget"]
    assert [one.amount_million_vnd for one in stated] == [Decimal("4341.5"), None]
    assert kinds(first)["report", "report"] == 1
    assert ingest.publish(draft(task, projects=(project,))).compared.steps == []
    later = ingest.publish(draft(task, projects=(replace(project, amounts=amounts[:1]),)))
    assert kinds(later) == {("withdraw", "budget"): 1}


def test_report_duties_with_a_day_are_the_plans() -> None:
    """One for each reporter; without a recipient it is the issuer, without a day it is told."""
    due = DraftDuty((FOCAL,), None, None, date(2023, 11, 29), None, "trước 30/11", 504)
    prepared = PaperIngest().publish(draft(A.rows[0], duties=(due, replace(due, due_on=None))))
    [plan] = [one.event.data for one in prepared.compared.steps if one.kind == "plan"]
    assert [(d.reporter, d.recipient) for d in plan.report_duties] == [("H20.14", "H20")]
    assert [one.line for one in prepared.remarks] == [504]


def test_what_no_contract_holds_is_told_by_its_field() -> None:
    """The row is held back; the rest is published."""
    prepared = PaperIngest().publish(draft(row("i-1", target("80", unit="%" * 60)), *A.rows[1:]))
    assert [(one.row, one.words.vi.split(":")[0]) for one in prepared.blocked] == [("i-1", "unit")]


def test_the_loser_of_a_race_is_refused() -> None:
    """Two publishers prepared on the same standing state: the second's revision is not higher."""
    ingest = PaperIngest()
    ingest.publish(A)
    mine = prepare(B, ingest.standing(), Options(TODAY))
    other = draft(row("i-1", target("70")), *A.rows[1:])
    ingest.publish(other)
    assert [ingest.take(step) for step in mine.compared.steps] == ["revision_not_higher"]


def test_the_id_of_an_event_is_a_function_of_thing_revision_and_content() -> None:
    """So that sent again it is the same event; every one of the three makes another."""
    ids = {event_id(*given) for given in [
        ("target", "a", 1, "x"), ("target", "b", 1, "x"), ("target", "a", 2, "x"),
        ("target", "a", 1, "y"), ("task", "a", 1, "x")]}  # fmt: skip
    assert len(ids) == 5
    assert event_id("target", "a", 1, "x") == event_id("target", "a", 1, "x")


@st.composite
def rows(draw: st.DrawFn) -> list[DraftRow]:
    """A few rows, each there or not, a task or with targets on one of three indicators."""
    found = []
    for name in ("r-1", "r-2", "r-3"):
        shape = draw(st.sampled_from(["none", "task", "one", "two"]))
        value = draw(st.sampled_from(["70", "80"]))
        names = draw(st.permutations(["a", "b", "c"]))
        count = {"none": 0, "task": 0, "one": 1, "two": 2}[shape]
        if shape != "none":
            found.append(row(name, *(target(value, one) for one in names[:count])))
    return found


@given(st.lists(rows(), min_size=1, max_size=5), st.data())
def test_whatever_was_published_before_the_last_file_stands(
    files: list[list[DraftRow]], data: st.DataObject
) -> None:
    """Any files, each cut off anywhere: the last one, resumed, ends as if it were the first."""
    ingest = PaperIngest()
    for file in files:
        ingest.publish(draft(*file), only=data.draw(st.integers(0, 12)))
    ingest.publish(draft(*files[-1]))
    assert ingest.publish(draft(*files[-1])).compared.steps == []
    alone = PaperIngest()
    alone.publish(draft(*files[-1]))
    stands = sorted((d or "") for (kind, _), d in content(ingest).items() if kind != "target")
    assert stands == sorted((d or "") for (k, _), d in content(alone).items() if k != "target")
    assert _targets(ingest) == _targets(alone)


def _targets(ingest: PaperIngest) -> Counter[tuple[str | None, str]]:
    """Targets by row and indicator; their ids may differ by what stood before."""
    things = ingest.standing().things
    return Counter((t.row, t.subject) for t in things if t.kind == "target" and not t.withdrawn)
