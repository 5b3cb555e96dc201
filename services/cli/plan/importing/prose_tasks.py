"""Tasks that the prose assigns, line by line: *Đơn vị chủ trì: …*, *Thời gian hoàn thành: …*.

Many plans have no appendix; they print below each task who leads it, who helps and by when. Such
tasks become the rows of a table of their own, so that they are read as a printed table is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.draft import TableRole
from services.cli.plan.document import Cell, Line
from services.cli.plan.importing.columns import Column, Head
from services.cli.plan.importing.prose import BULLET, FOOTNOTE, Heading, Item
from services.cli.plan.importing.tables import SourceTable
from services.cli.plan.importing.words import bare, unique

_NAME = "nhiem-vu"
_TITLE = "Nhiệm vụ nêu trong phần lời"
_HEADS = (
    Head(Column.NUMBER, "TT"),
    Head(Column.NAME, "Nhiệm vụ"),
    Head(Column.LEAD, "Chủ trì"),
    Head(Column.COORDINATORS, "Phối hợp"),
    Head(Column.DEADLINE, "Thời gian"),
)
_WHO = r"(?:đơn vị|cơ quan|bộ phận)\s+"
_LABELS = (
    (Column.LEAD, rf"(?:{_WHO})?chủ trì(?:\s+thực hiện)?|{_WHO}(?:thực hiện|chịu trách nhiệm)"),
    (Column.COORDINATORS, rf"(?:{_WHO})?phối hợp(?:\s+thực hiện)?"),
    (
        Column.DEADLINE,
        r"thời (?:gian|hạn|điểm)(?:\s+(?:thực hiện|hoàn thành))?|tiến độ|hoàn thành|thời hạn",
    ),
)
_LABEL = re.compile(
    r"^\W*(?:" + "|".join(f"(?P<{column.name}>{words})" for column, words in _LABELS) + r")\s*:\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Task:
    """A task while its lines are gathered."""

    number: str
    text: str
    line: int
    above: Heading | None
    cells: dict[Column, str] = field(default_factory=dict)


def assigned_in_prose(items: Sequence[Item], taken: set[str]) -> tuple[SourceTable, ...]:
    """Return the tasks of the prose that name who leads, as one table, if there are any."""
    tasks = [task for task in _tasks(items) if task.cells.get(Column.LEAD)]
    if not tasks:
        return ()
    body: list[Line] = []
    above: Heading | None = None
    rows = {task.text for task in tasks}
    for task in tasks:
        if task.above and task.above != above and task.above.text not in rows:
            body.append(_line("", task.above.printed, {}, task.line, bold=True))
        above = task.above
        body.append(_line(task.number, task.text, task.cells, task.line, bold=False))
    name = unique(_NAME, taken)
    role = TableRole.ASSIGNMENT
    return (SourceTable(name, _TITLE, "", role, tasks[0].line, "", _HEADS, tuple(body)),)


def _line(number: str, text: str, cells: dict[Column, str], line: int, *, bold: bool) -> Line:
    rest = (cells.get(head.column, "") for head in _HEADS[2:])
    return Line((Cell(number), Cell(text, bold=bold), *map(Cell, rest)), line)


def _tasks(items: Sequence[Item]) -> Iterator[_Task]:
    task: _Task | None = None
    before: Item | None = None
    for item in items:
        if item.level == FOOTNOTE:
            continue
        label = _LABEL.match(item.text)
        if not label:
            if task:
                yield task
            task, before = None, item
            continue
        column = next(column for column, _ in _LABELS if label[column.name])
        if task and column in task.cells:
            yield task
            task = None
        task = task or _begun(item, before)
        if task is None:
            continue
        task.cells[column] = item.text[label.end() :].strip(" .;")
        before = None
    if task:
        yield task


def _begun(item: Item, before: Item | None) -> _Task | None:
    """Return the task that a first label is of: the bullet above it, else its nearest heading."""
    own = [heading for heading in item.path if not _LABEL.match(f"{heading.text}:")]
    listed = before and before.path == item.path and BULLET <= before.level < FOOTNOTE
    if before and (listed or not own):
        return _Task("", before.text.rstrip(" .;"), before.line, own[-1] if own else None)
    if not own or bare(own[-1].text) == "":
        return None
    heading = own[-1]
    return _Task(heading.number, heading.text, heading.line, own[-2] if len(own) > 1 else None)
