"""What each row of a report says while its plan runs: result, estimate, verdict, note, silence."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.services.api import group_plan
from tests.services.api.conftest import TODAY
from tests.services.api.read_model import ReadModel
from tests.services.api.report_plan import FORMULA, PLAN, REPORT_DAY, plan_events
from tests.services.api.test_report import below_head, rows, sheets

ON = f"?as_of={REPORT_DAY}"


@pytest.fixture(scope="module", autouse=True)
async def told(read_model: ReadModel) -> None:
    """The running plan, and one that a group leads of which the city is silent."""
    grouped = [
        *group_plan.plan_events(),
        group_plan.reported(group_plan.HEALTH, "90", "100"),
        group_plan.reported(group_plan.TRADE, "10", "100"),
    ]
    await read_model.apply([*plan_events(), *grouped], day=TODAY)


async def report(client: httpx.AsyncClient, query: str = ON) -> dict[str, dict[str, Any]]:
    """The rows of the running plan's report by their numbers."""
    answer = await client.get(f"/v1/plans/{PLAN}/report{query}")
    assert answer.status_code == 200, answer.text
    return {row["number"]: row for row in (*answer.json()["targets"], *answer.json()["tasks"])}


def said(row: dict[str, Any]) -> tuple[str, str, str]:
    """Result, estimate and verdict of a row."""
    return row["result"], row["estimate"], row["verdict"]


async def test_the_result_to_date_and_the_estimate_of_the_year_stand_apart(
    client: httpx.AsyncClient,
) -> None:
    """A quarter's value is marked as one; the estimate is in the agency's own words."""
    assert said((await report(client))["I.1"]) == (
        "70% (Quý III/2023)",
        "ước đạt 85%",
        "Tạm tính: chưa tới mức đề ra",
    )


async def test_an_estimate_of_the_running_year_is_no_result(client: httpx.AsyncClient) -> None:
    """It stands in its own column, and the verdict says that it rests on it."""
    assert said((await report(client))["I.3"]) == (
        "chưa có",
        "3,9%",
        "Tạm tính: chưa tới mức đề ra (theo số ước)",
    )


async def test_what_was_estimated_becomes_a_marked_result_when_the_year_is_over(
    client: httpx.AsyncClient,
) -> None:
    """In January it is all there is for the year: a result, said to be provisional."""
    assert said((await report(client, "?as_of=2024-01-10"))["I.3"]) == (
        "3,9% (sơ bộ)",
        "3,9%",
        "Chưa đạt (tạm tính)",
    )


async def test_a_missed_row_without_reason_waits_for_one(client: httpx.AsyncClient) -> None:
    """Past its deadline it is chưa đạt, provisionally; its note says what is lacking."""
    row = (await report(client))["I.2"]

    assert (row["verdict"], row["needs_reason"]) == ("Chưa đạt (tạm tính)", True)
    assert row["note"].startswith("[Cần nêu nguyên nhân chưa đạt]")


async def test_a_row_of_several_targets_is_one_row_with_its_parts_in_lines(
    client: httpx.AsyncClient,
) -> None:
    """The whole stands as its worst part; the confirmed part is not said to be provisional."""
    row = (await report(client))["I.4"]

    assert row["text"].split("\n")[1:] == ["a) Số hóa 100%", "b) Dùng từ nhà trên 30%"]
    assert row["result"].split("\n") == ["a) +100% (Quý III/2023)", "b) chưa có"]
    assert row["estimate"] == "b) chưa có ước"
    assert row["verdict"].split("\n") == ["Chưa có số liệu", "a) Đạt", "b) Chưa có số liệu"]
    assert row["official"] is False


async def test_a_target_of_several_parts_says_of_which_one_something_lacks(
    client: httpx.AsyncClient,
) -> None:
    """Levels of one target are lines too, and the reason stands under the mark of its level."""
    row = (await report(client))["I.7"]

    assert row["text"].split("\n") == [
        "90% cấp tỉnh, 60% cấp xã",
        "a) 90% cấp tỉnh",
        "b) 60% cấp xã",
    ]
    assert row["result"].split("\n") == ["a) 95% (Quý III/2023)", "b) chưa có"]
    assert row["verdict"].split("\n") == [
        "Chưa có số liệu",
        "a) Vượt (tạm tính)",
        "b) Chưa có số liệu",
    ]
    assert row["note"].startswith("b) Chưa có báo cáo nào")


