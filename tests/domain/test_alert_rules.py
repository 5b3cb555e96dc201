"""When a feared miss opens an alert, and what alone ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert_rules import (
    GivenBy,
    Grounds,
    Level,
    TargetKnown,
    Thresholds,
    evaluated,
    worse,
)
from domain.alerting import ClosingReason, Outcome, Stage
from domain.reasons import Phase, Verdict
from tests.builders import stakes

USUAL = Thresholds()
RUNNING = TargetKnown(
    phase=Phase.NOT_DUE,
    due_on=date(2023, 12, 31),
    provisional=Verdict.NO_DATA,
    official=None,
    level=Level.AT_RISK,
)
chances = st.fractions(0, 1)


@pytest.mark.parametrize(
    ("chance", "without", "level"),
    [
        ("0.8", None, Level.AT_RISK),
        ("0.79", None, Level.WATCH),
        ("0.6", "0.6", Level.AT_RISK),
        ("0.79", "0.59", Level.WATCH),
        ("0.59", "0.9", Level.WATCH),
        ("0.4", "0.9", Level.WATCH),
        ("0.39", "0.9", Level.CALM),
    ],
)
def test_an_alert_opens_on_two_measurements_or_on_a_sure_one(
    chance: str, without: str | None, level: Level
) -> None:
    """At .6 with the newest report and without it, or at .8; watched from .4 on."""
    found = USUAL.level(Fraction(chance), Fraction(without) if without else None)
    assert found is level


def test_cost_and_loss_give_a_target_its_own_thresholds() -> None:
    """Where a miss costs ten times what acting does, one acts from a chance of a tenth on."""
    own = Thresholds.of_stakes(stakes("1", "10"), GivenBy.PLAN)
    assert (own.open, own.sure, own.close) == (
        Fraction(1, 10),
        Fraction(55, 100),
        Fraction(667, 10_000),
    )
    assert own.level(Fraction(2, 10), Fraction(2, 10)) is Level.AT_RISK
    assert replace(Thresholds.of_stakes(stakes("6", "10"), GivenBy.FILE), grounds=None) == USUAL


def test_a_target_that_loses_almost_everything_still_comes_to_rest() -> None:
    """However little acting costs, a chance of none is below what is warned of."""
    own = Thresholds.of_stakes(stakes("0.000001", "99999999"), GivenBy.PLAN)
    assert own.level(Fraction(0), Fraction(0)) is Level.CALM
    assert own.level(Fraction(1, 10_000), Fraction(1, 10_000)) is Level.AT_RISK


@pytest.mark.parametrize(
    ("now", "before", "amended"),
    [
        (("1", "5", GivenBy.PLAN), None, True),
        (None, ("1", "5", GivenBy.PLAN), True),
        (("1", "5", GivenBy.PLAN), ("1", "4", GivenBy.PLAN), True),
        (("1", "5", GivenBy.PLAN), ("1.0", "5", GivenBy.PLAN), False),
        (("1", "5", GivenBy.FILE), None, False),
        (("1", "5", GivenBy.PLAN), ("1", "4", GivenBy.FILE), False),
        (None, None, False),
    ],
)
def test_only_the_plan_amends_what_is_at_stake(
    now: tuple[str, str, GivenBy] | None, before: tuple[str, str, GivenBy] | None, amended: bool
) -> None:
    """What the operator's file says, or said, is configuration, which never ends an alert."""
    told, then = (Grounds(stakes(one[0], one[1]), one[2]) if one else None for one in (now, before))
    assert replace(USUAL, grounds=told).amended_since(then) is amended


@given(chances, st.none() | chances)
def test_a_higher_chance_is_never_a_lower_level(chance: Fraction, without: Fraction | None) -> None:
    """In the order calm, watch, at risk."""
    order = [Level.CALM, Level.WATCH, Level.AT_RISK]
    levels = [USUAL.level(each, without) for each in (chance, (chance + 1) / 2)]
    assert order.index(levels[0]) <= order.index(levels[1])


