"""The life of an alert, change by change: what opens it, what updates it, what alone closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerting import (
    CLOSING_WORDS,
    OUTCOME_WORDS,
    RISK_WORDS,
    Alert,
    Closed,
    ClosingReason,
    Opened,
    Outcome,
    Risk,
    Situation,
    Updated,
    after,
    decide,
)
from domain.reasons import Phase, Verdict

AT_RISK = Situation(
    due_on=date(2023, 12, 31),
    phase=Phase.NOT_DUE,
    provisional=Verdict.NO_DATA,
    official=None,
    risk=Risk.SHORT_OF_PACE,
    basis="a",
    assessed=True,
)
OPEN = Alert(opening=1, seq=1, open=True, risk=Risk.SHORT_OF_PACE, basis="a")
CLOSED = replace(OPEN, open=False, seq=2)
NO_RISK = replace(AT_RISK, risk=None, basis="")

situations = st.builds(
    Situation,
    due_on=st.none() | st.just(date(2023, 12, 31)),
    phase=st.sampled_from(Phase),
    provisional=st.sampled_from(Verdict),
    official=st.none() | st.sampled_from(Verdict),
    risk=st.none() | st.sampled_from(Risk),
    basis=st.sampled_from(["a", "b"]),
    assessed=st.booleans(),
)


def test_a_risk_opens_an_alert() -> None:
    """The first alert of a target, and another one after the first was closed."""
    assert decide(None, AT_RISK, absence_settled=False) == Opened(Risk.SHORT_OF_PACE, "a", 1)
    assert decide(CLOSED, AT_RISK, absence_settled=False) == Opened(Risk.SHORT_OF_PACE, "a", 2)


def test_the_same_risk_from_the_same_evidence_says_nothing_new() -> None:
    """A target has one open alert; what it rests on must change for it to speak again."""
    assert decide(OPEN, AT_RISK, absence_settled=False) is None


@pytest.mark.parametrize(
    "changed", [replace(AT_RISK, basis="b"), replace(AT_RISK, risk=Risk.LARGE_GAP)]
)
def test_another_evidence_or_class_updates(changed: Situation) -> None:
    """The alert goes on under its id, with the next seq."""
    change = decide(OPEN, changed, absence_settled=False)
    assert isinstance(change, Updated)
    assert change.seq == 2


@pytest.mark.parametrize(
    "quiet",
    [
        replace(AT_RISK, phase=Phase.PAST_DUE),
        replace(AT_RISK, phase=Phase.WITHDRAWN),
        replace(AT_RISK, phase=Phase.DEADLINE_UNRESOLVED, due_on=None),
        replace(AT_RISK, official=Verdict.MISSED),
        replace(AT_RISK, official=Verdict.UNDETERMINED),
        replace(AT_RISK, provisional=Verdict.MET),
        replace(AT_RISK, provisional=Verdict.EXCEEDED),
        NO_RISK,
    ],
)
def test_what_is_settled_or_not_due_to_be_judged_opens_nothing(quiet: Situation) -> None:
    """Past due, withdrawn, unresolved, evaluated, met, or not at risk: no alert."""
    assert decide(None, quiet, absence_settled=True) is None


@pytest.mark.parametrize(
    ("now", "outcome", "reason"),
    [
        (
            replace(AT_RISK, phase=Phase.WITHDRAWN, official=Verdict.MET),
            Outcome.WITHDRAWN,
            ClosingReason.TARGET_WITHDRAWN,
        ),
        (
            replace(AT_RISK, official=Verdict.EXCEEDED),
            Outcome.AVERTED,
            ClosingReason.OFFICIALLY_REACHED,
        ),
        (
            replace(AT_RISK, official=Verdict.MISSED, provisional=Verdict.MET),
            Outcome.MISSED,
            ClosingReason.OFFICIALLY_MISSED,
        ),
        (
            replace(AT_RISK, official=Verdict.UNDETERMINED),
            Outcome.UNDETERMINED,
            ClosingReason.OFFICIALLY_UNDETERMINED,
        ),
        (
            replace(AT_RISK, official=Verdict.NO_DATA, phase=Phase.PAST_DUE),
            Outcome.UNDETERMINED,
            ClosingReason.OFFICIALLY_WITHOUT_DATA,
        ),
        (replace(AT_RISK, provisional=Verdict.MET), Outcome.AVERTED, ClosingReason.REACHED),
        (
            replace(AT_RISK, phase=Phase.PAST_DUE, provisional=Verdict.MET),
            Outcome.AVERTED,
            ClosingReason.REACHED,
        ),
        (NO_RISK, Outcome.AVERTED, ClosingReason.PACE_SUFFICES),
        (
            replace(NO_RISK, due_on=None, phase=Phase.DEADLINE_UNRESOLVED),
            Outcome.AVERTED,
            ClosingReason.DEADLINE_OPEN,
        ),
    ],
)
def test_a_measurement_a_verdict_an_amendment_or_a_withdrawal_closes(
    now: Situation, outcome: Outcome, reason: ClosingReason
) -> None:
    """Averted, missed, undetermined, withdrawn: each for a stated reason; a verdict always ends."""
    assert decide(OPEN, now, absence_settled=False) == Closed(outcome, reason, seq=2)


@pytest.mark.parametrize(
    "silent",
    [
        replace(NO_RISK, assessed=False),
        replace(NO_RISK, assessed=False, phase=Phase.DUE_SOON),
        replace(NO_RISK, assessed=False, phase=Phase.PAST_DUE),
        replace(NO_RISK, phase=Phase.PAST_DUE, provisional=Verdict.UNDETERMINED),
    ],
)
def test_silence_closes_nothing(silent: Situation) -> None:
    """Nothing known, or nothing new: the alert stays."""
    assert decide(OPEN, silent, absence_settled=True) is None


def test_an_absence_counts_only_once_it_is_settled() -> None:
    """Before the hold is over the missing report may be on its way; afterwards it is absent."""
    absent = replace(AT_RISK, risk=Risk.NO_REPORT, assessed=False)
    assert decide(None, absent, absence_settled=False) is None
    assert decide(OPEN, absent, absence_settled=False) is None
    assert decide(None, absent, absence_settled=True) == Opened(Risk.NO_REPORT, "a", 1)
    assert decide(OPEN, absent, absence_settled=True) == Updated(Risk.NO_REPORT, "a", 2)


def test_a_miss_at_the_deadline_counts_only_once_it_is_settled() -> None:
    """A better result may be on its way; once the hold is over there is none."""
    short = replace(NO_RISK, phase=Phase.PAST_DUE, provisional=Verdict.MISSED)
    assert decide(OPEN, short, absence_settled=False) is None
    assert decide(OPEN, short, absence_settled=True) == Closed(
        Outcome.MISSED, ClosingReason.MISSED_AT_DEADLINE, seq=2
    )


def test_an_open_absence_follows_amendments_at_once() -> None:
    """What is said of an absence already told may change without another hold."""
    known = replace(OPEN, risk=Risk.NO_REPORT)
    amended = replace(AT_RISK, risk=Risk.NO_REPORT, basis="b", assessed=False)
    assert decide(known, amended, absence_settled=False) == Updated(Risk.NO_REPORT, "b", 2)


def test_nothing_but_an_opening_happens_to_no_alert() -> None:
    """A change of an alert that was never opened is a fault of the program."""
    with pytest.raises(ValueError, match="only an opening"):
        after(None, Closed(Outcome.MISSED, ClosingReason.OFFICIALLY_MISSED, seq=2))


def test_everything_has_words() -> None:
    """Every risk, outcome and reason can be said in Vietnamese and in English."""
    assert set(RISK_WORDS) == set(Risk)
    assert set(OUTCOME_WORDS) == set(Outcome)
    assert set(CLOSING_WORDS) == set(ClosingReason)


@given(st.lists(st.tuples(situations, st.booleans()), max_size=12))
def test_a_life_is_openings_then_changes_then_one_end(
    lived: list[tuple[Situation, bool]],
) -> None:
    """Whatever comes: seq rises by one within an alert, openings by one between alerts."""
    alert: Alert | None = None
    for situation, settled in lived:
        change = decide(alert, situation, absence_settled=settled)
        if change is None:
            continue
        was_open = alert is not None and alert.open
        assert isinstance(change, Opened) is not was_open
        before = alert
        alert = after(alert, change)
        if isinstance(change, Opened):
            assert change.seq == 1
            assert change.opening == (before.opening + 1 if before else 1)
        else:
            assert before is not None
            assert change.seq == before.seq + 1
            assert alert.opening == before.opening


@given(st.one_of(st.none(), st.just(OPEN), st.just(CLOSED)), situations, st.booleans())
def test_the_same_situation_twice_changes_nothing_the_second_time(
    alert: Alert | None, situation: Situation, settled: bool
) -> None:
    """A status that comes again has no second effect."""
    change = decide(alert, situation, absence_settled=settled)
    if change is not None and not isinstance(change, Closed):
        assert not isinstance(
            decide(after(alert, change), situation, absence_settled=settled), Opened | Updated
        )
