"""What the demonstration prints: the official table, targets, tasks, alerts. Pure.

Vietnamese, as the documents write it; colours are a help, every verdict is also a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from contracts.alert_evidence import Evidence, Window
from contracts.alerts import AlertData
from contracts.status import SeriesPoint, TargetStatus, TaskStatus
from domain.alert_words import GRADE_WORDS, METHOD_WORDS, QUALITY_WORDS, WINDOW_WORDS
from domain.alerting import RISK_WORDS, Risk
from domain.forecast.official import PROGRESS_WORDS, ProgressClass
from domain.reasons import REASON_WORDS, VERDICT_WORDS, Phase, Reason, Verdict, shown_words
from domain.task import TaskState
from domain.vietnamese.words import date_words, number_words
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
CENT = Decimal("0.01")
# A projection may be longer than the 28 digits of the usual context.
DIGITS = Context(prec=60)


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


def alert_panel(alert: AlertData, names: Names) -> Panel:
    """Return one alert: target, deadline, pace so far and needed, method, window, grade, lead."""
    evidence = alert.evidence
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    due = date_words(alert.due_on) if alert.due_on else "chưa xác định"
    grid.add_row("Chỉ tiêu", escape(alert.text))
    grid.add_row("Nguy cơ", f"[bold]{RISK_WORDS[Risk(evidence.risk)].vi}[/]")
    grid.add_row("Hạn", f"{due} · đề ra: {escape(evidence.target_text)}")
    grid.add_row("Chủ trì", escape(agency_words(alert.lead, names)))
    grid.add_row("Đã có", escape(_value_words(evidence)))
    grid.add_row("Tốc độ", escape(_pace_words(evidence)))
    for window in evidence.windows:
        counts = " ◀ quyết định" if window.kind == evidence.counting_window else ""
        grid.add_row("", escape(_window_words(window, evidence)) + counts)
    grid.add_row("Phương pháp", METHOD_WORDS[evidence.method].vi)
    grid.add_row("Chứng cứ", escape(_grade_words(evidence)))
    title = f"[bold yellow]⚠ {escape(alert.number)}[/]"
    return Panel(grid, title=title, title_align="left", border_style="yellow")


def agency_words(ids: Sequence[str], names: Names) -> str:
    """Return agencies by their short names; an unknown one by its id."""
    return "; ".join(names.get(one) or one for one in ids) or "—"


def _styled(words: str, verdict: Verdict) -> str:
    return f"[{VERDICT_STYLES[verdict]}]{words}[/]"


def _rounded(value: Decimal) -> str:
    return number_words(value.quantize(CENT, context=DIGITS))


def _amount(value: Decimal, unit: str) -> str:
    rounded = _rounded(value)
    return f"{rounded}{unit}" if unit.startswith("%") else f"{rounded} {unit}".strip()


def _value_words(evidence: Evidence) -> str:
    if evidence.value_period is None:
        return "chưa có số liệu so sánh được"
    gap = f" · còn thiếu {_points(evidence.gap, evidence.unit)}" if evidence.gap else ""
    return f"{evidence.value_text} ({evidence.value_period}){gap}"


def _points(value: Decimal | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{_rounded(value)} {'điểm %' if unit.startswith('%') else unit}"


def _pace_words(evidence: Evidence) -> str:
    if evidence.pace_needed is None:
        return "không tính được"
    needed = f"cần {_rounded(evidence.pace_needed)} {evidence.pace_unit}"
    if evidence.pace_so_far is None:
        return f"chưa có · {needed}"
    so_far = _rounded(evidence.pace_so_far)
    return f"đến nay {so_far} {evidence.pace_unit} · {needed}"


def _window_words(window: Window, evidence: Evidence) -> str:
    pace = _rounded(window.pace_per_year)
    leads = _amount(window.projected_value, evidence.unit)
    ratio = window.eurostat_ratio
    shown = ""
    if ratio is not None:
        shown = f", R = {_rounded(ratio)}"
        if window.eurostat_class is not None:
            shown += f" ({PROGRESS_WORDS[ProgressClass(window.eurostat_class)].vi})"
    span = f"{window.from_on.year}–{window.to_on.year}"
    return f"{WINDOW_WORDS[window.kind].vi} {span}: {pace} {evidence.pace_unit} → {leads}{shown}"


def _grade_words(evidence: Evidence) -> str:
    marks = [words.vi for field, words in QUALITY_WORDS.items() if getattr(evidence, field)]
    return ", ".join([GRADE_WORDS[evidence.grade].vi, *marks])
