"""What changes a target after it is set: evaluations, amendments, withdrawals."""

from domain.deadline import (
    MonthDeadline,
    UnresolvedDeadline,
    YearEndDeadline,
)
from domain.history import Fact
from domain.reasons import Phase, Reason, Verdict
from tests.builders import (
    at_least,
    confirmed,
    count,
    report,
    resolved,
    stamp,
    target,
    target_withdrawn,
)
from tests.scenario import given

EXCEEDED, MET, MISSED = Verdict.EXCEEDED, Verdict.MET, Verdict.MISSED
GO_LIVE = UnresolvedDeadline("Trước khi đưa vào sử dụng chính thức")


def test_the_official_verdict_leaves_the_provisional_one_alone() -> None:
    """Two verdicts, never mixed: the data say *vượt*, the authority *chưa đạt*."""
    given(
        target(at_least("50")),
        report("60"),
        confirmed(MISSED, reason="Chưa có hướng dẫn phương pháp đo lường"),
    ).on("2022-12-31").expect(
        verdict=EXCEEDED, official=MISSED, official_reason="Chưa có hướng dẫn phương pháp đo lường"
    )


def test_an_evaluation_of_another_scope_or_period_is_not_this_one_s() -> None:
    """A district's verdict, or last year's, is not the province's for this year."""
    given(
        target(at_least("50")),
        confirmed(MET, scope="H20.14"),
        confirmed(MET, period="2021"),
        confirmed(MET, of="chi-tieu-khac"),
    ).on("2022-12-31").expect(official=None)


def test_an_evaluation_of_an_unknown_target_makes_no_target() -> None:
    """The verdict on a target of another indicator is kept, and judged nowhere here."""
    facts = given(target(at_least("50")), confirmed(MET, of="chi-tieu-khac"))
    facts.on("2022-12-31", target="chi-tieu-khac").expect_nothing()
    assert facts.history.targets() == ["chi-tieu"]


def test_a_revised_evaluation_replaces_the_first() -> None:
    """The highest revision in force stands, from its own day on."""
    facts = given(
        target(at_least("50")),
        confirmed(MISSED, reason="Thiếu số liệu"),
        confirmed(MET, at=stamp(revision=2, effective_on="2023-02-01")),
    )
    facts.on("2023-01-31").expect(official=MISSED, review_after="2023-02-01")
    facts.on("2023-02-01").expect(official=MET)


def test_a_late_correction_of_an_earlier_year_s_verdict_hides_nothing() -> None:
    """Of the verdicts on the years of a long target the latest year's is shown."""
    long = target(at_least("50"), period="2021-01-01/2025-12-31", deadline=YearEndDeadline(2025))
    given(
        long,
        confirmed(MET, period="2023", at=stamp(effective_on="2023-12-31")),
        confirmed(
            MISSED, period="2022", reason="Sửa", at=stamp(revision=2, effective_on="2024-03-01")
        ),
    ).on("2024-06-01").expect(official=MET)


def test_a_verdict_on_a_part_is_none_on_the_whole() -> None:
    """Before its time a target is not *chưa đạt*; once it has come the whole is asked for."""
    for verdict, while_running in [(MET, MET), (MISSED, None)]:
        early = confirmed(
            verdict, period="2022-Q1", reason="Chậm", at=stamp(effective_on="2022-04-10")
        )
        facts = given(target(at_least("50")), early)
        facts.on("2022-05-01").expect(official=while_running)
        facts.on("2022-12-31").expect(official=while_running, review_after="2023-01-01")
        facts.on("2023-01-01").expect(official=None)


def test_a_verdict_given_at_the_evaluation_time_stands() -> None:
    """The year of administration ends on 14/12; of the whole year it may be said before."""
    to_the_cut = confirmed(
        MISSED,
        period="2022-01-01/2022-12-14",
        reason="Chậm",
        at=stamp(effective_on="2022-12-31"),
    )
    given(target(at_least("50")), to_the_cut).on("2023-01-01").expect(official=MISSED)
    ahead = confirmed(MISSED, reason="Chậm", at=stamp(effective_on="2022-12-01"))
    given(target(at_least("50")), ahead).on("2022-12-01").expect(official=MISSED)


