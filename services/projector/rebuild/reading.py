"""Read a partition of the log from its first record to a given one: all of them, none missing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager

from aiokafka.structs import ConsumerRecord

from infra.topic_reader import OffsetGone, Span, TopicReader, open_topic
from services.projector.refusals import Refused, gap_in_log, log_cut, log_not_from_start


class LogReader:
    """Reads partitions of one log, one after the other; see `open_log`."""

    def __init__(self, topic: TopicReader) -> None:
        self._topic = topic

    async def ends(self, partitions: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Return where partitions begin and end; raises KafkaUnavailable."""
        spans = await self._topic.spans(partitions)
        return {number: (span.begin, span.end) for number, span in spans.items()}

    async def read(
        self, partition: int, start: int, stop: int
    ) -> AsyncIterator[list[ConsumerRecord]]:
        """Yield the records from one offset up to, but not with, another, all of them.

        Raises:
            Refused: the log does not hold them all.
            KafkaUnavailable: nothing came for a while.
        """
        if start >= stop:
            return
        await self._check(partition, start, stop)
        expected = start
        try:
            async with aclosing(self._topic.read({partition: Span(start, stop)})) as reading:
                async for _, records in reading:
                    first, last = records[0].offset, records[-1].offset
                    if first != expected or last - first != len(records) - 1:
                        raise Refused(gap_in_log(partition, *_gap(records, expected)))
                    expected = last + 1
                    yield records
        except OffsetGone as error:
            [(begins, ends)] = (await self.ends([partition])).values()
            raise Refused(log_cut(partition, expected, begins, ends)) from error
        if expected < stop:
            raise Refused(gap_in_log(partition, expected, stop))

    async def _check(self, partition: int, start: int, stop: int) -> None:
        [(begins, ends)] = (await self.ends([partition])).values()
        if begins > start:
            raise Refused(log_not_from_start(partition, begins))
        if ends < stop:
            raise Refused(log_cut(partition, stop - 1, begins, ends))


def _gap(records: list[ConsumerRecord], expected: int) -> tuple[int, int]:
    for record in records:
        if record.offset != expected:
            return expected, record.offset
        expected += 1
    return expected, expected


@asynccontextmanager
async def open_log(bootstrap: str, topic: str) -> AsyncIterator[LogReader]:
    """Open a reader that belongs to no group and trusts no committed offset.

    Raises:
        KafkaUnavailable: Kafka does not answer.
    """
    async with open_topic(bootstrap, topic, client_id="chitieu-rebuild") as reader:
        yield LogReader(reader)
