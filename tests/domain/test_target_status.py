"""The status of a target on a day: which report decides, in which phase, and why."""

import pytest

from domain.deadline import (
    BeforeMonthDeadline,
    DateDeadline,
    MonthDeadline,
    UnresolvedDeadline,
)
from domain.history import Fact
from domain.reasons import Phase, Reason, Verdict
from domain.target import Milestone
from tests.builders import (
    above,
    at_least,
    compound,
    day,
    report,
    resolved,
    stamp,
    target,
)
from tests.scenario import given

EXCEEDED, MET, MISSED = Verdict.EXCEEDED, Verdict.MET, Verdict.MISSED
NO_DATA = Verdict.NO_DATA
GO_LIVE = UnresolvedDeadline("Trước khi đưa vào sử dụng chính thức")


def test_nothing_is_in_force_before_the_target_is() -> None:
    """A target of 25/4 is no target on 24/4, and the day to look again is 25/4."""
    outcome = given(target(at_least("50"), at=stamp(effective_on="2022-04-25"))).on("2022-04-24")
    outcome.expect_nothing()
    assert outcome.judgement.review_after == day("2022-04-25")


def test_no_report_is_not_a_miss() -> None:
    """Without data the verdict is *chưa có số liệu*, even past the deadline (D8)."""
    given(target(at_least("50"))).on("2023-03-01").expect(
        verdict=NO_DATA, reason=Reason.NO_REPORT, phase=Phase.PAST_DUE, review_after=None
    )


@pytest.mark.parametrize(
    ("as_of", "phase", "review_after"),
    [
        ("2022-11-30", Phase.NOT_DUE, "2022-12-01"),
        ("2022-12-01", Phase.DUE_SOON, "2023-01-01"),
        ("2022-12-31", Phase.DUE_SOON, "2023-01-01"),
        ("2023-01-01", Phase.PAST_DUE, None),
    ],
)
def test_the_phase_follows_the_day(as_of: str, phase: Phase, review_after: str | None) -> None:
    """Due soon from thirty days before; the due day itself is not past it."""
    given(target(at_least("50"))).on(as_of).expect(phase=phase, review_after=review_after)


def test_an_open_deadline_is_never_overdue() -> None:
    """It is *chưa xác định thời hạn* until an event names the day."""
    given(target(at_least("100"), deadline=GO_LIVE)).on("2031-01-01").expect(
        phase=Phase.DEADLINE_UNRESOLVED, due_on=None, review_after=None
    )


def test_a_resolution_holds_from_its_own_day() -> None:
    """Known in June to be 31/8, it is not due on any day before June says so."""
    facts = given(
        target(at_least("100"), deadline=GO_LIVE),
        resolved("2022-08-31", at=stamp(effective_on="2022-06-15")),
    )
    facts.on("2022-06-14").expect(due_on=None, review_after="2022-06-15")
    facts.on("2022-06-15").expect(due_on="2022-08-31", phase=Phase.NOT_DUE)
    facts.on("2022-09-01").expect(phase=Phase.PAST_DUE)


def test_while_a_deadline_is_open_every_later_period_counts() -> None:
    """A go-live that slips past the year is still answered by the latest value."""
    slipped: list[Fact] = [
        target(at_least("100"), deadline=GO_LIVE),
        report("80", period="2022"),
        report("100", period="2023-Q1"),
    ]
    given(*slipped).on("2023-04-01").expect(verdict=MET)
    given(*slipped, resolved("2023-03-31")).on("2023-05-01").expect(verdict=MET)
    given(*slipped, resolved("2023-02-28")).on("2023-05-01").expect(verdict=MISSED)


def test_a_final_value_counts_once_its_period_has_ended() -> None:
    """A report for the year, however early it came, is invisible before 31/12."""
    facts = given(target(at_least("50")), report("60", at=stamp(event="bc")))
    facts.on("2022-12-30").expect(verdict=NO_DATA, decided_by=[None], review_after="2022-12-31")
    facts.on("2022-12-31").expect(verdict=EXCEEDED, decided_by=["bc"], estimated=False)


def test_an_estimate_counts_from_the_beginning_of_its_period() -> None:
    """*Ước cả năm* decides during the year, marked so, where nothing has ended."""
    facts = given(target(above("4")), report("3.7", status="E"))
    facts.on("2021-12-31").expect_nothing()
    facts.on("2022-01-01").expect(verdict=MISSED, estimated=True)


