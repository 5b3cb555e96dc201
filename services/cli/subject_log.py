"""Read from the log itself what it holds of one subject: bounded, within a time, and no further.

Its records lie on one partition, among those of other subjects, so the partition is read from
its first record to the position in question; only the subject's own are kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiokafka import TopicPartition

from infra.kafka import KafkaUnavailable
from infra.topic_reader import Span, open_topic
from services.projector.batch import log_record
from services.projector.fold import LogRecord

RECORDS_MAX = 200_000
"""Records of one subject at most, and as many KiB; the api judges fewer for one answer."""

Progress = Callable[[int, int], None]
"""Told how many records have been looked at, and of how many."""


class LogTooShort(Exception):
    """The log does not hold all that the read model has applied: it begins late or ends early."""

    def __init__(self, begin: int, end: int, wanted: int) -> None:
        super().__init__(f"{begin} - {end}, {wanted}")
        self.begin, self.end, self.wanted = begin, end, wanted


class TooManyRecords(Exception):
    """The subject has more records than are kept at a time."""


async def read_subject(
    bootstrap: str,
    place: TopicPartition,
    subject: str,
    *,
    last_offset: int,
    within_seconds: float,
    progress: Progress,
) -> list[LogRecord]:
    """Return a subject's records up to and with an offset of its partition, in their order.

    Raises:
        LogTooShort: the log does not reach from its first record to that one.
        TooManyRecords: more than RECORDS_MAX are the subject's.
        KafkaUnavailable: the log could not be read in time.
    """
    number, stop = place.partition, last_offset + 1
    key, found, size = subject.encode(), list[LogRecord](), 0
    try:
        async with (
            asyncio.timeout(within_seconds),
            open_topic(bootstrap, place.topic, client_id="chitieu-explain") as log,
        ):
            span = (await log.spans([number]))[number]
            if span.begin > 0 or span.end < stop:
                raise LogTooShort(span.begin, span.end, last_offset)
            async for _, records in log.read({number: Span(0, stop)}):
                own = [log_record(one) for one in records if one.key == key]
                found += own
                size += sum(len(one.value or b"") for one in own)
                if len(found) > RECORDS_MAX or size > RECORDS_MAX * 1024:
                    raise TooManyRecords(subject)
                progress(records[-1].offset + 1, stop)
    except TimeoutError as error:
        raise KafkaUnavailable(f"{place.topic}: not read in {within_seconds:g} s") from error
    return found
