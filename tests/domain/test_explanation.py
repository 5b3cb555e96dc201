"""Explanations of single cases: each fact with its reason, each comparison as it was made."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from domain.bound import Cut, Relation
from domain.deadline import BeforeEventDeadline, BeforeMonthDeadline, WindowDeadline
from domain.evidence_words import BECAUSE_WORDS, ROLE_WORDS, Because, Role
from domain.explanation import Explanation, HowDue, explain_target, explain_task
from domain.history import Fact
from domain.measurement import Done
from domain.period import Period
from domain.reasons import Phase, Reason, Verdict
from domain.status import TargetStatus
from domain.target import Baseline, Growth, Member, Milestone, TargetStated
from domain.task import TaskState
from tests.builders import (
    TARGET_ID,
    TASK_ID,
    above,
    at_least,
    compound,
    confirmed,
    count,
    day,
    report,
    report_withdrawn,
    resolved,
    stamp,
    target,
    target_withdrawn,
    task,
    task_report,
)

YEAR_END = "2023-01-01"


def explained(*facts: Fact, on: str = YEAR_END) -> Explanation[TargetStatus]:
    """Explain the target on a day."""
    told = explain_target(facts, TARGET_ID, day(on))
    assert told is not None
    return told


def why(told: Explanation[TargetStatus]) -> dict[str, str]:
    """The reason of each fact that was given a name."""
    return {one.fact.stamp.event.id: one.because.value for one in told.evidence}


def test_a_strict_target_is_compared_just_above_its_number() -> None:
    """*82,50% so với trên 80%*: the value lies on 82,5, what is asked just above 80."""
    told = explained(target(above("80")), report("82.50", at=stamp(event="bc")))
    [part] = told.parts
    assert part.comparison is not None
    assert part.comparison.mark is not None
    assert part.comparison.where is not None
    assert part.comparison.mark.low == Cut(Fraction(80), 1)
    assert part.comparison.where.low == Cut(Fraction(165, 2))
    assert part.status.finding.verdict is Verdict.EXCEEDED


def test_a_compound_target_is_explained_part_by_part() -> None:
    """Each part has its own value and comparison; a part not asked for does not count."""
    told = explained(
        target(compound(tinh=above("90"), huyen=at_least("80"))),
        report("95", part="tinh", at=stamp(event="tinh")),
        report("70", part="huyen", at=stamp(event="huyen")),
        report("50", part="xa", at=stamp(event="xa")),
    )
    verdicts = [part.status.finding.verdict for part in told.parts]
    assert verdicts == [Verdict.EXCEEDED, Verdict.MISSED]
    assert why(told)["tinh"] == why(told)["huyen"] == "deciding_value"
    assert why(told)["xa"] == "other_part"
    assert told.status.provisional.reason is Reason.WORST_PART


def test_a_ratio_of_sums_names_every_member_that_it_was_added_from() -> None:
    """Two members are the sum, each by its own event; an estimate of the whole gives way."""
    stated = target(at_least("80"))
    members = tuple(Member(f"H20.{n}", Decimal(0), day("2022-01-01")) for n in (14, 15))
    told = explained(
        TargetStated(stated.stamp, replace(stated.target, members=members)),
        report("40/50", scope="H20.14", at=stamp(event="mot")),
        report("30/50", scope="H20.15", at=stamp(event="hai")),
        report("90", status="E", at=stamp(event="uoc")),
    )
    found = why(told)
    assert (found["mot"], found["hai"]) == ("part_of_sum", "part_of_sum")
    assert found["uoc"] == "members_firmer"
    [part] = told.parts
    assert part.comparison is not None
    assert part.comparison.where is not None
    assert part.comparison.where.low == Cut(Fraction(70))


def test_a_growth_is_told_with_the_level_that_it_started_from() -> None:
    """From the plan's baseline of 100, 7 % more is 107; 105 is short of it."""
    base = Baseline(Decimal(100), Period.parse("2021"))
    rule = Growth(Relation.AT_LEAST, Decimal(7), "level", None, base)
    told = explained(target(rule, unit="tỷ"), report("105", at=stamp(event="bc")))
    [part] = told.parts
    assert part.comparison is not None
    assert part.comparison.base is not None
    assert part.comparison.mark is not None
    assert (part.comparison.base.level, part.comparison.mark.low) == (
        Fraction(100),
        Cut(Fraction(107)),
    )


def test_a_level_that_must_grow_each_year_is_told_with_the_report_of_the_year_before() -> None:
    """From the 100 that was reported of 2021, 7 % more is 107."""
    rule = Growth(Relation.AT_LEAST, Decimal(7), "level", each="A")
    told = explained(
        target(rule, unit="tỷ"),
        report("100", period="2021", at=stamp(event="truoc")),
        report("107", period="2022", at=stamp(event="bc")),
    )
    [part] = told.parts
    assert part.comparison is not None
    assert part.comparison.base is not None
    assert part.comparison.base.point is not None
    assert part.comparison.mark is not None
    assert part.comparison.base.point.event.id == "truoc"
    assert (part.comparison.base.level, part.comparison.mark.low) == (
        Fraction(100),
        Cut(Fraction(107)),
    )


