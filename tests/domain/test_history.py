"""A history is a set of facts: which report stands, which counts, and what is kept."""

from decimal import Decimal

from domain.budget import BudgetStated, ProjectFacts
from domain.history import Fact, counting, fold
from domain.identity import Stamp
from domain.period import Period
from domain.plan import (
    Agency,
    AgencyStated,
    AgencySucceeded,
    Indicator,
    IndicatorStated,
    Plan,
    PlanStated,
)
from domain.reasons import Verdict
from domain.task import TaskState
from tests.builders import (
    PROVINCE,
    at_least,
    confirmed,
    day,
    report,
    report_withdrawn,
    resolved,
    stamp,
    target,
    task,
    task_report,
)


def counting_ids(*facts: Fact, on: str = "2023-12-31", definition: int | None = None) -> list[str]:
    """Return the event ids of the counting reports of the province."""
    history = fold(facts)
    found = counting(history, scope=PROVINCE, as_of=day(on), definition=definition)
    return [fact.stamp.event.id for fact in found]


def said(event: str, *, at: str = "2023-01-01", revision: int = 1, agency: str = "H20.14") -> Stamp:
    """Return the stamp of something said, under its event id."""
    return stamp(event=event, at=at, revision=revision, agency=agency)


def test_the_highest_revision_of_a_report_stands() -> None:
    """Revision 3 stands over 2, though 2 was said and came later."""
    assert counting_ids(
        report("1", at=said("a")),
        report("3", of="a", at=said("c", at="2023-02-01", revision=3)),
        report("2", of="a", at=said("b", at="2023-03-01", revision=2)),
    ) == ["c"]


def test_of_equal_revisions_the_later_said_stands() -> None:
    """Then the agency's id, then the event's, so that there is always one answer."""
    assert counting_ids(
        report("1", at=said("a")),
        report("2", of="a", at=said("b", at="2023-02-01", revision=2)),
        report("3", of="a", at=said("c", at="2023-03-01", revision=2)),
        report("4", of="a", at=said("d", at="2023-03-01", revision=2)),
    ) == ["d"]


def test_a_withdrawn_report_drops_out() -> None:
    """What remains is what the others reported."""
    assert counting_ids(
        report("1", at=said("a", at="2023-02-01")),
        report("2", at=said("b", at="2023-01-01")),
        report_withdrawn("a", at=said("c", revision=2)),
    ) == ["b"]


def test_a_withdrawn_report_comes_back_by_a_higher_revision() -> None:
    """A withdrawal is a fact like any other."""
    assert counting_ids(
        report("1", at=said("a")),
        report_withdrawn("a", at=said("b", revision=2)),
        report("3", of="a", at=said("c", revision=3)),
    ) == ["c"]


def test_a_correction_that_comes_first_is_not_undone_by_the_report() -> None:
    """Arrival order changes nothing."""
    assert counting_ids(
        report("2", of="a", at=said("b", revision=2)),
        report("1", at=said("a", at="2023-12-01")),
    ) == ["b"]


def test_firmness_counts_before_lateness() -> None:
    """A and B over P over E, whenever they were said; then the latest."""
    estimate = report("1", status="E", at=said("e", at="2023-04-01"))
    provisional = report("2", status="P", at=said("p", at="2023-03-01"))
    normal = report("3", status="A", at=said("a", at="2023-01-01"))
    after_break = report("4", status="B", at=said("b", at="2023-02-01"))
    assert counting_ids(estimate, provisional) == ["p"]
    assert counting_ids(estimate, provisional, normal) == ["a"]
    assert counting_ids(estimate, provisional, normal, after_break) == ["b"]


def test_a_firm_value_counts_only_after_its_period() -> None:
    """Until then the estimate of the same period does."""
    facts = [report("1", status="E", at=said("e")), report("2", at=said("a"))]
    assert counting_ids(*facts, on="2022-12-30") == ["e"]
    assert counting_ids(*facts, on="2022-12-31") == ["a"]


