"""What a file is, by its first bytes: its name's ending is only believed among text files."""

from __future__ import annotations

from enum import StrEnum

from services.cli.plan.readers.refusals import FileProblem, FileRefused


class Kind(StrEnum):
    """What the readers can read."""

    TEXT = "text"
    OFFICE = "office"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: tuple[tuple[bytes, FileProblem], ...] = (
    (b"%PDF", FileProblem.PDF),
    (b"\x89PNG", FileProblem.IMAGE),
    (b"\xff\xd8\xff", FileProblem.IMAGE),
    (b"GIF8", FileProblem.IMAGE),
    (b"II*\0", FileProblem.IMAGE),
    (b"MM\0*", FileProblem.IMAGE),
    (b"{\\rtf", FileProblem.RICH_TEXT),
    (b"\x1f\x8b", FileProblem.ARCHIVE),
    (b"7z\xbc\xaf", FileProblem.ARCHIVE),
    (b"Rar!", FileProblem.ARCHIVE),
)
_WEB = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def kind_of(data: bytes) -> Kind:
    """Return the kind of a file's bytes.

    Raises `FileRefused` for what is known and not read: PDF, images, old Office, archives.
    """
    if not data:
        raise FileRefused(FileProblem.EMPTY)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.OFFICE
    if data.startswith(_OLE):
        raise _ole(data)
    for magic, code in _REFUSED:
        if data.startswith(magic):
            raise FileRefused(code)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise FileRefused(FileProblem.IMAGE)
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_WEB) or b"<html" in start:
        raise FileRefused(FileProblem.WEB_PAGE)
    return Kind.TEXT


def _ole(data: bytes) -> FileRefused:
    """A compound file is an old document, or the wrapping of a new one with a password."""
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        return FileRefused(FileProblem.PASSWORD)
    if _utf16("WordDocument") in data:
        return FileRefused(FileProblem.OLD_OFFICE, detail=".doc")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return FileRefused(FileProblem.OLD_OFFICE, detail=".xls")
    return FileRefused(FileProblem.OLD_OFFICE, detail="OLE")