@pytest.mark.parametrize(
    ("known", "ending"),
    [
        (RUNNING, None),
        (
            replace(RUNNING, phase=Phase.WITHDRAWN, official=Verdict.MET),
            (Outcome.WITHDRAWN, ClosingReason.TARGET_WITHDRAWN),
        ),
        (
            replace(RUNNING, official=Verdict.EXCEEDED),
            (Outcome.AVERTED, ClosingReason.OFFICIALLY_REACHED),
        ),
        (
            replace(RUNNING, official=Verdict.MISSED, provisional=Verdict.MET),
            (Outcome.MISSED, ClosingReason.OFFICIALLY_MISSED),
        ),
        (
            replace(RUNNING, official=Verdict.NO_DATA, phase=Phase.PAST_DUE),
            (Outcome.UNDETERMINED, ClosingReason.OFFICIALLY_WITHOUT_DATA),
        ),
        (
            replace(RUNNING, provisional=Verdict.MET),
            (Outcome.AVERTED, ClosingReason.REACHED),
        ),
        (
            replace(RUNNING, provisional=Verdict.MET, cause_gone=True),
            (Outcome.WITHDRAWN, ClosingReason.CAUSE_WITHDRAWN),
        ),
        (
            replace(RUNNING, phase=Phase.PAST_DUE, provisional=Verdict.MISSED),
            (Outcome.MISSED, ClosingReason.MISSED_AT_DEADLINE),
        ),
        (replace(RUNNING, phase=Phase.PAST_DUE, provisional=Verdict.UNDETERMINED), None),
        (
            replace(RUNNING, due_on=None, phase=Phase.DEADLINE_UNRESOLVED),
            (Outcome.AVERTED, ClosingReason.DEADLINE_OPEN),
        ),
        (
            replace(RUNNING, level=Level.CALM, measured=True),
            (Outcome.AVERTED, ClosingReason.CHANCE_LOW),
        ),
        (
            replace(RUNNING, level=Level.CALM, amended=True),
            (Outcome.AVERTED, ClosingReason.AMENDED),
        ),
        (replace(RUNNING, level=Level.CALM), None),
        (replace(RUNNING, level=Level.WATCH, measured=True), None),
        (replace(RUNNING, level=Level.WATCH, amended=True), None),
        (replace(RUNNING, level=None, measured=True), None),
    ],
)
def test_a_measurement_a_verdict_an_amendment_or_a_withdrawal_ends_it(
    known: TargetKnown, ending: tuple[Outcome, ClosingReason] | None
) -> None:
    """A chance that has fallen by time or by new parameters alone does not."""
    assert known.ending == ending


@pytest.mark.parametrize(
    "known",
    [
        replace(RUNNING, phase=Phase.PAST_DUE),
        replace(RUNNING, phase=Phase.WITHDRAWN),
        replace(RUNNING, phase=Phase.DEADLINE_UNRESOLVED, due_on=None),
        replace(RUNNING, official=Verdict.UNDETERMINED),
        replace(RUNNING, provisional=Verdict.EXCEEDED),
    ],
)
def test_what_is_over_or_reached_opens_no_alert(known: TargetKnown) -> None:
    """Past due, withdrawn, unresolved, evaluated, met."""
    assert not known.may_open


def test_a_verdict_ends_the_wait_for_a_report() -> None:
    """And so does the target's withdrawal."""
    assert evaluated(Phase.PAST_DUE, None) is None
    assert evaluated(Phase.PAST_DUE, Verdict.MET) == (Outcome.RESOLVED, ClosingReason.EVALUATED)
    assert evaluated(Phase.WITHDRAWN, None) == (
        Outcome.WITHDRAWN,
        ClosingReason.TARGET_WITHDRAWN,
    )


def test_of_two_stages_one_is_worse_and_overdue_and_stale_are_each_news() -> None:
    """Given a stage / on another / expect that neither the same nor a less grave one is news."""
    order = (Stage.WATCH, Stage.AT_RISK, Stage.OVERDUE, Stage.STALE)
    found = {(now, before) for now in order for before in order if worse(now, before)}
    upward = {(now, before) for at, now in enumerate(order) for before in order[:at]}
    assert found == upward | {(Stage.OVERDUE, Stage.STALE)}