def test_agencies_reporting_one_thing_are_ranked_by_id_at_last() -> None:
    """Two agencies, one instant: the same one counts everywhere."""
    assert counting_ids(
        report("1", at=said("x", agency="H20.14")), report("2", at=said("x", agency="H20.15"))
    ) == ["x"]
    first, second = (
        fold([report("1", at=said("x", agency=agency)) for agency in order])
        for order in [("H20.14", "H20.15"), ("H20.15", "H20.14")]
    )
    (fact,) = counting(first, scope=PROVINCE, as_of=day("2023-01-01"))
    assert fact.stamp.event.agency == "H20.15"
    assert counting(second, scope=PROVINCE, as_of=day("2023-01-01")) == [fact]


def test_one_span_written_in_two_ways_is_one_period() -> None:
    """`2022` and `2022-01-01/2022-12-31` are the same days."""
    assert counting_ids(
        report("1", period="2022", at=said("a", at="2023-01-01")),
        report("2", period="2022-01-01/2022-12-31", at=said("b", at="2023-02-01")),
    ) == ["b"]


def test_definitions_and_parts_are_series_of_their_own() -> None:
    """None hides another; a definition can be asked for alone."""
    facts = [
        report("1", at=said("a")),
        report("2", definition=2, at=said("b")),
        report("3", part="cap-tinh", at=said("c")),
    ]
    assert counting_ids(*facts) == ["a", "b", "c"]
    assert counting_ids(*facts, definition=2) == ["b"]


def test_series_are_ordered_by_the_end_of_the_period_then_the_longer_last() -> None:
    """So the last of a series is the latest and widest."""
    assert counting_ids(
        report("1", period="2022", at=said("nam")),
        report("2", period="2022-12", at=said("thang")),
        report("3", period="2022-Q3", at=said("quy-3")),
        report("4", period="2022-Q4", at=said("quy-4")),
    ) == ["quy-3", "thang", "quy-4", "nam"]


def other_facts() -> list[Fact]:
    """One fact of every kind that a history keeps beside reports and targets."""
    plan = Plan("p", PROVINCE, "Kế hoạch", None, None, Period.parse("2023"), "H20.14", ())
    indicator = Indicator("chi-so", 1, "Kinh tế số", "% GRDP", higher_is_better=True)
    agency = Agency("H20.14", "Sở Thông tin và Truyền thông", "Sở TTTT", "agency")
    return [
        PlanStated(stamp(effective_on="2023-01-01"), plan),
        IndicatorStated(stamp(effective_on="2023-01-01"), indicator),
        AgencyStated(stamp(effective_on="2023-01-01"), agency),
        AgencySucceeded(stamp(effective_on="2025-07-01"), "H20.14", ("H20.20",), "Sáp nhập"),
        BudgetStated(
            stamp(effective_on="2023-01-01"),
            "du-an",
            "allocated",
            "p",
            2023,
            Decimal(1),
            "NSTW",
            ProjectFacts("Kho dữ liệu"),
        ),
    ]


def test_every_kind_of_fact_is_kept_under_what_it_states() -> None:
    """A plan, an indicator, an agency, a succession and a budget are found again by their id."""
    facts = other_facts()
    history = fold(facts)
    for fact, name in zip(
        facts, ["p", "chi-so", "H20.14", "H20.14", "p/du-an/allocated/2023/NSTW"], strict=True
    ):
        assert history.standing(type(fact), name, day("2026-01-01")) == fact  # type: ignore[arg-type] # the type of a fact is a kind of fact
        assert history.standing(type(fact), "khac", day("2026-01-01")) is None


def test_a_provisional_key_is_a_plan_without_number_or_day() -> None:
    """The plan of 2023 has both blank."""
    plan = Plan("p", PROVINCE, "Kế hoạch", None, None, Period.parse("2023"), "H20.14", ())
    issued = Plan(
        "q", PROVINCE, "Kế hoạch", "144/KH-UBND", day("2022-04-25"), Period.parse("2022"), "", ()
    )
    assert plan.provisional_key
    assert not issued.provisional_key


def test_a_history_grows_onto_what_was_known() -> None:
    """Folding in two steps is folding in one, and leaves the first history as it was."""
    facts: list[Fact] = [
        target(at_least("50")),
        report("1"),
        task(),
        task_report(TaskState.DONE, on="2022-06-01"),
        resolved("2022-12-31"),
        confirmed(Verdict.MET),
        *other_facts(),
    ]
    half = fold(facts[:3])
    assert fold(facts[3:], onto=half) == fold(facts)
    assert half == fold(facts[:3])
