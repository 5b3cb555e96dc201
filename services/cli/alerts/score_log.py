"""Fold the record of alerts from the topics themselves: last states of alerts, last statuses."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from aiokafka.structs import ConsumerRecord

from contracts.alert_topic import is_beside
from contracts.alerts import AlertData
from contracts.status import SWEPT_KEY, StatusData
from contracts.topics import Topic, Topics
from infra.topic_reader import open_topic
from services.api.alerts.score_fold import Lost, Records, Row, Wish, lost_of, records, row_of

CLIENT = "chitieu-score"


async def fold_topics(
    bootstrap: str, topics: Topics, wish: Wish, tell: Callable[[int, int], None]
) -> Records:
    """Return the record as the topics give it. Raises KafkaUnavailable.

    Of each alert and of each target one row is kept in memory, a few hundred bytes.
    """
    rows: dict[str, tuple[int, Row | None]] = {}
    lost: dict[bytes, tuple[int, Lost | None]] = {}

    def take_alert(one: ConsumerRecord) -> None:
        if is_beside(one.value):
            return
        said = orjson.loads(one.value or b"{}")["data"]
        # A mark only ever changes by another; states without one need not be read whole.
        if "score" in said and said["seq"] > rows.get(said["alert"], (0, None))[0]:
            row = row_of(AlertData.model_validate_json(orjson.dumps(said)))
            rows[said["alert"]] = said["seq"], row

    def take_status(one: ConsumerRecord) -> None:
        if not one.value or one.key is None or one.key == SWEPT_KEY.encode():
            return
        data = StatusData.model_validate_json(orjson.dumps(orjson.loads(one.value)["data"]))
        if data.status_seq > lost.get(one.key, (0, None))[0]:
            lost[one.key] = data.status_seq, lost_of(data.status)

    await _read(bootstrap, topics.alerts, take_alert, tell)
    await _read(bootstrap, topics.status, take_status, tell)
    return records(
        [row for _, row in rows.values() if row is not None],
        [one for _, one in lost.values() if one is not None],
        wish,
    )


async def _read(
    bootstrap: str,
    topic: Topic,
    take: Callable[[ConsumerRecord], None],
    tell: Callable[[int, int], None],
) -> None:
    async with open_topic(bootstrap, topic.name, client_id=CLIENT) as reader:
        spans = await reader.spans(range(topic.partitions))
        total, done = sum(span.end - span.begin for span in spans.values()), 0
        async for _, found in reader.read(spans):
            for one in found:
                take(one)
            done += len(found)
            tell(done, total)
