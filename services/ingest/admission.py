"""Reserve, produce, position: how an admitted event comes onto the log exactly as promised.

One transaction reserves a whole group of events. Only then are their records produced, so a
record on the log always has its row in the ledger; and only with its position is an event
acknowledged, so what was acknowledged is on the log. Whatever dies in between leaves a
reserved row without a position, which the relay of any instance sends again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from domain.identity import EventRef
from infra.clock import Clock
from infra.kafka import KafkaUnavailable, Producer, Record
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Connection, Pool, acquire, is_unavailable
from infra.writes import Writes
from services.ingest import ledger, registry, rejections
from services.ingest.decide import Decided, Step, changes_registry, decide, refs
from services.ingest.offers import Entry, Offer, Outcome, Position, Unavailable
from services.ingest.reading import mentions

CONTENT_TYPE = b"application/cloudevents+json; charset=utf-8"
_RACES_MAX = 5
SEND_TIMEOUT_SECONDS = 4.0
"""For Kafka to acknowledge: less than those wait who sent the events."""

_log = get_logger("ingest.admission")


class _LostRace(Exception):
    """Another instance reserved one of the ids since the ledger was read: decide again."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """What admission works on."""

    pool: Pool
    producer: Producer
    clock: Clock
    metrics: Metrics
    events_topic: str


class Admission:
    """Takes offers in groups; every method raises Unavailable where it must be tried again."""

    def __init__(self, adapters: Adapters, on_refused: Callable[[], None]) -> None:
        self._with = adapters
        self._on_refused = on_refused
        self.writes = Writes(adapters.clock)

    async def reserve(self, offers: Sequence[Offer]) -> list[Step]:
        """Decide a group and write it down in one transaction."""
        with self._timed("reserve"), self.writes.attempt():
            decided = await self._in_transaction(offers, dry_run=False)
        if decided.refused:
            self._on_refused()
        _log.debug("batch_reserved", events=len(decided.reserved), refused=len(decided.refused))
        return decided.steps

    async def dry_run(self, offers: Sequence[Offer]) -> list[Outcome]:
        """Decide a group as if it came now, and write nothing."""
        decided = await self._in_transaction(offers, dry_run=True)
        return [_outcome(o, s, {}) for o, s in zip(offers, decided.steps, strict=True)]

    async def publish(self, offers: Sequence[Offer], steps: Sequence[Step]) -> list[Outcome]:
        """Bring what was reserved onto the log, and say what became of each offer."""
        waiting = {s.entry.ref: s.entry for s in steps if s.entry and not s.entry.position}
        positions = await self.send(list(waiting.values()))
        outcomes = [_outcome(o, s, positions) for o, s in zip(offers, steps, strict=True)]
        self._count(offers, outcomes)
        return outcomes

    async def send(self, entries: Sequence[Entry]) -> dict[EventRef, Position]:
        """Produce the records of reserved events, then write their positions."""
        if not entries:
            return {}
        records = [record_of(entry, self._with.events_topic) for entry in entries]
        try:
            with self._timed("produce"):
                sent = await self._with.producer.send_all(
                    records, timeout_seconds=SEND_TIMEOUT_SECONDS
                )
        except KafkaUnavailable as error:
            self._with.metrics.count("errors_total", kind="kafka")
            raise Unavailable(str(error)) from error
        _log.debug("batch_produced", events=len(sent))
        positions = {
            entry.ref: Position(meta.partition, meta.offset)
            for entry, meta in zip(entries, sent, strict=True)
        }
        await self._write_positions(positions)
        return positions

    async def _write_positions(self, positions: dict[EventRef, Position]) -> None:
        """Note the positions; not having noted them harms nothing, for they are known."""
        try:
            with self._timed("position"):
                async with acquire(self._with.pool) as connection:
                    await ledger.write_positions(connection, sorted(positions.items(), key=_by_ref))
        except Exception as error:
            if not is_unavailable(error):
                raise
            # The events are on the log: they are acknowledged. The relay will send these
            # records once more, which readers drop by (agency, id).
            self._with.metrics.count("errors_total", kind="postgres")
            _log.warning("positions_not_written", events=len(positions), error=str(error))
        else:
            _log.debug("batch_positioned", events=len(positions))

    async def _in_transaction(self, offers: Sequence[Offer], *, dry_run: bool) -> Decided:
        for _ in range(_RACES_MAX):
            try:
                async with acquire(self._with.pool) as connection, connection.transaction():
                    decided = await self._decide(connection, offers, dry_run=dry_run)
                    if not dry_run:
                        await self._save(connection, decided)
                return decided
            except (_LostRace, asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
                continue
            except Exception as error:
                if not is_unavailable(error):
                    raise
                self._with.metrics.count("errors_total", kind="postgres")
                raise Unavailable(str(error)) from error
        raise Unavailable(f"lost {_RACES_MAX} races for the same ids")

    async def _decide(
        self, connection: Connection, offers: Sequence[Offer], *, dry_run: bool
    ) -> Decided:
        alone = changes_registry(offers) and not dry_run
        await ledger.lock_admission(connection, alone=alone)
        taken = await ledger.look_up(connection, refs(offers))
        events = [offer.event for offer in offers if offer.event]
        known = await registry.load(
            connection, mentions(event for event in events if event.ref not in taken)
        )
        clock = self._with.clock
        return decide(
            offers,
            ledger=taken,
            known=known,
            business_day=clock.business_day(),
            now=_whole_milliseconds(clock.now()),
        )

    async def _save(self, connection: Connection, decided: Decided) -> None:
        clock = self._with.clock
        if decided.reserved:
            entries = list(decided.reserved.values())
            if not await ledger.reserve(connection, entries, entries[0].received_at):
                raise _LostRace
            await registry.save(connection, decided.changes)
        if decided.refused:
            await rejections.store(
                connection, decided.refused, new_id=clock.new_id, now=clock.now()
            )

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        begun = self._with.clock.monotonic()
        yield
        self._with.metrics.observe(
            "batch_seconds", self._with.clock.monotonic() - begun, stage=stage
        )

    def _count(self, offers: Sequence[Offer], outcomes: Sequence[Outcome]) -> None:
        for offer, outcome in zip(offers, outcomes, strict=True):
            match outcome.status:
                case "accepted":
                    self._with.metrics.count("accepted_total", way=offer.way)
                case "duplicate":
                    self._with.metrics.count("duplicate_total", way=offer.way)
                case "rejected" if outcome.refusal:
                    code = outcome.refusal.code.value
                    self._with.metrics.count("rejected_total", way=offer.way, code=code)


def record_of(entry: Entry, topic: str) -> Record:
    """Return the record of a reserved event: the same bytes however often it is sent."""
    return Record(
        topic=topic,
        key=entry.subject.encode(),
        value=entry.record,
        headers=(
            ("content-type", CONTENT_TYPE),
            ("received_sha256", (entry.received_sha256 or b"").hex().encode()),
        ),
        timestamp_ms=int(entry.received_at.timestamp() * 1000),
    )


def _outcome(offer: Offer, step: Step, positions: dict[EventRef, Position]) -> Outcome:
    if step.entry is None:
        event = offer.event
        return Outcome(
            "rejected",
            event.source if event else offer.credential.agency,
            event.id if event else rejections.told_names(offer.raw).get("id"),
            refusal=step.refusal,
        )
    ref = step.entry.ref
    position = step.entry.position or positions.get(ref)
    return Outcome("accepted" if step.fresh else "duplicate", ref.agency, ref.id, position)


def _by_ref(item: tuple[EventRef, Position]) -> EventRef:
    return item[0]


def _whole_milliseconds(instant: datetime) -> datetime:
    """The instant as a record's time can hold it, so that both are the same."""
    return instant.astimezone(UTC).replace(microsecond=instant.microsecond // 1000 * 1000)
