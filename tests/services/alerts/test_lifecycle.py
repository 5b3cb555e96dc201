"""Steps in the life of a target's alerts: what is said, and that it can be derived again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from contracts.alerts import ALERT_ADAPTER
from contracts.codec import encode
from domain.deadline import DateDeadline
from domain.identity import EventRef, alert_id
from domain.target import Milestone, TargetStated
from services.alerts.assessing.held import Life, changed, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.wording.said import within_reach
from tests.builders import (
    above,
    at_least,
    day,
    report,
)
from tests.services.alerts.changes import evidence
from tests.services.alerts.statuses import digital_economy, judged, status_changed, target_2023
from tests.services.alerts.stories import AT, BEHIND, NAME, TODAY, about, follow, on_day


def amended(target: TargetStated, *, lead: str) -> TargetStated:
    """Return the next revision of a target, under another lead."""
    later = target.stamp._replace(event=EventRef("H20.14", "t-2"), revision=2)
    return replace(target, stamp=later, target=replace(target.target, lead=(lead,)))


def test_an_opened_alert_names_all_that_a_duty_officer_needs() -> None:
    """How likely, what is asked, by when, what is known, the pace, the evidence, who leads."""
    _, [opened] = follow(on_day(*BEHIND))
    assert opened.type == "vn.chitieu.alert.opened.v1"
    for words in (
        "gần như chắc chắn không đạt mức đề ra (trên 60%) vào 31/12/2023",
        "Số liệu mới nhất: 22% (năm 2022), còn thiếu 38 điểm %",
        "có 8 phần 10 khả năng nằm trong khoảng",
        "Tốc độ đến nay 2 điểm % mỗi năm, cần 38 điểm % mỗi năm, tức nhanh gấp 19 lần",
        "Căn cứ: 2 số liệu; số liệu mới nhất cách đây 258 ngày",
        "Chủ trì: H20.14",
    ):
        assert words in opened.data.words.vi
    assert "needed 38 percentage points a year" in opened.data.words.en


def test_the_forecast_stands_in_typed_fields() -> None:
    """Chance and interval, rounded; the level to come under; and what it was forecast by."""
    _, [opened] = follow(on_day(*BEHIND))
    forecast, decision = opened.data.evidence.forecast, opened.data.decision
    assert forecast is not None
    assert forecast.chance == decision.chance
    assert forecast.chance >= Decimal("0.9")
    assert forecast.low is not None
    assert forecast.high is not None
    assert forecast.low < forecast.high < 60
    assert forecast.close_below == Decimal("0.4")
    assert decision.thresholds is not None
    assert decision.thresholds.open == Decimal("0.6")
    assert decision.parameters.startswith("percent@")


def test_an_alert_is_named_by_target_scope_deadline_and_opening() -> None:
    """The same id on every replay; another one for the next opening."""
    behind = on_day(*BEHIND)
    ahead = on_day(*BEHIND, report("61", period="2023-S1"))
    back = on_day(*BEHIND, report("61", period="2023-S1"), report("23", period="2023-08"))
    _, said = follow(behind, ahead, back)
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
    _, [opened] = follow(on_day(*BEHIND))
    assert ALERT_ADAPTER.validate_json(encode(opened)) == opened


def test_a_decision_names_the_events_that_it_rests_on() -> None:
    """The target's own event, and every measurement of the series."""
    _, said = follow(on_day(*BEHIND))
    decision = said[0].data.decision
    assert [ref.id for ref in decision.deciding] == [f"t-{NAME}-1"]
    assert [ref.id for ref in decision.series] == ["m-2021", "m-2022"]
    assert (decision.as_of, decision.known_at, decision.status_seq) == (day(TODAY), "0:1", 1)


def test_a_day_that_only_ages_the_evidence_says_nothing() -> None:
    """The newest report is a day older, the chance a little other: no update."""
    _, said = follow(on_day(*BEHIND), on_day(*BEHIND, on="2023-09-16"))
    assert len(said) == 1


def test_another_lead_or_value_updates_the_alert() -> None:
    """What the alert says has changed, so it says it again, under the same id."""
    target, *reports = BEHIND
    assert isinstance(target, TargetStated)
    other = on_day(target, amended(target, lead="H20.05"), *reports)
    _, said = follow(on_day(*BEHIND), other)
    assert [change.data.seq for change in said] == [1, 2]
    assert said[0].data.alert == said[1].data.alert
    assert said[1].data.addressees == ("H20.05",)


