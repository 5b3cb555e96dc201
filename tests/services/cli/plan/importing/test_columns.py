"""Columns are recognised by what heads them, wherever they stand."""

from __future__ import annotations

import itertools
import unicodedata

import pytest

from services.cli.plan.importing.columns import Column, is_head, is_index, recognise
from tests.services.cli.plan.importing.building import by_number, codes, helpers, leads, read, table


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Stt", Column.NUMBER),
        ("Số TT", Column.NUMBER),
        ("Phụ trách", Column.LEAD),
        ("Cùng tham gia", Column.COORDINATORS),
        ("Cơ quan liên quan", Column.COORDINATORS),
        ("Kỳ đánh giá", Column.DEADLINE),
        ("NỘI DUNG NHIỆM VỤ", Column.NAME),
        ("Tên chỉ tiêu", Column.NAME),
        ("Cơ quan, đơn vị chủ trì thực hiện", Column.LEAD),
        ("Phân công thực hiện", Column.LEAD),
        ("Người phụ trách", Column.LEAD),
        ("Cơ quan phối hợp", Column.COORDINATORS),
        ("Đơn vị chủ trì, phối hợp", Column.BOTH),
        ("Thời điểm đánh giá", Column.DEADLINE),
        ("Dự kiến thời gian", Column.DEADLINE),
        ("Năm thực hiện", Column.DEADLINE),
        ("Tiến độ hoàn thành", Column.DEADLINE),
        ("ĐVT", Column.UNIT),
        ("DVT", Column.UNIT),
        ("Kế hoạch năm 2024", Column.VALUE),
        ("Mục tiêu đến năm 2025", Column.VALUE),
        ("Thực hiện năm 2023", Column.EARLIER),
        ("Kết quả thực hiện", Column.RESULT),
        ("Đánh giá", Column.VERDICT),
        ("Ghi chú", Column.REMARK),
        ("Sản phẩm/Kết quả đầu ra", Column.PRODUCT),
        ("Tổng mức đầu tư", Column.TOTAL),
        ("Vốn bố trí Năm 2021", Column.AMOUNT),
        ("Nguồn kinh phí", Column.SOURCE),
        ("QĐ đầu tư", Column.DECISION),
        ("Hiện trạng", Column.STATUS),
        ("TH 2023", Column.EARLIER),
        ("KH 2024", Column.VALUE),
        ("Kết quả cần đạt", Column.PRODUCT),
        ("Cơ quan theo dõi, đánh giá", Column.UNKNOWN),
        ("Mức độ ưu tiên", Column.UNKNOWN),
        ("Tỷ lệ (%)", Column.VALUE),
        ("Cột lạ", Column.UNKNOWN),
    ],
)
def test_a_heading_says_what_its_column_holds(heading: str, column: Column) -> None:
    """Synonyms of provinces, capitals and decomposed accents all name the same column."""
    for form in (heading, heading.upper(), unicodedata.normalize("NFD", heading)):
        assert recognise(form).column is column


def test_a_row_is_no_head() -> None:
    """A line of data is not taken for the head of a table, nor is a line that counts columns."""
    assert is_head(("TT", "Nội dung", "Chủ trì"))
    assert not is_head(("1", "Kế hoạch phát triển dữ liệu", "Sở Y tế"))
    assert not is_head(("Tổ chức hội nghị", "", ""))
    assert is_index(("(1)", "(2)", "(3)"))
    assert not is_index(("1", "Nội dung", "2"))


ROW = {
    "TT": "1",
    "Nội dung nhiệm vụ": "Ban hành quy chế quản lý dữ liệu",
    "Cơ quan chủ trì": "Sở Y tế",
    "Cơ quan phối hợp": "Sở Nội vụ",
    "Thời hạn": "Quý II/2024",
}


@pytest.mark.parametrize("order", list(itertools.permutations(ROW))[::11])
def test_columns_may_stand_in_any_order(order: tuple[str, ...]) -> None:
    """However the columns are turned about, each cell is read by its own heading."""
    plan = read(table(order, [ROW[heading] for heading in order]))
    row = by_number(plan)["1"]
    assert row.text == "Ban hành quy chế quản lý dữ liệu"
    assert (leads(row), helpers(row)) == (["Sở Y tế"], ["Sở Nội vụ"])
    assert row.deadline_text == "Quý II/2024"


def test_an_unknown_column_keeps_its_text() -> None:
    """What stands under a heading that is not recognised is kept in the remark, and noted."""
    plan = read(
        table(
            ["TT", "Nhiệm vụ", "Chủ trì", "Mức rủi ro"],
            ["1", "Rà soát hệ thống", "Sở Y tế", "Cao"],
        )
    )
    row = by_number(plan)["1"]
    assert row.remark == "Mức rủi ro: Cao"
    assert "column_unknown" in codes(row)
