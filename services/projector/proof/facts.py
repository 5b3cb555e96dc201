"""Does the facts table hold what the log holds? Compare digests, in the order of the log."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from infra.postgres import Session, connect
from infra.sql import load_queries
from services.projector.fold import LogRecord
from services.projector.proof.exam import Finding

# A view runs with its owner's rights; this role may read the views and nothing else.
ROLE = "chitieu_api"
STATEMENT_SECONDS = 900
# How far on the log the facts fetched at a time reach, whatever part of them is asked for.
PIECE_OFFSETS = 10_000
ABSENT_AT_ONCE = 1_000

SQL = load_queries("services.projector.proof", "proof.sql")


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[Session]:
    """Open a session that can only read what readers of the views see."""
    session = await connect(
        url,
        role=ROLE,
        application_name="chitieu-verify",
        statement_timeout_seconds=STATEMENT_SECONDS,
    )
    try:
        await session.execute(SQL["settle_session"])
        yield session
    finally:
        await session.close(timeout=5)


@dataclass(slots=True)
class FactsCheck:
    """Compares a partition's records, below `until` and every so many, with the facts kept.

    Inside a transaction of `session`.
    """

    session: Session
    partition: int
    until: int
    every: int
    compared: int = 0
    findings: list[Finding] = field(default_factory=list)
    _rows: AsyncIterator[Any] | None = None
    _row: Any = None
    _absent: list[LogRecord] = field(default_factory=list)
    _waiting: dict[str, int] = field(default_factory=dict)

    async def start(self) -> None:
        """Begin to read the facts."""
        for subject, since in await self.session.fetch(SQL["waiting_subjects"], self.partition):
            self._waiting[subject] = since
        piece = max(1, PIECE_OFFSETS // self.every)
        self._rows = aiter(
            self.session.cursor(
                SQL["kept_facts"], self.partition, self.until, self.every, prefetch=piece
            )
        )
        await self._next()

    async def take(self, records: Iterable[LogRecord]) -> None:
        """Compare further records."""
        for record in records:
            offset = record.offset
            if offset % self.every or offset >= self.until:
                continue
            while self._row is not None and self._row[0] < offset:
                self._without_record(self._row[0])
                await self._next()
            self.compared += 1
            if self._row is None or self._row[0] > offset:
                self._absent.append(record)
                continue
            if self._row[1] != hashlib.sha256(record.value or b"").digest():
                self._tell(
                    "fact_differs",
                    offset,
                    "bảng sự kiện giữ nội dung khác với bản ghi trên nhật ký",
                    "the facts table holds other bytes than the record on the log",
                )
            await self._next()
        if len(self._absent) >= ABSENT_AT_ONCE:
            await self._look_for_absent()

    async def finish(self) -> list[Finding]:
        """Look at what is left; returns all findings."""
        await self._look_for_absent()
        while self._row is not None:
            self._without_record(self._row[0])
            await self._next()
        return self.findings

    async def _next(self) -> None:
        self._row = None if self._rows is None else await anext(self._rows, None)

    async def _look_for_absent(self) -> None:
        """A record without a row at its place was told before, or waits; else it is missing."""
        named = [(one, _name(one)) for one in self._absent]
        self._absent = []
        wanted = [name for _, name in named if name is not None]
        rows = await self.session.fetch(
            SQL["facts_by_id"], [one[0] for one in wanted], [one[1] for one in wanted]
        )
        kept = {(row["agency"], row["event_id"]): row for row in rows}
        for record, name in named:
            if name is None or self._waiting.get(name[2], record.offset + 1) <= record.offset:
                continue  # cannot be read, which the exam tells, or waits
            row = kept.get(name[:2])
            same = row is not None and row["digest"] == hashlib.sha256(record.value or b"").digest()
            if not same:
                self._tell(
                    "fact_missing",
                    record.offset,
                    "bảng sự kiện không có bản ghi này",
                    "the facts table does not hold this record",
                )

    def _without_record(self, offset: int) -> None:
        self._tell(
            "fact_without_record",
            offset,
            "bảng sự kiện có một sự kiện ở chỗ mà nhật ký không có",
            "the facts table holds an event at a place where the log has none",
        )

    def _tell(self, code: str, offset: int, vi: str, en: str) -> None:
        if all(one.code != code for one in self.findings):
            self.findings.append(Finding(code, self.partition, offset, offset, vi, en))


def _name(record: LogRecord) -> tuple[str, str, str] | None:
    try:
        members = orjson.loads(record.value or b"")
        return members["source"], members["id"], members["subject"]
    except (ValueError, LookupError, TypeError):
        return None
