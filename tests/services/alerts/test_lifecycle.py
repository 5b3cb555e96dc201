"""Steps in the life of one target's alert: what is said, and that it can be derived again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.alerts import ALERT_ADAPTER, AlertChanged, AlertData
from contracts.codec import encode
from contracts.status import TargetStatus
from domain.history import Fact
from domain.identity import EventRef, alert_id
from domain.reasons import Verdict
from domain.target import Milestone, TargetStated
from services.alerts.assess import Parameters
from services.alerts.lifecycle import Held, received, rederived, step
from tests.builders import above, confirmed, day, report, stamp, target_withdrawn
from tests.services.alerts.statuses import digital_economy, judged, status_changed, target_2023

TODAY = "2023-09-15"
AT = datetime(2023, 9, 15, 3, 0, tzinfo=UTC)
NAME = "kinh-te-so-2023"


def follow(
    *statuses: tuple[TargetStatus, str], settled: bool = False
) -> tuple[Held, list[AlertChanged]]:
    """Take a step for each status, judged on its day; what is held at the end, and all said."""
    held: Held | None = None
    said: list[AlertChanged] = []
    for seq, (status, on) in enumerate(statuses, start=1):
        newer = received(status_changed(status, seq=seq, as_of=on).data, held, AT)
        assert newer is not None
        taken = step(newer, at=AT, absence_settled=settled, parameters=Parameters())
        held = taken.held
        said += [taken.change] if taken.change else []
    assert held is not None
    return held, said


def on_day(*facts: Fact, on: str = TODAY) -> tuple[TargetStatus, str]:
    """Return the status of facts on a day, with the day."""
    return judged(*facts, on=on), on


def last(changes: list[AlertChanged]) -> AlertData:
    """Return the state after the last change."""
    return changes[-1].data


def amended(target: TargetStated, *, lead: str) -> TargetStated:
    """Return the next revision of a target, under another lead."""
    later = replace(target.stamp, event=EventRef("H20.14", "t-2"), revision=2)
    return replace(target, stamp=later, target=replace(target.target, lead=(lead,)))


def test_an_opened_alert_names_all_that_a_duty_officer_needs() -> None:
    """Target, level, deadline, value, gap, pace so far and needed, windows, R, grade, lead."""
    _, [opened] = follow(on_day(*digital_economy()))
    assert opened.type == "vn.chitieu.alert.opened.v1"
    for words in (
        "trên 4% GRDP",
        "hạn 31/12/2023",
        "3,7% GRDP (kỳ 2022)",
        "còn thiếu 0,3 điểm %",
        "Tốc độ đến nay 0,1 điểm % mỗi năm, cần 0,3 điểm % mỗi năm",
        "đến hạn 4,2% GRDP, vượt",
        "đến hạn 3,8% GRDP, chưa đạt; R Eurostat 0,51, tiến bộ chưa đủ (khoảng được tính)",
        "từ ba số liệu, có số ước hoặc sơ bộ, mới nhất cách nay 258 ngày",
        "Chủ trì: H20.14",
    ):
        assert words in opened.data.words.vi
    assert "needed 0.3 percentage points a year" in opened.data.words.en


def test_an_alert_is_named_by_target_scope_deadline_and_opening() -> None:
    """The same id on every replay; another one for the next opening."""
    behind = on_day(*digital_economy())
    ahead = on_day(*digital_economy(), report("3.9", period="2023-S1"))
    _, said = follow(behind, ahead, behind)
    assert [(change.type.split(".")[-2], change.data.opening) for change in said] == [
        ("opened", 1),
        ("closed", 1),
        ("opened", 2),
    ]
    assert [str(change.data.alert) for change in said] == [
        alert_id(NAME, "H20", day("2023-12-31"), opening) for opening in (1, 1, 2)
    ]
    assert [change.id for change in said] == [
        f"{change.data.alert}/{change.data.seq}" for change in said
    ]


def test_a_record_crosses_the_topic_unchanged() -> None:
    """What is written is read back the same, decimals and Vietnamese words included."""
    _, [opened] = follow(on_day(*digital_economy()))
    assert ALERT_ADAPTER.validate_json(encode(opened)) == opened


def test_every_open_state_can_be_derived_again() -> None:
    """From the recorded day, events and parameters the same evidence and words come out."""
    first = on_day(*digital_economy())
    second = on_day(*digital_economy(), report("3.72", period="2023-S1"))
    _, said = follow(first, second)
    assert [change.data.seq for change in said] == [1, 2]
    for change, (status, _) in zip(said, (first, second), strict=True):
        assert rederived(change.data, status, Parameters()) == ()


def test_every_closing_can_be_derived_again() -> None:
    """What ended an alert follows from the recorded day, events and hold, words included."""
    _, *reports = digital_economy()
    ended = on_day(*digital_economy(), report("4.1", period="2023-S1"))
    _, said = follow(on_day(*digital_economy()), ended)
    assert rederived(last(said), ended[0], Parameters()) == ()
    short = on_day(target_2023(above("4")), *reports, report("3.9", period="2023"), on="2024-01-10")
    _, said = follow(on_day(*digital_economy()), short, settled=True)
    assert rederived(last(said), short[0], Parameters()) == ()


def test_a_closing_that_does_not_follow_from_its_events_is_found_out() -> None:
    """Closed as averted although nothing had changed; as missed before the hold was over."""
    behind = on_day(*digital_economy())
    ended = on_day(*digital_economy(), report("4.1", period="2023-S1"))
    _, said = follow(behind, ended)
    assert "closing" in rederived(last(said), behind[0], Parameters())
    _, *reports = digital_economy()
    short = on_day(target_2023(above("4")), *reports, report("3.9", period="2023"), on="2024-01-10")
    _, said = follow(behind, short, settled=True)
    hasty = last(said).decision.model_copy(update={"absence_settled": False})
    forged = last(said).model_copy(update={"decision": hasty})
    assert rederived(forged, short[0], Parameters()) == ("closing",)


def test_a_record_that_does_not_follow_from_its_events_is_found_out() -> None:
    """A changed figure shows when it is derived again."""
    status, on = on_day(*digital_economy())
    _, [opened] = follow((status, on))
    evidence = opened.data.evidence.model_copy(update={"pace_so_far": opened.data.evidence.gap})
    forged = opened.data.model_copy(update={"evidence": evidence})
    assert rederived(forged, status, Parameters()) == ("evidence",)


def test_a_decision_names_the_events_that_it_rests_on() -> None:
    """The target's own event, and the measurements that the windows touch."""
    _, [opened] = follow(on_day(*digital_economy()))
    decision = opened.data.decision
    assert [ref.id for ref in decision.deciding] == [f"t-{NAME}-1"]
    assert [ref.id for ref in decision.series] == ["m-2020", "m-2021", "m-2022"]
    assert (decision.as_of, decision.known_at, decision.status_seq) == (day(TODAY), "0:1", 1)
    assert (decision.parameters, decision.chance) == ("pace-1", None)


