"""Laws of histories and judgements, for every set of facts and every day.

What these promise is what lets the log be read again, in another order, in other batches and
more than once, and what lets the projector look at a target again only when it must.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.coverage import member_scopes
from domain.evaluation import DeadlineResolved, EvaluationConfirmed
from domain.history import Fact, History, fold
from domain.identity import EventRef
from domain.measurement import ReportStated, ReportWithdrawn
from domain.status import Judgement, TargetStatus, judge_target
from domain.task_status import TaskStatus, judge_task
from tests.builders import TARGET_ID, TASK_ID
from tests.domain.facts import DAYS, FIRST_DAY, days, evaluations, fact_lists

Judged = tuple[Judgement[TargetStatus], Judgement[TaskStatus]]


def judged(history: History, as_of: date) -> Judged:
    """Judge the target and the task of a history."""
    return judge_target(history, TARGET_ID, as_of), judge_task(history, TASK_ID, as_of)


@given(facts=fact_lists, as_of=days, data=st.data())
def test_order_does_not_matter(facts: list[Fact], as_of: date, data: st.DataObject) -> None:
    """Any order of the same facts makes the same history and the same judgement."""
    shuffled = data.draw(st.permutations(facts))
    assert fold(shuffled) == fold(facts)
    assert judged(fold(shuffled), as_of) == judged(fold(facts), as_of)


@given(facts=fact_lists, data=st.data())
def test_duplicates_do_not_matter(facts: list[Fact], data: st.DataObject) -> None:
    """A fact that comes again changes nothing, wherever it comes."""
    again = data.draw(st.lists(st.sampled_from(facts))) if facts else []
    assert fold(data.draw(st.permutations([*facts, *again]))) == fold(facts)


@given(facts=fact_lists, cut=st.integers(0, 14))
def test_batches_do_not_matter(facts: list[Fact], cut: int) -> None:
    """Folding a first batch and then the rest is folding all."""
    assert fold(facts[cut:], onto=fold(facts[:cut])) == fold(facts)


@given(facts=fact_lists, data=st.data())
def test_reports_are_arranged_as_they_come_as_they_are_from_scratch(
    facts: list[Fact], data: st.DataObject
) -> None:
    """One by one in any order, repeats between: corrections and withdrawals that come first too."""
    again = data.draw(st.lists(st.sampled_from(facts))) if facts else []
    history = History()
    for fact in data.draw(st.permutations([*facts, *again])):
        history = fold([fact], onto=history)
    anew = History(reports=fold(facts).reports)
    scopes = {fact.measurement.scope for fact in facts if isinstance(fact, ReportStated)}
    assert all(history.slots(scope) == anew.slots(scope) for scope in scopes)


@given(facts=fact_lists, cut=st.integers(0, 14))
def test_a_history_knows_what_was_folded_into_it(facts: list[Fact], cut: int) -> None:
    """Also what no longer stands, and nothing else: so a repeated event is told from a new one."""
    history, folded = fold(facts[:cut]), {fact.stamp.event for fact in facts[:cut]}
    assert all(history.knows(fact) == (fact.stamp.event in folded) for fact in facts)


@given(facts=fact_lists, as_of=days)
@pytest.mark.parametrize("which", [0, 1], ids=["target", "task"])
def test_a_judgement_holds_until_it_says_to_look_again(
    which: int, facts: list[Fact], as_of: date
) -> None:
    """The status is the same on every day from `as_of` to the day before `review_after`."""
    history = fold(facts)
    judgement = judged(history, as_of)[which]
    last = FIRST_DAY + timedelta(days=DAYS + 400)
    until = judgement.review_after or last
    assert judgement.review_after is None or judgement.review_after > as_of
    for ahead in range(1, (min(until, last) - as_of).days):
        later = judged(history, as_of + timedelta(days=ahead))[which]
        assert later == judgement


@given(facts=fact_lists, as_of=days)
def test_what_is_yet_to_hold_is_invisible(facts: list[Fact], as_of: date) -> None:
    """A day's judgement is that of the facts that hold on it: the others may as well not be."""
    holding = [fact for fact in facts if fact.stamp.in_force(as_of)]
    assert _statuses(fold(holding), as_of) == _statuses(fold(facts), as_of)


def _statuses(history: History, as_of: date) -> tuple[TargetStatus | None, TaskStatus | None]:
    of_target, of_task = judged(history, as_of)
    return of_target.status, of_task.status


@given(facts=fact_lists, as_of=days, said=st.lists(evaluations, max_size=3))
def test_an_official_verdict_never_changes_the_provisional_one(
    facts: list[Fact], as_of: date, said: list[EvaluationConfirmed]
) -> None:
    """Whatever is confirmed, all but the official side of the status stays."""
    before, after = _statuses(fold(facts), as_of), _statuses(fold([*facts, *said]), as_of)
    assert [status and _unofficial(status) for status in after] == [
        status and _unofficial(status) for status in before
    ]


def _unofficial(status: TargetStatus | TaskStatus) -> TargetStatus | TaskStatus:
    return replace(status, official=None, official_reason="", deciding=())


@given(facts=fact_lists, as_of=days)
def test_another_target_s_and_scope_s_facts_do_not_matter(facts: list[Fact], as_of: date) -> None:
    """A status depends on its target's facts and the reports of its scope and its members."""
    judgement = judge_target(fold(facts), TARGET_ID, as_of)
    if judgement.status is None:
        return
    target = judgement.status.target
    scopes = {target.scope, *member_scopes(target)}
    # A report elsewhere still matters if it corrects one of here, so whole reports go.
    here = {
        fact.report
        for fact in facts
        if isinstance(fact, ReportStated) and fact.measurement.scope in scopes
    }
    own = [fact for fact in facts if not _foreign(fact, here)]
    assert judge_target(fold(own), TARGET_ID, as_of) == judgement


def _foreign(fact: Fact, here: set[EventRef]) -> bool:
    match fact:
        case ReportStated() | ReportWithdrawn():
            return fact.report not in here
        case DeadlineResolved() | EvaluationConfirmed():
            return fact.of != TARGET_ID
        case _:
            return False


@settings(max_examples=300)
@given(facts=fact_lists, as_of=days)
def test_of_one_report_the_highest_stands(facts: list[Fact], as_of: date) -> None:
    """No point of a series comes from a report that a higher statement revises or withdraws."""
    status = judge_target(fold(facts), TARGET_ID, as_of).status
    reports = [fact for fact in facts if isinstance(fact, ReportStated | ReportWithdrawn)]
    for point in status.series if status else ():
        (shown,) = (fact for fact in reports if fact.stamp.event == point.event)
        same = [fact for fact in reports if fact.report == shown.report]
        assert max(same, key=lambda fact: fact.stamp.order) is shown
        assert isinstance(shown, ReportStated)