def test_an_absence_waits_for_the_sweep() -> None:
    """Nothing is said at once, but the target is due for review on this very day."""
    held, said = follow(on_day(target_2023(above("60"), unit="%")))
    assert (said, held.review_on) == ([], day(TODAY))


def test_a_missing_report_is_only_watched_again_once_the_deadline_is_put_off() -> None:
    """A month before the deadline somebody must act; of one put off by months nobody yet."""
    target = target_2023(above("60"), unit="%")
    later = replace(
        amended(target, lead="H20.14"),
        target=replace(target.target, deadline=DateDeadline(day("2024-06-30"))),
    )
    near, put_off = on_day(target, on="2023-12-05"), on_day(target, later, on="2023-12-06")
    _, said = follow(near, put_off, settled=True)
    told = [(one.seq, one.stage, str(one.due_on)) for one in about(said, "report")]
    assert told == [(1, "at_risk", "2023-12-31"), (2, "watch", "2024-06-30")]


def test_a_missing_report_is_asked_for() -> None:
    """Of whom, for which period, and what else would do; in both languages."""
    _, said = follow(on_day(target_2023(above("60"), unit="%"), on="2023-12-05"), settled=True)
    [opened] = about(said, "report")
    lead = ", ".join(opened.addressees or opened.lead)
    assert f"Đề nghị {lead} gửi báo cáo của năm 2023, hoặc tiếp nhận cảnh báo" in opened.words.vi
    assert f"Asked of {lead}: send the report of 2023, or take the alert" in opened.words.en


def test_of_a_milestone_no_figure_is_waited_for() -> None:
    """What is to be published by a day has a report or none; a number was never asked for."""
    target = target_2023(Milestone(), unit="")
    _, said = follow(on_day(target, on="2023-12-05"), settled=True)
    [opened] = about(said, "report")
    assert "sắp đến hạn 31/12/2023 mà chưa có báo cáo nào" in opened.words.vi
    assert "there is no report at all" in opened.words.en


def test_a_milestone_has_words_and_no_numbers() -> None:
    """*Chưa hoàn thành*, asked is *hoàn thành*."""
    target = target_2023(Milestone(), unit="")
    late = on_day(target, report("not done", period="2023-11"), on="2023-12-20")
    _, said = follow(late)
    [opened] = about(said, "target")
    assert "không hoàn thành vào" in opened.words.vi
    assert "Chưa hoàn thành (tháng 11/2023)" in opened.words.vi


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


def test_what_people_say_goes_on_with_the_alert() -> None:
    """A note takes the next seq; the next status goes on from there and keeps it."""
    held, _ = follow(on_day(*BEHIND))
    life = held.life("target")
    assert isinstance(life, Life)
    after, noted = changed(held, life.said, "vn.chitieu.alert.noted.v1", AT)
    assert (noted.data.seq, noted.type) == (2, "vn.chitieu.alert.noted.v1")
    status = judged(*BEHIND, report("24", period="2023-S1"), on=TODAY)
    newer = received(status_changed(status, seq=2, as_of=TODAY).data, after, AT)
    assert newer is not None
    taken = step(newer, at=AT, absence_settled=False, parameters=Parameters())
    assert [change.data.seq for change in taken.changes] == [3]


def test_only_what_is_held_can_be_changed() -> None:
    """A change of an alert that is not there would be lost."""
    held, _ = follow(on_day(target_2023(at_least("60"), unit="%"), on="2023-02-01"))
    _, [opened] = follow(on_day(*BEHIND))
    with pytest.raises(ValueError, match="only what is held"):
        changed(held, opened.data, "vn.chitieu.alert.noted.v1", AT)


@pytest.mark.parametrize(
    ("high", "so_far", "reached"),
    [("3.5", "0.1", False), ("4.5", "0.1", True), ("3.5", "0.3", True), ("3.5", "-0.5", False)],
)
def test_what_may_well_be_reached_is_not_said_to_be_beyond_the_fastest(
    high: str, so_far: str, *, reached: bool
) -> None:
    """It may be by the range that is told, or by the pace so far: 0.3 a year are needed to 4."""
    known = evidence().model_copy(update={"pace_so_far": Decimal(so_far)})
    assert known.forecast is not None
    ends = {"low": Decimal("2.5"), "high": Decimal(high)}
    assert within_reach(known, known.forecast.model_copy(update=ends)) is reached