def test_a_milestone_has_nothing_to_place_on_an_axis() -> None:
    """*Hoàn thành* is the whole comparison."""
    told = explained(target(Milestone(), unit=""), report("done"))
    [part] = told.parts
    assert part.comparison is not None
    assert (part.comparison.value, part.comparison.where) == (Done(True), None)


def test_reports_outside_the_target_s_time_say_on_which_side() -> None:
    """Before its period, after its deadline, before a window, and only a part of the count."""
    told = explained(
        target(count("10"), unit="cuộc", deadline=BeforeMonthDeadline(2022, 10)),
        report("3", period="2021", at=stamp(event="truoc")),
        report("8", period="2022", at=stamp(event="sau")),
        report("5", period="2022-Q3", at=stamp(event="mot-phan")),
        on="2022-12-31",
    )
    found = why(told)
    assert [found[name] for name in ("truoc", "sau", "mot-phan")] == [
        "before_period",
        "after_deadline",
        "later_part_only",
    ]
    assert (told.deadline.how, told.deadline.due_on) == (HowDue.DAY_BEFORE, day("2022-09-30"))
    window = WindowDeadline(day("2022-10-01"), day("2022-10-15"))
    early = explained(
        target(at_least("1"), deadline=window),
        report("1", period="2022-09", at=stamp(event="som")),
    )
    assert why(early)["som"] == "before_window"


def test_an_open_deadline_names_the_event_that_fixed_it() -> None:
    """Until then it waits; a later resolution supersedes an earlier one."""
    open_ended = target(at_least("1"), deadline=BeforeEventDeadline("đưa vào sử dụng"))
    assert explained(open_ended).deadline.how is HowDue.WAITS
    first = resolved("2022-06-30", at=stamp(event="r1", effective_on="2022-02-01"))
    again = resolved("2022-09-30", at=stamp(event="r2", at="2022-03-01", effective_on="2022-03-01"))
    told = explained(open_ended, first, again)
    assert told.deadline.how is HowDue.RESOLVED
    assert told.deadline.resolved_by == again.stamp.event
    assert why(told)["r1"] == "resolved_again"


def test_a_withdrawn_target_keeps_its_last_wording() -> None:
    """The withdrawal decides; what it withdrew is still told, and that it was amended before."""
    told = explained(
        target(at_least("50"), at=stamp(event="r1", effective_on="2022-01-01")),
        target(
            at_least("60"),
            at=stamp(event="r2", at="2022-02-01", revision=2, effective_on="2022-02-01"),
        ),
        target_withdrawn(
            at=stamp(event="w", at="2022-03-01", revision=3, effective_on="2022-03-01")
        ),
    )
    assert told.status.phase is Phase.WITHDRAWN
    assert why(told) == {"r1": "amended", "r2": "last_wording", "w": "withdraws_target"}


def test_revisions_and_confirmations_name_what_took_their_place() -> None:
    """A corrected and a withdrawn report, and an official verdict given again."""
    told = explained(
        target(at_least("50")),
        report("40", at=stamp(event="a")),
        report("60", of="a", at=stamp(event="a2", revision=2)),
        report("90", at=stamp(event="b", at="2022-02-01")),
        report_withdrawn("b", at=stamp(event="b2", revision=2)),
        confirmed(Verdict.MET, at=stamp(event="c1", effective_on="2022-12-31")),
        confirmed(
            Verdict.EXCEEDED, at=stamp(event="c2", at="2022-12-31", effective_on="2022-12-31")
        ),
    )
    by = {one.fact.stamp.event.id: one.by.id for one in told.evidence if one.by is not None}
    assert by == {"a": "a2", "b": "b2", "c1": "c2"}
    assert why(told)["c2"] == "official_verdict"


def test_a_task_is_explained_by_its_latest_state_and_its_quantity() -> None:
    """The state that stands, the report that names the quantity, and the earlier ones."""
    facts: list[Fact] = [
        task(quantity=count("5"), unit="cuộc"),
        task_report(TaskState.IN_PROGRESS, on="2022-03-01", at=stamp(event="mot")),
        task_report(TaskState.IN_PROGRESS, on="2022-06-01", quantity="4", at=stamp(event="hai")),
        task_report(TaskState.DONE, on="2022-12-01", at=stamp(event="ba")),
        task_report(TaskState.DONE, on="2023-06-01", at=stamp(event="sau")),
    ]
    told = explain_task(facts, TASK_ID, day(YEAR_END))
    assert told is not None
    found = {one.fact.stamp.event.id: one.because for one in told.evidence}
    assert found["mot"] is Because.EARLIER_STATE
    assert found["hai"] is Because.DECIDING_QUANTITY
    assert found["ba"] is Because.LATEST_STATE
    assert found["sau"] is Because.AFTER_AS_OF


def test_every_reason_has_a_role_and_words() -> None:
    """Vietnamese first, English beside; none is left without."""
    assert set(BECAUSE_WORDS) == set(Because)
    assert set(ROLE_WORDS) == set(Role)
    assert {because.role for because in Because} == set(Role)
    assert all(because.words.vi and because.words.en for because in Because)
