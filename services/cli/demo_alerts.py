"""How the demonstration shows an alert: what is feared, how likely, on what evidence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from contracts.alert_evidence import Evidence, Window
from contracts.alerts import AlertData
from domain.alert_words import (
    GRADE_WORDS,
    METHOD_WORDS,
    QUALITY_WORDS,
    WINDOW_WORDS,
    percent_words,
    rough_ends,
)
from domain.alerting import RISK_WORDS, STAGE_WORDS, Risk, Stage
from domain.forecast.official import PROGRESS_WORDS, ProgressClass
from domain.vietnamese.words import amount_words, date_words, number_words
from services.cli.demo_views import Names, agency_words

CENT = Decimal("0.01")
# A projection may be longer than the 28 digits of the usual context.
DIGITS = Context(prec=60)


def alert_panel(alert: AlertData, names: Names) -> Panel:
    """Return one alert: target, deadline, chance, pace so far and needed, window, grade, lead."""
    evidence = alert.evidence
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    due = date_words(alert.due_on) if alert.due_on else "chưa xác định"
    stage = STAGE_WORDS[Stage(alert.stage)].vi
    risk = RISK_WORDS[Risk(evidence.risk)].vi
    risk = f"{stage}: {risk[0].lower()}{risk[1:]}" if alert.stage == Stage.WATCH.value else risk
    grid.add_row("Chỉ tiêu", escape(alert.text))
    grid.add_row("Nguy cơ", f"[bold]{risk}[/]")
    for line in _outlook_words(evidence):
        grid.add_row("Dự báo", escape(line))
    grid.add_row("Hạn", f"{due} · đề ra: {escape(evidence.target_text)}")
    grid.add_row("Chủ trì", escape(agency_words(alert.lead, names)))
    grid.add_row("Đã có", escape(_value_words(evidence)))
    grid.add_row("Tốc độ", escape(_pace_words(evidence)))
    for window in evidence.windows:
        grid.add_row("", escape(_window_words(window, evidence)))
    grid.add_row("Phương pháp", METHOD_WORDS[evidence.method].vi)
    grid.add_row("Chứng cứ", escape(_grade_words(evidence)))
    title = f"[bold yellow]⚠ {escape(alert.number)}[/]"
    return Panel(grid, title=title, title_align="left", border_style="yellow")


def _outlook_words(evidence: Evidence) -> Sequence[str]:
    told = evidence.forecast
    if told is None:
        return ()
    lines = [f"khả năng không đạt {percent_words(told.chance, sure=evidence.sure)}"]
    if told.low is not None and told.high is not None:
        ends = rough_ends(told.low, told.high)
        low, high = number_words(ends[0]), amount_words(ends[1], evidence.unit)
        lines.append(f"lúc đến hạn {low} đến {high} (8 phần 10 khả năng)")
    if told.needed_next is not None:
        met = told.needed_next == evidence.target_value
        needed = evidence.target_text if met else _amount(told.needed_next, evidence.unit)
        lines.append(f"đóng được nếu số liệu kế tiếp đạt {needed}")
    return lines


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
