"""The targets of three official tables, read from their own words.

Sources: Phụ lục I and VII of the plan of digital transformation 2023 of UBND tỉnh Đồng Tháp
(`examples/plans`), the targets of that plan's section II, and of Kế hoạch 241/KH-UBND of
06/7/2022 (`data/dong_thap_targets_2025_2030.csv`).
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from domain.reasons import Verdict
from domain.target import Compound, Milestone
from domain.verdict import judge_value
from domain.vietnamese.reading import Understood
from domain.vietnamese.results import ParsedResult, parse_result, parse_verdict
from domain.vietnamese.review import Review
from domain.vietnamese.targets import ParsedTarget, parse_target
from tests.domain.vietnamese.said import said

PLANS = Path(__file__).parents[3] / "examples" / "plans"
DATA = Path(__file__).parent / "data"

KINDS = {
    "PCT_BARE(>=)": (">= ",),
    "PCT_MIN(>=)": (">= ",),
    "PCT_STRICT(>)": ("> ",),
    "COUNT_MIN": ("count >= ",),
    "FORALL_MIN": ("for all >= ",),
    "FRACTION_OF_ENTITIES": ("so: 1/3", "đơn vị"),
    "MILESTONE": ("milestone",),
    "TASK/MILESTONE": ("milestone",),
}


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table of the examples."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def only(reading: object) -> ParsedTarget:
    """Return the one target of a reading."""
    assert isinstance(reading, Understood)
    assert len(reading.value) == 1
    target = reading.value[0]
    assert isinstance(target, ParsedTarget)
    return target


def test_phu_luc_i_of_2022_is_typed_and_judged_as_it_was_officially() -> None:
    """15 of 15 rows: 06 vượt, 07 đạt, 02 chưa đạt, target and result both read from words."""
    judged: list[Verdict] = []
    for row in table(PLANS / "dong_thap_2022_phu_luc_I.csv"):
        target = only(parse_target(row["ten_chi_tieu"]))
        assert not isinstance(target.rule, Compound)
        result, official = parse_result(row["ket_qua"]), parse_verdict(row["danh_gia"])
        assert isinstance(result, Understood)
        assert isinstance(result.value, ParsedResult)
        assert isinstance(official, Understood)
        percent = target.unit.startswith("%")
        found = judge_value(target.rule, result.value.value, percent=percent)
        assert (row["stt"], found.verdict) == (row["stt"], official.value)
        judged.append(found.verdict)
    assert Counter(judged) == {Verdict.EXCEEDED: 6, Verdict.MET: 7, Verdict.MISSED: 2}


ROWS_2023 = table(PLANS / "dong_thap_2023_phu_luc_VII.csv")


@pytest.mark.parametrize("row", ROWS_2023, ids=lambda row: f"{row['muc']}.{row['stt']}")
def test_each_row_of_phu_luc_vii_has_its_kind(row: dict[str, str]) -> None:
    """39 targets and 16 tasks, one of them with a quantity, as they were typed by hand."""
    read = said(row["ten_nhiem_vu"])
    if (row["muc"], row["stt"]) == ("II", "4"):
        assert read.count("several_indicators") == 3
    elif (row["muc"], row["stt"]) == ("II", "6"):
        assert read.startswith("cap-tinh: > 90 %; cap-huyen: >= 80 %; cap-xa: >= 60 %")
    else:
        assert all(words in read for words in KINDS[row["target_kind"]])
        assert read.startswith(KINDS[row["target_kind"]][0])


def test_a_task_without_a_number_is_marked_unlike_a_milestone_target() -> None:
    """*Công bố chính thức …* is a target of the plan, *Ban hành danh mục …* one of its tasks."""
    for row in ROWS_2023:
        if "MILESTONE" in row["target_kind"]:
            target = only(parse_target(row["ten_nhiem_vu"]))
            assert isinstance(target.rule, Milestone)
            codes = [note.code for note in target.notes]
            assert codes == ([Review.KIND_ASSUMED] if row["row_kind"] == "task" else [])


@pytest.mark.parametrize(
    "row",
    table(DATA / "dong_thap_targets_2025_2030.csv"),
    ids=lambda row: f"{row['plan'][:3]}-{row['line']}",
)
def test_each_objective_of_two_plans_is_read_as_it_was_meant(row: dict[str, str]) -> None:
    """95 phrases, against what a person wrote down of each."""
    assert said(row["text"]) == row["expected"]


def test_the_indicator_of_a_target_has_the_same_name_from_plan_to_plan() -> None:
    """The threshold, its year and the words of effort are no part of what is measured."""
    names = [
        only(parse_target(text)).subject
        for text in (
            "Trên 55% doanh nghiệp vừa và nhỏ tham gia sàn thương mại điện tử.",
            "70% doanh nghiệp vừa và nhỏ tham gia sàn thương mại điện tử",
            (
                "Phấn đấu đến năm 2025 đạt 80% trở lên doanh nghiệp vừa và nhỏ tham gia sàn "
                "thương mại điện tử."
            ),
            "Tiếp tục duy trì 100% doanh nghiệp vừa và nhỏ tham gia sàn thương mại điện tử;",
        )
    ]
    assert set(names) == {"Doanh nghiệp vừa và nhỏ tham gia sàn thương mại điện tử"}


def test_what_a_target_leaves_out_stays_in_its_name() -> None:
    """An exclusion is part of the denominator's definition."""
    text = (
        "Tỷ lệ cơ quan nhà nước cung cấp dữ liệu mở đạt 50% (trừ dữ liệu thuộc lĩnh vực an ninh, "
        "quốc phòng)."
    )
    assert only(parse_target(text)).subject == (
        "Tỷ lệ cơ quan nhà nước cung cấp dữ liệu mở (trừ dữ liệu thuộc lĩnh vực an ninh, "
        "quốc phòng)"
    )
