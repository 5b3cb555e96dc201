"""Bytes of a text file to text: UTF-8 and UTF-16 only, anything else is refused by name."""

from __future__ import annotations

import codecs
import unicodedata

from services.cli.plan.readers.legacy import name_encoding, refuse_if_not_unicode
from services.cli.plan.readers.refusals import FileProblem, FileRefused

_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, *range(128, 160)], " ")
_ODD_BLANKS = {0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x00AD: None, 0xFEFF: None, 0x200B: None}
_TIDY = {**_CONTROL, **_ODD_BLANKS}

CONTROLS_MAX_SHARE = 100
"""One control character in this many is more than any text has."""


def tidy(text: str) -> str:
    """Return text composed (NFC), with plain blanks, without control characters."""
    return unicodedata.normalize("NFC", text).translate(_TIDY)


def decode(data: bytes) -> str:
    """Return the text of a file's bytes, its lines ended by line feeds alone.

    Raises `FileRefused` for another encoding, named where it can be guessed, and for bytes
    that are no text.
    """
    text = _unicode(data)
    # Counted in a sample: a text does not begin as one and go on as something else.
    sample = text[:100_000]
    controls = sum(ord(c) < 32 and c not in "\t\n\r\f\v" for c in sample)
    if controls * CONTROLS_MAX_SHARE > len(sample):
        raise FileRefused(FileProblem.BINARY)
    refuse_if_not_unicode(text)
    return tidy(text.replace("\r\n", "\n").replace("\r", "\n"))


def _unicode(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if (order := _utf16_without_mark(data)) is not None:
            return data.decode(order)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data[:4096]:
            raise FileRefused(FileProblem.BINARY) from error
        raise FileRefused(name_encoding(data)) from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Every second byte of UTF-16 text with blanks and digits is often zero, the others never."""
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    enough = min(len(data), 4096) // 10
    if odd > enough and not even:
        return "utf-16-le"
    return "utf-16-be" if even > enough and not odd else None
