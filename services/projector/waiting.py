"""The subjects whose events wait: in memory for the owner of their partition, in tables for all.

What is in memory may be old, since `chitieu redrive` frees a subject from outside. The tables
then refuse what follows from it (a reference, a primary key), and the owner looks again.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from asyncpg.exceptions import ForeignKeyViolationError, UniqueViolationError

from infra.logs import get_logger
from services.projector.fold import LogRecord
from services.projector.parking import Division, Name, Poison
from services.projector.refusals import Refused, parked_limit
from services.projector.session import LiveSession
from services.projector.store import PositionMoved

_log = get_logger("projector.waiting")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may wait in a version of the views; beyond, the projector stops."""

    subjects: int
    events: int


DEFAULT_LIMITS = Limits(subjects=100, events=10_000)


class Waiting:
    """Whose events wait on the partitions of one owner, and how many may."""

    def __init__(self, session: LiveSession, limits: Limits) -> None:
        self._session = session
        self._limits = limits
        self.names: frozenset[Name] = frozenset()

    async def load(self, partitions: Sequence[int]) -> None:
        """Learn who waits on these partitions, within a transaction."""
        rows = await self._session.fetch("parked_names", list(partitions))
        self.names = frozenset((row["partition"], row["subject"]) for row in rows)

    async def park(
        self,
        division: Division,
        fetched: Mapping[int, Sequence[LogRecord]],
        days: Mapping[int, date],
    ) -> None:
        """Keep what waits, within the transaction that moves the positions.

        `days` are those that the rows shown were judged as of, by partition.

        Raises:
            PositionMoved: what is in memory of those who wait is old.
            Refused: more would wait than may.
        """
        if not division.begin and not division.wait:
            return
        try:
            if division.begin:
                columns = zip(*(_columns(one, days) for one in division.begin), strict=True)
                await self._session.fetch("park_subjects", *map(list, columns))
            if division.wait:
                records = [
                    (subject, fetched[partition][offset - fetched[partition][0].offset])
                    for subject, partition, offset in division.wait
                ]
                columns = zip(*(_event_columns(*one) for one in records), strict=True)
                await self._session.fetch("park_events", *map(list, columns))
        except (ForeignKeyViolationError, UniqueViolationError) as error:
            raise PositionMoved from error
        [counts] = await self._session.fetch("parked_counts")
        subjects, events = counts["subjects"], counts["events"]
        limits = self._limits
        if subjects > limits.subjects or events > limits.events:
            raise Refused(parked_limit(subjects, events, limits.subjects, limits.events))

    def keep(self, division: Division) -> None:
        """Remember who began to wait, once that is committed."""
        for one in division.begin:
            reason = one.reason
            _log.error(
                "parked",
                subject=one.subject,
                at=f"{one.partition}:{one.offset}",
                code=reason.code,
                vi=reason.vi,
                en=reason.en,
            )
        self.names |= {one.name for one in division.begin}


def _columns(one: Poison, days: Mapping[int, date]) -> tuple[object, ...]:
    reason = one.reason
    as_of = days[one.partition]
    place = (one.partition, one.subject, one.offset, as_of)
    return (*place, reason.code, reason.vi, reason.en, one.event)


def _event_columns(subject: str, record: LogRecord) -> tuple[object, ...]:
    place = (record.partition, record.offset, subject, record.timestamp_ms)
    return (*place, record.key, record.value, pack_headers(record.headers))


def pack_headers(headers: Sequence[tuple[str, bytes | None]]) -> bytes:
    """Return a record's headers as one column keeps them."""
    return orjson.dumps(
        [
            (name, None if value is None else base64.b64encode(value).decode())
            for name, value in headers
        ]
    )


def unpack_headers(packed: bytes) -> tuple[tuple[str, bytes | None], ...]:
    """Return headers as they were."""
    return tuple(
        (name, None if value is None else base64.b64decode(value))
        for name, value in orjson.loads(packed)
    )
