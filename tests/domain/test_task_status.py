"""The status of a task on a day: its state, whether it is overdue, and its quantity's verdict."""

from domain.deadline import MonthDeadline, UnresolvedDeadline
from domain.history import Fact
from domain.reasons import Phase, Reason, Verdict
from domain.task import TaskState
from tests.builders import (
    TASK_ID,
    confirmed,
    count,
    resolved,
    stamp,
    task,
    task_report,
    task_withdrawn,
)
from tests.scenario import given

IN_PROGRESS, DONE = TaskState.IN_PROGRESS, TaskState.DONE


def test_a_task_nobody_spoke_of_is_overdue_after_its_day() -> None:
    """Silence does not make it done."""
    facts = given(task(deadline=MonthDeadline(2022, 6)))
    facts.task_on("2022-06-30").expect(state=None, overdue=False, review_after="2022-07-01")
    facts.task_on("2022-07-01").expect(state=None, overdue=True, phase=Phase.PAST_DUE)


def test_a_finished_task_is_not_overdue() -> None:
    """*Hoàn thành* and *Đã đưa vào sử dụng* leave nothing to do."""
    for state, overdue in [(DONE, False), (TaskState.IN_USE, False), (IN_PROGRESS, True)]:
        given(task(), task_report(state, on="2022-12-01")).task_on("2023-01-01").expect(
            state=state, overdue=overdue
        )


def test_a_task_waiting_for_an_event_is_not_overdue() -> None:
    """An open deadline is not resolved, never overdue, until an event names the day."""
    waiting = task(deadline=UnresolvedDeadline("Theo thời gian yêu cầu của các cơ quan TW"))
    given(waiting).task_on("2030-01-01").expect(overdue=False, phase=Phase.DEADLINE_UNRESOLVED)
    given(waiting, resolved("2022-03-31", of=TASK_ID)).task_on("2022-04-01").expect(overdue=True)


def test_the_state_is_that_of_the_latest_day() -> None:
    """A report about an earlier day, however late it comes, does not turn a task back."""
    facts = given(
        task(),
        task_report(DONE, on="2022-06-01", at=stamp(at="2022-06-02")),
        task_report(IN_PROGRESS, on="2022-05-01", at=stamp(at="2022-06-30")),
    )
    facts.task_on("2022-05-31").expect(state=IN_PROGRESS, review_after="2022-06-01")
    facts.task_on("2022-06-01").expect(state=DONE)


def test_of_two_reports_about_one_day_the_later_said_stands() -> None:
    """A state said again for the same day corrects the first."""
    facts: list[Fact] = [
        task(),
        task_report(DONE, on="2022-06-01", at=stamp(at="2022-06-02")),
        task_report(IN_PROGRESS, on="2022-06-01", at=stamp(at="2022-06-03")),
    ]
    given(*facts).task_on("2022-07-01").expect(state=IN_PROGRESS)


def test_another_unit_s_state_is_not_the_province_s() -> None:
    """A report of another scope leaves the task's own state alone."""
    given(task(), task_report(DONE, on="2022-06-01", scope="H20.14")).task_on("2022-07-01").expect(
        state=None
    )


def test_a_task_without_a_quantity_has_nothing_to_measure() -> None:
    """It has a state; its verdict is *không xác định*."""
    given(task(), task_report(DONE, on="2022-06-01", quantity="5")).task_on("2022-07-01").expect(
        verdict=Verdict.UNDETERMINED, reason=Reason.NO_QUANTITY
    )


def test_a_task_with_a_quantity_gets_a_verdict() -> None:
    """*6 sở* asked for: 4 are short of it, 6 are on it."""
    facts: list[Fact] = [
        task(quantity=count("6"), unit="sở"),
        task_report(IN_PROGRESS, on="2022-06-01", quantity="4"),
        task_report(DONE, on="2022-10-01", quantity="6"),
    ]
    given(*facts).task_on("2022-05-01").expect(verdict=Verdict.NO_DATA, reason=Reason.NO_REPORT)
    given(*facts).task_on("2022-06-01").expect(verdict=Verdict.MISSED)
    given(*facts).task_on("2022-10-01").expect(verdict=Verdict.MET)


def test_a_state_without_its_quantity_keeps_the_last_one_reported() -> None:
    """*Đang triển khai* alone does not take back the 4 reported before."""
    facts = given(
        task(quantity=count("4"), unit="sở"),
        task_report(IN_PROGRESS, on="2022-06-01", quantity="4"),
        task_report(IN_PROGRESS, on="2022-07-01"),
    )
    facts.task_on("2022-08-01").expect(verdict=Verdict.MET, state=IN_PROGRESS)


def test_a_quantity_never_reported_is_named_as_that() -> None:
    """There is a report, so *chưa có báo cáo nào* would not be true."""
    given(task(quantity=count("6")), task_report(DONE, on="2022-06-01")).task_on(
        "2022-07-01"
    ).expect(verdict=Verdict.NO_DATA, reason=Reason.QUANTITY_NOT_REPORTED)


def test_a_quantity_reached_after_the_deadline_does_not_count() -> None:
    """What counts is what was reached by the day."""
    due_in_june = task(quantity=count("6"), deadline=MonthDeadline(2022, 6))
    late = task_report(DONE, on="2022-07-15", quantity="6")
    given(due_in_june, late).task_on("2022-08-01").expect(
        verdict=Verdict.NO_DATA, reason=Reason.REPORTED_AFTER_DEADLINE, overdue=False
    )
    given(due_in_june, task_report(IN_PROGRESS, on="2022-06-30", quantity="4"), late).task_on(
        "2022-08-01"
    ).expect(verdict=Verdict.MISSED)


def test_a_task_is_amended_withdrawn_and_taken_up_again() -> None:
    """The highest revision in force says what it is."""
    facts = given(
        task(deadline=MonthDeadline(2022, 6)),
        task(deadline=MonthDeadline(2022, 9), at=stamp(revision=2, effective_on="2022-05-01")),
        task_withdrawn(at=stamp(revision=3, effective_on="2022-07-01")),
        task(at=stamp(revision=4, effective_on="2022-08-01")),
    )
    facts.task_on("2021-12-31").expect_nothing()
    facts.task_on("2022-04-30").expect(due_on="2022-06-30", review_after="2022-05-01")
    facts.task_on("2022-05-01").expect(due_on="2022-09-30")
    facts.task_on("2022-07-01").expect(
        phase=Phase.WITHDRAWN, reason=Reason.WITHDRAWN, overdue=False
    )
    facts.task_on("2022-08-01").expect(due_on="2022-12-31", phase=Phase.NOT_DUE)
    assert facts.history.tasks() == ["nhiem-vu"]


def test_a_withdrawal_of_what_was_never_assigned_is_nothing() -> None:
    """The history holds it; there is no task to judge."""
    given(task_withdrawn(at=stamp(revision=2, effective_on="2022-07-01"))).task_on(
        "2022-08-01"
    ).expect_nothing()


def test_a_task_is_confirmed_like_a_target() -> None:
    """The official verdict stands beside the state, and names its events."""
    outcome = given(
        task(at=stamp(event="giao", effective_on="2022-01-01")),
        task_report(DONE, on="2022-06-01", at=stamp(event="xong")),
        confirmed(Verdict.MET, of=TASK_ID, at=stamp(event="danh-gia", effective_on="2022-12-31")),
    ).task_on("2022-12-31")
    outcome.expect(official=Verdict.MET, verdict=Verdict.UNDETERMINED)
    assert [ref.id for ref in outcome.status.deciding] == ["giao", "xong", "danh-gia"]
