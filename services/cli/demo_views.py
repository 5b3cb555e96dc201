"""What the demonstration prints: the official table, targets, tasks. Pure.

Vietnamese, as the documents write it; colours are a help, every verdict is also a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from contracts.status import SeriesPoint, TargetStatus, TaskStatus
from domain.reasons import REASON_WORDS, VERDICT_WORDS, Phase, Reason, Verdict, shown_words
from domain.task import TaskState
from domain.vietnamese.words import date_words
from services.api.wording import NO_STATE, STATE_WORDS

Names = Mapping[str, str]
"""An agency's short name by its id."""

VERDICT_STYLES = {
    Verdict.EXCEEDED: "bold green",
    Verdict.MET: "green",
    Verdict.MISSED: "bold red",
    Verdict.UNDETERMINED: "yellow",
    Verdict.NO_DATA: "yellow",
}
SOURCE_MARKS = {"derived": "suy ra", "illustrative": "minh họa"}


def results_table(targets: Sequence[TargetStatus]) -> Table:
    """Return the five official columns, every *Đánh giá* as the rule derives it."""
    table = Table(title="KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU NĂM 2022", title_style="bold", expand=True)
    table.add_column("Stt", justify="right")
    table.add_column("Tên chỉ tiêu", ratio=5)
    table.add_column("Kết quả thực hiện", min_width=10)
    table.add_column("Đánh giá", no_wrap=True)
    table.add_column("Ghi chú", ratio=2)
    for status in targets:
        verdict = Verdict(status.provisional_verdict)
        table.add_row(
            status.number,
            escape(status.text),
            escape(status.value_text),
            _styled(VERDICT_WORDS[verdict].vi, verdict),
            escape(status.official_reason),
        )
    return table


def targets_table(targets: Sequence[TargetStatus], names: Names) -> Table:
    """Return the targets that still run: what is asked, what is known, where they stand."""
    table = Table(title="CHỈ TIÊU CÓ NGUY CƠ", title_style="bold", expand=True)
    table.add_column("Stt")
    table.add_column("Tên chỉ tiêu", ratio=4)
    table.add_column("Chủ trì", ratio=2)
    table.add_column("Hạn", no_wrap=True)
    table.add_column("Số liệu đã có", ratio=3)
    table.add_column("Đánh giá", ratio=3)
    for status in targets:
        verdict, phase = Verdict(status.provisional_verdict), Phase(status.phase)
        official = Verdict(status.official_verdict) if status.official_verdict else None
        reason = REASON_WORDS[Reason(status.reason)].vi
        table.add_row(
            status.number,
            escape(status.text),
            escape(agency_words(status.lead, names)),
            date_words(status.due_on) if status.due_on else "chưa xác định",
            series_words(status.series),
            f"{_styled(shown_words(verdict, official, phase).vi, official or verdict)}\n{reason}",
        )
    return table


def tasks_table(tasks: Sequence[TaskStatus], names: Names) -> Table:
    """Return the tasks with their states; what is made up is marked."""
    table = Table(title="NHIỆM VỤ ĐÃ CÓ TIN, HOẶC QUÁ HẠN", title_style="bold", expand=True)
    table.add_column("Stt")
    table.add_column("Tên nhiệm vụ", ratio=5)
    table.add_column("Chủ trì", ratio=2)
    table.add_column("Hạn", no_wrap=True)
    table.add_column("Trạng thái", ratio=3)
    for status in tasks:
        state = (STATE_WORDS[TaskState(status.state)] if status.state else NO_STATE).vi
        mark = SOURCE_MARKS.get(status.source_kind or "")
        shown = f"{state} [dim]({mark})[/]" if mark else state
        table.add_row(
            status.number,
            escape(status.text),
            escape(agency_words(status.lead, names)),
            date_words(status.due_on) if status.due_on else "chưa xác định",
            f"{shown}\n[bold red]Quá hạn[/]" if status.overdue else shown,
        )
    return table


def series_words(series: Sequence[SeriesPoint]) -> str:
    """Return a series in words, one point a line; a break is shown, nothing is drawn through it."""
    lines = []
    for point in series:
        marks = [SOURCE_MARKS[point.source_kind]] if point.source_kind in SOURCE_MARKS else []
        marks += ["ước"] if point.observation_status == "E" else []
        marks += [] if point.comparable else ["gián đoạn chuỗi: định nghĩa khác"]
        shown = f" [dim]({', '.join(marks)})[/]" if marks else ""
        lines.append(f"{point.period}: {escape(point.value_text)}{shown}")
    return "\n".join(lines) or "—"


def agency_words(ids: Sequence[str], names: Names) -> str:
    """Return agencies by their short names; an unknown one by its id."""
    return "; ".join(names.get(one) or one for one in ids) or "—"


def _styled(words: str, verdict: Verdict) -> str:
    return f"[{VERDICT_STYLES[verdict]}]{words}[/]"
