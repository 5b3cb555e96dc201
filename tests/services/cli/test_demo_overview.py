"""What the demonstration says of a whole plan: rows by section, money, who is silent."""

import io
from datetime import date
from typing import Any

from rich.console import Console

from services.cli.demo_overview import money_lines, other_alerts, owed_lines, sections_table
from tests.services.alerts.changes import change_of

WIDTH = 80


def row(section: str, number: str, **says: Any) -> dict[str, Any]:
    """Return a target or task as the api lists it."""
    about = {"section": section, "row_id": number, "phase": "not_due", "state": None}
    return {**about, "overdue": False, **says}


def test_a_row_of_several_targets_counts_once() -> None:
    """II.4 has three targets and is one row; what has come due and what is late is counted."""
    targets = [row("II. Chính quyền số", "ii-4"), row("II. Chính quyền số", "ii-4")]
    tasks = [row("VI. Tuyên truyền", "vi-3", overdue=True), row("VI. Tuyên truyền", "vi-5")]
    console = Console(file=io.StringIO(), width=WIDTH)
    with console.capture() as captured:
        console.print(sections_table("THEO MỤC", targets, tasks))
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= WIDTH
    (total,) = (line for line in lines if "Cộng" in line)
    assert [cell.strip() for cell in total.strip("│").split("│")[1:]] == ["1", "–", "2", "–", "1"]


def test_money_is_told_by_table_and_year_with_what_is_not_printed() -> None:
    """Thousands are grouped as documents write them; amounts that are not printed are counted."""
    allocated = {"amount_million_vnd": "12400", "printed": 3, "not_printed": 5}
    table = {
        "table": "Phụ lục II — DANH MỤC",
        "projects": 8,
        "years": [{"year": 2021, "allocated": allocated}],
    }
    assert list(money_lines({"unit": "triệu đồng", "tables": [table]})) == [
        "Phụ lục II: 8 dòng, năm 2021: 12.400 (5 không in) triệu đồng"
    ]


def test_who_owes_most_comes_first() -> None:
    """Reports are counted by state; of the silent the first are named by their short names."""
    silent = [
        {"agency": "local:a", "agency_name": "Sở Y tế tỉnh", "reports": 2},
        {"agency": "H20.14", "agency_name": "Sở Thông tin", "reports": 5},
    ]
    said = list(
        owed_lines({"reported": 1, "owing": 7}, silent, date(2023, 11, 30), {"H20.14": "Sở TTTT"})
    )
    assert said[0].endswith("1 đã gửi, 7 chưa đến hạn")
    assert "2 đơn vị quá hạn 7 báo cáo" in said[1]
    assert said[2].endswith("Sở TTTT 5; Sở Y tế tỉnh 2")


def test_what_warns_of_one_thing_is_counted_once_whatever_its_stage() -> None:
    """Two stages of one risk are one number for a reader; what is only watched stands last."""
    alerts = [
        change_of("a", stage="watch").data,
        change_of("b", stage="at_risk").data,
        change_of("c", stage="stale").data,
    ]
    assert other_alerts(alerts) == (
        "và 3 cảnh báo khác / and more: "
        "Có nguy cơ chưa đạt: 2; Có nguy cơ chưa đạt (chỉ theo dõi): 1"
    )
