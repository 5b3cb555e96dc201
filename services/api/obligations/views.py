"""Obligations as lines of a page: by agency, and report by report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.obligation import (
    ROLE_WORDS,
    STATE_WORDS,
    WHY_WORDS,
    Obligation,
    ReportState,
    Role,
)
from domain.vietnamese.words import date_words
from services.api.badges import Badge
from services.api.obligations.answers import by_agency
from services.api.views import Names
from services.api.wording import period_words

_BADGES: dict[ReportState, tuple[str, str]] = {
    ReportState.REPORTED: ("dat", "✓"),
    ReportState.LATE: ("tam-thieu", "!"),
    ReportState.SILENT: ("chua-dat", "✗"),
    ReportState.OWING: ("chua-co-so-lieu", "–"),
    ReportState.NOT_APPLICABLE: ("rut", "⊘"),
}


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """One report that is owed. `number` and `text` are empty where the line above has them."""

    number: str
    text: str
    link: str
    agency: str
    role: str
    period: str
    due_on: str
    badge: Badge
    why: str
    reported_on: str
    silent: bool


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """How an agency stands: how many of its reports are in which state."""

    agency_id: str
    agency: str
    reported: int
    late: int
    silent: int
    owing: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of reports in one state."""

    kind: str
    number: int
    text: str


def obligation_lines(rows: Iterable[Obligation], names: Names) -> tuple[ObligationLine, ...]:
    """Return the reports that are owed, each target or task named once."""
    lines = []
    before: tuple[str, str] | None = None
    for row in rows:
        about = (row.kind, row.subject_id)
        lines.append(_line(row, names, named=about != before))
        before = about
    return tuple(lines)


def agency_lines(rows: Iterable[Obligation], names: Names) -> tuple[AgencyLine, ...]:
    """Return how every agency stands, the one with most silences first; groups are no agency."""
    own = [row for row in rows if row.role is not Role.GROUP]
    lines = [
        AgencyLine(
            agency_id=agency,
            agency=names.short(agency),
            reported=found[ReportState.REPORTED],
            late=found[ReportState.LATE],
            silent=found[ReportState.SILENT],
            owing=found[ReportState.OWING],
        )
        for agency, found in by_agency(own).items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.silent, -line.late, line.agency)))


def tiles(rows: Sequence[Obligation]) -> tuple[Tile, ...]:
    """Return how many reports are in each state; states that nothing is in are left out."""
    found = [
        Tile(kind, sum(row.state is state for row in rows), STATE_WORDS[state].vi)
        for state, (kind, _) in _BADGES.items()
    ]
    return tuple(tile for tile in found if tile.number)


def _line(row: Obligation, names: Names, *, named: bool) -> ObligationLine:
    kind, sign = _BADGES[row.state]
    path = "chi-tieu" if row.kind == "target" else "nhiem-vu"
    return ObligationLine(
        number=row.number if named else "",
        text=row.text if named else "",
        link=f"/{path}/{row.subject_id}",
        agency=names.short(row.agency),
        role=ROLE_WORDS[row.role].vi,
        period=period_words(row.period.code),
        due_on=date_words(row.due_on),
        badge=Badge(kind, sign, STATE_WORDS[row.state].vi),
        why=WHY_WORDS[row.why].vi,
        reported_on=date_words(row.reported_on) if row.reported_on else "",
        silent=row.state is ReportState.SILENT,
    )
