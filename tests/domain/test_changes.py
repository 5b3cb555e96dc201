"""What changed between two looks at a row, and why: given facts then and now, expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.changes import (
    Because,
    Change,
    ChangedField,
    Difference,
    Look,
    changed_fields,
    difference,
)
from domain.deadline import UnresolvedDeadline
from domain.history import Fact, fold
from domain.reasons import Phase, Verdict
from domain.status import judge_target
from domain.task import TaskState
from domain.task_status import judge_task
from tests.builders import (
    TARGET_ID,
    TASK_ID,
    at_least,
    confirmed,
    day,
    report,
    report_withdrawn,
    resolved,
    stakes,
    stamp,
    target,
    target_withdrawn,
    task,
    task_report,
)
from tests.domain.facts import days, fact_lists

SET = target(at_least("50"), at=stamp(event="giao", effective_on="2022-01-01"))
FIRST = report("40", period="2022-S1", at=stamp(event="bc-1"))
VALUE, VERDICT, PHASE = ChangedField.VALUE, ChangedField.VERDICT, ChangedField.PHASE


def look(facts: Sequence[Fact], on: str, *, of: str = TARGET_ID) -> Look:
    """Judge what is known, on a day."""
    judge = judge_target if of == TARGET_ID else judge_task
    return Look(tuple(facts), day(on), judge(fold(facts), of, day(on)).status)


@dataclass(frozen=True)
class Compared:
    """The difference of two looks."""

    found: Difference | None

    def expect(
        self, change: Change, fields: Sequence[ChangedField], *causes: tuple[Because, str | None]
    ) -> None:
        """Compare what, which fields, and why."""
        assert self.found is not None
        told = [(one.because, one.event and one.event.id) for one in self.found.causes]
        assert (self.found.change, self.found.fields, told) == (change, tuple(fields), [*causes])


def between(then: Sequence[Fact], now: Sequence[Fact], on: str, to: str) -> Compared:
    """Compare a target as known and judged twice."""
    return Compared(difference(look(then, on), look(now, to)))


def test_nothing_new_and_no_day_that_matters_is_no_difference() -> None:
    """Two days within one phase, with the same facts."""
    assert between([SET, FIRST], [SET, FIRST], "2022-07-01", "2022-08-01").found is None


def test_a_new_report_changes_value_and_verdict() -> None:
    """Known only at the second look."""
    better = report("60", period="2022-09", at=stamp(event="bc-2"))
    between([SET, FIRST], [SET, FIRST, better], "2022-10-01", "2022-10-01").expect(
        Change.CHANGED, [VALUE, VERDICT], (Because.REPORTED, "bc-2")
    )


def test_a_report_known_before_counts_from_the_end_of_its_period() -> None:
    """The event was known already, and holds only since: the day made the difference."""
    better = report("60", period="2022-09", at=stamp(event="bc-2"))
    found = between([SET, FIRST, better], [SET, FIRST, better], "2022-08-01", "2022-10-01").found
    assert found is not None
    [cause] = found.causes
    assert (cause.because, cause.known_before) == (Because.REPORTED, True)


def test_cost_and_loss_that_the_plan_amends_are_a_difference() -> None:
    """They decide no verdict, only from when on one is warned."""
    at = stamp(event="sua", revision=2, effective_on="2022-03-01")
    amended = target(at_least("50"), stakes=stakes("1", "5"), at=at)
    between([SET, FIRST], [SET, FIRST, amended], "2022-08-01", "2022-08-01").expect(
        Change.CHANGED, [ChangedField.STAKES], (Because.AMENDED, "sua")
    )


def test_a_correction_is_told_from_a_new_report() -> None:
    """The same report, in a later revision, which was known in its first."""
    corrected = report("55", period="2022-S1", of="bc-1", at=stamp(event="dc-1", revision=2))
    between([SET, FIRST], [SET, FIRST, corrected], "2022-10-01", "2022-10-01").expect(
        Change.CHANGED, [VALUE, VERDICT], (Because.CORRECTED, "dc-1")
    )


def test_a_correction_of_what_was_not_known_is_new() -> None:
    """Whoever looked before had seen neither of the two."""
    corrected = report("55", period="2022-S1", of="bc-1", at=stamp(event="dc-1", revision=2))
    between([SET], [SET, FIRST, corrected], "2022-10-01", "2022-10-01").expect(
        Change.CHANGED, [VALUE, VERDICT], (Because.REPORTED, "dc-1")
    )


def test_a_correction_that_no_longer_counts_is_named() -> None:
    """It moved to the next year, so that nothing is left to decide."""
    moved = report("40", period="2023", of="bc-1", at=stamp(event="dc-1", revision=2))
    between([SET, FIRST], [SET, FIRST, moved], "2022-10-01", "2022-10-01").expect(
        Change.CHANGED, [VALUE, VERDICT], (Because.CORRECTED, "dc-1")
    )


def test_a_report_taken_back_is_named_by_its_withdrawal() -> None:
    """The event that is no longer there cannot be shown; the one that took it away can."""
    gone = report_withdrawn("bc-1", at=stamp(event="rut-1", revision=2))
    between([SET, FIRST], [SET, FIRST, gone], "2022-10-01", "2022-10-01").expect(
        Change.CHANGED, [VALUE, VERDICT], (Because.REPORT_WITHDRAWN, "rut-1")
    )


def test_a_deadline_that_passes_in_silence_is_time() -> None:
    """No event at all: the phase moved with the day."""
    between([SET, FIRST], [SET, FIRST], "2022-10-01", "2023-01-15").expect(
        Change.CHANGED, [PHASE], (Because.TIME_PASSED, None)
    )


def test_time_and_a_report_are_both_named() -> None:
    """Each would have changed something by itself."""
    better = report("60", at=stamp(event="bc-2"))
    between([SET, FIRST], [SET, FIRST, better], "2022-10-01", "2023-01-15").expect(
        Change.CHANGED,
        [VALUE, VERDICT, PHASE],
        (Because.REPORTED, "bc-2"),
        (Because.TIME_PASSED, None),
    )


def test_an_official_evaluation_is_named() -> None:
    """The verdict of the authority, with its reason."""
    said = confirmed(
        Verdict.MISSED, reason="Chậm vốn", at=stamp(event="xn", effective_on="2023-01-20")
    )
    between([SET, FIRST], [SET, FIRST, said], "2023-01-15", "2023-01-31").expect(
        Change.CHANGED, [VERDICT], (Because.EVALUATED, "xn")
    )


def test_an_amendment_shows_what_is_asked_for() -> None:
    """The whole new state of the target, in force since between the two days."""
    lower = target(
        at_least("30"), at=stamp(event="dieu-chinh", revision=2, effective_on="2022-09-01")
    )
    between([SET, FIRST, lower], [SET, FIRST, lower], "2022-08-01", "2022-10-01").expect(
        Change.CHANGED, [ChangedField.ASKS, VERDICT], (Because.AMENDED, "dieu-chinh")
    )


def test_a_resolved_deadline_is_named() -> None:
    """What fixes an open deadline moves phase and day."""
    open_one = target(at_least("50"), deadline=UnresolvedDeadline("Theo chỉ đạo"))
    fixed = resolved("2022-11-30", at=stamp(event="chot", effective_on="2022-09-01"))
    between([open_one], [open_one, fixed], "2022-10-01", "2022-10-01").expect(
        Change.CHANGED, [PHASE, ChangedField.DEADLINE], (Because.DEADLINE_RESOLVED, "chot")
    )


def test_a_target_that_was_not_there_is_added_by_its_statement() -> None:
    """Known only since, or in force only since."""
    between([], [SET], "2022-10-01", "2022-10-01").expect(
        Change.ADDED, [], (Because.STATED, "giao")
    )
    between([SET], [SET], "2021-12-31", "2022-01-01").expect(
        Change.ADDED, [], (Because.STATED, "giao")
    )


def test_a_withdrawn_target_is_removed() -> None:
    """It keeps a status, and stands in the plan no more."""
    gone = target_withdrawn(at=stamp(event="rut", revision=2, effective_on="2022-09-01"))
    between([SET], [SET, gone], "2022-08-01", "2022-10-01").expect(
        Change.REMOVED, [], (Because.WITHDRAWN, "rut")
    )


def test_a_target_that_left_the_plan_is_removed_by_its_amendment() -> None:
    """The caller says that the later status is another plan's by leaving it out."""
    moved = target(at_least("50"), at=stamp(event="chuyen", revision=2, effective_on="2022-09-01"))
    now = replace(look([SET, moved], "2022-10-01"), status=None)
    Compared(difference(look([SET], "2022-08-01"), now)).expect(
        Change.REMOVED, [], (Because.AMENDED, "chuyen")
    )