async def test_a_row_that_nobody_follows_is_printed_as_such(client: httpx.AsyncClient) -> None:
    """It has no result and no verdict, and the headline counts it apart."""
    row = (await report(client))["I.6"]
    answer = (await client.get(f"/v1/plans/{PLAN}/report{ON}")).json()

    assert (row["followed"], row["verdict"]) == (False, "Chưa theo dõi")
    assert answer["headline"][1] == "Ngoài ra 01 dòng chỉ tiêu của kế hoạch chưa được theo dõi"


async def test_a_task_has_state_deadline_and_the_days_it_is_overdue(
    client: httpx.AsyncClient,
) -> None:
    """From 30/06 to 30/11 are 153 days."""
    row = (await report(client))["II.1"]
    assert said(row) == ("Chưa có báo cáo", "30/6/2023 (30/06/2023)", "Quá hạn 153 ngày")


async def test_a_text_like_a_formula_stays_a_text(client: httpx.AsyncClient) -> None:
    """In the workbook word for word, as text; in the csv behind an apostrophe, wherever it is."""
    sheet = (await sheets(client, PLAN, ON))["Chỉ tiêu"]
    (cell,) = [c for row in sheet.iter_rows() for c in row if c.value == FORMULA]
    text = (await client.get(f"/v1/plans/{PLAN}/report.csv{ON}")).content.decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text), delimiter=";"))

    assert cell.data_type == "s"
    (row,) = [row for row in found if row[0] == "I.5"]
    assert row[1] == '\'=HYPERLINK("http://example.org";"xem"),\'=1+1'
    assert row[2] == "'@55% (Quý III/2023)"


async def test_the_silent_are_listed_with_what_they_owe_and_since_when(
    client: httpx.AsyncClient,
) -> None:
    """Due on 29/11, so silent from 30/11: in the note of the row, and on a sheet of their own."""
    path = f"/v1/plans/{group_plan.PLAN}/report"
    answer = (await client.get(f"{path}?as_of=2023-12-01")).json()
    sheet = (await sheets(client, group_plan.PLAN, "?as_of=2023-12-01"))["Đơn vị chưa báo cáo"]
    found = {row[1]: row for row in rows(sheet)}

    (row,) = answer["targets"]
    assert "(2/3 đơn vị đã báo cáo)" in row["estimate"]
    assert "Quá hạn chưa báo cáo: UBND TP Cao Lãnh, Sở TTTT" in row["note"]
    silent = {one["agency"]: (one["numbers"], one["since_on"]) for one in answer["silent"]}
    assert silent[group_plan.CITY] == (["II.1"], "2023-11-30")
    city = found["UBND TP Cao Lãnh tỉnh Đồng Tháp"]
    assert city[2:] == (
        "II.1",
        "Tỷ lệ hồ sơ xử lý trực tuyến đạt 80%",
        "Năm 2023",
        "2023-11-30 00:00:00",
    )
    assert "ĐƠN VỊ QUÁ HẠN CHƯA BÁO CÁO: 3 ĐƠN VỊ, 3 BÁO CÁO" in rows(sheet)[1]


async def test_before_the_day_nobody_is_silent_and_what_is_owed_is_counted(
    client: httpx.AsyncClient,
) -> None:
    """The sheet is there all the same, and says so."""
    sheet = (await sheets(client, group_plan.PLAN))["Đơn vị chưa báo cáo"]
    text = "\n".join(row[0] for row in rows(sheet))

    assert "Tính đến ngày 15/09/2023 không có đơn vị nào quá hạn chưa báo cáo." in text
    assert "Còn 5 báo cáo chưa đến hạn gửi." in text


async def test_the_official_and_the_provisional_are_told_apart_in_the_file(
    client: httpx.AsyncClient,
) -> None:
    """Only a confirmed verdict stands without a remark."""
    verdicts = [row[4] for row in below_head((await sheets(client, PLAN, ON))["Chỉ tiêu"])]

    assert verdicts[1] == "Chưa đạt (tạm tính)"
    assert "Đạt" not in verdicts
    assert "Chưa đạt" not in verdicts
