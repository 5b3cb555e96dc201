"""A status stays small however long its series grows."""

from __future__ import annotations

from datetime import date, timedelta

from contracts.codec import encode
from contracts.render import target_status_message
from contracts.status import Ref, TargetStatus
from domain.history import fold
from domain.series import SERIES_MAX
from domain.status import judge_target
from tests.builders import TARGET_ID, at_least, compound, report, target


def test_a_long_series_is_cut_in_its_middle() -> None:
    """Of 200 daily reports the oldest and the newest are told, and how many are not."""
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(200)]
    reports = [report(str(n), period=day.isoformat()) for n, day in enumerate(days)]
    judged = judge_target(
        fold([target(at_least("80")), *reports]), TARGET_ID, date(2022, 12, 31)
    ).status
    assert judged is not None
    told = target_status_message(judged)
    assert [point.end_on for point in told.series] == [days[0], *days[1 - SERIES_MAX :]]
    assert told.series_omitted == 200 - SERIES_MAX
    assert told.parts[0].period == days[-1].isoformat()


def test_every_part_keeps_what_its_pace_rests_on() -> None:
    """With one part reported monthly, the other's three points stay: oldest, and two newest."""
    months = [f"20{year}-{month:02d}" for year in (19, 20, 21) for month in range(1, 12)]
    often = [report("40", period=month, part="thang") for month in months]
    years = [("10", "2018"), ("30", "2019"), ("50", "2020"), ("51", "2021")]
    seldom = [report(value, period=year, part="nam") for value, year in years]
    rule = compound(thang=at_least("60"), nam=at_least("60"))
    history = fold([target(rule), *often, *seldom])
    judged = judge_target(history, TARGET_ID, date(2022, 6, 30)).status
    assert judged is not None
    shown = [point.period.code for point in judged.series if point.part == "nam"]
    assert {"2018", "2020", "2021"} <= set(shown)
    assert len(judged.series) + judged.series_omitted == len(often) + len(seldom)


def test_the_parts_of_an_indicator_do_not_crowd_a_target_on_the_whole() -> None:
    """Twenty parts, reported for other plans, take no point of its series and break no bound."""
    years = ("2018", "2019", "2020", "2021")
    parts = [
        report("40", period=year, part=f"phan-{number}") for number in range(20) for year in years
    ]
    own = [report("50", period=year) for year in years]
    judged = judge_target(
        fold([target(at_least("60")), *parts, *own]), TARGET_ID, date(2022, 6, 30)
    ).status
    assert judged is not None
    told = TargetStatus.model_validate_json(encode(target_status_message(judged)))
    assert [point.period for point in told.series] == list(years)
    assert told.series_omitted == 0


def test_a_rendered_status_is_what_its_encoding_reads_as() -> None:
    """Values built without validation are those that a strict reader gets."""
    words = ["25.94", "16/18", "> 85", "99.210"]
    reports = [report(each, period=f"2022-0{n + 1}") for n, each in enumerate(words)]
    judged = judge_target(fold([target(at_least("80")), *reports]), TARGET_ID, date(2022, 12, 31))
    assert judged.status is not None
    told = target_status_message(judged.status)
    assert TargetStatus.model_validate_json(encode(told)) == told


def test_points_of_agencies_that_number_their_events_alike_are_looked_up_apart() -> None:
    """What is remembered of a point is found at once, though everybody calls his event *1*."""
    judged = judge_target(
        fold([target(at_least("60")), report("50", period="2021")]), TARGET_ID, date(2022, 6, 30)
    ).status
    assert judged is not None
    [point] = target_status_message(judged).series
    events = [Ref(agency=f"local:don-vi-{number}", id="1") for number in range(100)]
    assert len({hash(event) for event in events}) == 100
    assert len({hash(point.model_copy(update={"event": event})) for event in events}) == 100
