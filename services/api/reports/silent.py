"""The list of the silent: which agency has not reported which rows, and since when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.obligation import Obligation, ReportState, Why
from services.api.views import Names
from services.api.wording import period_words


@dataclass(frozen=True, slots=True)
class SilentRow:
    """A target or task of which one agency has not reported some periods, and since when."""

    number: str
    text: str
    periods: str
    since_on: date


@dataclass(frozen=True, slots=True)
class SilentAgency:
    """An agency with reports that are overdue; `since_on` the first day on which one was late."""

    agency_id: str
    agency: str
    reports: int
    rows: tuple[SilentRow, ...]

    @property
    def since_on(self) -> date:
        """The first day on which a report was late."""
        return min(row.since_on for row in self.rows)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the rows, each once."""
        return tuple(dict.fromkeys(row.number for row in self.rows))


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
            rows=_rows(rows),
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


def _rows(rows: Sequence[Obligation]) -> tuple[SilentRow, ...]:
    """Return each target and task once, with the periods that lack a report."""
    own: dict[tuple[str, str], list[Obligation]] = {}
    for row in rows:
        own.setdefault((row.kind, row.subject_id), []).append(row)
    return tuple(_row(found) for found in own.values())


def _row(found: Sequence[Obligation]) -> SilentRow:
    first = found[0]
    periods = dict.fromkeys(period_words(one.period.code) for one in found)
    return SilentRow(
        number=first.number or first.row_id,
        text=first.text,
        periods=", ".join(periods),
        since_on=min(one.due_on for one in found) + timedelta(days=1),
    )
