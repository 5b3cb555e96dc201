"""What ends an alert: a measurement, a verdict, a correction, a deadline; never silence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.history import Fact
from domain.reasons import Verdict
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from tests.builders import (
    above,
    confirmed,
    day,
    report,
    report_withdrawn,
    stamp,
    target_withdrawn,
)
from tests.services.alerts.assessed import found
from tests.services.alerts.statuses import target_2023
from tests.services.alerts.stories import AT, BEHIND, NAME, TODAY, about, follow, on_day


def test_an_ending_by_the_mark_records_the_chance_that_no_calm_target_is_asked_for() -> None:
    """Given a value at the mark / expect its chance where an alert ends by it, and only there."""
    reached = on_day(*BEHIND, report("61", period="2023-S1"))
    _, said = follow(on_day(*BEHIND), reached)
    decision = about(said, "target")[-1].decision
    assert decision.chance is not None
    assert decision.parameters.startswith("percent@")
    assert found(*BEHIND, report("61", period="2023-S1")).chance is None


@pytest.mark.parametrize(
    ("later", "outcome", "reason"),
    [
        ((report("61", period="2023-S1"),), "averted", "reached"),
        (
            (
                confirmed(
                    Verdict.MISSED,
                    of=NAME,
                    period="2023",
                    reason="Chưa có tiêu chí",
                    at=stamp(effective_on="2023-09-10"),
                ),
            ),
            "missed",
            "officially_missed",
        ),
        (
            (target_withdrawn(name=NAME, at=stamp(revision=2, effective_on="2023-09-10")),),
            "withdrawn",
            "target_withdrawn",
        ),
    ],
)
def test_a_closed_alert_says_why_and_keeps_its_evidence(
    later: tuple[Fact, ...], outcome: str, reason: str
) -> None:
    """A measurement, a verdict or a withdrawal closes; the last evidence stays readable."""
    _, said = follow(on_day(*BEHIND), on_day(*BEHIND, *later))
    opened, state = about(said, "target")
    assert state.closing is not None
    assert (state.state, state.closing.outcome, state.closing.reason) == (
        "closed",
        outcome,
        reason,
    )
    assert state.evidence == opened.evidence
    assert state.closed_on == day(TODAY)


@pytest.mark.parametrize(
    ("correction", "cancelled_by"),
    [
        (report("70", of="m-2022", period="2022", at=stamp(event="c-1", revision=2)), ["c-1"]),
        (report_withdrawn("m-2022", at=stamp(event="w-1", revision=2)), []),
    ],
)
def test_an_alert_whose_cause_was_wrong_is_withdrawn(
    correction: Fact, cancelled_by: list[str]
) -> None:
    """Neither averted nor missed: it names the report that raised it, and what came instead."""
    target, _, newest = BEHIND
    _, said = follow(on_day(target, newest), on_day(target, newest, correction))
    closing = about(said, "target")[-1].closing
    assert closing is not None
    assert (closing.outcome, closing.reason) == ("withdrawn", "cause_withdrawn")
    assert [event.id for event in closing.raised_by] == ["m-2022"]
    assert [event.id for event in closing.cancelled_by] == cancelled_by
    assert "m-2022" in about(said, "target")[-1].words.vi


def test_a_correction_that_leaves_the_cause_only_updates() -> None:
    """22 becomes 23: still far behind."""
    still = report("23", of="m-2022", period="2022", at=stamp(event="c-1", revision=2))
    _, said = follow(on_day(*BEHIND), on_day(*BEHIND, still))
    assert [(data.seq, data.state) for data in about(said, "target")] == [(1, "open"), (2, "open")]


def test_a_deadline_that_passes_closes_by_the_result_and_not_by_silence() -> None:
    """Past due without a result the alert stays; with one that falls short it ends as missed."""
    silent = on_day(*BEHIND, on="2024-01-10")
    held, said = follow(on_day(*BEHIND), silent)
    life = held.life("target")
    assert life is not None
    assert life.alert.open
    short = on_day(*BEHIND, report("39", period="2023"), on="2024-01-10")
    held, said = follow(on_day(*BEHIND), silent, short)
    assert len(about(said, "target")) == 1
    assert held.review_on == day("2024-01-10")
    _, said = follow(on_day(*BEHIND), silent, short, settled=True)
    closing = about(said, "target")[-1].closing
    assert closing is not None
    assert (closing.outcome, closing.reason) == ("missed", "missed_at_deadline")


def test_a_deadline_is_not_past_before_the_projector_says_so() -> None:
    """The day of assessment is behind the deadline, the status is of before it: no end."""
    held, _ = follow(on_day(*BEHIND, on="2023-12-05"))
    later = replace(held, assessed_on=day("2024-01-01"))
    taken = step(later, at=AT, absence_settled=True, parameters=Parameters())
    life = taken.held.life("target")
    assert life is not None
    assert life.alert.open


def test_a_silence_is_watched_then_overdue_and_ends_with_the_report() -> None:
    """Half of the year without a figure; the report not there in time; there."""
    target = target_2023(above("60"), unit="%")
    _, said = follow(
        on_day(target),
        on_day(target, on="2024-01-20"),
        on_day(target, report("61", period="2023"), on="2024-01-22"),
        settled=True,
    )
    told = about(said, "report")
    assert [(data.seq, data.stage, data.state) for data in told] == [
        (1, "watch", "open"),
        (2, "overdue", "open"),
        (3, "overdue", "closed"),
    ]
    closing = told[-1].closing
    assert closing is not None
    assert (closing.outcome, closing.reason) == ("resolved", "reported")
    assert told[0].alert == told[2].alert


def test_a_value_with_its_comma_lost_closes_nothing_and_is_told() -> None:
    """2594 for 25,94: the alert of the target stays, one about the value opens beside it."""
    wrong = report("2594", period="2023-S1", at=stamp(event="m-2023"))
    held, said = follow(on_day(*BEHIND), on_day(*BEHIND, wrong))
    target, [doubt] = held.life("target"), about(said, "input")
    assert target is not None
    assert target.alert.open
    assert doubt.evidence.suspicion is not None
    assert doubt.evidence.suspicion.kind == "decimal_point"
    assert doubt.evidence.suspicion.fits == Decimal("25.94")
    assert doubt.addressees == ("H20.14",)
    mended = report("25.94", of="m-2023", period="2023-S1", at=stamp(event="c-1", revision=2))
    _, said = follow(on_day(*BEHIND), on_day(*BEHIND, wrong), on_day(*BEHIND, wrong, mended))
    closing = about(said, "input")[-1].closing
    assert closing is not None
    assert closing.reason == "value_corrected"


def test_a_correction_that_is_wrong_again_keeps_its_alert_open() -> None:
    """2594, then 259,4 for 25,94: the same alert goes on, about the newer value."""
    wrong = report("2594", period="2023-S1", at=stamp(event="m-2023"))
    again = report("259.4", of="m-2023", period="2023-S1", at=stamp(event="c-1", revision=2))
    held, said = follow(on_day(*BEHIND), on_day(*BEHIND, wrong), on_day(*BEHIND, wrong, again))
    first, second = about(said, "input")
    assert (second.alert, second.state) == (first.alert, "open")
    assert second.evidence.suspicion is not None
    assert second.evidence.suspicion.event.id == "c-1"
    doubted = held.life("input")
    assert doubted is not None
    assert doubted.alert.open
