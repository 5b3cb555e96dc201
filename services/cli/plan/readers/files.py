"""Read a file into a `Document`, whatever its format, or refuse it in words.

Nothing of the file is trusted: its size is bounded before it is read, its kind is told from
its bytes, and Word and Excel files are parsed in a process of their own.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from services.cli.console import REFUSED, USAGE, CommandFailed
from services.cli.plan.document import Block, Document
from services.cli.plan.readers import limits
from services.cli.plan.readers.csv_text import is_csv, read_csv
from services.cli.plan.readers.encoding import decode
from services.cli.plan.readers.kinds import Kind, kind_of
from services.cli.plan.readers.office import read_office
from services.cli.plan.readers.refusals import FileProblem, FileRefused
from services.cli.plan.readers.text import read_text

_DIVIDED = {".csv", ".tsv"}
_USAGE = {FileProblem.MISSING, FileProblem.NOT_A_FILE}
MEBIBYTE = 1024 * 1024


def read(path: Path) -> Document:
    """Return the document of a .xlsx, .docx, .csv, Markdown or text file.

    Raises `CommandFailed`, in Vietnamese and English and with what to do next, for every
    file that cannot be read whole.
    """
    try:
        data = _bytes(path)
        blocks = _blocks(path.suffix.lower(), data)
    except FileRefused as refused:
        code = USAGE if refused.code in _USAGE else REFUSED
        raise CommandFailed(
            f"{path}: {refused.problem()}", refused.next_step(), exit_code=code
        ) from refused
    return Document(path.name, hashlib.sha256(data).hexdigest(), blocks)


def _bytes(path: Path) -> bytes:
    """Return the file's bytes, never more than the limit; a pipe or a device is no file."""
    try:
        if not path.exists():
            raise FileRefused(FileProblem.MISSING)
        if not path.is_file():
            raise FileRefused(FileProblem.NOT_A_FILE)
        with path.open("rb") as file:
            data = file.read(limits.FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileRefused(FileProblem.UNREADABLE, detail=reason) from error
    if len(data) > limits.FILE_BYTES:
        raise FileRefused(FileProblem.TOO_BIG, limit=limits.FILE_BYTES // MEBIBYTE)
    return data


def _blocks(suffix: str, data: bytes) -> tuple[Block, ...]:
    if kind_of(data) is Kind.OFFICE:
        blocks = read_office(data)
        if not blocks:
            raise FileRefused(FileProblem.NO_TEXT)
        return blocks
    if len(data) > limits.TEXT_BYTES:
        raise FileRefused(FileProblem.TOO_BIG, limit=limits.TEXT_BYTES // MEBIBYTE)
    text = decode(data)
    if not text.strip():
        raise FileRefused(FileProblem.EMPTY)
    blocks = read_csv(text) if suffix in _DIVIDED or is_csv(text) else read_text(text)
    if not blocks:
        raise FileRefused(FileProblem.NO_TEXT)
    return blocks
