"""Who owes which report on a task: its state, until it is finished."""

from __future__ import annotations

from dataclasses import replace

from domain.deadline import ContinuousDeadline, Deadline, RecurringDeadline, YearEndDeadline
from domain.history import Fact
from domain.obligation import ReportState, Role, Why
from domain.period import Period
from domain.task import TaskState, TaskStated
from tests.builders import task, task_report
from tests.domain.owing import owed
from tests.domain.test_directory import DEPARTMENTS, HEALTH, TRADE

DONE, IN_PROGRESS = TaskState.DONE, TaskState.IN_PROGRESS


def of_two_years(deadline: Deadline) -> TaskStated:
    """Return a task of 2022 and 2023 that the departments lead, each for itself."""
    assigned = task(deadline=deadline)
    period = Period.parse("2022-01-01/2023-12-31")
    return replace(assigned, task=replace(assigned.task, lead=(DEPARTMENTS,), period=period))


def of_members(on: str, *facts: Fact) -> list[tuple[str, str, ReportState, Why]]:
    """Return agency, period, state and reason of what the members owe on a day."""
    found = [one for one in owed(on, *facts) if one.role is Role.MEMBER]
    return [(one.agency, one.period.code, one.state, one.why) for one in found]


def test_a_task_finished_on_the_first_day_of_a_period_was_reported_in_it() -> None:
    """What is asked no more is what was finished before the period began."""
    finished = task_report(DONE, on="2023-01-01", scope=HEALTH)
    found = of_members("2023-03-01", of_two_years(YearEndDeadline(2023)), finished)
    assert (HEALTH, "2023", ReportState.REPORTED, Why.TASK_FINISHED) in found


def test_a_task_owes_its_state_until_it_is_finished() -> None:
    """Of a group each member for itself; once it is finished nothing more is asked."""
    assert of_members(
        "2023-03-01",
        of_two_years(YearEndDeadline(2023)),
        task_report(DONE, on="2022-05-01", scope=HEALTH),
        task_report(IN_PROGRESS, on="2022-05-01", scope=TRADE),
    ) == [
        (HEALTH, "2022", ReportState.REPORTED, Why.TASK_FINISHED),
        (HEALTH, "2023", ReportState.NOT_APPLICABLE, Why.TASK_FINISHED),
        (TRADE, "2022", ReportState.SILENT, Why.INTERIM_ONLY),
        (TRADE, "2023", ReportState.OWING, Why.NOTHING_REPORTED),
    ]


def test_what_is_asked_again_is_owed_again() -> None:
    """*Hằng năm*, *thường xuyên*: done in one year is not done in the next."""
    for deadline in (RecurringDeadline("A"), ContinuousDeadline()):
        found = of_members(
            "2023-03-01",
            of_two_years(deadline),
            task_report(DONE, on="2022-05-01", scope=HEALTH),
        )
        assert (HEALTH, "2023", ReportState.OWING, Why.NOTHING_REPORTED) in found


def test_a_task_that_was_taken_up_again_is_owed_again() -> None:
    """*Hoàn thành* in May and *đang triển khai* in October: the latest word counts."""
    found = of_members(
        "2023-03-01",
        of_two_years(YearEndDeadline(2023)),
        task_report(DONE, on="2022-05-01", scope=HEALTH),
        task_report(IN_PROGRESS, on="2022-10-01", scope=HEALTH),
    )
    assert (HEALTH, "2023", ReportState.OWING, Why.NOTHING_REPORTED) in found
