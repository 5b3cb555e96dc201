"""What an officer reads in a terminal of eighty columns: nothing cut off, nothing torn."""

import io
import re

from rich.console import Console, RenderableType

from services.cli.demo_alerts import alert_panel
from services.cli.demo_stage import indented
from services.cli.diff import table as changes_table
from services.cli.ingest_client import Summary
from services.cli.obligations import summary
from services.cli.obligations import table as obligations_table
from services.cli.status import table
from tests.services.api.alert_rows import alert

WIDTH = 80
LONG = (
    "Trên 60% cơ quan nhà nước cấp tỉnh tham gia cung cấp dữ liệu mở phục vụ người dân"
    " và phát triển kinh tế - xã hội"
)


def _lines(shown: RenderableType, *, width: int = WIDTH) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    with console.capture() as captured:
        console.print(shown)
    return captured.get().splitlines()


def _words(lines: list[str]) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─━┃]", " ", " ".join(lines)).split())


def test_the_text_of_an_alert_is_never_cut_off() -> None:
    """A long target stands whole inside the panel; its number stands in the frame."""
    lines = _lines(alert_panel(alert().model_copy(update={"number": "I.4", "text": LONG}), {}))

    assert lines[0].startswith("╭─ ⚠ I.4 ─")
    assert LONG in _words(lines)


def test_a_line_that_is_too_long_goes_on_under_its_own_beginning() -> None:
    """A step of the story and a refusal keep their indent, so that one is told from the next."""
    lines = _lines(indented(f"✗ {LONG}", 4))

    assert len(lines) == 2
    assert all(line.startswith("    ") for line in lines)


def test_what_was_sent_is_told_in_vietnamese_and_only_what_there_was() -> None:
    """Counts of nothing are left out; English stands beside."""
    assert Summary(accepted=33).words_both() == "33 sự kiện được nhận / accepted"
    assert Summary(accepted=1, duplicate=2).words_both() == (
        "1 sự kiện được nhận / accepted, 2 đã có từ trước / duplicate"
    )


def test_status_keeps_days_whole_and_writes_them_as_documents_do() -> None:
    """Stt, verdict and day stand on one line, whatever else there is; an estimate is marked so."""
    item = {
        "number": "III.6",
        "text": LONG,
        "value_text": "3,7% GRDP",
        "estimated": True,
        "provisional_verdict": "chua_co_so_lieu",
        "official_verdict": None,
        "shown_words": {"vi": "Chưa có số liệu"},
        "due_on": "2023-12-31",
        "official_reason": "",
        "reason_words": {"vi": "Chưa có báo cáo của kỳ này, chỉ có số liệu từ kỳ trước"},
    }
    lines = _lines(table([item]))

    assert max(map(len, lines)) <= WIDTH
    assert any("III.6" in line and "31/12/2023" in line for line in lines)
    assert "3,7% GRDP (ước)" in _lines(table([item]), width=200)[3]


def test_obligations_keep_days_whole_and_name_a_target_once() -> None:
    """Number, text and day of the first row; of the next one only what differs."""
    item = {
        "kind": "target",
        "target_id": "t",
        "task_id": None,
        "number": "II.1",
        "text": LONG,
        "agency_name": "Sở Thông tin và Truyền thông",
        "role_words": {"vi": "đầu mối tổng hợp"},
        "period": "2023-Q3",
        "due_on": "2023-11-29",
        "state": "silent",
        "state_words": {"vi": "Quá hạn chưa báo cáo"},
        "why_words": {"vi": "Chưa có báo cáo của kỳ này"},
    }
    lines = _lines(obligations_table([item, {**item, "period": "2023-Q4"}]))

    assert max(map(len, lines)) <= WIDTH
    assert sum("II.1" in line for line in lines) == 1
    assert any("2023-Q4" in line and "29/11/2023" in line for line in lines)
    assert summary([item, item]) == "Quá hạn chưa báo cáo: 2"


def test_a_difference_keeps_then_now_and_why_whole() -> None:
    """What it was, what it is, and the event with its place on the log."""
    item = {
        "number": "I.4",
        "text": LONG,
        "change": "changed",
        "change_words": {"vi": "Thay đổi"},
        "fields": [{"words": {"vi": "Kết quả"}, "then": "25,94%", "now": "27,1%"}],
        "because": [
            {"line": "Báo cáo được đính chính: Sở TTTT, ngày 05/10/2023", "position": "3:120"},
            {"line": "Thời gian trôi qua", "position": None},
        ],
    }
    lines = _lines(changes_table([item]))

    assert max(map(len, lines)) <= WIDTH
    assert "25,94%" in _words(lines)
    assert "27,1%" in _words(lines)
    assert "[3:120]" in _words(lines)
