"""Read statuses as a member of the consumer group, under a slot, for as long as it is ours.

One run is one database session, one slot and one membership, as in the projector. Whoever loses
the session may have a namesake the next moment, so he leaves the group; then he takes a slot
again. So a restart of PostgreSQL is waited for, and ends nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker
from pydantic import SecretStr

from infra.clock import Clock
from infra.faststream_kafka import consumer_problem, end_consuming, reads_nothing
from infra.health import Reason
from infra.kafka_consumers import StrayCancellation, only_own_cancellation
from infra.lag import LagMeter
from infra.logs import get_logger
from infra.metrics import Metrics
from infra.postgres import Session, connect, is_unavailable
from infra.slots import NoFreeSlot, take_slot
from infra.writes import Writes

ROLE = "chitieu_alerts"
# "alrt" in ASCII.
SLOT_FAMILY = 0x616C_7274
TOUCH_SECONDS = 5.0
BACK_OFF_SECONDS = 1.0

_JOINING = Reason(
    "not_settled",
    "đang vào nhóm đọc trạng thái",
    "joining the consumer group of the statuses",
)
_AWAY = Reason(
    "postgres_away",
    "đang chờ PostgreSQL để lấy lại số hiệu tiến trình; tự thử lại",
    "waiting for PostgreSQL to take a slot again; trying again by itself",
)
_KAFKA_AWAY = Reason(
    "kafka_away", "đang chờ Kafka; tự thử lại", "waiting for Kafka; trying again by itself"
)

_log = get_logger("alerts")


class NothingRead(Exception):
    """The consumer has ended by itself; another is made."""


class SlotLost(Exception):
    """The session that held the slot has ended."""


class Consuming:
    """Keeps one run going.

    `subscribed` makes the broker of a run, not yet started, under the number of its slot.
    """

    def __init__(
        self,
        database_url: SecretStr,
        subscribed: Callable[[int], KafkaBroker],
        applied_ms: Mapping[tuple[str, int], int],
        *,
        clock: Clock,
        metrics: Metrics,
        writes: Writes,
    ) -> None:
        self._writes = writes
        self._database_url = database_url
        self._subscribed = subscribed
        self._applied_ms = applied_ms
        self._clock = clock
        self._metrics = metrics
        self._lag: LagMeter | None = None
        self._waits = _JOINING
        self.broker: KafkaBroker | None = None
        # Set by whoever watches.
        self.beat: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Run for ever; begin a new run whenever one ends for want of a server."""
        while True:
            self.beat()
            try:
                async with only_own_cancellation():
                    await self._one_run()
            except Exception as error:
                kind = _kind(error)
                if kind is None:
                    raise
                self._waits = _KAFKA_AWAY if kind == "kafka" else _AWAY
                self._metrics.count("errors_total", kind=kind)
                _log.warning("run_ended", kind=kind, error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(BACK_OFF_SECONDS)

    def problem(self) -> Reason | None:
        """Why nothing is read any more although it should be; a probe for liveness."""
        return consumer_problem(self.broker) if self.broker else None

    async def check(self) -> Reason | None:
        """Ready while in the group, Kafka answered when last asked, and PostgreSQL takes writes."""
        if reason := await self._writes.check():
            return reason
        return await self._lag.check() if self._lag else self._waits

    async def measure(self) -> None:
        """Set the gauges of lag; raises KafkaUnavailable."""
        if self._lag:
            await self._lag.measure()

    async def _one_run(self) -> None:
        session = await connect(
            self._database_url.get_secret_value(),
            role=ROLE,
            application_name="chitieu-alerts-slot",
        )
        lost = asyncio.Event()
        try:
            session.add_termination_listener(lambda _session: lost.set())
            slot = await take_slot(session, family=SLOT_FAMILY)
            broker = self._subscribed(slot)
            try:
                await broker.start()
                _log.info("joined", slot=slot)
                self.broker = broker
                self._lag = LagMeter(
                    broker, self._applied_ms, clock=self._clock, metrics=self._metrics
                )
                await self._hold(session, lost)
            finally:
                self.broker = self._lag = None
                await end_consuming(broker)
        finally:
            session.terminate()

    async def _hold(self, session: Session, lost: asyncio.Event) -> None:
        """Stay until the session or the reading has ended.

        Both are asked now and then: a dead network says nothing, nor does a dead consumer.
        """
        while True:
            self.beat()
            try:
                async with asyncio.timeout(TOUCH_SECONDS):
                    await lost.wait()
            except TimeoutError:
                await session.execute("select 1")
                if self.broker and reads_nothing(self.broker):
                    raise NothingRead("the consumer has ended by itself") from None
                continue
            raise SlotLost("the session that held the slot has ended")


def _kind(error: Exception) -> str | None:
    """Name the server that is away, or None for a fault of this program."""
    if isinstance(error, NoFreeSlot | SlotLost) or is_unavailable(error):
        return "postgres"
    return "kafka" if isinstance(error, KafkaError | NothingRead | StrayCancellation) else None
