"""The zip archive that a .docx or .xlsx is, examined before any parser sees it.

Every member is inflated once, in pieces, and counted: what an archive declares about itself
is not believed. No XML of an office document may declare a document type or entities.
"""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from io import BytesIO
from typing import IO

from services.cli.plan.readers import limits
from services.cli.plan.readers.refusals import FileProblem, FileRefused


class Office(StrEnum):
    """The two kinds of office documents that are read."""

    WORD = "docx"
    EXCEL = "xlsx"


_PIECE = 64 * 1024
_CONTENT_TYPES = "[Content_Types].xml"
_MACRO_MARKS = ("vbaproject.bin", "macrosheets/")
_MAIN = {
    b"wordprocessingml.document.main+xml": Office.WORD,
    b"wordprocessingml.template.main+xml": Office.WORD,
    b"spreadsheetml.sheet.main+xml": Office.EXCEL,
    b"spreadsheetml.template.main+xml": Office.EXCEL,
}
_FORBIDDEN = tuple(
    name.encode(encoding)
    for name in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _FORBIDDEN))
_MEBIBYTE = 1024 * 1024


def examine(data: bytes) -> Office:
    """Return which document an archive is.

    Raises `FileRefused` for a bomb, macros, a password, entities, damage, and for archives
    that are no document.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members)
            _check_content(archive, members, len(data))
            return _kind(archive, {member.filename for member in members})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise FileRefused(FileProblem.DAMAGED, detail=type(error).__name__) from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > limits.ZIP_MEMBERS:
        raise FileRefused(
            FileProblem.ZIP_BOMB, detail=f"{len(members)} tệp bên trong / files inside"
        )
    names = [member.filename.lower() for member in members]
    if len(set(names)) < len(names):
        raise FileRefused(FileProblem.DAMAGED, detail="tên lặp lại / repeated names")
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused(FileProblem.PASSWORD)
    if any(mark in name for name in names for mark in _MACRO_MARKS):
        raise FileRefused(FileProblem.MACROS)
    declared = sum(member.file_size for member in members)
    if declared > limits.INFLATED_BYTES:
        raise _bomb(declared)


def _check_content(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], size: int) -> None:
    inflated = 0
    for member in members:
        with archive.open(member) as file:
            inflated += _inflate(file, limits.INFLATED_BYTES - inflated)
    if inflated > limits.HARMLESS_BYTES and inflated > size * limits.INFLATED_RATIO:
        raise _bomb(inflated)


def _inflate(file: IO[bytes], allowed: int) -> int:
    """Return a member's true size; raise where it is too large or declares entities."""
    size = 0
    tail = b""
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > allowed:
            raise _bomb(limits.INFLATED_BYTES)
        if any(name in tail + piece for name in _FORBIDDEN):
            raise FileRefused(FileProblem.ENTITIES, detail="DOCTYPE")
        tail = piece[-_OVERLAP:]
    return size


def _kind(archive: zipfile.ZipFile, names: set[str]) -> Office:
    if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
        raise FileRefused(FileProblem.OPEN_DOCUMENT)
    if _CONTENT_TYPES not in names:
        raise FileRefused(FileProblem.ARCHIVE)
    types = archive.read(_CONTENT_TYPES)
    if b"macroEnabled" in types:
        raise FileRefused(FileProblem.MACROS)
    if b"sheet.binary" in types:
        raise FileRefused(FileProblem.OLD_OFFICE, detail=".xlsb")
    for mark, office in _MAIN.items():
        if mark in types:
            return office
    raise FileRefused(FileProblem.ARCHIVE)


def _bomb(inflated: int) -> FileRefused:
    size = inflated // _MEBIBYTE
    return FileRefused(FileProblem.ZIP_BOMB, detail=f"≥ {size} MiB khi giải nén / when inflated")
