"""The long table of a back-test: a row a report, and every flaw told with its line and field.

A series has one target and one deadline; its rows say so again and again, because a table is
what people have. Rows that contradict one another are refused: a back-test on half-read data
would be worse than none.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

from domain.forecast.backtest.flaws import (
    COLUMNS,
    FLAWS_TOLD,
    ROWS_MAX,
    SERIES_MAX,
    TEXT_MAX,
    BadTable,
    Flaw,
    FlawCode,
)
from domain.forecast.question import Direction, Report, Scale

SCALES = (Scale.PERCENT, Scale.POSITIVE, Scale.SCORE, Scale.RANK)
PERCENT_MAX = 1_000
MAGNITUDE_MAX = 1e15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Head:
    """What every row of a series must say alike."""

    class_id: str
    entity: str
    target: float
    due_on: date
    direction: Direction
    scale: Scale


@dataclass(frozen=True, slots=True)
class Series:
    """Reports about one target, ascending by day, one a day."""

    name: str
    head: Head
    reports: tuple[Report, ...]


@dataclass(slots=True)
class _Open:
    head: Head
    first_seen: str
    days: array[int] = field(default_factory=lambda: array("l"))
    values: array[float] = field(default_factory=lambda: array("d"))


class TableReader:
    """Gather rows of any number of files; `series()` gives them, or raises with every flaw."""

    def __init__(self) -> None:
        self._series: dict[str, _Open] = {}
        self._scales: dict[str, tuple[Scale, str]] = {}
        self._flaws: list[Flaw] = []
        self._flaw_count = 0
        self._rows = 0

    def read(self, file: str, lines: Iterable[str]) -> None:
        """Take the rows of a file; a byte order mark and either kind of line end do not matter.

        Raises:
            BadTable: no header to read by, or more than a back-test can hold.
        """
        reader = csv.reader(lines, strict=True)
        header: tuple[str, ...] | None = None
        try:
            for cells in reader:
                if not cells or not any(cell.strip() for cell in cells):
                    continue
                if header is None:
                    header = _header(file, reader.line_num, cells)
                else:
                    self._row(file, reader.line_num, header, cells)
        except csv.Error as error:
            raise BadTable(
                [Flaw.of(FlawCode.NOT_CSV, file, reader.line_num, "", str(error))]
            ) from error
        if header is None:
            raise BadTable([Flaw.of(FlawCode.EMPTY, file, 1, "", "")])

    def series(self) -> tuple[Series, ...]:
        """Return the series by name.

        Raises:
            BadTable: something in the rows is wrong; at most twenty flaws are told.
        """
        for name, opened in self._series.items():
            days = list(opened.days)
            if len(set(days)) < len(days):
                twice = next(day for day in sorted(days) if days.count(day) > 1)
                shown = f"{name}, {date.fromordinal(twice)}"
                self._add(Flaw.of(FlawCode.TWICE, opened.first_seen, 0, "on", shown))
        if self._flaws:
            raise BadTable(self._flaws, self._flaw_count)
        return tuple(
            Series(name, opened.head, tuple(_reports(opened)))
            for name, opened in sorted(self._series.items())
        )

    def _row(self, file: str, line: int, header: Sequence[str], cells: Sequence[str]) -> None:
        self._rows += 1
        if self._rows > ROWS_MAX:
            raise BadTable([Flaw.of(FlawCode.TOO_MANY, file, line, "", f"{ROWS_MAX:,} rows")])
        if len(cells) != len(header):
            shown = f"{len(cells)} ≠ {len(header)}"
            return self._add(Flaw.of(FlawCode.WIDTH, file, line, "", shown))
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        flaws = list(_flaws(file, line, row))
        for flaw in flaws:
            self._add(flaw)
        return None if flaws else self._take(file, line, row)

    def _take(self, file: str, line: int, row: dict[str, str]) -> None:
        name, head = row["series"], _head(row)
        opened = self._series.get(name)
        if opened is None:
            if len(self._series) >= SERIES_MAX:
                many = f"{SERIES_MAX:,} series"
                raise BadTable([Flaw.of(FlawCode.TOO_MANY, file, line, "", many)])
            opened = self._series[name] = _Open(head, f"{file}:{line}")
            scale, seen = self._scales.setdefault(head.class_id, (head.scale, opened.first_seen))
            if scale is not head.scale:
                shown = f"{head.scale} ≠ {scale} ({seen})"
                self._add(Flaw.of(FlawCode.MIXED_CLASS, file, line, "scale", shown))
        elif opened.head != head:
            self._add(_contradiction(file, line, opened, head))
        opened.days.append(date.fromisoformat(row["on"]).toordinal())
        opened.values.append(float(row["value"]))

    def _add(self, flaw: Flaw) -> None:
        self._flaw_count += 1
        if len(self._flaws) < FLAWS_TOLD:
            self._flaws.append(flaw)


def _header(file: str, line: int, cells: Sequence[str]) -> tuple[str, ...]:
    header = tuple(cell.strip().removeprefix("\ufeff").strip('"').lower() for cell in cells)
    if missing := [name for name in COLUMNS if header.count(name) != 1]:
        raise BadTable([Flaw.of(FlawCode.HEADER, file, line, ", ".join(missing), ",".join(cells))])
    return header


def _flaws(file: str, line: int, row: dict[str, str]) -> Iterator[Flaw]:
    for name in ("series", "class", "entity"):
        if not 0 < len(row[name]) <= TEXT_MAX:
            yield Flaw.of(FlawCode.TEXT, file, line, name, row[name])
    for name in ("on", "due_on"):
        if not _is_day(row[name]):
            yield Flaw.of(FlawCode.DAY, file, line, name, row[name])
    if row["direction"] not in tuple(Direction):
        yield Flaw.of(FlawCode.DIRECTION, file, line, "direction", row["direction"])
    if row["scale"] not in SCALES:
        yield Flaw.of(FlawCode.SCALE, file, line, "scale", row["scale"])
    for name in ("value", "target"):
        if not _NUMBER.fullmatch(row[name]) or abs(float(row[name])) > MAGNITUDE_MAX:
            yield Flaw.of(FlawCode.NUMBER, file, line, name, row[name])
        elif code := _out_of_scale(row["scale"], float(row[name])):
            yield Flaw.of(code, file, line, name, row[name])


def _out_of_scale(scale: str, value: float) -> FlawCode | None:
    if not isfinite(value):
        return FlawCode.NUMBER
    match scale:
        case Scale.PERCENT if not 0 <= value <= PERCENT_MAX:
            return FlawCode.NO_PERCENT
        case Scale.POSITIVE if value < 0:
            return FlawCode.NEGATIVE
        case Scale.RANK if value < 1:
            return FlawCode.NO_RANK
    return None


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _head(row: dict[str, str]) -> Head:
    return Head(
        row["class"],
        row["entity"],
        float(row["target"]),
        date.fromisoformat(row["due_on"]),
        Direction(row["direction"]),
        Scale(row["scale"]),
    )


def _contradiction(file: str, line: int, opened: _Open, head: Head) -> Flaw:
    names = {"class_id": "class"}
    differing = next(
        name for name in Head.__slots__ if getattr(opened.head, name) != getattr(head, name)
    )
    shown = f"{getattr(head, differing)} ≠ {getattr(opened.head, differing)} ({opened.first_seen})"
    column = names.get(differing, differing)
    return Flaw.of(FlawCode.CONTRADICTION, file, line, column, shown)


def _reports(opened: _Open) -> Iterator[Report]:
    for day, value in sorted(zip(opened.days, opened.values, strict=True)):
        yield Report(date.fromordinal(day), value)
