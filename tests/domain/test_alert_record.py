"""The record of alerts is a function of the set of marks; too few cases are called too few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.alert_record import ENOUGH, Aimed, MarkedAlert, record
from domain.alert_scoring import Mark, Told

DUE = date(2023, 12, 31)


def alert(number: int, mark: Mark, *chances: str) -> MarkedAlert:
    """Return an alert of a target of its own."""
    missed = {Mark.HIT: True, Mark.LATE: True, Mark.CALLED_OFF: True, Mark.VOID: None}
    return MarkedAlert(
        aimed=Aimed(f"t{number}", "h20", DUE),
        mark=mark,
        missed=missed.get(mark, False),
        official=True,
        lead_days=100 + number,
        lead_periods=Decimal(number),
        told=tuple(Told(DUE - timedelta(days=i), Decimal(p)) for i, p in enumerate(chances)),
    )


def test_precision_and_recall_are_of_what_they_say() -> None:
    """Given hits, late ones, false ones and silent misses / expect each in its place."""
    alerts = [
        *(alert(n, Mark.HIT) for n in range(15)),
        *(alert(n, Mark.LATE) for n in range(15, 18)),
        *(alert(n, Mark.FALSE) for n in range(18, 20)),
        *(alert(n, Mark.AVERTED) for n in range(20, 25)),
    ]
    silent = [Aimed(f"s{n}", "h20", DUE) for n in range(7)]
    done = record(alerts, silent)
    assert (done.precision.hits, done.precision.of) == (18, 20)
    assert (done.precision.value, done.precision.low) == (Decimal("0.9"), Decimal("0.699"))
    assert (done.recall.hits, done.recall.of, done.without_alert) == (15, 25, 7)
    assert (done.lead_days, done.lead_periods) == (Decimal("108.5"), Decimal("8.5"))


def test_too_few_cases_give_counts_and_no_shares() -> None:
    """Given one case too few / expect the counts, and neither precision nor Brier nor ECE."""
    done = record([alert(n, Mark.HIT, "0.9") for n in range(ENOUGH - 1)], [])
    assert done.precision.value is None
    assert (done.precision.hits, done.brier, done.ece) == (ENOUGH - 1, None, None)


def test_reliability_compares_what_was_told_with_what_happened() -> None:
    """Given 20 × .8 of which 16 missed, 10 × .15 of which none / expect just that."""
    alerts = [
        *(alert(n, Mark.HIT, "0.8") for n in range(16)),
        *(alert(n, Mark.FALSE, "0.8") for n in range(16, 20)),
        *(alert(n, Mark.AVERTED, "0.15") for n in range(20, 30)),
    ]
    done = record(alerts, [])
    by_low = {one.low: one for one in done.reliability if one.n}
    assert by_low[Decimal("0.8")].missed == by_low[Decimal("0.8")].chance == Decimal("0.8")
    assert (by_low[Decimal("0.1")].n, by_low[Decimal("0.1")].missed) == (10, Decimal(0))
    assert done.ece == Decimal("0.05")
    assert done.brier == Decimal("0.114167")


ALERTS = st.lists(
    st.builds(
        lambda number, mark, chances: alert(number, mark, *map(str, chances)),
        st.integers(0, 8),
        st.sampled_from(Mark),
        st.lists(st.decimals(0, 1, places=4), max_size=4),
    ),
    max_size=40,
)
SILENT = st.lists(st.builds(Aimed, st.sampled_from("abcd"), st.just("h20"), st.just(DUE)))


@given(ALERTS, SILENT, st.randoms(use_true_random=False))
def test_the_order_of_marks_changes_nothing(
    alerts: list[MarkedAlert], silent: list[Aimed], chance: Random
) -> None:
    """Law: whoever folds the log in another order gets the same figures."""
    first = record(alerts, silent)
    chance.shuffle(alerts)
    chance.shuffle(silent)
    assert record(alerts, silent) == first


@given(ALERTS, SILENT)
def test_every_alert_has_one_mark_and_every_share_is_one(
    alerts: list[MarkedAlert], silent: list[Aimed]
) -> None:
    """Law: the marks add up to the alerts, no share leaves 0 … 1, no chance is lost."""
    done = record(alerts, silent)
    assert sum(done.marks.values()) == done.alerts == len(alerts)
    assert sum(one.n for one in done.reliability) == done.forecasts
    for share in (done.precision, done.recall):
        assert 0 <= share.hits <= share.of
        if share.value is not None and share.low is not None and share.high is not None:
            assert 0 <= share.low <= share.value <= share.high <= 1


@given(ALERTS, SILENT)
def test_a_missed_target_without_alert_only_lowers_recall(
    alerts: list[MarkedAlert], silent: list[Aimed]
) -> None:
    """Law: one more silent miss is one more to be found, and touches nothing else."""
    before = record(alerts, silent)
    behind = record(alerts, [*silent, Aimed("new", "h20", DUE)])
    assert behind.recall.of == before.recall.of + 1
    same = replace(
        behind, recall=before.recall, missed=before.missed, without_alert=before.without_alert
    )
    assert same == before
