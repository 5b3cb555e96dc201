"""Blocks and refusals as plain JSON, between the process that parses and the command.

Plain values only: nothing that comes back from a process that has parsed a stranger's file
can name code to run.
"""

from __future__ import annotations

import json

from services.cli.plan.document import Block, Cell, Line, Paragraph, Table
from services.cli.plan.readers.refusals import FileProblem, FileRefused


def encode(blocks: tuple[Block, ...]) -> bytes:
    """Return blocks as JSON."""
    return json.dumps({"blocks": [_encoded(block) for block in blocks]}).encode()


def encode_refusal(refused: FileRefused) -> bytes:
    """Return a refusal as JSON."""
    return json.dumps({"refused": refused.code, "particulars": refused.particulars}).encode()


def decode(data: bytes) -> tuple[Block, ...]:
    """Return the blocks; raise the `FileRefused` that was sent, or one for a broken answer."""
    try:
        answer = json.loads(data)
        if "refused" in answer:
            particulars = {str(name): str(told) for name, told in answer["particulars"].items()}
            refused = FileRefused(FileProblem(answer["refused"]), **particulars)
        else:
            return tuple(map(_decoded, answer["blocks"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileRefused(FileProblem.DAMAGED, detail="?") from error
    raise refused


def _encoded(block: Block) -> list[object]:
    if isinstance(block, Paragraph):
        return ["p", block.text, block.line, block.heading]
    rows = [
        [line.line, [[cell.text, cell.merged, cell.bold] for cell in line.cells]]
        for line in block.lines
    ]
    return ["t", block.sheet, block.line, rows]


def _decoded(sent: list[object]) -> Block:
    match sent:
        case ["p", str(text), int(line), bool(heading)]:
            return Paragraph(text, line, heading)
        case ["t", str(sheet), int(line), list(rows)]:
            return Table(tuple(map(_row, rows)), line, sheet)
    raise ValueError("neither a paragraph nor a table")


def _row(sent: object) -> Line:
    match sent:
        case [int(line), list(cells)]:
            return Line(tuple(map(_cell, cells)), line)
    raise ValueError("not a row")


def _cell(sent: object) -> Cell:
    match sent:
        case [str(text), bool(merged), bool(bold)]:
            return Cell(text, merged, bold)
    raise ValueError("not a cell")
