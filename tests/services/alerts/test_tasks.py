"""What is feared of a task, how likely it is late, and what ends an alert about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from contracts.alerts import AlertChanged, AlertData
from contracts.render import task_status_message
from contracts.status import StatusData, TaskStatus
from domain.alerting import Risk, Stage
from domain.deadline import ContinuousDeadline, DateDeadline, Deadline, RecurringDeadline
from domain.forecast.parameters import Overrun, default_parameters
from domain.forecast.question import Scale
from domain.history import Fact, fold
from domain.task import TaskState
from domain.task_status import judge_task
from services.alerts.assessing.assess import assess
from services.alerts.assessing.finding import Finding
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.assessing.past import windows_of
from tests.builders import TASK_ID, day, task, task_report
from tests.services.alerts.rederive import rederived
from tests.services.alerts.stories import AT

DUE = DateDeadline(day("2022-10-31"))
IN_PROCEDURE = task_report(TaskState.IN_PROCEDURE, on="2022-09-08")
GUESS = default_parameters("task", Scale.TASK)
SEEN = Parameters.of([replace(GUESS, version=1, windows=200, overrun=Overrun(0.0, 0.1))])
"""A province whose tasks end a tenth before or after their day."""


def status(*facts: Fact, on: str, due: Deadline = DUE) -> TaskStatus:
    """Return the status message of a task of 2022 on a day."""
    judged = judge_task(fold([task(deadline=due), *facts]), TASK_ID, day(on)).status
    assert judged is not None
    return task_status_message(judged)


def found(*facts: Fact, on: str, parameters: Parameters | None = None) -> Finding:
    """Return what is found of a task due on 31 October."""
    known = parameters or Parameters()
    return assess(status(*facts, on=on), day(on), parameters=known, said={}).by_kind["task"]


def follow(*told: tuple[TaskStatus, str]) -> tuple[Held, list[AlertChanged]]:
    """Take a step for each status, judged on its day and settled; what is held, and all said."""
    held: Held | None = None
    said: list[AlertChanged] = []
    for seq, (each, on) in enumerate(told, start=1):
        data = StatusData(status_seq=seq, as_of=day(on), known_at="0:1", status=each)
        newer = received(data, held, AT)
        assert newer is not None
        taken = step(newer, at=AT, absence_settled=True, parameters=Parameters())
        held = taken.held
        said += taken.changes
    assert held is not None
    return held, said


def ended(said: list[AlertChanged]) -> list[tuple[str, str | None]]:
    """Return how each change left its alert."""
    return [(c.data.state, c.data.closing.reason if c.data.closing else None) for c in said]


@pytest.mark.parametrize(
    ("on", "stage"),
    [("2022-09-01", None), ("2022-09-15", Stage.WATCH), ("2022-10-01", Stage.AT_RISK)],
)
def test_a_task_still_in_procedure_is_watched_then_at_risk(on: str, stage: Stage | None) -> None:
    """V.5 of 2023: six weeks before its day most of its time is gone; a month before it is idle."""
    told = task_report(TaskState.IN_PROCEDURE, on="2022-08-30")
    assert found(told, on=on).stage is stage


def test_the_chance_of_a_task_stands_in_its_evidence() -> None:
    """Chance, the days between which it will be done, earned schedule; and that it is a guess."""
    finding = found(IN_PROCEDURE, on="2022-09-15")
    told = finding.evidence
    assert told is not None
    assert told.forecast is not None
    assert told.forecast.chance == finding.chance == Decimal("0.8027")
    assert (told.method, told.forecast.record, finding.parameters) == ("forecast", None, "task@0")
    assert told.task is not None
    assert told.task.done_early_on is not None
    assert told.task.done_about_on is not None
    assert told.task.done_late_on is not None
    assert day("2022-09-15") < told.task.done_early_on < told.task.done_about_on
    assert told.task.done_about_on < told.task.done_late_on
    [official] = told.official
    assert official.name == "earned_schedule"
    assert official.value == 0


def test_of_a_task_never_spoken_of_no_chance_is_told() -> None:
    """It may be done: silence is watched, and says nothing of its being late."""
    finding = found(on="2022-09-15")
    assert (finding.risk, finding.stage, finding.chance) == (Risk.TASK_STALE, Stage.WATCH, None)
    assert finding.parameters == "rules-2"


def test_where_tasks_were_seen_done_their_chance_asks_to_act() -> None:
    """On a guess it is only watched while under way; by 200 tasks that ended it is at risk."""
    begun = task_report(TaskState.IN_PROGRESS, on="2022-09-08")
    assert found(begun, on="2022-10-30").stage is Stage.WATCH
    assert found(begun, on="2022-10-30", parameters=SEEN).stage is Stage.AT_RISK
    assert found(begun, on="2022-09-15", parameters=SEEN).stage is Stage.WATCH


def test_the_day_of_review_is_the_first_on_which_more_is_feared() -> None:
    """Not a day early, nor late: looked at on that day the task is watched."""
    calm = status(IN_PROCEDURE, on="2022-09-08")
    review_on = assess(calm, day("2022-09-08"), parameters=Parameters(), said={}).review_on
    assert review_on is not None
    before = review_on - timedelta(days=1)
    for on, stage in ((before, None), (review_on, Stage.WATCH)):
        then = assess(calm, on, parameters=Parameters(), said={}).by_kind["task"]
        assert then.stage is stage


def test_an_alert_goes_on_while_there_is_something_to_fear() -> None:
    """A stale task says that it has not begun, three weeks before its day: it is at risk now."""
    heard = task_report(TaskState.NOT_STARTED, on="2022-01-20")
    still = task_report(TaskState.NOT_STARTED, on="2022-10-05")
    _, said = follow(
        (status(heard, on="2022-09-01"), "2022-09-01"),
        (status(heard, still, on="2022-10-10"), "2022-10-10"),
    )
    assert ended(said) == [("open", None), ("open", None)]
    assert [change.data.evidence.risk for change in said] == ["task_stale", "task_at_risk"]


def test_what_ended_opens_again_in_the_same_status() -> None:
    """Its word ended the silence in September; not begun in October it is feared for anew."""
    heard = task_report(TaskState.NOT_STARTED, on="2022-01-20")
    still = status(heard, task_report(TaskState.NOT_STARTED, on="2022-08-20"), on="2022-08-25")
    held, said = follow((status(heard, on="2022-08-01"), "2022-08-01"), (still, "2022-08-25"))
    assert ended(said) == [("open", None), ("closed", "task_reported")]
    later = replace(held, assessed_on=day("2022-10-10"))
    [opened] = step(later, at=AT, absence_settled=True, parameters=Parameters()).changes
    assert (opened.data.opening, opened.data.evidence.risk) == (2, "task_at_risk")


@pytest.mark.parametrize("due", [RecurringDeadline("Q"), ContinuousDeadline()])
def test_a_turn_that_ends_in_silence_ends_no_alert(due: Deadline) -> None:
    """The next quarter is due on another day; nobody has amended anything."""
    held, said = follow(
        (status(on="2022-03-20", due=due), "2022-03-20"),
        (status(on="2022-04-02", due=due), "2022-04-02"),
    )
    assert [life.alert.open for life in held.lives] == [True] * len(held.lives)
    assert all(state == "open" for state, _ in ended(said))


def opened(*facts: Fact, on: str) -> AlertData:
    """Return what the alert says that opens on a day."""
    _, [only] = follow((status(*facts, on=on), on))
    return only.data


def test_the_chance_is_said_in_tenths_with_what_it_rests_on() -> None:
    """A chairman reads how likely, when it will be done instead, and that it is a guess."""
    words = opened(IN_PROCEDURE, on="2022-09-15").words
    for part in (
        "Cần theo dõi. Nhiệm vụ 9 (",
        "khoảng 8 phần 10 khả năng không hoàn thành đúng hạn 31/10/2022",
        "Báo cáo gần nhất ngày 08/09/2022: đang làm thủ tục",
        "ước lượng rộng, vì chưa có nhiệm vụ nào đã kết thúc để so",
    ):
        assert part in words.vi
    assert "about 8 of 10 chances of not being done by 31/10/2022" in words.en


def test_whoever_must_act_is_asked_for_the_next_step() -> None:
    """Who is told that a task is overdue reads what to do; of what is only watched, nothing."""
    overdue = opened(IN_PROCEDURE, on="2022-11-15")
    lead = ", ".join(overdue.lead)
    asked = f"Đề nghị {lead} cập nhật tình hình thực hiện, hoặc tiếp nhận cảnh báo kèm cam kết."
    assert asked in overdue.words.vi
    assert f"Asked of {lead}: tell how it stands, or take the alert" in overdue.words.en
    watched = opened(IN_PROCEDURE, on="2022-09-15")
    assert (watched.stage, "Đề nghị" in watched.words.vi) == ("watch", False)


def test_tasks_that_ended_teach_how_long_they_took() -> None:
    """Done is a window up to that day, overdue one up to now; under way is none yet."""
    done = status(task_report(TaskState.DONE, on="2022-10-20"), on="2022-11-01")
    late = status(IN_PROCEDURE, on="2022-12-01")
    runs = status(IN_PROCEDURE, on="2022-09-15")
    told = [
        StatusData(status_seq=1, as_of=day("2022-12-01"), known_at="0:1", status=each)
        for each in (done, late, runs)
    ]
    windows = windows_of(told)["task"]
    assert [(w.ended_on, w.missed) for w in windows] == [
        (day("2022-10-20"), False),
        (day("2022-12-01"), True),
    ]


def test_what_the_first_rules_decided_is_left_as_it_is() -> None:
    """It reads, and rests on the events that it names; it is not held to today's rules."""
    told = status(IN_PROCEDURE, on="2022-09-15")
    _, [change] = follow((told, "2022-09-15"))
    first = change.data.decision.model_copy(update={"parameters": "rules-1", "chance": None})
    old = change.data.model_copy(update={"decision": first, "stage": "stale"})
    assert rederived(old, None, told, Parameters()) == ()