def test_the_verdict_on_the_year_stands_over_that_on_its_last_quarter() -> None:
    """Both end on 31/12; the longer period is the target's own."""
    given(
        target(at_least("50")),
        confirmed(MET, period="2022-Q4", at=stamp(revision=2, effective_on="2022-12-31")),
        confirmed(MISSED, reason="Cả năm chưa đạt"),
    ).on("2022-12-31").expect(official=MISSED)


def test_an_amendment_holds_from_its_day() -> None:
    """A lowered mark makes the same value *đạt*, and not a day earlier."""
    facts = given(
        target(at_least("50")),
        target(at_least("40"), at=stamp(revision=2, effective_on="2022-10-01")),
        report("40", period="2022-Q3"),
    )
    facts.on("2022-09-30").expect(verdict=MISSED, review_after="2022-10-01")
    facts.on("2022-10-01").expect(verdict=MET)


def test_an_amendment_may_change_what_is_compared() -> None:
    """Definition, period and scope are the amended target's, at once."""
    values: list[Fact] = [
        report("60", at=stamp(event="cu")),
        report("30", definition=2, at=stamp(event="dinh-nghia-2")),
        report("20", scope="H20.14", at=stamp(event="so-tttt")),
        report("10", period="2022-S1", at=stamp(event="nua-nam")),
    ]
    amended = stamp(revision=2, effective_on="2022-06-01")
    for change, deciding in [
        (target(at_least("50"), definition=2, at=amended), "dinh-nghia-2"),
        (target(at_least("50"), scope="H20.14", at=amended), "so-tttt"),
        (
            target(at_least("50"), period="2022-S1", deadline=MonthDeadline(2022, 6), at=amended),
            "nua-nam",
        ),
    ]:
        facts = given(target(at_least("50")), change, *values)
        facts.on("2022-12-31").expect(decided_by=[deciding])


def test_a_statement_without_a_day_holds_on_every_day() -> None:
    """As a measurement's does, whose day is its period's; there is no day to look again."""
    given(target(at_least("50"), at=stamp())).on("2001-01-01").expect(review_after="2022-12-01")


def test_a_withdrawn_target_is_shown_withdrawn_and_may_come_back() -> None:
    """A withdrawal is a fact like any other; a later revision takes the target up again."""
    facts: list[Fact] = [
        target(at_least("50")),
        target_withdrawn(at=stamp(revision=2, effective_on="2022-05-01")),
        report("60", period="2022-Q1"),
    ]
    given(*facts).on("2022-04-30").expect(verdict=EXCEEDED, review_after="2022-05-01")
    given(*facts).on("2022-05-01").expect(
        verdict=Verdict.NO_DATA, reason=Reason.WITHDRAWN, phase=Phase.WITHDRAWN
    )
    again = target(at_least("70"), at=stamp(revision=3, effective_on="2022-07-01"))
    given(*facts, again).on("2022-07-01").expect(verdict=MISSED, phase=Phase.NOT_DUE)


def test_a_withdrawal_of_what_was_never_set_is_nothing() -> None:
    """The history holds it; there is no target to judge."""
    given(target_withdrawn(at=stamp(revision=2, effective_on="2022-05-01"))).on(
        "2022-06-01"
    ).expect_nothing()


def test_a_status_names_the_events_behind_it() -> None:
    """The target's own, the resolution, the confirmed verdict and the counting report."""
    outcome = given(
        target(
            count("1"),
            unit="cuộc",
            deadline=GO_LIVE,
            at=stamp(event="dat", effective_on="2022-01-01"),
        ),
        resolved("2022-12-31", at=stamp(event="chot", effective_on="2022-02-01")),
        report("1", at=stamp(event="bao-cao")),
        report("3", period="2021", at=stamp(event="nam-truoc")),
        confirmed(MET, at=stamp(event="danh-gia", effective_on="2022-12-31")),
    ).on("2022-12-31")
    assert [ref.id for ref in outcome.status.deciding] == ["dat", "chot", "danh-gia", "bao-cao"]
