"""The verdict on a task that names a quantity, of one part or of several."""

from decimal import Decimal

from domain.bound import Relation
from domain.deadline import ContinuousDeadline, RecurringDeadline, WindowDeadline
from domain.reasons import Reason, Verdict
from domain.target import Compound, Count, EntityFraction, Growth, Maintenance, Part
from domain.task import TaskState, TaskStated
from tests.builders import TASK_ID, at_least, confirmed, count, day, stamp, task, task_report
from tests.scenario import given

IN_PROGRESS, DONE = TaskState.IN_PROGRESS, TaskState.DONE
MET, MISSED, EXCEEDED = Verdict.MET, Verdict.MISSED, Verdict.EXCEEDED
NO_DATA, UNDETERMINED = Verdict.NO_DATA, Verdict.UNDETERMINED

OCTOBER = WindowDeadline(day("2022-10-01"), day("2022-10-15"))


def security_review() -> TaskStated:
    """*Đánh giá an toàn thông tin cho 1/3 số sở và 1/3 UBND cấp huyện* (18 and 12 of them)."""
    third = EntityFraction(1, 3)
    return task(quantity=Compound((Part("so", "số sở", third), Part("huyen", "huyện", third))))


def test_a_quantity_of_two_parts_is_that_of_the_worse_one() -> None:
    """Six of eighteen departments and four of twelve districts are a third each."""
    for so, huyen, verdict in [("6/18", "4/12", MET), ("6/18", "3/12", MISSED)]:
        said = task_report(IN_PROGRESS, on="2022-11-01", parts={"so": so, "huyen": huyen})
        given(security_review(), said).task_on("2022-12-01").expect(
            verdict=verdict, reason=Reason.WORST_PART
        )


def test_a_part_that_nobody_named_has_no_data() -> None:
    """The latest report that names a part counts for it, whatever it says of the other."""
    first = task_report(IN_PROGRESS, on="2022-06-01", parts={"so": "6/18"})
    facts = given(security_review(), first)
    facts.task_on("2022-07-01").expect(verdict=NO_DATA)
    later = task_report(IN_PROGRESS, on="2022-09-01", parts={"huyen": "4/12"})
    given(security_review(), first, later).task_on("2022-10-01").expect(verdict=MET)


def test_a_plain_number_needs_the_base() -> None:
    """Six departments are a third of eighteen only where it is known that there are eighteen."""
    said = task_report(IN_PROGRESS, on="2022-11-01", quantity="6")
    given(task(quantity=EntityFraction(1, 3)), said).task_on("2022-12-01").expect(
        verdict=UNDETERMINED, reason=Reason.BASE_UNKNOWN
    )
    given(task(quantity=EntityFraction(1, 3, of=18)), said).task_on("2022-12-01").expect(
        verdict=MET, reason=Reason.ON_TARGET
    )


def test_a_quantity_before_the_window_does_not_count() -> None:
    """An exercise held in September is none of the October that the plan names."""
    stated = task(quantity=count("1"), unit="cuộc", deadline=OCTOBER)
    early = task_report(DONE, on="2022-09-20", quantity="1")
    given(stated, early).task_on("2022-10-16").expect(
        verdict=NO_DATA, reason=Reason.BEFORE_WINDOW_ONLY, overdue=True
    )
    inside = task_report(DONE, on="2022-10-14", quantity="1")
    given(stated, early, inside).task_on("2022-10-16").expect(verdict=MET, overdue=False)


def test_what_is_kept_is_as_good_as_its_worst_report() -> None:
    """*Duy trì*: one report below is a miss, though the last one holds again."""
    stated = task(quantity=Maintenance(Relation.AT_LEAST, Decimal(100)), unit="%")
    reports = [
        task_report(IN_PROGRESS, on="2022-03-01", quantity="98"),
        task_report(IN_PROGRESS, on="2022-09-01", quantity="100"),
    ]
    given(stated, *reports).task_on("2022-12-01").expect(verdict=MISSED)
    given(stated, reports[1]).task_on("2022-12-01").expect(verdict=MET)


def test_so_much_in_each_of_several_periods_is_not_guessed_at() -> None:
    """The report of a task does not say of which month; of a whole year it need not."""
    said = task_report(IN_PROGRESS, on="2022-12-01", quantity="24")
    given(task(quantity=Count(Decimal(2), per="M")), said).task_on("2022-12-31").expect(
        verdict=UNDETERMINED, reason=Reason.NOT_BY_PERIOD
    )
    given(task(quantity=Count(Decimal(2), per="A")), said).task_on("2022-12-31").expect(
        verdict=EXCEEDED
    )
    grows = Growth(Relation.AT_LEAST, Decimal(7), "level", each="A")
    given(task(quantity=grows), said).task_on("2022-12-31").expect(
        verdict=UNDETERMINED, reason=Reason.NOT_BY_PERIOD
    )


def test_what_goes_on_all_the_time_is_not_overdue_while_it_does() -> None:
    """*Nhiệm vụ thường xuyên*: being carried out is all that is asked; silence is not."""
    stated = task(deadline=ContinuousDeadline())
    given(stated).task_on("2023-01-01").expect(overdue=True)
    given(stated, task_report(IN_PROGRESS, on="2022-11-01")).task_on("2023-01-01").expect(
        overdue=False
    )


def test_what_recurs_must_be_finished_in_its_last_turn() -> None:
    """Done in the first quarter is not done in the fourth; before the last, none is overdue."""
    stated = task(deadline=RecurringDeadline("Q"))
    first = task_report(DONE, on="2022-02-01")
    given(stated, first).task_on("2022-07-01").expect(overdue=False, due_on="2022-09-30")
    given(stated, first).task_on("2023-01-01").expect(overdue=True, due_on="2022-12-31")
    given(stated, task_report(DONE, on="2022-12-01")).task_on("2023-01-01").expect(overdue=False)


def test_an_official_verdict_on_an_older_turn_no_longer_speaks() -> None:
    """The one on the turn that is spoken of stands."""
    said = confirmed(MET, of=TASK_ID, period="2022-Q1", at=stamp(effective_on="2022-04-05"))
    facts = given(task(deadline=RecurringDeadline("Q"), quantity=at_least("1")), said)
    facts.task_on("2022-05-01").expect(official=MET)
    facts.task_on("2022-08-01").expect(official=None)
