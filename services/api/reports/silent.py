"""The list of the silent: which agency has not reported which rows, and since when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.obligation import Obligation, ReportState, Why
from services.api.views import Names
from services.api.wording import period_words

ROWS_MAX = 60
"""Rows named in one cell, so that it stays below what a spreadsheet's cell can hold."""
TEXT_MAX = 90


@dataclass(frozen=True, slots=True)
class SilentAgency:
    """An agency with reports that are overdue; `since_on` the first day on which one was late."""

    agency_id: str
    agency: str
    reports: int
    numbers: tuple[str, ...]
    rows: tuple[str, ...]
    since_on: date

    @property
    def words(self) -> str:
        """The rows in lines; of a great many, how many more there are."""
        more = len(self.rows) - ROWS_MAX
        last = [f"… và {more} dòng khác"] if more > 0 else []
        return "\n".join([*self.rows[:ROWS_MAX], *last])


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A group of which nobody knows who must report: what it was to report."""

    group: str
    numbers: tuple[str, ...]


def silent_agencies(owed: Iterable[Obligation], names: Names) -> tuple[SilentAgency, ...]:
    """Return the silent agencies, the one with most overdue reports first."""
    found: dict[str, list[Obligation]] = {}
    for one in owed:
        if one.state is ReportState.SILENT:
            found.setdefault(one.agency, []).append(one)
    own = [
        SilentAgency(
            agency_id=agency,
            agency=names.full(agency),
            reports=len(rows),
            numbers=_numbers(rows),
            rows=_rows(rows),
            since_on=min(row.due_on for row in rows) + timedelta(days=1),
        )
        for agency, rows in found.items()
    ]
    return tuple(sorted(own, key=lambda one: (-one.reports, one.agency, one.agency_id)))


def unresolved_groups(owed: Iterable[Obligation], names: Names) -> tuple[Unresolved, ...]:
    """Return the groups that the directory names no member of."""
    found: dict[str, list[Obligation]] = {}
    for one in owed:
        if one.why is Why.GROUP_NOT_RESOLVED:
            found.setdefault(one.agency, []).append(one)
    return tuple(Unresolved(names.full(group), _numbers(rows)) for group, rows in found.items())


def _numbers(rows: Sequence[Obligation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.number or row.row_id for row in rows))


def _rows(rows: Sequence[Obligation]) -> tuple[str, ...]:
    """Return each target and task once, with the periods that lack a report."""
    periods: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        text = row.text if len(row.text) <= TEXT_MAX else f"{row.text[:TEXT_MAX].rstrip()}…"
        periods.setdefault((row.number, text), []).append(period_words(row.period.code))
    return tuple(
        f"{number} {text} ({', '.join(dict.fromkeys(said))})".strip()
        for (number, text), said in periods.items()
    )
