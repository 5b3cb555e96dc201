"""The picture of a series: what is joined by a line, what is hollow, where it breaks."""

from contracts.render import target_status_message
from contracts.status import TargetStatus
from domain.history import Fact, fold
from domain.reasons import Verdict
from domain.status import judge_target
from domain.target import Milestone
from services.api.badges import verdict_badge
from services.api.chart import Chart, charts
from services.api.series import breaks
from services.api.wording import period_words
from tests.builders import (
    TARGET_ID,
    above,
    at_least,
    compound,
    confirmed,
    day,
    report,
    stamp,
    target,
    target_withdrawn,
)


def status_of(*facts: Fact, on: str = "2022-06-30") -> TargetStatus:
    """The status of the one target among some facts, as it crosses a boundary."""
    judged = judge_target(fold(facts), TARGET_ID, day(on)).status
    assert judged is not None
    return target_status_message(judged)


def chart_of(*facts: Fact) -> Chart:
    """The only chart of the one target among some facts."""
    [chart] = charts(status_of(*facts))
    return chart


def test_a_line_joins_the_reports_of_one_definition() -> None:
    """Three years make one line of three points, rising as the values do."""
    chart = chart_of(
        target(at_least("60")),
        report("10", period="2019"),
        report("20", period="2020"),
        report("40", period="2021"),
    )

    [line] = chart.lines
    heights = [float(place.split(",")[1]) for place in line.split()]
    assert heights == sorted(heights, reverse=True)
    assert [tick.label for tick in chart.x_ticks] == ["2019", "2020", "2021"]
    assert chart.target_label == "≥ 60%"


def test_no_line_is_drawn_through_a_redefinition() -> None:
    """Each side of the break has a line of its own, and the break stands between them."""
    chart = chart_of(
        target(at_least("60"), definition=2),
        report("10", period="2018"),
        report("20", period="2019"),
        report("70", period="2020", definition=2),
        report("75", period="2021", definition=2),
    )

    assert [len(line.split()) for line in chart.lines] == [2, 2]
    [place] = chart.breaks
    assert chart.dots[1].x < place < chart.dots[2].x
    assert [dot.comparable for dot in chart.dots] == [False, False, True, True]


def test_a_report_marked_as_a_break_starts_a_new_line() -> None:
    """SDMX status B: the value cannot be compared with those before it."""
    status = status_of(
        target(at_least("60")),
        report("10", period="2019"),
        report("20", period="2020"),
        report("50", period="2021", status="B"),
    )
    [chart] = charts(status)

    assert [len(line.split()) for line in chart.lines] == [2]
    [found] = breaks(status)
    assert (found.last_period, found.next_period) == ("2020", "2021")


def test_a_definition_without_any_report_breaks_the_series_at_its_end() -> None:
    """The case of dữ liệu mở in 2023: the only value counts another thing."""
    status = status_of(target(at_least("60"), definition=2), report("20", period="2021"))
    [chart] = charts(status)

    assert len(chart.breaks) == 1
    assert chart.lines == ()
    assert [found.next_period for found in breaks(status)] == [None]


def test_estimates_are_hollow_and_bounds_point_the_way_they_are_open() -> None:
    """*Ước* is not the result, and *Trên 85%* is not 85."""
    chart = chart_of(
        target(at_least("60")),
        report("10", period="2019", status="E"),
        report("> 85", period="2020"),
        report("< 90", period="2021"),
    )

    assert [dot.hollow for dot in chart.dots] == [True, False, False]
    assert [dot.open_to for dot in chart.dots] == ["", "up", "down"]


def test_a_ratio_is_drawn_as_the_percentage_that_it_makes() -> None:
    """16 of 18 units are 88,89%."""
    chart = chart_of(target(at_least("60")), report("16/18", period="2021"))

    assert chart.dots[0].label == "88,89"


def test_every_part_of_a_compound_target_has_a_chart() -> None:
    """The levels of one indicator are never mixed in one line."""
    found = charts(
        status_of(
            target(compound(tinh=above("90"), xa=at_least("60"))),
            report("80", period="2021", part="tinh"),
            report("30", period="2021", part="xa"),
        )
    )

    assert [chart.part for chart in found] == ["tinh", "xa"]


def test_a_milestone_has_no_chart() -> None:
    """Done or not done is no number."""
    assert charts(status_of(target(Milestone()), report("done", period="2022-03"))) == ()


def test_all_points_lie_on_the_paper() -> None:
    """Also with one value only, with equal values, and with a negative one."""
    for values in (["0"], ["7", "7"], ["-3", "4"], ["99999999999999", "0"]):
        facts = [report(value, period=str(2018 + n)) for n, value in enumerate(values)]
        chart = chart_of(target(at_least("60")), *facts)
        for dot in chart.dots:
            assert 0 < dot.x < chart.width
            assert 0 < dot.y < chart.height
        assert chart.y_ticks


def test_periods_are_told_in_vietnamese() -> None:
    """SDMX codes are for programs."""
    assert [
        period_words(code)
        for code in ("2022", "2023-S1", "2023-Q3", "2023-06", "2023-06-30", "2023-01-01/2023-09-15")
    ] == [
        "Năm 2022",
        "6 tháng đầu năm 2023",
        "Quý III/2023",
        "Tháng 06/2023",
        "Ngày 30/06/2023",
        "Từ 01/01/2023 đến 15/09/2023",
    ]


def test_before_its_time_a_target_short_of_its_mark_is_not_shown_as_missed() -> None:
    """The badge says so by words, by sign and by kind; only afterwards is it chưa đạt."""
    facts = (target(at_least("60")), report("20", period="2022-06"))

    before = verdict_badge(status_of(*facts, on="2022-12-31"))
    after = verdict_badge(status_of(*facts, on="2023-01-01"))
    official = verdict_badge(
        status_of(*facts, confirmed(Verdict.MISSED, reason="Chậm"), on="2023-01-01")
    )

    assert (before.kind, before.text) == ("tam-thieu", "Tạm tính: chưa tới mức đề ra")
    assert (after.kind, after.text) == ("chua-dat", "Chưa đạt (chờ xác nhận)")
    assert (official.kind, official.text) == ("chua-dat", "Chưa đạt")


def test_a_withdrawn_target_is_shown_as_withdrawn() -> None:
    """Whatever was reported of it."""
    gone = target_withdrawn(at=stamp(revision=2, effective_on="2022-05-01"))
    badge = verdict_badge(status_of(target(at_least("60")), report("70"), gone))

    assert badge.kind == "rut"
