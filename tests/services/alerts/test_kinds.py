"""What the alerts can and cannot foretell of each kind of rule, and that they say so."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.render import target_status_message
from domain.alerting import ClosingReason, Outcome, Risk, Stage
from domain.bound import Relation
from domain.deadline import ContinuousDeadline, WindowDeadline
from domain.forecast.pace import Aim, no_pace_because
from domain.history import Fact, fold
from domain.period import Period
from domain.status import judge_target
from domain.target import (
    Band,
    Baseline,
    Count,
    EntityFraction,
    Growth,
    Maintenance,
    Milestone,
    Rank,
    Reduction,
    Rule,
    SimpleRule,
)
from services.alerts.assessing.assess import assess
from services.alerts.assessing.finding import Assessment
from services.alerts.assessing.parameters import Parameters
from tests.builders import TARGET_ID, above, day, report, target
from tests.domain import facts as drawn

IN_2020 = Baseline(Decimal(100), Period.parse("2020"))
HALF = [report("10", period="2021"), report("11", period="2022-S1")]

FORESEEN: list[tuple[Rule, str]] = [
    (above("60"), "%"),
    (Band(Decimal(15), Decimal(20)), "%"),
    (Rank(5), ""),
    (EntityFraction(1, 1, of=18), "sở"),
    (Growth(Relation.AT_LEAST, Decimal(70)), "%"),
    (Reduction(Relation.AT_LEAST, Decimal(70)), "%"),
]
BY_PERIOD: list[tuple[SimpleRule, str]] = [
    (Maintenance(Relation.AT_LEAST, Decimal(9)), "%"),
    (Count(Decimal(20), per="S"), "cuộc"),
    (Growth(Relation.AT_LEAST, Decimal(70), each="A"), "%"),
    (Reduction(Relation.AT_LEAST, Decimal(95), "level", baseline=IN_2020), "thủ tục"),
]


def assessed(rule: Rule, unit: str, *reports: Fact, on: str) -> Assessment:
    """Assess a target of 2022 with some reports, as of a day."""
    judged = judge_target(fold([target(rule, unit=unit), *reports]), TARGET_ID, day(on)).status
    assert judged is not None
    return assess(target_status_message(judged), day(on), parameters=Parameters(), said={})


@pytest.mark.parametrize(("rule", "unit"), FORESEEN)
def test_where_there_is_a_level_to_head_for_a_chance_is_told(rule: Rule, unit: str) -> None:
    """Two reports give an answer of each kind of rule, with evidence where there is to fear."""
    found = assessed(rule, unit, *HALF, on="2022-10-01").by_kind["target"]
    assert no_pace_because(rule) is None
    assert found.chance is not None
    assert 0 <= found.chance <= 1


@pytest.mark.parametrize(("rule", "unit"), BY_PERIOD)
def test_what_must_hold_in_every_period_gets_an_answer_too(rule: SimpleRule, unit: str) -> None:
    """No pace leads there, but the reports say how likely the last one is to hold.

    What has come to the mark, and of which no alert has spoken, is asked nothing.
    """
    found = assessed(rule, unit, *HALF, on="2022-10-01").by_kind["target"]
    assert Aim.of(rule) is None
    reached = found.ending == (Outcome.AVERTED, ClosingReason.REACHED)
    assert reached or found.chance is not None or found.risk is Risk.MISSED_IN_A_PERIOD


def test_a_period_that_has_fallen_short_is_a_risk_of_its_own() -> None:
    """*Duy trì* 60 % in every half year, and the first half came to 50."""
    rule = Maintenance(Relation.AT_LEAST, Decimal(60))
    stated = target(rule, frequency="S")
    judged = judge_target(
        fold([stated, report("50", period="2022-S1")]), TARGET_ID, day("2022-10-01")
    ).status
    assert judged is not None
    status = target_status_message(judged)
    assert status.parts[0].reason == "missed_in_a_period"
    found = assess(status, day("2022-10-01"), parameters=Parameters(), said={}).by_kind["target"]
    assert (found.risk, found.stage) == (Risk.MISSED_IN_A_PERIOD, Stage.AT_RISK)


def test_where_nobody_knows_how_many_there_are_nothing_is_foretold() -> None:
    """No chance, no alert, and words for why."""
    rule = EntityFraction(1, 3)
    found = assessed(rule, "sở", *HALF, on="2022-10-01").by_kind["target"]
    assert (found.risk, found.chance) == (None, None)
    why = no_pace_because(rule)
    assert why is not None
    assert why.vi


def test_a_reduction_told_by_a_negative_number_is_no_measurement() -> None:
    """Nobody knows whether it is a fall or a rise."""
    rule = Reduction(Relation.AT_LEAST, Decimal(30))
    found = assessed(rule, "%", report("-30", period="2022-S1"), on="2022-10-01")
    assert found.by_kind["target"].chance is None


def test_what_was_done_before_the_window_is_no_comfort() -> None:
    """A milestone of September is none of October's: nothing is known of it."""
    window = WindowDeadline(day("2022-10-01"), day("2022-10-15"))
    facts: list[Fact] = [
        target(Milestone(), unit="", deadline=window),
        report("done", period="2022-09-20"),
    ]
    judged = judge_target(fold(facts), TARGET_ID, day("2022-10-05")).status
    assert judged is not None
    found = assess(
        target_status_message(judged), day("2022-10-05"), parameters=Parameters(), said={}
    )
    assert found.by_kind["target"].chance is None
    assert found.by_kind["target"].ending is None


def test_what_recurs_is_watched_turn_by_turn() -> None:
    """Half of the third quarter, not half of the year."""
    stated = target(above("60"), deadline=ContinuousDeadline(), frequency="Q")
    for as_of, stage in [("2022-02-10", None), ("2022-02-20", Stage.WATCH)]:
        judged = judge_target(fold([stated]), TARGET_ID, day(as_of)).status
        assert judged is not None
        found = assess(target_status_message(judged), day(as_of), parameters=Parameters(), said={})
        assert found.by_kind["report"].stage is stage


def test_a_level_within_the_band_is_not_foretold_as_beyond_it() -> None:
    """The projection is judged against both ends."""
    aim = Aim.of(Band(Decimal(15), Decimal(20)))
    assert aim is not None
    assert [aim.verdict(Fraction(n)).value for n in (14, 15, 20, 21)] == [
        "chua_dat",
        "dat",
        "dat",
        "vuot",
    ]


@settings(max_examples=40)
@given(facts=drawn.fact_lists, as_of=drawn.days, ahead=st.integers(0, 40))
def test_whatever_is_judged_can_be_assessed(facts: list[Fact], as_of: date, ahead: int) -> None:
    """No kind of rule or deadline makes the assessment fall over."""
    judged = judge_target(fold(facts), TARGET_ID, as_of).status
    if judged is not None:
        later = as_of + timedelta(days=ahead)
        found = assess(target_status_message(judged), later, parameters=Parameters(), said={})
        for each in found.findings:
            assert (each.risk is None) == (each.evidence is None)
