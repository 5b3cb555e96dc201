"""Measure what is not yet applied and not yet sent, and say whether the projector is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime

from infra.clock import Clock
from infra.health import Check, Reason
from infra.kafka import KafkaUnavailable
from infra.kafka_topics import EndOffsets
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Pool, acquire, is_unavailable
from infra.sql import load_queries
from services.projector.standing import Standing, waiting_for

MEASURE_SECONDS = 2.0
STALLED_SECONDS = 20
# A look at the log takes place every few seconds; some may fail while Kafka moves its leaders.
UNCHECKED_SECONDS = 300
UNIX_EPOCH = date(1970, 1, 1)

_log = get_logger("projector.lag")
_sql = load_queries("services.projector", "outbox.sql")
_parking = load_queries("services.projector", "parking.sql")


class Gauges:
    """Keeps the gauges of lag and outbox, and the times since when partitions have waited."""

    def __init__(
        self,
        standing: Standing,
        *,
        bootstrap: str,
        topic: str,
        pool: Pool,
        metrics: Metrics,
        clock: Clock,
    ) -> None:
        self._standing = standing
        self._bootstrap = bootstrap
        self._topic = topic
        self._pool = pool
        self._metrics = metrics
        self._clock = clock
        self._seen_waiting: dict[int, datetime] = {}
        self._told: set[int] = set()
        self._applied = -1
        self._moved_at = clock.monotonic()

    async def run(self) -> None:
        """Measure for ever; servers that are away are told by readiness, not here."""
        while True:
            self._tell_of_looks()
            ends = EndOffsets(self._bootstrap, client_id="chitieu-projector-lag")
            try:
                await ends.start()
                while True:
                    self._tell_of_looks()
                    await self._measure(ends)
                    await asyncio.sleep(MEASURE_SECONDS)
            except KafkaUnavailable as error:
                self._standing.unmeasured = waiting_for("kafka", error)
                _log.debug("lag_unknown", error=str(error))
            except Exception as error:
                if not is_unavailable(error):
                    raise
                self._standing.unmeasured = waiting_for("postgres", error)
                _log.debug("outbox_unknown", error=type(error).__name__)
            finally:
                await ends.stop()
            await asyncio.sleep(MEASURE_SECONDS)

    def _tell_of_looks(self) -> None:
        age = self._standing.age(self._clock.monotonic())
        self._metrics.gauge("log_check_age_seconds", age)

    async def _measure(self, ends: EndOffsets) -> None:
        standing = self._standing
        owned = standing.owned()
        measured_at = self._clock.now()
        found = await ends.read(self._topic, owned) if owned else {}
        standing.ends, standing.measured_at = found, measured_at
        lag = standing.lag_events()
        for number in self._told - lag.keys():
            self._tell(number, 0)  # another process tells of it now
        for number, events in lag.items():
            self._tell(number, events)
            day = standing.positions[number].swept_to
            self._metrics.gauge("swept_to_day", (day - UNIX_EPOCH).days, partition=str(number))
        self._told = set(lag)
        async with acquire(self._pool) as connection:
            queued = await connection.fetchval(_sql["queued_count"])
            [parked] = await connection.fetch(_parking["parked_on"], owned)
        standing.parked_subjects, standing.parked_events = parked["subjects"], parked["events"]
        self._metrics.gauge("parked_subjects", standing.parked_subjects)
        self._metrics.gauge("parked_events", standing.parked_events)
        self._metrics.gauge("outbox_rows", queued)
        standing.unmeasured = None
        standing.stalled_seconds = self._stalled()

    def _tell(self, partition: int, events: int) -> None:
        labels = {"topic": self._topic, "partition": str(partition)}
        self._metrics.gauge("lag_events", events, **labels)
        self._metrics.gauge("lag_seconds", self._waited(partition, events), **labels)

    def _stalled(self) -> float:
        """Seconds for which records have waited without any position or day moving."""
        now = self._clock.monotonic()
        applied = sum(
            one.next_offset + one.swept_to.toordinal() for one in self._standing.positions.values()
        )
        if applied != self._applied or not any(self._standing.lag_events().values()):
            self._applied, self._moved_at = applied, now
        return now - self._moved_at

    def _waited(self, partition: int, events: int) -> float:
        """Seconds that the oldest unapplied record has waited, by its record time.

        Until it is fetched its time is unknown: it counts from when it was first seen here.
        """
        if not events:
            self._seen_waiting.pop(partition, None)
            return 0.0
        now = self._clock.now()
        seen = self._seen_waiting.setdefault(partition, now)
        since = self._standing.waiting_since.get(partition, seen)
        return max(0.0, (now - since).total_seconds())


def consuming_check(standing: Standing) -> Check:
    """Ready when the group has given this process its place and nothing is waited for."""

    async def check() -> Reason | None:
        if problem := standing.refused or standing.trouble or standing.unmeasured:
            return problem
        if not standing.settled:
            return Reason(
                "not_settled",
                "đang vào nhóm đọc nhật ký hoặc đang chia lại phân vùng",
                "joining the consumer group, or partitions are being shared out",
            )
        if standing.stalled_seconds > STALLED_SECONDS:
            return Reason(
                "stalled",
                f"có bản ghi chờ nhưng {standing.stalled_seconds:.0f} giây chưa áp dụng được",
                f"records wait, and none was applied for {standing.stalled_seconds:.0f} s",
            )
        if standing.unchecked_seconds > UNCHECKED_SECONDS:
            return Reason(
                "log_not_checked",
                f"{standing.unchecked_seconds:.0f} giây chưa đối chiếu được nhật ký với những gì "
                "đã áp dụng; vẫn áp dụng tiếp và tự thử lại",
                f"for {standing.unchecked_seconds:.0f} s the log could not be compared with what "
                "was applied of it; applying goes on, and so does trying",
            )
        return None

    return check


def shown(standing: Standing) -> Mapping[str, object]:
    """Return what /ready tells beside its reasons: lag, what waits, the day of each partition."""
    lag = standing.lag_events()
    days = {position.swept_to for position in standing.positions.values()}
    return {
        "lag_events": sum(lag.values()),
        "parked_subjects": standing.parked_subjects,
        "parked_events": standing.parked_events,
        "swept_to": min(days).isoformat() if days else None,
        "partitions": {
            str(number): {
                "next_offset": position.next_offset,
                "lag_events": lag[number],
                "swept_to": position.swept_to.isoformat(),
            }
            for number, position in sorted(standing.positions.items())
        },
    }
