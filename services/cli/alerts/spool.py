"""Every change of every alert, laid aside on disk in the order in which it is derived again.

The topic of alerts is keyed by alert, the log by subject; to read each partition of the log once,
the changes are sorted by where their subjects' facts stand. On disk, so that memory does not grow
with history; the file goes with the directory that the caller gives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import orjson

_CREATE = (
    "create table changes (log_partition int, subject text, alert text, seq int, last_known int,"
    " place text, body blob, primary key (alert, seq)) without rowid"
)
_INDEX = "create index by_subject on changes (log_partition, subject, alert, seq)"
_ADD = "insert or ignore into changes values (?, ?, ?, ?, ?, ?, ?)"
_TWICE = "select place, body from changes where alert = ? and seq = ?"
_PARTITIONS = "select log_partition, max(last_known) + 1 from changes group by 1 order by 1"
_SUBJECTS = "select distinct subject from changes where log_partition = ? order by 1"
_OF_SUBJECT = (
    "select place, body from changes where log_partition = ? and subject = ? order by alert, seq"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A change as it stands on the topic: `place` is its `partition:offset`."""

    place: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Needed:
    """A partition of the log, and up to where decisions have known it."""

    partition: int
    stop: int


class Spool:
    """The changes on disk; see `open_spool`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, changes: Iterable[Kept]) -> tuple[list[tuple[Kept, Kept]], list[Kept]]:
        """Lay changes aside; return those told twice with other bytes, and what is no change."""
        differing, unread = [], []
        with self._connection:
            for kept in changes:
                row = _row(kept)
                if row is None:
                    unread.append(kept)
                elif not self._connection.execute(_ADD, row).rowcount:
                    first = Kept(*self._connection.execute(_TWICE, row[2:4]).fetchone())
                    if first.body != kept.body:
                        differing.append((first, kept))
        return differing, unread

    def index(self) -> None:
        """Sort what has been added; to be called once, before reading."""
        self._connection.execute(_INDEX)

    def needed(self) -> list[Needed]:
        """Return which partitions of the log are needed, and up to where."""
        return [Needed(*row) for row in self._connection.execute(_PARTITIONS)]

    def subjects(self, partition: int, *, passes: int, number: int) -> list[str]:
        """Return the subjects of a partition that are looked at in one of so many passes."""
        found = (row[0] for row in self._connection.execute(_SUBJECTS, (partition,)))
        return [name for name in found if crc32(name.encode()) % passes == number]

    def of_subject(self, partition: int, subject: str) -> Iterator[Kept]:
        """Yield a subject's changes, alert by alert, each in its order."""
        for row in self._connection.execute(_OF_SUBJECT, (partition, subject)):
            yield Kept(*row)


def _row(kept: Kept) -> tuple[int, str, str, int, int, str, bytes] | None:
    """Return where a change belongs; only that is read of it here. None: it does not say."""
    try:
        said = orjson.loads(kept.body)["data"]
        partition, known = map(int, said["decision"]["known_at"].split(":"))
        # What fell due may rest on facts that came after the decision before it.
        if basis := said.get("handling", {}).get("basis"):
            elsewhere, then = map(int, basis["known_at"].split(":"))
            # One of another partition is a difference, and nothing to read up to.
            known = max(known, then) if elsewhere == partition else known
        indicator, seq = said["indicator"], int(said["seq"])
        # Of a task the alert names no indicator: its facts are its own.
        subject = f"indicator/{indicator}" if indicator else f"task/{said['target']}"
        return partition, subject, str(said["alert"]), seq, known, kept.place, kept.body
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@contextmanager
def open_spool(path: Path) -> Iterator[Spool]:
    """Open a spool's file; made where it is not there."""
    new = not path.exists()
    with closing(sqlite3.connect(path)) as connection:
        if new:
            # Nothing in it outlives the command, so nothing waits for the disk.
            connection.execute("pragma synchronous = off")
            connection.execute(_CREATE)
        yield Spool(connection)
