"""A status stays small however long its series grows."""

from __future__ import annotations

from datetime import date, timedelta

from contracts.codec import encode
from contracts.render import target_status_message
from contracts.status import TargetStatus
from domain.history import fold
from domain.series import SERIES_MAX
from domain.status import judge_target
from tests.builders import TARGET_ID, at_least, report, target


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


def test_a_rendered_status_is_what_its_encoding_reads_as() -> None:
    """Values built without validation are those that a strict reader gets."""
    words = ["25.94", "16/18", "> 85", "99.210"]
    reports = [report(each, period=f"2022-0{n + 1}") for n, each in enumerate(words)]
    judged = judge_target(fold([target(at_least("80")), *reports]), TARGET_ID, date(2022, 12, 31))
    assert judged.status is not None
    told = target_status_message(judged.status)
    assert TargetStatus.model_validate_json(encode(told)) == told
