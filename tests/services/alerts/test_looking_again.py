"""What is decided follows from the status and the day, and not from how often one looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.render import target_status_message, task_status_message
from contracts.status import StatusData, TargetStatus, TaskStatus
from domain.alert_rules import Thresholds
from domain.history import Fact, fold
from domain.status import judge_target
from domain.target import Milestone
from domain.task_status import judge_task
from services.alerts.assessing import calm
from services.alerts.assessing.assess import assess
from services.alerts.assessing.finding import Calm
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import Step, step
from services.alerts.assessing.parameters import Parameters
from services.alerts.prior.shipped import shipped
from tests.builders import TARGET_ID, TASK_ID, above, report, stamp, target, task
from tests.domain import facts as drawn
from tests.services.alerts.statuses import target_2023
from tests.services.alerts.stories import AT, on_day, on_the_way

BY = (Parameters(), Parameters.of(shipped()))
"""What is decided by where nothing was ever fitted, and by what ships."""

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

STRICT = Thresholds(Fraction(3, 100), Fraction(4, 100), Fraction(2, 100))

REPORTED: st.SearchStrategy[list[Fact]] = st.builds(
    lambda stated, values, later: [
        stated,
        *(
            report(str(value), period=of, at=stamp(event=of))
            for of, value in zip(("2021", "2022-Q1", "2022-Q2", "2022-Q3"), values, strict=False)
        ),
        *later,
    ],
    st.builds(
        target,
        drawn.rules,
        deadline=drawn.deadlines,
        frequency=drawn.frequencies,
        stakes=drawn.stakes,
    ),
    st.lists(st.integers(0, 99), max_size=4),
    st.lists(drawn.reported, max_size=1),
)
"""Targets of every rule with some reports, most of which count."""


def judged(facts: list[Fact], as_of: date) -> list[TargetStatus | TaskStatus]:
    """Return what the projector says of the target and the task on a day."""
    history = fold(facts)
    aim, work = judge_target(history, TARGET_ID, as_of), judge_task(history, TASK_ID, as_of)
    return [
        *([target_status_message(aim.status)] if aim.status else []),
        *([task_status_message(work.status)] if work.status else []),
    ]


def look(
    held: Held | None,
    status: TargetStatus | TaskStatus,
    as_of: date,
    *,
    settled: bool,
    by: Parameters = BY[0],
) -> Step:
    """Take a step on a status that has just come."""
    seq = held.data.status_seq + 1 if held else 1
    data = StatusData.model_construct(status_seq=seq, as_of=as_of, known_at="0:1", status=status)
    newer = received(data, held, AT)
    assert newer is not None
    return step(newer, at=AT, absence_settled=settled, parameters=by)


def look_again(
    held: Held, as_of: date | None = None, *, settled: bool = True, by: Parameters = BY[0]
) -> Step:
    """Take a step as the sweep does, on what is held."""
    later = replace(held, assessed_on=max(held.assessed_on, as_of or held.assessed_on))
    return step(later, at=AT, absence_settled=settled, parameters=by)


def kept(found: Calm) -> Calm:
    """Return what is calm as it is read from its row."""
    read = calm.read_calm(calm.written(found))
    assert read == found
    return read


def just_below() -> TargetStatus:
    """A target on its way, ten days into the quarter."""
    return on_day(*on_the_way(), on="2023-07-10")[0]


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


@settings(max_examples=60)
@given(
    facts=REPORTED,
    looks=st.lists(drawn.days, min_size=2, max_size=4),
    settled=st.booleans(),
    by=st.sampled_from(BY),
)
def test_a_look_at_what_is_calm_says_what_a_whole_look_says(
    facts: list[Fact], looks: list[date], settled: bool, by: Parameters
) -> None:
    """From what is kept of it alone: no change, the same row, the same day of the next look."""
    first_on, *later = sorted(looks)
    for status in judged(facts, first_on):
        held = look(None, status, first_on, settled=settled, by=by).held
        for on in later:
            review_on = calm.look(kept(held.calm), on, by) if held.calm else None
            whole = look_again(held, on, by=by)
            if review_on is not None:
                assert whole.changes == ()
                assert whole.held == replace(held, assessed_on=on, review_on=review_on)
            held = whole.held


def test_most_targets_are_looked_at_by_what_is_kept_of_them() -> None:
    """On its way, neither reached nor feared for: its chance is reckoned, and no more is read."""
    status = just_below()
    held = look(None, status, date(2023, 7, 10), settled=True, by=BY[1]).held
    assert held.calm is not None
    assert len(held.calm.questions) == 1
    on = date(2023, 7, 14)
    assert calm.look(kept(held.calm), on, BY[1]) == look_again(held, on, by=BY[1]).held.review_on


@pytest.mark.parametrize(
    ("on", "by"),
    [
        (date(2023, 10, 16), BY[1]),
        (date(2023, 7, 14), BY[0]),
        (date(2023, 7, 14), replace(BY[1], report_due={"kh-2023": date(2023, 12, 1)})),
        (
            date(2023, 7, 14),
            replace(BY[1], usual=STRICT),
        ),
    ],
    ids=["a report falls due", "other parameters", "another day of report", "stricter thresholds"],
)
def test_what_may_be_told_is_looked_at_as_a_whole(on: date, by: Parameters) -> None:
    """What is kept was found by other rules, or something falls due: it says nothing then."""
    held = look(None, just_below(), date(2023, 7, 10), settled=True, by=BY[1]).held
    assert held.calm is not None
    assert calm.look(held.calm, on, by) is None


def test_what_another_version_kept_is_not_read() -> None:
    """Then the whole is looked at, and kept anew."""
    assert calm.read_calm(b'{"target":"x"}') is None
    assert calm.read_calm(b"[") is None
