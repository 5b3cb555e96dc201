"""What is decided follows from the status and the day, and not from how often one looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.render import target_status_message, task_status_message
from contracts.status import StatusData, TargetStatus, TaskStatus
from domain.history import Fact, fold
from domain.status import judge_target
from domain.target import Milestone
from domain.task_status import judge_task
from services.alerts.assessing.assess import assess
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import Step, step
from services.alerts.assessing.parameters import Parameters
from tests.builders import TARGET_ID, TASK_ID, above, report, target, task
from tests.domain import facts as drawn
from tests.services.alerts.statuses import target_2023
from tests.services.alerts.stories import AT, on_day

TASKS: st.SearchStrategy[list[Fact]] = st.builds(
    lambda stated, later: [stated, *later],
    st.builds(task, deadline=drawn.deadlines),
    st.lists(drawn.facts, max_size=8),
)

TARGETS: st.SearchStrategy[list[Fact]] = st.builds(
    lambda deadline, frequency, later: [
        target(above("60"), deadline=deadline, frequency=frequency),
        *later,
    ],
    drawn.deadlines,
    drawn.frequencies,
    st.lists(drawn.facts, max_size=6),
)


def judged(facts: list[Fact], as_of: date) -> list[TargetStatus | TaskStatus]:
    """Return what the projector says of the target and the task on a day."""
    history = fold(facts)
    aim, work = judge_target(history, TARGET_ID, as_of), judge_task(history, TASK_ID, as_of)
    return [
        *([target_status_message(aim.status)] if aim.status else []),
        *([task_status_message(work.status)] if work.status else []),
    ]


def look(
    held: Held | None, status: TargetStatus | TaskStatus, as_of: date, *, settled: bool
) -> Step:
    """Take a step on a status that has just come."""
    seq = held.data.status_seq + 1 if held else 1
    data = StatusData.model_construct(status_seq=seq, as_of=as_of, known_at="0:1", status=status)
    newer = received(data, held, AT)
    assert newer is not None
    return step(newer, at=AT, absence_settled=settled, parameters=Parameters())


def look_again(held: Held, as_of: date | None = None, *, settled: bool = True) -> Step:
    """Take a step as the sweep does, on what is held."""
    later = replace(held, assessed_on=max(held.assessed_on, as_of or held.assessed_on))
    return step(later, at=AT, absence_settled=settled, parameters=Parameters())


@settings(max_examples=60)
@given(
    facts=st.one_of(TASKS, TARGETS, drawn.fact_lists),
    looks=st.lists(drawn.days, min_size=1, max_size=4),
    settled=st.booleans(),
)
def test_a_second_look_on_the_same_day_changes_nothing(
    facts: list[Fact], looks: list[date], settled: bool
) -> None:
    """All four kinds: what a step has opened, changed or ended it leaves as it is."""
    known: dict[str, Held] = {}
    for number, as_of in enumerate(sorted(looks), start=1):
        for status in judged(facts[: len(facts) * number // len(looks)], as_of):
            first = look(known.get(status.kind), status, as_of, settled=settled)
            again = look_again(first.held, settled=settled)
            assert again.changes == ()
            assert again.held == first.held
            known[status.kind] = first.held


@settings(max_examples=60)
@given(facts=TASKS, looks=st.lists(drawn.days, min_size=1, max_size=5))
def test_a_task_is_feared_for_alike_however_often_one_looked(
    facts: list[Fact], looks: list[date]
) -> None:
    """Looked at on the way or only at the end: the same alert is open, for the same reason."""
    first_on, *later = sorted(looks)
    for status in judged(facts, first_on):
        if isinstance(status, TaskStatus):
            held = look(None, status, first_on, settled=True).held
            for on in later:
                taken = look_again(held, on)
                assert all(change.data.state == "open" for change in taken.changes)
                held = taken.held
            alone = look(None, status, max(looks), settled=True).held
            told = [life.alert for life in held.lives]
            assert [(a.risk, a.stage) for a in told] == [
                (life.alert.risk, life.alert.stage) for life in alone.lives
            ]


@pytest.mark.parametrize(
    "facts",
    [
        (target_2023(Milestone(), unit=""), report("not done", period="2023-06")),
        (target_2023(above("60"), unit="%"), report("58", period="2023", status="E")),
    ],
)
def test_what_time_changes_is_looked_at_on_the_same_days(facts: tuple[Fact, ...]) -> None:
    """Every thirty days counted from the deadline, whenever one had looked before."""
    status = on_day(*facts)[0]
    first, second = (
        assess(status, date(2023, 9, day), parameters=Parameters(), said={}).review_on
        for day in (15, 22)
    )
    assert first == second == date(2023, 12, 31) - timedelta(days=90)


@settings(max_examples=60)
@given(facts=st.one_of(TASKS, TARGETS), as_of=drawn.days, ahead=st.integers(1, 200))
def test_nothing_is_missed_before_the_day_of_review(
    facts: list[Fact], as_of: date, ahead: int
) -> None:
    """Between two looks no day passes on which another report or task was to be feared for."""
    for status in judged(facts, as_of):
        found = assess(status, as_of, parameters=Parameters(), said={})
        on = as_of + timedelta(days=ahead)
        if found.review_on is None or on < found.review_on:
            then = assess(status, on, parameters=Parameters(), said={})
            for kind in ("report", "task"):
                first, later = found.by_kind.get(kind), then.by_kind.get(kind)
                if first and later:
                    assert (later.risk, later.stage) == (first.risk, first.stage)
