"""Every kind of deadline: the due day, the phase, what counts, when to look again."""

from decimal import Decimal

import pytest

from domain.bound import Relation
from domain.deadline import (
    BeforeEventDeadline,
    ContinuousDeadline,
    Deadline,
    ExternalDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    RecurringDeadline,
    UnresolvedDeadline,
    WindowDeadline,
    WithinYearDeadline,
)
from domain.due import occurrences
from domain.period import Period
from domain.reasons import Phase, Reason, Verdict
from domain.target import Compound, Count, Milestone, Part, Threshold
from tests.builders import at_least, confirmed, count, day, report, resolved, stamp, target
from tests.scenario import given

MET, MISSED, NO_DATA = Verdict.MET, Verdict.MISSED, Verdict.NO_DATA
OCTOBER = WindowDeadline(day("2022-10-01"), day("2022-10-15"))


@pytest.mark.parametrize(
    ("deadline", "due_on"),
    [
        (PeriodDeadline(Period.parse("2022-Q3")), "2022-09-30"),
        (OCTOBER, "2022-10-15"),
        (WithinYearDeadline(2022), "2022-12-31"),
        (MultiYearDeadline(2022, 2025), "2025-12-31"),
        (BeforeEventDeadline("đưa vào sử dụng chính thức"), None),
        (ExternalDeadline("Theo thời gian yêu cầu của các cơ quan TW"), None),
        (UnresolvedDeadline("Theo chỉ đạo"), None),
        (ContinuousDeadline(), "2022-06-30"),
        (RecurringDeadline("M"), "2022-05-31"),
        (RecurringDeadline(None), "2022-06-30"),
        (RecurringDeadline("A", 12, 1, exclusive=True), "2022-11-30"),
        (RecurringDeadline("A", 6, None, exclusive=True), "2022-05-31"),
        (RecurringDeadline("A", 2, None), "2022-02-28"),
        (RecurringDeadline("M", None, 25, exclusive=True), "2022-05-24"),
        (RecurringDeadline("M", None, 31), "2022-05-31"),
    ],
)
def test_the_due_day_seen_from_the_tenth_of_may(deadline: Deadline, due_on: str | None) -> None:
    """Of what recurs, that of the current reporting period (here quarterly)."""
    facts = given(target(at_least("50"), deadline=deadline, frequency="Q"))
    facts.on("2022-05-10").expect(due_on=due_on)


def test_an_open_deadline_waits_for_the_event() -> None:
    """Not overdue before; after it the day that the event named counts."""
    stated = target(at_least("50"), deadline=BeforeEventDeadline("đưa vào sử dụng"))
    given(stated).on("2030-01-01").expect(phase=Phase.DEADLINE_UNRESOLVED)
    given(stated, resolved("2022-06-30")).on("2022-07-01").expect(phase=Phase.PAST_DUE)


def test_what_is_done_before_the_window_does_not_count() -> None:
    """Success must fall inside: done in September is not done in October."""
    stated = target(Milestone(), unit="", deadline=OCTOBER)
    early = given(stated, report("done", period="2022-09-20"))
    early.on("2022-10-16").expect(verdict=NO_DATA, reason=Reason.BEFORE_WINDOW_ONLY)
    given(stated, report("done", period="2022-10-14")).on("2022-10-16").expect(verdict=MET)
    given(stated, report("done", period="2022-10-20")).on("2022-10-20").expect(
        verdict=MISSED, reason=Reason.COMPLETED_LATE
    )


def test_a_count_of_a_window_begins_with_it() -> None:
    """A count from January on includes what was before the window."""
    stated = target(count("1"), unit="cuộc", deadline=OCTOBER)
    from_january = given(stated, report("1", period="2022-01-01/2022-10-15"))
    from_january.on("2022-10-16").expect(verdict=NO_DATA, reason=Reason.BEFORE_WINDOW_ONLY)
    inside = given(stated, report("1", period="2022-10-01/2022-10-15"))
    inside.on("2022-10-16").expect(verdict=MET)


def test_what_goes_on_all_the_time_is_evaluated_every_period() -> None:
    """The due day moves on with the periods; past due only after the last."""
    facts = given(target(at_least("50"), deadline=ContinuousDeadline(), frequency="Q"))
    facts.on("2022-01-10").expect(phase=Phase.NOT_DUE, review_after="2022-03-01")
    facts.on("2022-03-31").expect(phase=Phase.DUE_SOON, review_after="2022-04-01")
    facts.on("2022-04-01").expect(phase=Phase.NOT_DUE, due_on="2022-06-30")
    facts.on("2022-12-31").expect(phase=Phase.DUE_SOON, due_on="2022-12-31")
    facts.on("2023-01-01").expect(phase=Phase.PAST_DUE, review_after=None)