def test_a_day_that_only_ages_the_evidence_says_nothing() -> None:
    """The newest report is a day older: no update."""
    _, said = follow(on_day(*digital_economy()), on_day(*digital_economy(), on="2023-09-16"))
    assert len(said) == 1


def test_another_lead_or_value_updates_the_alert() -> None:
    """What the alert says has changed, so it says it again, under the same id."""
    target, *reports = digital_economy()
    assert isinstance(target, TargetStated)
    other = on_day(target, amended(target, lead="H20.05"), *reports)
    _, said = follow(on_day(*digital_economy()), other)
    assert [change.data.seq for change in said] == [1, 2]
    assert said[0].data.alert == said[1].data.alert
    assert "Chủ trì: H20.05" in last(said).words.vi


@pytest.mark.parametrize(
    ("later", "outcome", "reason"),
    [
        ((report("4.1", period="2023-S1"),), "averted", "reached"),
        ((report("3.9", period="2023-S1"),), "averted", "pace_suffices"),
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
    _, said = follow(on_day(*digital_economy()), on_day(*digital_economy(), *later))
    state = last(said)
    assert state.closing is not None
    assert (state.state, state.closing.outcome, state.closing.reason) == (
        "closed",
        outcome,
        reason,
    )
    assert state.evidence == said[0].data.evidence
    assert state.closed_on == day(TODAY)


def test_a_deadline_that_passes_closes_by_the_result_and_not_by_silence() -> None:
    """Past due without a result the alert stays; with one that falls short it ends as missed."""
    target, *reports = digital_economy()
    silent = on_day(target, *reports, on="2024-01-10")
    held, said = follow(on_day(*digital_economy()), silent)
    assert held.alert is not None
    assert held.alert.open
    short = on_day(target, *reports, report("3.9", period="2023"), on="2024-01-10")
    held, said = follow(on_day(*digital_economy()), silent, short)
    assert len(said) == 1
    assert held.review_on == day("2024-01-10")
    settled, said = follow(on_day(*digital_economy()), silent, short, settled=True)
    assert settled.review_on is None
    closing = last(said).closing
    assert closing is not None
    assert (closing.outcome, closing.reason) == ("missed", "missed_at_deadline")


def test_a_deadline_is_not_past_before_the_projector_says_so() -> None:
    """The day of assessment is behind the deadline, the status is of before it: no end."""
    facts = (target_2023(above("60"), unit="%"), report("20", period="2023-S1"))
    held, _ = follow(on_day(*facts, on="2023-12-05"))
    later = replace(held, assessed_on=day("2024-01-01"))
    taken = step(later, at=AT, absence_settled=True, parameters=Parameters())
    assert taken.change is None
    assert taken.held.alert is not None
    assert taken.held.alert.open


def test_a_first_report_ends_an_absence() -> None:
    """The absence is told once it is settled, and over with the report that was missing."""
    target = target_2023(above("60"), unit="%")
    _, said = follow(on_day(target), on_day(target, report("55", period="2023-S1")), settled=True)
    assert [change.data.evidence.risk for change in said] == ["no_report", "no_report"]
    closing = last(said).closing
    assert closing is not None
    assert closing.reason == "pace_suffices"


def test_an_absence_waits_for_the_sweep() -> None:
    """Nothing is said at once, but the target is due for review on this very day."""
    held, said = follow(on_day(target_2023(above("60"), unit="%")))
    assert (said, held.review_on) == ([], day(TODAY))


def test_a_milestone_has_words_and_no_numbers() -> None:
    """*Chưa hoàn thành*, asked is *hoàn thành*."""
    target = target_2023(Milestone(), unit="")
    _, [opened] = follow(on_day(target, report("not done", period="2023-S1")))
    assert "nguy cơ chưa đạt mức hoàn thành" in opened.data.words.vi
    assert "Chưa hoàn thành (kỳ 2023-S1)" in opened.data.words.vi
    assert "heading for a miss of completion" in opened.data.words.en


def test_what_is_not_newer_is_ignored() -> None:
    """A status that comes again, or late, is no news."""
    held, _ = follow(on_day(*digital_economy()), on_day(*digital_economy()))
    again = status_changed(judged(*digital_economy(), on=TODAY), seq=2, as_of=TODAY).data
    older = status_changed(judged(*digital_economy(), on=TODAY), seq=1, as_of=TODAY).data
    assert received(again, held, AT) is None
    assert received(older, held, AT) is None


def test_the_day_of_assessment_never_goes_back() -> None:
    """A status judged for an earlier day than the sweep has reached is assessed as of the later."""
    held, _ = follow(on_day(*digital_economy(), on="2023-09-20"))
    late = status_changed(judged(*digital_economy(), on=TODAY), seq=2, as_of=TODAY).data
    newer = received(late, held, AT)
    assert newer is not None
    assert newer.assessed_on == day("2023-09-20")
