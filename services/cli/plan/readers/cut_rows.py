"""Tables whose rows are lines: cells between tabs, or between bars (`| a | b |`).

A row that a wrap or a quoted cell has spread over several lines is put together again, as
long as it has fewer cells than the head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.cli.plan.document import Cell, Line
from services.cli.plan.readers import markup
from services.cli.plan.readers.prose import NumberedLine
from services.cli.plan.readers.row_marks import is_mark

TAB, BAR = "\t", "|"

_SEPARATOR = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*")
_UNESCAPED_BAR = re.compile(r"(?<!\\)\|")
QUOTED_LINES_MAX = 60


@dataclass(slots=True)
class _Row:
    """A row while its lines come in."""

    line: int
    cells: list[str]


def is_separator(line: str) -> bool:
    """Return whether a line is only the rule under a Markdown table's head."""
    return "-" in line and "|" in line and _SEPARATOR.fullmatch(line) is not None


def bars(line: str) -> int:
    """Return how many bars divide cells in a line; one inside an empty line is no division."""
    return len(_UNESCAPED_BAR.findall(line)) if line.strip() != BAR else 0


def cut(line: str, divider: str) -> list[str]:
    """Return the cells of a line, as they stand."""
    if divider == TAB:
        return line.split(TAB)
    inner = line.strip()
    inner = inner.removeprefix(BAR)
    if inner.endswith(BAR) and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", BAR) for cell in _UNESCAPED_BAR.split(inner)]


def rows(lines: Sequence[NumberedLine], divider: str) -> tuple[Line, ...]:
    """Return the rows of lines that belong to one table, wrapped ones put together."""
    made: list[_Row] = []
    for number, text in _whole(lines, divider):
        if divider == BAR and is_separator(text):
            continue
        cells = cut(text, divider) if divider in text else [text]
        if made and _continues(made, cells):
            last = made[-1].cells
            last[-1] = f"{last[-1].rstrip()} {cells[0].lstrip()}".strip()
            last.extend(cells[1:])
        else:
            made.append(_Row(number, cells))
    return tuple(Line(tuple(map(_cell, row.cells)), row.line) for row in made)


def _continues(made: Sequence[_Row], cells: Sequence[str]) -> bool:
    """Whether a line goes on with the last row: that row is short, and this is no row itself."""
    width, last = len(made[0].cells), made[-1]
    if len(made) == 1 or is_mark(_bare(cells[0])):
        return len(cells) == 1
    if len(cells) == 1:
        return True
    together = len(last.cells) + len(cells) - 1
    in_a_sentence = _bare(cells[0])[:1].islower() and is_mark(_bare(last.cells[0]))
    return bool(cells[0].strip()) and (together == width or (together < width and in_a_sentence))


def _bare(text: str) -> str:
    return markup.strip(text)


def _whole(lines: Sequence[NumberedLine], divider: str) -> list[NumberedLine]:
    """Join the lines of a quoted cell, as Excel copies one with line breaks into text."""
    whole: list[NumberedLine] = []
    texts = [text for _, text in lines]
    at = 0
    while at < len(lines):
        last = quoted_end(texts, at, divider)
        whole.append((lines[at][0], "\n".join(texts[at : last + 1])))
        at = last + 1
    return whole


def quoted_end(lines: Sequence[str], at: int, divider: str) -> int:
    """Return the last line of a row: a later one where a quoted cell goes on to it.

    A quotation mark that no line near closes is one of the text's own.
    """
    if divider != TAB or not _open_quotes(lines[at]):
        return at
    text = lines[at]
    for last in range(at + 1, min(at + QUOTED_LINES_MAX, len(lines))):
        text = f"{text}\n{lines[last]}"
        if not _open_quotes(text):
            return last
    return at


def _open_quotes(text: str) -> bool:
    """Whether the last cell begins with a quotation mark that is not closed in the text."""
    last = text.split(TAB)[-1].lstrip()
    if last.rstrip() == '"':
        # A ditto mark.
        return False
    return last.startswith('"') and last.count('"') % 2 == 1


def _cell(text: str) -> Cell:
    bold = markup.is_bold(text)
    text = text.strip()
    if len(text) > 1 and text.startswith('"') and text.endswith('"') and "\n" in text:
        text = text[1:-1].replace('""', '"')
    return Cell(markup.strip(text, line_break="\n"), bold=bold)
