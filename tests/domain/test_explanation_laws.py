"""Laws of explanations, for every set of facts and every day.

An explanation leaves no fact of its target out and tells none twice; and what it says does not
count may as well not be there: the verdict is the same without it.
"""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.evidence_words import Because, Role
from domain.explanation import Explanation, explain_target, explain_task
from domain.history import Fact, fold
from domain.measurement import ReportStated, ReportWithdrawn
from domain.status import TargetStatus, judge_target
from domain.target import TargetStated, TargetWithdrawn
from domain.task import TaskReported, TaskStated, TaskWithdrawn
from domain.task_status import TaskStatus, judge_task
from tests.builders import TARGET_ID, TASK_ID
from tests.domain.facts import days, fact_lists

Explained = Explanation[TargetStatus] | Explanation[TaskStatus]


@given(facts=fact_lists, as_of=days, data=st.data())
def test_an_explanation_is_of_a_set_of_facts(
    facts: list[Fact], as_of: date, data: st.DataObject
) -> None:
    """Neither order nor duplicates change it, and its status is the one that was judged."""
    again = data.draw(st.permutations([*facts, *facts]))
    target = explain_target(facts, TARGET_ID, as_of)
    assert explain_target(again, TARGET_ID, as_of) == target
    assert (target and target.status) == judge_target(fold(facts), TARGET_ID, as_of).status
    task = explain_task(facts, TASK_ID, as_of)
    assert explain_task(again, TASK_ID, as_of) == task
    assert (task and task.status) == judge_task(fold(facts), TASK_ID, as_of).status


@given(facts=fact_lists, as_of=days)
def test_every_fact_of_a_target_or_task_appears_exactly_once(
    facts: list[Fact], as_of: date
) -> None:
    """Deciding, considered, superseded or not counted; and nothing of another one appears."""
    for explained, name in (
        (explain_target(facts, TARGET_ID, as_of), TARGET_ID),
        (explain_task(facts, TASK_ID, as_of), TASK_ID),
    ):
        if explained is None:
            continue
        told = Counter(one.fact.stamp.event for one in explained.evidence)
        assert told == Counter(fact.stamp.event for fact in facts if _speaks_of(fact, name))


@given(facts=fact_lists, as_of=days)
def test_what_decides_a_status_decides_its_explanation(facts: list[Fact], as_of: date) -> None:
    """Every deciding event is told as such, but for a resolution of a day that the plan names."""
    for explained in _explained(facts, as_of):
        deciding = {
            one.fact.stamp.event
            for one in explained.evidence
            if one.because.role is Role.DECIDES or one.because is Because.DAY_FIXED_BY_PLAN
        }
        assert deciding >= set(explained.status.deciding)


@given(facts=fact_lists, as_of=days)
def test_without_what_does_not_count_the_verdict_is_the_same(
    facts: list[Fact], as_of: date
) -> None:
    """Superseded facts and those not counted may be left out; phase, verdict and state stay."""
    for explained in _explained(facts, as_of):
        kept = [
            one.fact for one in explained.evidence if one.because.role in (Role.DECIDES, Role.USED)
        ]
        status = explained.status
        again: TargetStatus | TaskStatus | None
        if isinstance(status, TargetStatus):
            again = judge_target(fold(kept), TARGET_ID, as_of).status
        else:
            again = judge_task(fold(kept), TASK_ID, as_of).status
        assert again is not None
        assert _verdicts(again) == _verdicts(status)


@given(facts=fact_lists, as_of=days)
def test_what_took_a_fact_s_place_is_told_too(facts: list[Fact], as_of: date) -> None:
    """A fact is superseded by a fact of the same explanation, never by itself."""
    for explained in _explained(facts, as_of):
        known = {one.fact.stamp.event for one in explained.evidence}
        for one in explained.evidence:
            assert (one.by is not None) >= (one.because.role is Role.SUPERSEDED)
            assert one.by is None or (one.by in known and one.by != one.fact.stamp.event)


@given(facts=fact_lists, as_of=days)
def test_the_comparison_is_the_one_that_was_made(facts: list[Fact], as_of: date) -> None:
    """A mark and a place on the axis give the very finding that the value was given."""
    for explained in _explained(facts, as_of):
        for part in explained.parts:
            made = part.comparison
            if made is None or made.where is None or made.mark is None:
                continue
            if made.finding.reason.value in ("above_target", "on_target", "short_of_target"):
                assert made.mark.judge(made.where) == made.finding


def _explained(facts: list[Fact], as_of: date) -> list[Explained]:
    both = (explain_target(facts, TARGET_ID, as_of), explain_task(facts, TASK_ID, as_of))
    return [one for one in both if one is not None]


def _verdicts(status: TargetStatus | TaskStatus) -> tuple[object, ...]:
    common = (status.phase, status.due_on, status.provisional.verdict, status.official)
    parts = tuple(part.finding.verdict for part in status.parts)
    own = status.state if isinstance(status, TaskStatus) else status.estimated
    return (*common, parts, own)


def _speaks_of(fact: Fact, name: str) -> bool:
    match fact:
        case ReportStated() | ReportWithdrawn():
            return name == TARGET_ID
        case TargetStated():
            return fact.target.id == name
        case TaskStated():
            return fact.task.id == name
        case TargetWithdrawn():
            return fact.target_id == name
        case TaskWithdrawn() | TaskReported():
            return fact.task_id == name
        case DeadlineResolved() | EvaluationConfirmed():
            return fact.of == name
        case _:
            return False
