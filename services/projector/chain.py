"""The hash chain of a partition: one number that changes if anything of its history does.

h(-1) = SHA-256("chitieu.log.v1" || partition), and for the record at offset n
h(n)  = SHA-256(h(n-1) || SHA-256(record)), where `record` is

    offset      8 bytes, signed
    timestamp   8 bytes, signed, milliseconds since 1970-01-01 UTC
    key         length in 4 bytes, signed, -1 for none; then its bytes
    headers     how many in 4 bytes; then of each, in order, name and value written as the key is
    value       written as the key is

All numbers are big-endian. Whoever reads the log computes it; Kafka and the writers know
nothing of it. docs/howto/verify-the-log.md holds the same rule as a program of its own.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

from services.projector.fold import LogRecord

DOMAIN = b"chitieu.log.v1"
HEAD_BYTES = 32

_start = struct.Struct(">qqi").pack
_count = struct.Struct(">i").pack
_NONE = _count(-1)
_NO_HEADERS = _count(0)


def begin(partition: int) -> bytes:
    """Return the head of a partition of which nothing has been read yet."""
    return hashlib.sha256(DOMAIN + _count(partition)).digest()


def link(head: bytes, record: LogRecord) -> bytes:
    """Return the head behind a record, given the head before it."""
    _, offset, timestamp_ms, key, value, headers = record
    return join(head, offset, timestamp_ms, key, value, headers)


def join(
    head: bytes,
    offset: int,
    timestamp_ms: int,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]],
) -> bytes:
    """As `link`, of a record that stands in its parts."""
    parts = [
        _start(offset, timestamp_ms, -1 if key is None else len(key)),
        key or b"",
        _headers(headers) if headers else _NO_HEADERS,
        _NONE if value is None else _count(len(value)),
        value or b"",
    ]
    return hashlib.sha256(head + hashlib.sha256(b"".join(parts)).digest()).digest()


def _headers(headers: Sequence[tuple[str, bytes | None]]) -> bytes:
    parts = [_count(len(headers))]
    for name, value in headers:
        encoded = name.encode()
        parts += [_count(len(encoded)), encoded]
        parts += [_NONE] if value is None else [_count(len(value)), value]
    return b"".join(parts)
