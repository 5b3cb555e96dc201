"""The province's own past takes the place of what ships where it foretells better."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from contracts.codec import encode
from contracts.parameters import ParametersData
from contracts.render import target_status_message
from contracts.status import StatusData
from domain.forecast.parameters import default_parameters
from domain.forecast.question import Scale
from domain.history import fold
from domain.status import judge_target
from services.alerts.assessing.past import windows_of
from services.alerts.in_force import event
from services.alerts.prior.shipped import NotParameters, of_files, shipped
from services.cli.alerts.fitting import compare
from services.cli.alerts.parameters_log import combined
from tests.builders import TARGET_ID, above, day, report, target
from tests.domain.forecast.pools import pool


def told(*values: str, on: str) -> StatusData:
    """Return the status of a target of 2022, *trên 60*, with a report each year from 2018 on."""
    reports = [report(value, period=str(2018 + at)) for at, value in enumerate(values)]
    facts = fold([target(above("60"), unit="%"), *reports])
    judged = judge_target(facts, TARGET_ID, day(on)).status
    assert judged is not None
    status = target_status_message(judged)
    return StatusData(status_seq=1, as_of=day(on), known_at="0:1", status=status)


def test_a_target_whose_time_is_over_is_a_window_for_each_report_before() -> None:
    """Four reports before the deadline's own: four questions, and what then came."""
    windows = windows_of([told("40", "48", "52", "57", "63", on="2025-01-01")])["percent"]
    assert [len(window.question.reports) for window in windows] == [1, 2, 3, 4]
    assert {window.outcome for window in windows} == {63.0}
    assert not any(window.missed for window in windows)
    assert {window.question.due_on for window in windows} == {day("2022-12-31")}


def test_a_target_that_still_runs_teaches_up_to_its_newest_report() -> None:
    """What has not ended is no outcome: the newest report is, of those before it."""
    windows = windows_of([told("40", "48", "52", on="2022-03-01")])["percent"]
    assert [len(window.question.reports) for window in windows] == [1, 2]
    assert {window.ended_on for window in windows} == {day("2020-12-31")}
    assert windows_of([told("40", on="2022-03-01")]).get("percent", []) == []


def test_a_past_that_is_too_short_changes_nothing() -> None:
    """Ten windows decide nothing: what is in force stays."""
    [found] = compare({"percent": pool()[:10]}, {})
    assert not found.better
    assert found.new is None


def test_the_own_past_is_examined_on_what_came_later() -> None:
    """Fitted on the earlier half it foretells the later better than the wide default."""
    [found] = compare({"percent": pool()}, {})
    assert found.better
    assert found.new is not None
    assert found.new.version == 1
    assert found.old == default_parameters("percent", Scale.PERCENT)
    assert 0 < found.examined < found.windows


def test_own_parameters_take_the_place_of_what_ships(tmp_path: Path) -> None:
    """The later version of a class counts, and what ships is still known."""
    [found] = compare({"percent": pool()}, {one.class_id: one for one in shipped()})
    own = found.old if found.new is None else found.new
    told = orjson.dumps(ParametersData.of(own).model_dump(mode="json"))
    (tmp_path / "percent-2.json").write_bytes(told)
    read = of_files(tmp_path)
    assert {one.class_id: one for one in read}["percent"] == own
    assert set(shipped()) <= set(read)


def test_what_was_told_is_in_force_without_its_file() -> None:
    """Given a version on the topic, then a file above it / expect the told one, then the file's."""
    [ships] = [one for one in shipped() if one.class_id == "percent"]
    own, coming = replace(ships, version=2), replace(ships, version=3)
    told = [encode(event(ParametersData.of(own), datetime(2026, 11, 22, tzinfo=UTC)))]
    assert own in combined(told, ())
    assert coming in combined(told, [coming])
    assert ships in combined((), ())


@pytest.mark.parametrize("content", [b"{}", b"no json", b'{"class_id": "percent"}'])
def test_a_file_that_holds_no_parameters_is_named(tmp_path: Path, content: bytes) -> None:
    """The service does not start on half of its parameters; it says which file is wrong."""
    (tmp_path / "percent-2.json").write_bytes(content)
    with pytest.raises(NotParameters, match="percent-2"):
        of_files(tmp_path)
    with pytest.raises(NotParameters, match="chitieu alerts fit"):
        of_files(tmp_path / "nowhere")