def test_the_day_on_which_an_estimate_begins_to_count_is_looked_at() -> None:
    """An estimate sent ahead of its period changes the answer on the period's first day."""
    facts = given(target(above("4")), report("5", period="2022-Q3", status="E"))
    facts.on("2022-05-01").expect(verdict=NO_DATA, review_after="2022-07-01")
    facts.on("2022-07-01").expect(verdict=EXCEEDED, review_after="2022-09-30")


@pytest.mark.parametrize("status", ["E", "P"])
def test_an_ended_period_decides_over_an_estimate_of_a_running_one(status: str) -> None:
    """What has been measured of a quarter counts before what is expected of the year."""
    facts = given(
        target(at_least("50")),
        report("45", period="2022-Q2", at=stamp(event="quy-2")),
        report("70", status=status, at=stamp(event="uoc-ca-nam")),
    )
    facts.on("2022-06-29").expect(decided_by=["uoc-ca-nam"], estimated=True)
    facts.on("2022-06-30").expect(decided_by=["quy-2"], estimated=False)
    facts.on("2022-12-31").expect(decided_by=["uoc-ca-nam"], estimated=True)


def test_the_latest_period_decides_and_of_one_end_the_longest() -> None:
    """The year's value stands over that of its last quarter and of December."""
    facts = given(
        target(at_least("50")),
        report("10", period="2022-Q3", at=stamp(event="quy-3")),
        report("20", period="2022-12", at=stamp(event="thang-12")),
        report("30", period="2022-Q4", at=stamp(event="quy-4")),
        report("40", period="2022", at=stamp(event="nam")),
    )
    facts.on("2022-09-30").expect(decided_by=["quy-3"])
    facts.on("2022-12-31").expect(decided_by=["nam"])


def test_an_earlier_year_answers_no_later_target() -> None:
    """Last year's result is history, not this year's."""
    given(target(at_least("50")), report("60", period="2021")).on("2022-12-31").expect(
        verdict=NO_DATA, reason=Reason.NO_REPORT_IN_PERIOD
    )


def test_a_period_that_began_before_the_target_s_does_not_count() -> None:
    """Two years together say nothing of the second alone, but something was reported."""
    given(target(at_least("50")), report("60", period="2021-01-01/2022-12-31")).on(
        "2022-12-31"
    ).expect(verdict=NO_DATA, reason=Reason.NO_REPORT_IN_PERIOD)


def test_a_period_that_ends_after_the_deadline_does_not_count() -> None:
    """Due on 31/8, a value of the whole year cannot say where things stood on the day."""
    early = target(at_least("50"), deadline=BeforeMonthDeadline(2022, 9))
    given(early, report("60")).on("2022-12-31").expect(
        verdict=NO_DATA, reason=Reason.REPORTED_AFTER_DEADLINE, decided_by=[None]
    )
    given(early, report("60"), report("40", period="2022-08")).on("2022-12-31").expect(
        verdict=MISSED
    )


def test_a_late_report_of_a_timely_period_counts() -> None:
    """What matters is what a value is about, not when it was sent."""
    given(target(at_least("50")), report("60", period="2022-Q4", at=stamp(at="2023-05-01"))).on(
        "2023-06-01"
    ).expect(verdict=EXCEEDED)


def test_a_milestone_done_after_its_deadline_is_missed() -> None:
    """*Hoàn thành* in the month after: *chưa đạt*, for being late."""
    milestone = target(Milestone(), unit="", deadline=MonthDeadline(2022, 6))
    late = given(milestone, report("done", period="2022-07", at=stamp(event="xong")))
    late.on("2022-07-31").expect(verdict=MISSED, reason=Reason.COMPLETED_LATE, decided_by=["xong"])
    given(milestone, report("done", period="2022-06")).on("2022-07-31").expect(verdict=MET)


def test_done_within_a_period_around_the_deadline_is_not_known_to_be_late() -> None:
    """*Hoàn thành* in 2022 may have been before June was over."""
    milestone = target(Milestone(), unit="", deadline=MonthDeadline(2022, 6))
    for around in ("2022", "2022-06-30/2022-07-31"):
        given(milestone, report("done", period=around)).on("2023-01-01").expect(
            verdict=NO_DATA, reason=Reason.REPORTED_AFTER_DEADLINE
        )


