"""The process that parses one Word or Excel file: `python -m …`, bytes in, JSON out.

A parser of somebody else's files may be made to use all memory, to run for ever, or worse.
So it runs here, with limits that the system keeps, without the environment's secrets, and
can only answer with text.
"""

from __future__ import annotations

import resource
import sys

from services.cli.plan.document import Block, Paragraph
from services.cli.plan.readers import limits, wire
from services.cli.plan.readers.archive import Office, examine
from services.cli.plan.readers.legacy import refuse_if_not_unicode
from services.cli.plan.readers.refusals import FileProblem, FileRefused

XML_NO_MEMORY = 2
"""The code by which libxml2 says that it got no memory; its words do not."""


def main() -> int:
    """Answer on stdout: the blocks, or why there are none."""
    _limit()
    data = sys.stdin.buffer.read()
    try:
        answer = wire.encode(parse(data))
    except FileRefused as refused:
        answer = wire.encode_refusal(refused)
    # Whatever else a parser raises on a file, the file is not what it should be.
    except Exception as error:  # noqa: BLE001 -- see above
        answer = wire.encode_refusal(_refusal(error))
    sys.stdout.buffer.write(answer)
    return 0


def _refusal(error: Exception) -> FileRefused:
    if isinstance(error, MemoryError) or getattr(error, "code", None) == XML_NO_MEMORY:
        return FileRefused(FileProblem.TOO_COSTLY, detail="bộ nhớ / memory")
    return FileRefused(FileProblem.DAMAGED, detail=type(error).__name__)


def parse(data: bytes) -> tuple[Block, ...]:
    """Return the blocks of a .docx or .xlsx; raise `FileRefused` or what a parser raises."""
    # Only the parser that is needed: each costs a third of a second.
    if examine(data) is Office.EXCEL:
        from services.cli.plan.readers.excel import read_excel as reader
    else:
        from services.cli.plan.readers.word import read_word as reader
    blocks = reader(data)
    refuse_if_not_unicode("\n".join(_texts(blocks)))
    return blocks


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts.extend(cell.text for line in block.lines for cell in line.cells)
    return texts


def _limit() -> None:
    """Bind this process to the limits; it cannot raise them again."""
    for what, most in (
        (resource.RLIMIT_AS, limits.PARSE_MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.PARSE_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.ANSWER_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    raise SystemExit(main())
