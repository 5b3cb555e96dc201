"""Every kind of rule and deadline on the read side: a line, a picture, words, never a fall."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings

from contracts.render import target_status_message, task_status_message
from domain.bound import Relation
from domain.deadline import ContinuousDeadline, WindowDeadline
from domain.history import Fact, fold
from domain.status import judge_target
from domain.target import Band, EntityFraction, Growth, Maintenance, Rank, Rule
from domain.task import TaskState
from domain.task_status import judge_task
from services.api.badges import due, state_badge
from services.api.chart import charts
from services.api.rows import Known
from services.api.target_views import part_lines, series_lines
from services.api.views import Names, target_line, task_line
from tests.builders import (
    TARGET_ID,
    TASK_ID,
    above,
    at_least,
    compound,
    day,
    report,
    target,
    task,
    task_report,
)
from tests.domain import facts as drawn
from tests.services.api.test_chart import chart_of, status_of

NAMES = Names({})
LEVELS = compound(**{"cap-tinh": above("90"), "cap-huyen": at_least("80")})


OF_A_PART = report("0", period="2021", part="cap-tinh")
"""Of a level that a target on the whole says nothing of."""


@settings(max_examples=60)
@given(facts=drawn.fact_lists, as_of=drawn.days)
@example(facts=[target(Rank(3)), OF_A_PART], as_of=day("2022-01-01"))
@example(facts=[target(LEVELS), report("5", period="2021")], as_of=day("2022-01-01"))
def test_whatever_is_judged_can_be_shown(facts: list[Fact], as_of: date) -> None:
    """Lines, parts, series, charts and deadlines of every status, of every kind."""
    history = fold(facts)
    judged = judge_target(history, TARGET_ID, as_of).status
    if judged is not None:
        status = target_status_message(judged)
        assert target_line(Known(status, as_of, None), NAMES).asks
        assert len(part_lines(status)) in (0, 2)
        assert len(series_lines(status, {})) == len(status.series)
        assert len(charts(status)) <= 2
    of_task = judge_task(history, TASK_ID, as_of).status
    if of_task is not None:
        line = task_line(Known(task_status_message(of_task), as_of, None), NAMES)
        assert (line.quantity_badge is None) == (of_task.task.quantity is None)
        assert line.due.words


@pytest.mark.parametrize(
    ("rule", "label", "lines"),
    [
        (Band(Decimal(15), Decimal(20)), "từ 15 đến 20%", 2),
        (Rank(30), "thứ 30 trở lên", 1),
        (Maintenance(Relation.AT_LEAST, Decimal(100)), "≥ 100%", 1),
        (
            Growth(Relation.AT_LEAST, Decimal(7), "level", "A"),
            "tăng tối thiểu 7%/năm (tính từ số liệu từng kỳ)",
            0,
        ),
    ],
)
def test_what_is_asked_is_drawn_where_it_is_one_number(rule: Rule, label: str, lines: int) -> None:
    """A band has two lines; a growth from the year before has none to draw."""
    chart = chart_of(target(rule), report("29", period="2021"), report("40", period="2022-Q1"))
    drawn_lines = [y for y in (chart.target_y, chart.target_low_y) if y is not None]
    assert (chart.target_label, len(drawn_lines)) == (label, lines)


def test_a_fraction_of_entities_is_drawn_in_entities() -> None:
    """*6/18* is six departments on the axis on which a third of them is six."""
    chart = chart_of(
        target(EntityFraction(1, 3, of=18), unit="sở"),
        report("3/18", period="2021"),
        report("6/18", period="2022-Q1"),
    )
    assert chart.dots[-1].y == chart.target_y


def test_a_task_done_before_its_window_is_not_shown_as_done() -> None:
    """It is overdue, whatever its state says."""
    window = WindowDeadline(day("2022-10-01"), day("2022-10-15"))
    facts: list[Fact] = [task(deadline=window), task_report(TaskState.DONE, on="2022-09-20")]
    judged = judge_task(fold(facts), TASK_ID, day("2022-10-16")).status
    assert judged is not None
    assert state_badge(task_status_message(judged)).kind == "chua-dat"


def test_a_deadline_without_words_of_the_plan_has_those_of_its_kind() -> None:
    """*Thường xuyên*, with the end of the current reporting period."""
    status = status_of(target(Rank(30), deadline=ContinuousDeadline(), frequency="Q"))
    shown = due(status, day("2022-06-30"))
    assert (shown.words, shown.day) == ("Thường xuyên", "30/06/2022")
