"""A back-test in tables for people, and whole in JSON for programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from domain.forecast.backtest.replay import Plan
    from domain.forecast.backtest.report import Marks, Report, Summary

NAMES = {
    "last_value": "last value 0/1",
    "last_value_pooled": "last value + errors",
    "eurostat": "Eurostat R<.95 0/1",
    "eurostat_isotonic": "Eurostat isotonic",
    "sdsn": "SDSN 0/1",
    "escap": "ESCAP-like 0/1",
    "ols": "own line + t",
    "chitieu": "chitieu",
}
OURS = "chitieu"


def print_report(report: Report, console: Console) -> None:
    """Print the marks of each class, then of all, then how ours does by history and horizon."""
    for class_id, summary in report.classes.items():
        _print_summary(class_id, summary, console)
    if len(report.classes) > 1:
        _print_summary("tất cả / all", report.overall, console)
    ours = report.overall.methods[OURS]
    console.print(_reliability(ours), _parts(ours))
    console.print(
        "nếu đúng: ECE khi mọi xác suất đều chính xác, trung bình và mức 95 % không vượt / "
        "if right: the ECE were every chance exactly right, its mean and what 95 % stay below",
        style="dim",
    )
    if report.untested:
        console.print(
            f"{report.untested} chuỗi không kiểm nghiệm được (không có báo cáo từ ngày ấy, "
            f"hoặc không có trị số tại hạn) / series had no question or no value at the deadline",
            style="dim",
        )


def write_report(report: Report, plan: Plan, path: Path) -> None:
    """Write every figure as one JSON object; its keys are documented in docs/forecasting.md."""
    told = {
        "test_from": plan.test_from,
        "thin": plan.thinning.share,
        "seed": plan.thinning.seed,
        "history": [plan.thinning.fewest, plan.thinning.most],
        "horizon_days": plan.horizon_days,
        "series": report.series,
        "untested": report.untested,
        **flat(report.overall),
        "classes": {name: flat(summary) for name, summary in report.classes.items()},
    }
    path.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def flat(summary: Summary) -> dict[str, Any]:
    """Return a summary with the marks of its alerts beside the marks of its chances."""
    told = asdict(summary)
    told.pop("series")
    for marks in told["methods"].values():
        alerts = marks.pop("alerts")
        marks["alert_precision"], marks["alert_recall"] = (
            alerts.pop("precision"),
            alerts.pop("recall"),
        )
        marks["series"] = alerts.pop("series")
        marks.update(alerts)
    return told


def _print_summary(name: str, summary: Summary, console: Console) -> None:
    console.print(
        f"\n{name}: n {summary.n:,}, {summary.series:,} chuỗi / series, {summary.entities:,} "
        f"đơn vị / entities, {summary.missed:.0%} không đạt / missed, "
        f"phương pháp / method {', '.join(summary.chosen)}",
        style="bold",
        markup=False,
    )
    console.print(_marks(summary), _alerts(summary))


def _marks(summary: Summary) -> Table:
    """Return the marks of chances; two lines of heading keep it within eighty columns."""
    shown = _table(
        "Brier", "95 %", "skill\nbase", "skill\nlast", "log\nloss", "ECE", "ECE if\nright",
        "95 %\nbelow", "80 %\nheld"
    )  # fmt: skip
    for method, marks in summary.methods.items():
        low, high = marks.brier_interval
        shown.add_row(
            NAMES[method],
            f"{marks.brier:.4f}",
            f"{low:.3f}–{high:.3f}",
            _share(marks.skill_base_rate),
            _share(marks.skill_last_value),
            f"{marks.log_loss:.3f}",
            f"{marks.ece:.3f}",
            f"{marks.ece_if_calibrated.mean:.3f}",
            f"{marks.ece_if_calibrated.p95:.3f}",
            _share(marks.coverage_80),
            style="bold" if method == OURS else "",
        )
    return shown


def _alerts(summary: Summary) -> Table:
    """Return the marks of alerts: at .6 by window, then by the rule over each series."""
    shown = _table("precision\nat .6", "recall\nat .6", "lead,\nperiods", "opens", "changes")
    for method, marks in summary.methods.items():
        shown.add_row(
            NAMES[method],
            _share(marks.precision),
            _share(marks.recall),
            _lead(marks),
            f"{marks.alerts.opens_per_series:.2f}",
            f"{marks.alerts.state_changes_per_series:.2f}",
            style="bold" if method == OURS else "",
        )
    return shown


def _table(*headings: str) -> Table:
    from rich.table import Table

    shown = Table(padding=(0, 1, 0, 0), box=None)
    shown.add_column("", no_wrap=True)
    for heading in headings:
        shown.add_column(heading, justify="right", no_wrap=True)
    return shown


def _reliability(marks: Marks) -> Table:
    from rich.table import Table

    shown = Table(title="Độ tin cậy / reliability: chitieu", box=None, title_justify="left")
    for heading in ("dự báo / forecast", "n", "trung bình / mean", "thực tế / missed"):
        shown.add_column(heading, justify="right")
    for one in marks.reliability:
        shown.add_row(
            f"{one.low:.1f}–{one.high:.1f}", f"{one.n:,}", f"{one.chance:.3f}", f"{one.missed:.3f}"
        )
    return shown


def _parts(marks: Marks) -> Table:
    from rich.table import Table

    shown = Table(
        title="Theo số báo cáo, theo số kỳ còn lại / by reports, by periods ahead: chitieu",
        box=None,
        title_justify="left",
    )
    for heading in ("", "n", "Brier", "ECE", "nếu đúng / if right", "80 %"):
        shown.add_column(heading, justify="right")
    for kind, parts in (
        ("báo cáo / reports", marks.by_reports),
        ("kỳ / periods", marks.by_periods),
    ):
        for name, part in parts.items():
            shown.add_row(
                f"{kind} {name}",
                f"{part.n:,}",
                f"{part.brier:.4f}",
                f"{part.ece:.3f}",
                f"{part.ece_if_calibrated.mean:.3f}, {part.ece_if_calibrated.p95:.3f}",
                _share(part.coverage_80),
            )
    return shown


def _lead(marks: Marks) -> str:
    lead = marks.alerts.median_lead_periods
    return "–" if lead is None else f"{lead:g}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
