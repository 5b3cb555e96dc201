"""What the demonstration prints of a whole plan: its sections, money, silence, the rest. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich.markup import escape
from rich.table import Table

from contracts.alerts import AlertData
from domain.alerting import RISK_WORDS, Risk, Stage
from domain.reasons import Phase
from domain.task import TaskState
from domain.vietnamese.words import date_words, number_words
from services.cli.demo_views import Names

SILENT_NAMED = 5
Items = Sequence[Mapping[str, Any]]
"""Targets or tasks as the api lists them."""


def sections_table(title: str, targets: Items, tasks: Items) -> Table:
    """Return how many rows each section has, and how far they are; a row counts once."""
    table = Table(title=title, title_style="bold", expand=True)
    table.add_column("Mục", ratio=1)
    for head in ("Chỉ tiêu", "đến hạn", "Nhiệm vụ", "xong", "quá hạn"):
        table.add_column(head, justify="right", no_wrap=True)
    for section in dict.fromkeys(one["section"] for one in (*targets, *tasks)):
        own = [[one for one in each if one["section"] == section] for each in (targets, tasks)]
        table.add_row(escape(section), *_counts(*own))
    table.add_section()
    table.add_row("Cộng", *_counts(targets, tasks))
    return table


def money_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line for each money table: how many projects, how much in which year."""
    for table in answer["tables"]:
        years = "; ".join(
            f"năm {year['year']}: {_amount(year['allocated'])}" for year in table["years"]
        )
        name = table["table"].partition(" — ")[0]
        yield f"{name}: {table['projects']} dòng, {years} {answer['unit']}"


def owed_lines(counts: Mapping[str, int], silent: Items, on: date, names: Names) -> Iterator[str]:
    """Yield who owes what: reports by state today, and who is silent if nothing more comes."""
    yield (
        f"{sum(counts.values())} báo cáo phải gửi / reports owed: "
        f"{counts['reported']} đã gửi, {counts['owing']} chưa đến hạn"
    )
    reports = sum(one["reports"] for one in silent)
    yield (
        f"nếu đến {date_words(on)} vẫn vậy / if nothing more comes: "
        f"{len(silent)} đơn vị quá hạn {reports} báo cáo / agencies silent"
    )
    first = sorted(silent, key=lambda one: -one["reports"])[:SILENT_NAMED]
    shown = "; ".join(
        f"{names.get(one['agency']) or one['agency_name']} {one['reports']}" for one in first
    )
    yield f"nhiều nhất / most: {shown}"


def other_alerts(alerts: Sequence[AlertData]) -> str:
    """Return how many more alerts there are, by what they warn of; what is only watched last."""
    watched = [alert.stage == Stage.WATCH.value for alert in alerts]
    risks = Counter(zip(watched, (alert.evidence.risk for alert in alerts), strict=True))
    said = "; ".join(
        f"{RISK_WORDS[Risk(risk)].vi}{' (chỉ theo dõi)' if only_watched else ''}: {number}"
        for (only_watched, risk), number in sorted(risks.items())
    )
    return f"và {len(alerts)} cảnh báo khác / and more: {said}"


def _amount(total: Mapping[str, Any]) -> str:
    missing = f" ({total['not_printed']} không in)" if total["not_printed"] else ""
    return f"{number_words(Decimal(total['amount_million_vnd']))}{missing}"


def _counts(targets: Items, tasks: Items) -> list[str]:
    found = (
        targets,
        [one for one in targets if one["phase"] == Phase.PAST_DUE],
        tasks,
        [one for one in tasks if one["state"] == TaskState.DONE],
        [one for one in tasks if one["overdue"]],
    )
    numbers = (len({one["row_id"] for one in each}) for each in found)
    return [str(number) if number else "–" for number in numbers]
