"""The events of both plans: what their script makes, valid, and judged as the plan prints."""

from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import ValidationError

from contracts.codec import decode
from contracts.envelope import AnyEvent
from domain.history import History, fold
from domain.reasons import Reason, Verdict
from domain.status import TargetStatus, judge_target
from domain.task_status import TaskStatus, judge_task
from examples import plan_2022
from examples.build_events import build
from examples.building import EXAMPLES, printed_table

BUSINESS_DAY = date(2023, 9, 15)
MISTAKE = "03_mistake.jsonl"
FILES = sorted(EXAMPLES.glob("dong_thap_*/*.jsonl"))


def events() -> Iterator[AnyEvent]:
    """Every committed event but the deliberate mistake."""
    for path in FILES:
        if path.name != MISTAKE:
            yield from map(decode, path.read_bytes().splitlines())


@pytest.fixture(scope="module")
def histories() -> dict[str, History]:
    """What is known of each subject once every event has been folded."""
    known: dict[str, History] = {}
    for event in events():
        known[event.subject] = fold([event.to_domain()], onto=known.get(event.subject))
    return known


def targets(histories: dict[str, History], prefix: str) -> dict[str, TargetStatus]:
    """The status of every target of a plan on the business day of the demonstration."""
    found = {}
    for history in histories.values():
        for name in history.targets():
            status = judge_target(history, name, BUSINESS_DAY).status
            if name.startswith(prefix) and status is not None:
                found[name] = status
    return found


def test_the_committed_files_are_what_the_script_makes() -> None:
    """Generated and committed events are the same bytes, and no other file lies beside them."""
    committed = {path.relative_to(EXAMPLES): path.read_text(encoding="utf-8") for path in FILES}
    assert committed == build()


def test_every_event_has_an_id_of_its_own() -> None:
    """No two events of one agency share an id, so none is taken for a duplicate."""
    refs = [event.ref for event in events()]
    assert len(refs) == len(set(refs))


def test_the_fifteen_verdicts_of_2022_are_derived_and_agree(histories: dict[str, History]) -> None:
    """Given the printed results of 2022, the rule gives the printed Đánh giá of every row."""
    printed = [row["danh_gia"] for row in printed_table("dong_thap_2022_phu_luc_I.csv")]
    status = targets(histories, "kh144-")
    assert [status[name].provisional.verdict for name in sorted(status)] == [
        plan_2022.VERDICTS[words] for words in printed
    ]
    assert all(known.official is known.provisional.verdict for known in status.values())


def test_only_the_two_missed_rows_of_2022_carry_a_reason(histories: dict[str, History]) -> None:
    """Ghi chú stands at exactly the rows 4 and 6, which are chưa đạt."""
    status = targets(histories, "kh144-")
    reasons = {name: known.official_reason for name, known in status.items()}
    assert {name for name, reason in reasons.items() if reason} == {
        name for name, known in status.items() if known.official is Verdict.MISSED
    }
    assert reasons["kh144-pl1-04"] == "Người dân nộp hồ sơ trực tuyến ít"


def test_the_series_of_open_data_breaks_between_the_years(histories: dict[str, History]) -> None:
    """The 20 % of 2022 is shown with the target of 2023, and is not comparable with it."""
    status = targets(histories, "cds2023-")["cds2023-pl7-i-04"]
    assert [(point.period.code, point.comparable) for point in status.series] == [("2022", False)]
    assert status.provisional.reason is Reason.OTHER_DEFINITION_ONLY


def test_the_online_files_of_2022_count_as_history_of_2023(histories: dict[str, History]) -> None:
    """Row II.4 uses the indicator of row 4 of 2022, so that its 25,94 % is history."""
    status = targets(histories, "cds2023-")["cds2023-pl7-ii-04"]
    assert [(point.phrase, point.comparable) for point in status.series] == [("25,94%", True)]


def test_the_digital_economy_has_three_years_marked_for_what_they_are(
    histories: dict[str, History],
) -> None:
    """2022 is printed, 2021 and 2020 are derived from it; all three rest on an estimate."""
    series = targets(histories, "cds2023-")["cds2023-pl7-iii-06"].series
    assert [(point.period.code, point.source_kind, point.status) for point in series] == [
        ("2020", "derived", "E"),
        ("2021", "derived", "E"),
        ("2022", "printed", "E"),
    ]


def test_the_four_tasks_are_in_four_states_and_one_is_overdue(
    histories: dict[str, History],
) -> None:
    """On 15/09/2023 each task has a state of its own, made up and marked so; VI.3 is overdue."""
    tasks: list[TaskStatus] = []
    for history in histories.values():
        judged = [judge_task(history, name, BUSINESS_DAY).status for name in history.tasks()]
        tasks += [status for status in judged if status is not None]
    assert len({status.state for status in tasks}) == len(tasks) == 4
    assert [status.task.number for status in tasks if status.overdue] == ["VI.3"]
    assert {status.source_kind for status in tasks} == {"illustrative"}


def test_the_mistake_is_one_that_the_contracts_refuse() -> None:
    """The decimal comma of the deliberate mistake is refused at the value's own field."""
    (line,) = (EXAMPLES / "dong_thap_2022" / MISTAKE).read_bytes().splitlines()
    with pytest.raises(ValidationError) as refused:
        decode(line)
    (error,) = refused.value.errors()
    assert (error["type"], error["loc"][-1]) == ("decimal_form", "value")
