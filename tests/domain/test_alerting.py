"""The life of an alert, change by change: what opens it, what updates it, what alone closes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerting import (
    CLOSING_WORDS,
    OUTCOME_WORDS,
    RISK_WORDS,
    STAGE_WORDS,
    Alert,
    Closed,
    ClosingReason,
    Opened,
    Outcome,
    Risk,
    Situation,
    Stage,
    Updated,
    after,
    decide,
)

AT_RISK = Situation(risk=Risk.LIKELY_MISS, stage=Stage.AT_RISK, basis="a")
WATCHED = replace(AT_RISK, stage=Stage.WATCH)
NOTHING = Situation(risk=None, stage=None, basis="")
REACHED = replace(NOTHING, ending=(Outcome.AVERTED, ClosingReason.REACHED))
ABSENT = Situation(risk=Risk.MISSING_REPORT, stage=Stage.OVERDUE, basis="a", absence=True)
OPEN = Alert(opening=1, seq=1, open=True, risk=Risk.LIKELY_MISS, basis="a")
CLOSED = replace(OPEN, open=False, seq=2)
DISMISSED = replace(CLOSED, dismissed=True)

endings = st.none() | st.sampled_from(
    [(Outcome.AVERTED, ClosingReason.CHANCE_LOW), (Outcome.MISSED, ClosingReason.OFFICIALLY_MISSED)]
)
situations = st.one_of(
    st.builds(
        Situation,
        risk=st.sampled_from(Risk),
        stage=st.sampled_from(Stage),
        basis=st.sampled_from(["a", "b"]),
        may_open=st.booleans(),
        ending=endings,
        absence=st.booleans(),
        ending_waits=st.booleans(),
    ),
    st.builds(replace, st.just(NOTHING), ending=endings, ending_waits=st.booleans()),
)


@pytest.mark.parametrize("known", [None, CLOSED])
def test_a_risk_opens_an_alert(known: Alert | None) -> None:
    """The first alert, and another one after the first was closed."""
    opening = 1 if known is None else 2
    expected = Opened(Risk.LIKELY_MISS, Stage.AT_RISK, "a", opening)
    assert decide(known, AT_RISK, absence_settled=False) == expected


@pytest.mark.parametrize(
    "quiet", [NOTHING, replace(AT_RISK, may_open=False), replace(REACHED, risk=Risk.LIKELY_MISS)]
)
def test_what_is_settled_or_not_to_be_feared_opens_nothing(quiet: Situation) -> None:
    """No risk, a thing that is over, or one whose ending is known already."""
    assert decide(None, quiet, absence_settled=True) is None


def test_the_same_risk_from_the_same_evidence_says_nothing_new() -> None:
    """There is one open alert; what it rests on must change for it to speak again."""
    assert decide(OPEN, AT_RISK, absence_settled=False) is None


@pytest.mark.parametrize(
    "changed",
    [
        replace(AT_RISK, basis="b"),
        replace(AT_RISK, risk=Risk.MISSED_IN_A_PERIOD),
        replace(AT_RISK, stage=Stage.STALE),
    ],
)
def test_another_value_risk_or_stage_updates(changed: Situation) -> None:
    """The alert goes on under its id, with the next seq: a changed value is no new alert."""
    change = decide(OPEN, changed, absence_settled=False)
    assert isinstance(change, Updated)
    assert change.seq == 2


def test_what_was_at_risk_is_not_merely_watched_again() -> None:
    """Between the levels an alert stays what it is: opened at one, closed at another."""
    assert decide(OPEN, WATCHED, absence_settled=True) is None
    watched = replace(OPEN, stage=Stage.WATCH)
    worse = decide(watched, AT_RISK, absence_settled=False)
    assert worse == Updated(Risk.LIKELY_MISS, Stage.AT_RISK, "a", 2)


def test_an_absence_of_another_deadline_has_the_stage_of_that_one() -> None:
    """A deadline put off is news; of what rests on a chance the levels hold all the same."""
    known = replace(OPEN, risk=Risk.MISSING_REPORT)
    watched = replace(ABSENT, stage=Stage.WATCH)
    put_off = replace(watched, other_deadline=True)
    assert decide(known, watched, absence_settled=True) is None
    expected = Updated(Risk.MISSING_REPORT, Stage.WATCH, "a", 2)
    assert decide(known, put_off, absence_settled=True) == expected
    chance = replace(WATCHED, other_deadline=True)
    assert decide(OPEN, chance, absence_settled=True) is None


def test_silence_closes_nothing() -> None:
    """Nothing to fear any more, and nothing that ended it: the alert stays."""
    assert decide(OPEN, NOTHING, absence_settled=True) is None


def test_an_ending_closes() -> None:
    """Whatever is feared beside it."""
    expected = Closed(Outcome.AVERTED, ClosingReason.REACHED, seq=2)
    assert decide(OPEN, REACHED, absence_settled=False) == expected
    assert decide(OPEN, replace(AT_RISK, ending=REACHED.ending), absence_settled=False) == expected


def test_an_absence_counts_only_once_it_is_settled() -> None:
    """Before the hold is over the missing report may be on its way; afterwards it is absent."""
    assert decide(None, ABSENT, absence_settled=False) is None
    expected = Opened(Risk.MISSING_REPORT, Stage.OVERDUE, "a", 1)
    assert decide(None, ABSENT, absence_settled=True) == expected
    known = replace(OPEN, risk=Risk.MISSING_REPORT, stage=Stage.OVERDUE)
    stale = replace(ABSENT, stage=Stage.STALE)
    assert decide(known, stale, absence_settled=False) is None
    assert decide(known, stale, absence_settled=True) is not None


def test_an_open_absence_follows_amendments_at_once() -> None:
    """What is said of an absence already told may change without another hold."""
    known = replace(OPEN, risk=Risk.MISSING_REPORT, stage=Stage.OVERDUE)
    amended = replace(ABSENT, basis="b")
    expected = Updated(Risk.MISSING_REPORT, Stage.OVERDUE, "b", 2)
    assert decide(known, amended, absence_settled=False) == expected


def test_an_ending_that_rests_on_an_absence_waits_for_the_hold() -> None:
    """Short of the mark at the deadline: a better result may be on its way."""
    short = replace(
        NOTHING, ending=(Outcome.MISSED, ClosingReason.MISSED_AT_DEADLINE), ending_waits=True
    )
    assert decide(OPEN, short, absence_settled=False) is None
    assert isinstance(decide(OPEN, short, absence_settled=True), Closed)


def test_what_somebody_closed_comes_back_only_by_news() -> None:
    """The same evidence opens no other alert; another one does."""
    assert decide(DISMISSED, AT_RISK, absence_settled=True) is None
    assert isinstance(decide(DISMISSED, replace(AT_RISK, basis="b"), absence_settled=True), Opened)


def test_nothing_but_an_opening_happens_to_no_alert() -> None:
    """A change of an alert that was never opened is a fault of the program."""
    with pytest.raises(ValueError, match="only an opening"):
        after(None, Closed(Outcome.MISSED, ClosingReason.OFFICIALLY_MISSED, seq=2))


def test_everything_has_words() -> None:
    """Every risk, stage, outcome and reason can be said in Vietnamese and in English."""
    assert set(RISK_WORDS) == set(Risk)
    assert set(STAGE_WORDS) == set(Stage)
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


@given(st.sampled_from([None, OPEN, CLOSED, DISMISSED]), situations, st.booleans())
def test_the_same_situation_twice_changes_nothing_the_second_time(
    alert: Alert | None, situation: Situation, settled: bool
) -> None:
    """A status that comes again has no second effect."""
    change = decide(alert, situation, absence_settled=settled)
    if isinstance(change, Opened | Updated):
        assert decide(after(alert, change), situation, absence_settled=settled) is None


@given(st.sampled_from([OPEN, replace(OPEN, stage=Stage.WATCH)]), situations)
def test_only_what_names_an_ending_closes(alert: Alert, situation: Situation) -> None:
    """Without an ending an open alert is open afterwards, whatever is known or not."""
    change = decide(alert, replace(situation, ending=None), absence_settled=True)
    assert not isinstance(change, Closed)
