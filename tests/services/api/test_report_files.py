"""The report's two writers and its words, by themselves: laws that hold for any status and text."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from contracts.render import target_status_message, task_status_message
from domain.history import Fact, fold
from domain.period import Period
from domain.plan import Plan
from domain.reasons import Verdict
from domain.status import judge_target
from domain.task_status import judge_task
from services.api.load import Moment, in_plan_order
from services.api.reports.build import content
from services.api.reports.build import report as report_of
from services.api.reports.csv_file import csv_bytes, guarded
from services.api.reports.table import Cells, Column, Report, Table
from services.api.reports.words import in_short, noted, pointed, verdict_text
from services.api.reports.xlsx_file import CELL_MAX, CUT, xlsx_bytes
from services.api.rows import Known
from services.api.views import Names
from tests.builders import TARGET_ID, TASK_ID
from tests.domain import facts as drawn

DAY = date(2023, 11, 30)
PLAN = Plan("kh", "H20", "Kế hoạch", None, None, Period.parse("2022"), "H20.14", ())
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


def one_cell(text: str) -> Report:
    """A report with one row, and a text in its first cell."""
    columns = (Column("Cột", 40), Column("Cột khác", 40))
    table = Table("Bảng", "BẢNG", columns, (Cells((text, "")),), "")
    return Report("Kế hoạch", "UBND", "Số 1", DAY, "", (), (table,))


@settings(max_examples=40, deadline=None)
@given(facts=drawn.fact_lists, as_of=drawn.days)
def test_whatever_is_judged_can_be_printed(facts: list[Fact], as_of: date) -> None:
    """Targets and tasks of every kind have their row, and none is called missed before its time."""
    history = fold(facts)
    target = judge_target(history, TARGET_ID, as_of).status
    task = judge_task(history, TASK_ID, as_of).status
    targets = [Known(target_status_message(target), as_of, None)] if target else []
    tasks = [Known(task_status_message(task), as_of, None)] if task else []
    picture = in_plan_order(PLAN, targets, tasks)
    moment, names = Moment(as_of, ("0:1",)), Names({})
    said = content(picture, (), moment, names)
    for known in targets:
        (row,) = [row for row in said.targets if row.row_id == known.status.row]
        early = known.status.official_verdict is None and known.status.phase != "past_due"
        assert not (early and row.verdict.startswith("Chưa đạt"))
    made = report_of(picture, said, moment, names)
    assert xlsx_bytes(made) == xlsx_bytes(made)
    assert csv_bytes(made)


@given(text=TEXTS)
def test_no_text_in_the_csv_starts_a_formula(text: str) -> None:
    """Neither at the start of a field nor where a comma would start one; the rest is kept."""
    written = csv_bytes(one_cell(text)).decode("utf-8-sig")
    field = list(csv.reader(io.StringIO(written), delimiter=";"))[7][0]
    for piece in field.replace(";", ",").split(","):
        number = guarded(piece.strip()) == piece.strip() and piece.strip()[:1] in "+-"
        assert piece.lstrip()[:1] not in ("=", "@", "+", "-", "＝", "＋", "－", "＠") or number
    assert field.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("-5,2%", "-5,2%"),
        ("+7", "+7"),
        ("25,94%", "25,94%"),
        ("3.081", "3.081"),
        ("12/12", "'12/12"),
        ("1.10", "'1.10"),
        ("16/18 đơn vị", "16/18 đơn vị"),
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("- Sở Y tế", "'- Sở Y tế"),
        ("Sở Y tế\n-1+1", "Sở Y tế\n'-1+1"),
    ],
)
def test_numbers_stay_numbers_and_nothing_becomes_a_day(text: str, written: str) -> None:
    """An apostrophe stands where a spreadsheet would compute, or read a day that is none."""
    assert guarded(text) == written
    assert guarded(DAY) == "2023-11-30"


@settings(max_examples=25, deadline=None)
@given(text=TEXTS.filter(str.strip))
def test_the_workbook_keeps_every_text(text: str) -> None:
    """What is read back is the text, as a text."""
    sheet = load_workbook(io.BytesIO(xlsx_bytes(one_cell(text)))).worksheets[0]
    (cell,) = [row[0] for row in sheet.iter_rows(min_row=8)]
    assert (str(cell.value), cell.data_type) == (text, "s")


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    """It is not dropped, as the library would."""
    sheet = load_workbook(io.BytesIO(xlsx_bytes(one_cell("đ" * 40_000)))).worksheets[0]
    assert sheet["A8"].value == "đ" * CELL_MAX + CUT


def test_a_verdict_says_whether_it_is_confirmed() -> None:
    """Official alone stands bare; before its time what is missed is only short so far."""
    assert verdict_text(Verdict.MET, Verdict.EXCEEDED, settled=True) == "Vượt"
    assert verdict_text(Verdict.MET, None, settled=False) == "Đạt (tạm tính)"
    assert verdict_text(Verdict.MISSED, None, settled=True) == "Chưa đạt (tạm tính)"
    assert verdict_text(Verdict.MISSED, None, settled=False) == "Tạm tính: chưa tới mức đề ra"
    assert verdict_text(Verdict.NO_DATA, None, settled=True) == "Chưa có số liệu"
    estimated = verdict_text(Verdict.EXCEEDED, None, settled=False, by_estimate=True)
    assert estimated == "Vượt (tạm tính, theo số ước)"


def test_parts_are_marked_as_points_of_a_document_and_names_are_few() -> None:
    """After d comes đ; of many agencies five are named."""
    assert pointed(["một"]) == "một"
    assert pointed(list("12345")).split("\n")[4] == "đ) 5"
    assert pointed([""] * 30 + ["x"]) == "31) x"
    assert pointed(["chưa có", "chưa có"]) == "chưa có"
    assert noted([["riêng", "chung"], ["chung"]]) == "a) riêng\nchung"
    assert in_short([f"Sở {n}" for n in range(7)]).endswith("Sở 4 và 2 đơn vị khác")
