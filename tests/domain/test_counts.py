"""A number of things within a period is known from its first day on, or not at all."""

from __future__ import annotations

from domain.reasons import Reason, Verdict
from domain.target import ForAll
from tests.builders import count, report, target
from tests.scenario import given


def test_quarters_do_not_decide_a_count_of_the_year() -> None:
    """Given 3, 3, 3 and 2 by quarter against ten, expect a question, not *chưa đạt*."""
    quarters = [report(n, period=f"2022-Q{q}") for q, n in enumerate("3332", start=1)]
    given(target(count("10"), unit="cuộc"), *quarters).on("2023-01-01").expect(
        verdict=Verdict.NO_DATA, reason=Reason.PART_OF_PERIOD_ONLY
    )


def test_a_count_from_the_first_day_decides() -> None:
    """Given nine months counted from January, expect that count to stand."""
    nine_months = report("11", period="2022-01-01/2022-09-30")
    last_quarter = report("2", period="2022-Q4")
    given(target(count("10"), unit="cuộc"), nine_months, last_quarter).on("2023-01-01").expect(
        verdict=Verdict.EXCEEDED, reason=Reason.ABOVE_TARGET
    )


def test_a_bare_number_of_units_does_not_say_that_all_meet() -> None:
    """Given 30 units against a for-all target, expect a question; 30/30 answers it."""
    for_all = target(ForAll(), unit="đơn vị")
    given(for_all, report("30")).on("2023-01-01").expect(
        verdict=Verdict.UNDETERMINED, reason=Reason.NOT_COMPARABLE
    )
    given(for_all, report("30/30")).on("2023-01-01").expect(
        verdict=Verdict.MET, reason=Reason.ALL_MEET
    )
