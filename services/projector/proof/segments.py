"""Segment files of an archive: consecutive records of one partition, zstd-compressed JSON Lines.

A line is {"offset", "timestamp" (ms), "key", "headers" ([[name, value], …]), "value"}. Key and
values are text as it stands on the log; bytes that are no UTF-8 are {"base64": …}, none is null.
So the file is read without chitieu: `zstdcat FILE | jq`.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from stat import S_ISREG
from typing import Any, BinaryIO

import orjson
import zstandard

from services.projector.chain import link
from services.projector.fold import LogRecord
from services.projector.proof.files import PARTIAL, finish_file
from services.projector.proof.manifest import Segment

LINE_BYTES = 8 * 1_048_576
LEVEL = 6
PIECE_RECORDS = 2_000
# However long the lines, so much of them is in memory at a time, and one line more.
PIECE_PLAIN_BYTES = 8 * 1_048_576
PIECE_BYTES = 1_048_576
# As much as level 6 ever needs; a file that asks for more is none of ours.
WINDOW_BYTES = 8 * 1_048_576


class BadSegment(Exception):
    """A file is not what the manifest says; the text says in what."""


class SegmentWriter:
    """Writes a partition's records into one file after the other."""

    def __init__(self, folder: Path, partition: int, chain: bytes, limit: int) -> None:
        """`folder` is the archive's; `chain` the head before the first record."""
        self._folder = folder
        self._partition = partition
        self._limit = limit
        self.chain = chain
        self.written: list[Segment] = []
        self._part: _Part | None = None

    def take(self, records: Iterable[LogRecord]) -> None:
        """Write further records."""
        for record in records:
            if self._part is None:
                self._part = _Part(self._folder, self._partition, record.offset)
            self._part.add(_line(record))
            self.chain = link(self.chain, record)
            if self._part.plain_bytes >= self._limit:
                self.finish()

    def finish(self) -> None:
        """End the file that is being written, if any."""
        if self._part is not None:
            self.written.append(self._part.end(self.chain))
            self._part = None

    def abandon(self) -> None:
        """Leave nothing of the file that is being written."""
        if self._part is not None:
            self._part.abandon()
            self._part = None


class _Part:
    """One file in work; its name, with the last offset, is known when it ends."""

    def __init__(self, folder: Path, partition: int, first_offset: int) -> None:
        self._folder = folder / f"{partition:05d}"
        self._folder.mkdir(exist_ok=True)
        self._first_offset = first_offset
        self._path = self._folder / f"{first_offset:020d}{PARTIAL}"
        self._file = self._path.open("wb")
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compressobj()
        self._sha256 = hashlib.sha256()
        self._records = self._bytes = 0
        self.plain_bytes = 0

    def add(self, line: bytes) -> None:
        self._records += 1
        self.plain_bytes += len(line)
        self._write(self._compressor.compress(line))

    def end(self, chain: bytes) -> Segment:
        self._write(self._compressor.flush())
        last = self._first_offset + self._records - 1
        name = f"{self._first_offset:020d}-{last:020d}.jsonl.zst"
        finish_file(self._file, self._path, self._folder / name)
        return Segment(
            file=f"{self._folder.name}/{name}",
            first_offset=self._first_offset,
            records=self._records,
            bytes=self._bytes,
            plain_bytes=self.plain_bytes,
            sha256=self._sha256.hexdigest(),
            chain_sha256=chain.hex(),
        )

    def abandon(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _write(self, data: bytes) -> None:
        if data:
            self._sha256.update(data)
            self._bytes += len(data)
            self._file.write(data)


def read_segment(folder: Path, segment: Segment, partition: int) -> Iterator[list[LogRecord]]:
    """Yield the records of a file, checked against the manifest before any of them.

    Raises:
        BadSegment: it is not the file that was written.
    """
    path = folder / segment.file
    with ExitStack() as stack:
        try:
            told = path.stat()
            if not S_ISREG(told.st_mode) or told.st_size != segment.bytes:
                raise BadSegment(f"{path}: no file of {segment.bytes} bytes")
            file = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise BadSegment(f"{path}: {error.strerror}") from None
        if hashlib.file_digest(file, "sha256").hexdigest() != segment.sha256:
            raise BadSegment(f"{path}: SHA-256 differs from the manifest's")
        file.seek(0)
        try:
            yield from _records(path, file, segment, partition)
        except zstandard.ZstdError as error:
            raise BadSegment(f"{path}: {error}") from None


def _records(
    path: Path, file: BinaryIO, segment: Segment, partition: int
) -> Iterator[list[LogRecord]]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES)
    lines = io.BufferedReader(decompressor.stream_reader(file), PIECE_BYTES)
    records: list[LogRecord] = []
    plain_bytes = found = size = 0
    while line := lines.readline(LINE_BYTES):
        plain_bytes += len(line)
        size += len(line)
        found += 1
        if plain_bytes > segment.plain_bytes:
            raise BadSegment(f"{path}: larger than the manifest says")
        try:
            record = _record(partition, line)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise BadSegment(f"{path}: line {found} is no record: {error}") from None
        if record.offset != segment.first_offset + found - 1:
            raise BadSegment(f"{path}: line {found} is not the record of its place")
        records.append(record)
        if len(records) == PIECE_RECORDS or size >= PIECE_PLAIN_BYTES:
            yield records
            records, size = [], 0
    yield records
    if found != segment.records:
        raise BadSegment(f"{path}: {found} records, and the manifest says {segment.records}")


def _line(record: LogRecord) -> bytes:
    shown = {
        "offset": record.offset,
        "timestamp": record.timestamp_ms,
        "key": _shown(record.key),
        "headers": [[name, _shown(value)] for name, value in record.headers],
        "value": _shown(record.value),
    }
    return orjson.dumps(shown, option=orjson.OPT_APPEND_NEWLINE)


def _shown(data: bytes | None) -> object:
    if data is None:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _record(partition: int, line: bytes) -> LogRecord:
    told = orjson.loads(line)
    for name in ("offset", "timestamp"):
        if type(told[name]) is not int or not -1 <= told[name] < 2**63:
            raise ValueError(f"{name} is no number of a log")
    if not all(isinstance(name, str) for name, _ in told["headers"]):
        raise ValueError("a header's name is no text")
    return LogRecord(
        partition,
        told["offset"],
        told["timestamp"],
        _meant(told["key"]),
        _meant(told["value"]),
        tuple((name, _meant(value)) for name, value in told["headers"]),
    )


def _meant(shown: Any) -> bytes | None:
    if shown is None:
        return None
    if isinstance(shown, dict):
        return base64.b64decode(shown["base64"], validate=True)
    encoded: bytes = shown.encode()
    return encoded