def test_a_number_is_not_completed_late() -> None:
    """*Hoàn thành* answers no number, late or not."""
    given(
        target(at_least("50"), deadline=MonthDeadline(2022, 6)), report("done", period="2022-07")
    ).on("2022-08-01").expect(verdict=NO_DATA, reason=Reason.REPORTED_AFTER_DEADLINE)


def test_a_milestone_still_open_after_its_deadline_has_no_data() -> None:
    """*Chưa hoàn thành* of a later month does not say when it will be."""
    milestone = target(Milestone(), unit="", deadline=MonthDeadline(2022, 6))
    given(milestone, report("not done", period="2022-07")).on("2022-08-01").expect(
        verdict=NO_DATA, reason=Reason.REPORTED_AFTER_DEADLINE
    )


def test_another_definition_does_not_decide() -> None:
    """20 % of another thing is shown, marked, and never compared with the target."""
    outcome = given(target(above("60"), definition=2), report("80", definition=1)).on("2022-12-31")
    outcome.expect(verdict=NO_DATA, reason=Reason.OTHER_DEFINITION_ONLY)
    assert [point.comparable for point in outcome.target_status.series] == [False]


def test_the_unit_s_own_value_is_not_the_province_s() -> None:
    """A report of another scope is another series."""
    given(target(at_least("50")), report("60", scope="H20.14")).on("2022-12-31").expect(
        verdict=NO_DATA, reason=Reason.NO_REPORT, review_after="2023-01-01"
    )


def test_a_compound_target_is_as_good_as_its_worst_part() -> None:
    """*Trên 90% cấp tỉnh, 80% cấp huyện và 60% cấp xã*: the first part alone is strict (D3, D4)."""
    levels = target(compound(tinh=above("90"), huyen=at_least("80"), xa=at_least("60")))
    values: list[Fact] = [
        report("90", part="tinh"),
        report("80", part="huyen"),
        report("75", part="xa"),
    ]
    given(levels, *values).on("2022-12-31").expect(
        verdict=MISSED, reason=Reason.WORST_PART, part_verdicts=[MISSED, MET, EXCEEDED]
    )
    given(levels, *values[1:]).on("2022-12-31").expect(
        verdict=NO_DATA, part_verdicts=[NO_DATA, MET, EXCEEDED]
    )
    given(levels, report("95", part="tinh"), *values[1:]).on("2022-12-31").expect(verdict=MET)


def test_a_value_of_no_part_answers_no_part() -> None:
    """A compound target is measured under its parts only."""
    given(target(compound(a=at_least("1"), b=at_least("1"))), report("5")).on("2022-12-31").expect(
        verdict=NO_DATA, part_verdicts=[NO_DATA, NO_DATA]
    )


def test_what_is_reported_of_a_part_is_no_report_on_a_target_without_it() -> None:
    """The indicator has levels for the sake of another plan; this one asks for the whole only."""
    months = [f"20{year}-{month:02d}" for year in (19, 20, 21) for month in range(1, 13)]
    of_a_level = [report("90", period=month, part="cap-tinh") for month in months]
    outcome = given(target(at_least("80")), report("70", period="2018"), *of_a_level).on(
        "2022-12-31"
    )
    outcome.expect(verdict=NO_DATA, reason=Reason.NO_REPORT_IN_PERIOD)
    status = outcome.target_status
    assert [point.period.code for point in status.series] == ["2018"]
    assert status.series_omitted == 0


def test_an_estimated_part_marks_the_whole() -> None:
    """One *ước* among the parts, and the verdict rests on an estimate."""
    given(
        target(compound(a=at_least("1"), b=at_least("1"))),
        report("5", part="a"),
        report("5", part="b", status="E"),
    ).on("2022-12-31").expect(verdict=EXCEEDED, estimated=True)


def test_a_deadline_given_as_a_day_may_exclude_it() -> None:
    """*Trước ngày 30/11* is past on 30/11."""
    before = target(at_least("50"), deadline=DateDeadline(day("2022-11-30"), exclusive=True))
    given(before).on("2022-11-29").expect(phase=Phase.DUE_SOON)
    given(before).on("2022-11-30").expect(phase=Phase.PAST_DUE)
