"""Results, states of tasks and verdicts, in the words of the plan of 2023 of tỉnh Đồng Tháp."""

from decimal import Decimal

import pytest

from domain.bound import Relation
from domain.measurement import Bounded, Done, Number, ObservationStatus, Ratio, Value
from domain.reasons import Verdict
from domain.task import TaskState
from domain.vietnamese.reading import NotUnderstood, Understood
from domain.vietnamese.results import parse_result, parse_task_state, parse_verdict
from domain.vietnamese.review import Review


def number(value: str) -> Number:
    """Return an exactly known value."""
    return Number(Decimal(value))


def bound(relation: Relation, value: str) -> Bounded:
    """Return a value of which only a bound is known."""
    return Bounded(relation, Decimal(value))


def ratio(numerator: int, denominator: int) -> Ratio:
    """Return so many of so many."""
    return Ratio(Decimal(numerator), Decimal(denominator))


FIRM, ESTIMATE = ObservationStatus.NORMAL, ObservationStatus.ESTIMATED
RESULTS: list[tuple[str, Value, str, ObservationStatus]] = [
    ("100%", number("100"), "%", FIRM),
    ("99,21%", number("99.21"), "%", FIRM),
    ("Trên 85%", bound(Relation.ABOVE, "85"), "%", FIRM),
    ("Hoàn thành", Done(done=True), "", FIRM),
    ("Chưa hoàn thành", Done(done=False), "", FIRM),
    ("320", number("320"), "", FIRM),
    ("1 cuộc", number("1"), "cuộc", FIRM),
    ("ước đạt 3,7% GRDP", number("3.7"), "% GRDP", ESTIMATE),
    ("ước đạt 114 tỷ", number("114000"), "triệu đồng", ESTIMATE),
    ("gần 2.000 tỷ", bound(Relation.BELOW, "2000000"), "triệu đồng", FIRM),
    ("khoảng 2% GRDP", number("2"), "% GRDP", ESTIMATE),
    ("hơn 320 sản phẩm", bound(Relation.ABOVE, "320"), "sản phẩm", FIRM),
    ("hơn 600 người", bound(Relation.ABOVE, "600"), "người", FIRM),
    ("16/18 đơn vị cấp sở", ratio(16, 18), "đơn vị cấp sở", FIRM),
    ("11/12 địa phương cấp huyện", ratio(11, 12), "địa phương cấp huyện", FIRM),
    ("12/12", ratio(12, 12), "", FIRM),
    ("4/4 lớp", ratio(4, 4), "lớp", FIRM),
    ("100% (18/18)", ratio(18, 18), "", FIRM),
    ("Đạt 80% trở lên", bound(Relation.AT_LEAST, "80"), "%", FIRM),
    ("98% (ước)", number("98"), "%", ESTIMATE),
    ("1,234%", number("1.234"), "%", FIRM),
    ("Sơ bộ đạt 46,81%", number("46.81"), "%", ObservationStatus.PROVISIONAL),
]


@pytest.mark.parametrize(("text", "value", "unit", "status"), RESULTS)
def test_a_result_keeps_what_its_words_say(
    text: str, value: Value, unit: str, status: ObservationStatus
) -> None:
    """A bound stays a bound, a ratio a ratio, an estimate an estimate."""
    reading = parse_result(text)
    assert isinstance(reading, Understood)
    assert (reading.value.value, reading.value.unit) == (value, unit)
    assert reading.value.status is status


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Review.EMPTY),
        ("20% và 30%", Review.SEVERAL_NUMBERS),
        ("16/18 (50%)", Review.NUMBER_AMBIGUOUS),
        ("tăng 5%", Review.NUMBER_AMBIGUOUS),
        ("1.23.4%", Review.NUMBER_AMBIGUOUS),
        ("chưa có số liệu", Review.RESULT_NOT_UNDERSTOOD),
    ],
)
def test_a_result_that_is_not_clear_decides_no_verdict(text: str, reason: Review) -> None:
    """The cell is shown with the reason instead."""
    reading = parse_result(text)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason is reason


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Hoàn thành", TaskState.DONE),
        ("Đã hoàn thành", TaskState.DONE),
        ("Đã đưa vào sử dụng", TaskState.IN_USE),
        ("Đang triển khai", TaskState.IN_PROGRESS),
        ("ĐANG THỰC HIỆN", TaskState.IN_PROGRESS),
        ("Đang thực hiện thủ tục xin chủ trương đầu tư", TaskState.IN_PROCEDURE),
        ("Đang trình phê duyệt", TaskState.IN_PROCEDURE),
        ("Chưa triển khai", TaskState.NOT_STARTED),
    ],
)
def test_the_state_of_a_task_is_one_of_the_official_ones(text: str, state: TaskState) -> None:
    """The vocabulary of Phụ lục II and V, in any case."""
    reading = parse_task_state(text)
    assert isinstance(reading, Understood)
    assert reading.value is state


@pytest.mark.parametrize(
    "text", ["", "Đã hoàn thành 50%", "Cơ bản hoàn thành", "Hoàn thành bước 1", "Kế hoạch số 12"]
)
def test_a_task_is_not_finished_by_half(text: str) -> None:
    """What is qualified, empty or something else is not understood."""
    assert isinstance(parse_task_state(text), NotUnderstood)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Vượt", Verdict.EXCEEDED),
        ("ĐẠT", Verdict.MET),
        ("đạt.", Verdict.MET),
        ("Chưa đạt", Verdict.MISSED),
        ("Không đạt", Verdict.MISSED),
        ("Chưa có số liệu", Verdict.NO_DATA),
    ],
)
def test_a_verdict_is_read_from_its_label(text: str, verdict: Verdict) -> None:
    """The column Đánh giá, in any case."""
    reading = parse_verdict(text)
    assert isinstance(reading, Understood)
    assert reading.value is verdict
    assert isinstance(parse_verdict("Đạt và vượt"), NotUnderstood)