def test_the_last_period_speaks_until_the_next_is_over() -> None:
    """Then a report is missing, and an older one is not taken for it."""
    stated = target(at_least("50"), deadline=ContinuousDeadline(), frequency="Q")
    facts = given(stated, report("60", period="2022-Q1"))
    facts.on("2022-06-30").expect(verdict=Verdict.EXCEEDED)
    facts.on("2022-07-01").expect(verdict=NO_DATA, reason=Reason.LAST_PERIOD_MISSING)


def test_an_official_verdict_on_an_older_period_no_longer_speaks() -> None:
    """Once another period is spoken of; in a year's one target it stands."""
    said = confirmed(MET, period="2022-Q1", at=stamp(effective_on="2022-04-10"))
    stated = target(at_least("50"), deadline=ContinuousDeadline(), frequency="Q")
    facts = given(stated, report("60", period="2022-Q1"), said, report("40", period="2022-Q2"))
    facts.on("2022-06-29").expect(official=MET)
    facts.on("2022-06-30").expect(official=None, verdict=MISSED)
    yearly = given(target(at_least("50")), report("60", period="2022-Q1"), said)
    yearly.on("2022-12-01").expect(official=MET)


def test_a_recurring_day_outside_the_period_is_the_next_one() -> None:
    """*Trước ngày 01/12 hàng năm* of a half year that ends in June."""
    december = RecurringDeadline("A", 12, 1, exclusive=True)
    [only] = occurrences(december, Period.parse("2022-S1"), "A")
    assert (only.start_on, only.due_on) == (day("2022-01-01"), day("2022-11-30"))


@pytest.mark.parametrize(
    ("deadline", "february"),
    [
        (RecurringDeadline("M", None, 31, exclusive=True), "2023-02-28"),
        (RecurringDeadline("M", None, 29, exclusive=True), "2023-02-28"),
        (RecurringDeadline("M", None, 28, exclusive=True), "2023-02-27"),
        (RecurringDeadline("M", None, 30), "2023-02-28"),
        (RecurringDeadline("A", 2, 29, exclusive=True), "2023-02-28"),
    ],
)
def test_a_month_without_the_day_ends_before_it(deadline: RecurringDeadline, february: str) -> None:
    """*Trước ngày 31 hằng tháng*: the whole of February is before the 31st."""
    due_days = [each.due_on for each in occurrences(deadline, Period.parse("2023"), "M")]
    assert [each for each in due_days if each.month == 2] == [day(february)]


def test_a_share_of_something_else_is_not_judged() -> None:
    """*50%, trong đó … chiếm 80%*: the second's denominator is the first one's numerator."""
    fifty = Threshold(Relation.AT_LEAST, Decimal(50))
    eighty = Threshold(Relation.AT_LEAST, Decimal(80))
    rule = Compound((Part("chung", "tỷ lệ", fifty), Part("rieng", "trong đó", eighty, "chung")))
    whole = report("50/100", part="chung")
    nested = given(target(rule), whole, report("40/50", part="rieng")).on("2023-01-01")
    nested.expect(verdict=MET, part_verdicts=[MET, MET])
    other = given(target(rule), whole, report("80/100", part="rieng")).on("2023-01-01")
    other.expect(part_verdicts=[MET, Verdict.UNDETERMINED])
    finding = other.target_status.parts[1].finding
    assert finding.reason is Reason.OTHER_DENOMINATOR
    plain = given(target(rule), whole, report("81", part="rieng")).on("2023-01-01")
    plain.expect(part_verdicts=[MET, Verdict.EXCEEDED])


def test_parts_by_level_and_clause_take_rules_of_any_kind() -> None:
    """*Trên 90% … cấp tỉnh; ít nhất 2 … mỗi năm*: the worst part is the row's."""
    rule = Compound(
        (
            Part("cap-tinh", "cấp tỉnh", Threshold(Relation.ABOVE, Decimal(90))),
            Part("van-ban", "văn bản", Count(Decimal(2), per="A")),
        )
    )
    facts = given(target(rule), report("> 90", part="cap-tinh"), report("1", part="van-ban"))
    facts.on("2023-01-01").expect(verdict=MISSED, reason=Reason.WORST_PART)
