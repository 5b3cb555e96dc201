"""The report on paper: Phụ lục I of 2022 as it was printed, read back from the files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import httpx
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.services.api.read_model import EXAMPLES

PLAN_2022 = "dong-thap-2022-kh144"
PLAN_2023 = "dong-thap-2023-cds"
PRINTED = EXAMPLES / "plans" / "dong_thap_2022_phu_luc_I.csv"
HEAD = ("Stt", "Tên chỉ tiêu", "Kết quả thực hiện", "Ước cả năm", "Đánh giá", "Ghi chú")
HEADLINE = "13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt"


def printed(path: Path = PRINTED) -> list[tuple[str, ...]]:
    """The rows of the official table: number, name, result, verdict, note."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [tuple(cell or "" for cell in row) for row in csv.reader(lines)]
    return rows[1:]


async def sheets(client: httpx.AsyncClient, plan: str, query: str = "") -> dict[str, Worksheet]:
    """The report's sheets as a spreadsheet program reads them."""
    answer = await client.get(f"/v1/plans/{plan}/report.xlsx{query}")
    assert answer.status_code == 200, answer.text
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: sheet for sheet in book.worksheets}


def rows(sheet: Worksheet) -> list[tuple[str, ...]]:
    """All rows of a sheet, empty cells as empty texts."""
    return [
        tuple("" if cell is None else str(cell) for cell in row)
        for row in sheet.iter_rows(values_only=True)
    ]


def below_head(sheet: Worksheet, head: tuple[str, ...] = HEAD) -> list[tuple[str, ...]]:
    """The rows below a table's head that have a number."""
    found = rows(sheet)
    return [row for row in found[found.index(head) + 1 :] if row[0] and row[1]]


def five(row: tuple[str, ...]) -> tuple[str, ...]:
    """The printed columns of a row, without the estimate."""
    return (*row[:3], *row[4:])


async def test_the_workbook_of_2022_is_the_appendix_as_printed(client: httpx.AsyncClient) -> None:
    """Fifteen rows: number, name, result, verdict and note word for word; no estimate needed."""
    found = below_head((await sheets(client, PLAN_2022))["Chỉ tiêu"])

    assert [five(row) for row in found] == printed()
    assert {row[3] for row in found} == {""}


async def test_above_the_table_stands_what_it_is_made_from(client: httpx.AsyncClient) -> None:
    """Issuer, plan, number and day, headline, day of the data and position on the log."""
    answer = await client.get(f"/v1/plans/{PLAN_2022}/report.xlsx")
    sheet = (await sheets(client, PLAN_2022))["Chỉ tiêu"]
    above = "\n".join(row[0] for row in rows(sheet)[:8])

    assert "Số 144/KH-UBND" in above
    assert HEADLINE in above
    assert "15/09/2023" in above
    assert answer.headers["chitieu-known-at"] in above
    name = f'attachment; filename="bao-cao-{PLAN_2022}-2023-09-15.xlsx"'
    assert answer.headers["content-disposition"] == name


async def test_the_workbook_is_ready_for_paper(client: httpx.AsyncClient) -> None:
    """A4 on its side, one page wide, the head on every page, numbered, Times New Roman."""
    sheet = (await sheets(client, PLAN_2022))["Chỉ tiêu"]
    head = rows(sheet).index(HEAD) + 1

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.oddFooter
    assert sheet.oddFooter.center
    assert sheet.oddFooter.center.text == "Trang &P/&N"
    cell = sheet.cell(head + 1, 2)
    assert (cell.font.name, cell.font.size, cell.alignment.wrap_text) == (
        "Times New Roman",
        11,
        True,
    )


async def test_the_same_data_gives_the_same_bytes(client: httpx.AsyncClient) -> None:
    """Two downloads are one file, so that a digest can stand for it."""
    for extension in ("xlsx", "csv"):
        path = f"/v1/plans/{PLAN_2022}/report.{extension}"
        assert (await client.get(path)).content == (await client.get(path)).content


async def test_the_csv_opens_by_double_click(client: httpx.AsyncClient) -> None:
    """UTF-8 with its mark, fields parted by semicolons, the same rows as in the workbook."""
    answer = await client.get(f"/v1/plans/{PLAN_2022}/report.csv")
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    assert answer.content.startswith(b"\xef\xbb\xbf")
    start = found.index(list(HEAD)) + 1
    assert [five(tuple(row)) for row in found[start : start + 15]] == printed()
    assert [HEADLINE] in found


async def test_on_an_earlier_day_nothing_was_known(client: httpx.AsyncClient) -> None:
    """As of 30/06/2022 no result, no verdict, and where an estimate is missing it is said."""
    found = below_head((await sheets(client, PLAN_2022, "?as_of=2022-06-30"))["Chỉ tiêu"])

    assert {row[2] for row in found} == {"chưa có"}
    assert {row[3] for row in found} == {"chưa có ước"}
    assert {row[4] for row in found} == {"Chưa có số liệu"}


async def test_every_row_of_the_plan_is_printed(client: httpx.AsyncClient) -> None:
    """Targets and tasks, each under its own heading; rows of several targets stand once."""
    answer = (await client.get(f"/v1/plans/{PLAN_2023}/report")).json()
    plan = (await client.get(f"/v1/plans/{PLAN_2023}")).json()
    found = await sheets(client, PLAN_2023)

    printed_rows = {row["row_id"] for row in answer["targets"] + answer["tasks"]}
    assert printed_rows == {row["id"] for row in plan["rows"] if row["kind"] != "other"}
    numbers = [row["number"] for row in answer["targets"]]
    assert len(numbers) == len(set(numbers))
    assert [row[0] for row in below_head(found["Chỉ tiêu"])] == numbers
    head = ("Stt", "Tên nhiệm vụ", "Tình trạng thực hiện", "Thời hạn", "Đánh giá", "Ghi chú")
    tasks = [row["number"] for row in answer["tasks"]]
    assert [row[0] for row in below_head(found["Nhiệm vụ"], head)] == tasks


async def test_before_its_time_no_row_is_called_missed(client: httpx.AsyncClient) -> None:
    """Of the running plan of 2023 no verdict says chưa đạt, and none is official."""
    answer = (await client.get(f"/v1/plans/{PLAN_2023}/report")).json()

    assert not any(row["official"] or row["needs_reason"] for row in answer["targets"])
    assert "Chưa đạt" not in {row["verdict"].split("\n")[0][:8] for row in answer["targets"]}


async def test_an_unknown_plan_or_day_is_refused_in_words(client: httpx.AsyncClient) -> None:
    """404 and 422 as everywhere, not a file."""
    missing = await client.get("/v1/plans/khong-co/report.xlsx")
    malformed = await client.get(f"/v1/plans/{PLAN_2022}/report.csv?as_of=30/11/2023")

    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_plan")
    assert (malformed.status_code, malformed.json()["field"]) == (422, "as_of")


async def test_the_plan_s_page_offers_the_report(client: httpx.AsyncClient) -> None:
    """Both files, for the day that the page shows."""
    page = (await client.get(f"/ke-hoach/{PLAN_2022}?as_of=2023-01-31")).text

    assert f'href="/v1/plans/{PLAN_2022}/report.xlsx?as_of=2023-01-31"' in page
    assert f'href="/v1/plans/{PLAN_2022}/report.csv?as_of=2023-01-31"' in page
