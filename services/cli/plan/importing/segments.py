"""Cut one table of the source where a head stands: titles above, head lines, rows below.

A worksheet is often one table whose first lines are title and unit, and may hold two tables,
one below the other; a page break repeats the head in the middle of a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.cli.plan.document import Line, Paragraph, Table
from services.cli.plan.importing.columns import Column, Head, is_head, is_index, recognise
from services.cli.plan.importing.headings import appendix_of, heading_like
from services.cli.plan.importing.words import bare, plain

_LETTERHEAD = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap tu do hanh phuc|\bnoi nhan\b|^tm (uy ban|ubnd)|^kt chu tich"
)
_SUBHEAD_LONGEST = 40
_LATER_HEAD_LONGEST = 45
_AMOUNT = re.compile(r"^[\d.,\s]+%?$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a table: title lines, columns (none where there is no head), rows."""

    titles: tuple[str, ...]
    heads: tuple[Head, ...]
    body: tuple[Line, ...]
    line: int


def is_letterhead(table: Table) -> bool:
    """Tell whether a table only sets out the letterhead or the signatures."""
    text = bare(" ".join(cell.text for line in table.lines[:12] for cell in line.cells))
    return len(text) < 4000 and bool(_LETTERHEAD.search(text)) and not _head_at(table.lines)


def same_head(one: Sequence[Head], other: Sequence[Head]) -> bool:
    """Tell whether two heads say the same, as a head repeated on the next page does."""
    return [bare(head.text) for head in one if head.text] == [
        bare(head.text) for head in other if head.text
    ]


def segments(table: Table) -> tuple[Segment, ...]:
    """Cut a table at each of its heads; a head repeated without a title only continues."""
    lines = table.lines
    starts = _head_at(lines)
    if not starts:
        return (Segment((), (), _filled(lines), table.line),)
    found: list[Segment] = []
    titles, body = _titles_before(lines[: starts[0]], whole=True)
    if body:
        found.append(Segment((), (), body, table.line))
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        heads, height = _head(lines, start)
        rest = lines[start + height : end]
        if end < len(lines):
            later, rest = _titles_before(rest, whole=False)
        else:
            later = ()
        found.append(Segment(titles, heads, _filled(rest), lines[start].line))
        titles = later
    return tuple(found)


def _texts(line: Line) -> tuple[str, ...]:
    return tuple("" if cell.merged else cell.text for cell in line.cells)


def _filled(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if any(plain(cell.text) for cell in line.cells))


def _head_at(lines: Sequence[Line]) -> list[int]:
    starts: list[int] = []
    for at, line in enumerate(lines):
        if not is_head(_texts(line)):
            continue
        if starts and starts[-1] == at - 1 and _is_subhead(lines[at - 1], line):
            continue
        if starts and not _heads_again(lines[starts[0]], line):
            continue
        starts.append(at)
    return starts


def _heads_again(first: Line, line: Line) -> bool:
    """Tell whether a later line is a head too: the first one again, or one of known words only."""
    heads = [recognise(text) for text in map(plain, _texts(line)) if text]
    if same_head([recognise(plain(text)) for text in _texts(first)], heads):
        return True
    known = {head.column for head in heads}
    short = all(len(head.text) <= _LATER_HEAD_LONGEST for head in heads)
    return (
        short and len(known) >= 2 and Column.UNKNOWN not in known and len(heads) <= len(known) + 1
    )


def _titles_before(
    lines: Sequence[Line], *, whole: bool
) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """Take the title lines that stand just above a head; what is above those are rows.

    Above the first head (`whole`) any line of one cell is a title; between two tables only
    what names an appendix or looks like a heading, since rows may have one cell too.
    """
    at = len(lines)
    while at and _is_title(lines[at - 1], whole=whole):
        at -= 1
    titles = [plain(cell) for line in lines[at:] for cell in _texts(line) if plain(cell)]
    if not whole and not any(appendix_of(Paragraph(title, 1, heading=True)) for title in titles):
        return (), tuple(lines)
    return tuple(titles), _filled(lines[:at])


def _is_title(line: Line, *, whole: bool) -> bool:
    filled = [cell for cell in line.cells if plain(cell.text) and not cell.merged]
    if not filled:
        return True
    if whole:
        return len(filled) <= 2 and not _AMOUNT.match(plain(filled[0].text))
    return len(filled) == 1 and heading_like(Paragraph(filled[0].text, line.line))


def _head(lines: Sequence[Line], start: int) -> tuple[tuple[Head, ...], int]:
    """Return the columns of a head of one or two lines, and how many lines it takes."""
    first = [plain(cell.text) for cell in lines[start].cells]
    height = 1
    if start + 1 < len(lines) and _is_subhead(lines[start], lines[start + 1]):
        first = _combined(lines[start], lines[start + 1])
        height = 2
    while start + height < len(lines) and is_index(_texts(lines[start + height])):
        height += 1
    while first and not first[-1]:
        first.pop()
    return tuple(recognise(text) for text in first), height


def _is_subhead(first: Line, second: Line) -> bool:
    """Tell whether a second line names the columns under a heading that spans several."""
    filled = [
        (at, plain(cell.text))
        for at, cell in enumerate(second.cells)
        if plain(cell.text) and not cell.merged
    ]
    if not filled or (len(filled) == 1 and all(cell.merged for cell in second.cells[1:])):
        return False
    if any(len(text) > _SUBHEAD_LONGEST or _AMOUNT.match(text) for _, text in filled):
        return False
    above = [plain(cell.text) for cell in first.cells]
    spans = [at for at, _ in filled if at >= len(above) or not above[at] or first.cells[at].merged]
    # A row below the head fills its own columns; a second head line only those of a span.
    own = [at for at, _ in filled if at not in spans and at + 1 not in spans]
    return bool(spans) and not own


def _combined(first: Line, second: Line) -> list[str]:
    width = max(len(first.cells), len(second.cells))
    names, group = [], ""
    for at in range(width):
        upper = plain(first.cells[at].text) if at < len(first.cells) else ""
        lower_cell = second.cells[at] if at < len(second.cells) else None
        lower = plain(lower_cell.text) if lower_cell else ""
        if lower_cell and lower_cell.merged and lower == upper:
            lower = ""
        group = upper or group
        names.append(f"{upper or group} {lower}".strip() if lower else upper)
    return names
