"""Another Kafka topic as a channel: for a receiver that reads topics, not `chitieu.alerts.v1`.

It has a producer of its own, for one that hangs is thrown away with all that waits on it: a topic
that is not there must not hold up the relay of the service.
"""

from __future__ import annotations

from infra.kafka import KafkaUnavailable, Producer, Record, RecordRefused
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome
from services.alerts.channels.webhook import body_of

SEND_SECONDS = 10.0


class KafkaChannel:
    """Puts the CloudEvent of each notice on a topic; header `chitieu-notice` tells duplicates.

    `producer` is this channel's alone; it connects when it is first needed.
    """

    timeout_seconds = SEND_SECONDS + 5

    def __init__(self, name: str, topic: str, producer: Producer) -> None:
        self.name = name
        self._topic = topic
        self._producer = producer

    async def deliver(self, notice: Notice) -> Outcome:
        """Send one record, keyed by the alert, so that its changes keep their order."""
        key = str(notice.changes[0].data.alert) if notice.changes else self.name
        record = Record(
            self._topic,
            body_of(notice),
            key=key.encode(),
            headers=(
                ("content-type", b"application/cloudevents+json"),
                ("chitieu-notice", str(notice.id).encode()),
            ),
        )
        try:
            await self._producer.send_all([record], timeout_seconds=SEND_SECONDS)
        except RecordRefused:
            return Failed("refused", "message", final=True)
        except KafkaUnavailable:
            return Failed("not_reached")
        return Delivered()

    async def close(self) -> None:
        """End the producer; it bounds that itself."""
        await self._producer.stop()
