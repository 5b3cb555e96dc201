"""The events beside the plan files: what their script makes, and judged as the plan prints."""

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
from tests.examples.published import publications

BUSINESS_DAY = date(2023, 9, 15)
MISTAKE = "03_mistake.jsonl"
APPENDIX = "dong-thap-2023-cds.phu-luc-vii"
FILES = sorted(EXAMPLES.glob("dong_thap_*/*.jsonl"))


def events() -> Iterator[AnyEvent]:
    """Every event of the plan files, then every committed one but the deliberate mistake."""
    for prepared in publications().values():
        yield from (step.event for step in prepared.compared.steps)
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
    """The status of the targets of a table on the business day of the demonstration."""
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
    status = targets(histories, "dong-thap-2022-kh144.")
    assert [status[plan_2022.target(stt)].provisional.verdict for stt in range(1, 16)] == [
        plan_2022.VERDICTS[words] for words in printed
    ]
    assert all(known.official is known.provisional.verdict for known in status.values())


def test_only_the_two_missed_rows_of_2022_carry_a_reason(histories: dict[str, History]) -> None:
    """Ghi chú stands at exactly the rows 4 and 6, which are chưa đạt."""
    status = targets(histories, "dong-thap-2022-kh144.")
    reasons = {name: known.official_reason for name, known in status.items()}
    assert {name for name, reason in reasons.items() if reason} == {
        name for name, known in status.items() if known.official is Verdict.MISSED
    }
    assert reasons[plan_2022.target(4)] == "Người dân nộp hồ sơ trực tuyến ít"


def test_the_series_of_open_data_breaks_between_the_years(histories: dict[str, History]) -> None:
    """The 20 % of 2022 is shown with the target of 2023, and is not comparable with it."""
    status = targets(histories, APPENDIX)[f"{APPENDIX}.i-4"]
    assert [(point.period.code, point.comparable) for point in status.series] == [("2022", False)]
    assert status.provisional.reason is Reason.OTHER_DEFINITION_ONLY


def test_the_online_files_of_2022_count_as_history_of_2023(histories: dict[str, History]) -> None:
    """Row II.4 uses the indicator of row 4 of 2022, so that its 25,94 % is history."""
    status = targets(histories, APPENDIX)[f"{APPENDIX}.ii-4-2"]
    assert [(point.phrase, point.comparable) for point in status.series] == [("25,94%", True)]


def test_the_digital_economy_has_three_years_marked_for_what_they_are(
    histories: dict[str, History],
) -> None:
    """2022 is printed, 2021 and 2020 are derived from it; all three rest on an estimate."""
    series = targets(histories, APPENDIX)[f"{APPENDIX}.iii-6"].series
    assert [(point.period.code, point.source_kind, point.status) for point in series] == [
        ("2020", "derived", "E"),
        ("2021", "derived", "E"),
        ("2022", "printed", "E"),
    ]


def test_the_four_made_up_tasks_are_in_four_states_and_one_of_them_is_overdue(
    histories: dict[str, History],
) -> None:
    """On 15/09/2023 each has a state of its own, made up and marked so; VI.3 is overdue."""
    tasks: list[TaskStatus] = []
    for history in histories.values():
        judged = [judge_task(history, name, BUSINESS_DAY).status for name in history.tasks()]
        tasks += [one for one in judged if one is not None and one.source_kind == "illustrative"]
    assert len({status.state for status in tasks}) == len(tasks) == 4
    assert [status.task.number for status in tasks if status.overdue] == ["VI.3"]


def test_the_mistake_is_one_that_the_contracts_refuse() -> None:
    """The decimal comma of the deliberate mistake is refused at the value's own field."""
    (line,) = (EXAMPLES / "dong_thap_2022" / MISTAKE).read_bytes().splitlines()
    with pytest.raises(ValidationError) as refused:
        decode(line)
    (error,) = refused.value.errors()
    assert (error["type"], error["loc"][-1]) == ("decimal_form", "value")
