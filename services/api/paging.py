"""Page through a list by where the last page ended, so that new rows shift nothing.

A cursor holds the key of the last row sent, in a form that a client passes back unread.
"""

from __future__ import annotations

import base64
import binascii

import orjson

from infra.problems import ProblemError
from services.api.refusals import bad_cursor

CURSOR_MAX_LENGTH = 512


class MalformedCursor(ValueError):
    """A cursor is not one that this api handed out."""


def encode_cursor(key: tuple[str, ...]) -> str:
    """Return the cursor that stands behind a row's key."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).rstrip(b"=").decode()


def decode_cursor(cursor: str, *, parts: int) -> tuple[str, ...]:
    """Return the key behind a cursor.

    Raises:
        MalformedCursor: not a list of `parts` strings in our encoding.
    """
    if len(cursor) > CURSOR_MAX_LENGTH:
        raise MalformedCursor(cursor)
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise MalformedCursor(cursor) from error
    if not isinstance(key, list) or len(key) != parts:
        raise MalformedCursor(cursor)
    if not all(isinstance(part, str) and "\x00" not in part for part in key):
        raise MalformedCursor(cursor)
    return tuple(key)


def after_one(cursor: str | None) -> str | None:
    """Return the one id that a list's page goes on behind; None for the first page.

    Raises:
        ProblemError: the cursor is not one of ours.
    """
    if cursor is None:
        return None
    try:
        return decode_cursor(cursor, parts=1)[0]
    except MalformedCursor:
        raise ProblemError(bad_cursor()) from None