def test_a_task_moves_from_state_to_state() -> None:
    """Its report says so."""
    given = task(at=stamp(event="giao", effective_on="2022-01-01"))
    done = task_report(TaskState.DONE, on="2022-09-01", at=stamp(event="xong"))
    found = difference(
        look([given], "2022-08-01", of=TASK_ID), look([given, done], "2022-10-01", of=TASK_ID)
    )
    Compared(found).expect(Change.CHANGED, [ChangedField.STATE], (Because.REPORTED, "xong"))


@drawn(facts=fact_lists, cut=st.integers(0, 14), on=days, to=days)
def test_every_difference_has_a_cause_and_every_cause_is_known(
    facts: list[Fact], cut: int, on: object, to: object
) -> None:
    """Law: what differs is explained, by events known at the later look, or by time."""
    first, last = sorted([str(on), str(to)])
    then, now = look(facts[:cut], first), look(facts, last)
    found = difference(then, now)
    if found is None:
        assert changed_fields(then.status, now.status) == () or _stands_nowhere(then, now)
        return
    known = {fact.stamp.event for fact in facts}
    assert found.causes
    assert all(cause.event is None or cause.event in known for cause in found.causes)
    if first == last:
        assert Because.TIME_PASSED not in {cause.because for cause in found.causes}


@drawn(facts=fact_lists, on=days)
def test_a_look_does_not_differ_from_itself(facts: list[Fact], on: object) -> None:
    """Law: no news and no other day, no difference; nor does the order of facts matter."""
    assert difference(look(facts, str(on)), look([*reversed(facts)], str(on))) is None


def _stands_nowhere(*looks: Look) -> bool:
    """How a withdrawn target would have stood is nobody's news."""
    return all(one.status is None or one.status.phase is Phase.WITHDRAWN for one in looks)
