"""Ticks under *Quý I … Quý IV*, *Tháng 3*, *2024*: the columns that are ticked say when.

One tick is that quarter, month or year; ticks side by side are the span of them; ticks apart are
several moments, which the reading of deadlines refuses with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.cli.plan.importing.columns import Column, Head
from services.cli.plan.importing.rows import Row
from services.cli.plan.importing.words import bare, plain

_TICK = re.compile(r"^[xX✓✔√☑●•■v*+]$")
_SPAN = re.compile(r"(?:^|\s)(?P<span>(?:quý|tháng|năm)\s*[0-9IVX]{1,4}|20\d\d)\W*$", re.IGNORECASE)


def spans(heads: Sequence[Head]) -> tuple[str, ...]:
    """Return the quarters, months or years that head columns, where there are two or more."""
    found = tuple(span for head in heads if (span := _span(head)))
    return found if len(found) > 1 else ()


def with_ticks(row: Row, of: Sequence[str]) -> Row:
    """Return a row whose ticks have become the words of its deadline."""
    if not of:
        return row
    cells, ticked = dict(row.cells), []
    kept = []
    for head, text in row.spread:
        if _TICK.match(plain(text)) and (span := _span(head)) in of:
            ticked.append(span)
        else:
            kept.append((head, text))
    if _TICK.match(plain(cells.get(Column.DEADLINE, ""))):
        # *Thời gian: Quý I | Quý II*: the first of them counts as the column of the deadline.
        ticked.insert(0, of[0])
        cells[Column.DEADLINE] = ""
    if not ticked or plain(cells.get(Column.DEADLINE, "")):
        return row
    cells[Column.DEADLINE] = _words(ticked, of)
    return replace(row, cells=cells, spread=tuple(kept))


def _span(head: Head) -> str:
    found = _SPAN.search(plain(head.text))
    if not found or head.column not in (Column.UNKNOWN, Column.VALUE, Column.DEADLINE):
        return ""
    return found["span"]


def _words(ticked: Sequence[str], of: Sequence[str]) -> str:
    places = [of.index(span) for span in ticked]
    if len(places) == 1:
        return ticked[0]
    if places != list(range(places[0], places[-1] + 1)):
        return "; ".join(ticked)
    first, last = ticked[0], ticked[-1]
    return f"{first} - {last}" if bare(first) != bare(last) else first
