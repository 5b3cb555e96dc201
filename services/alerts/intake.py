"""Which records of a batch are read, and what they hold.

A status that the next one of its target replaced within half a second was news to nobody: whoever
comes later does not even find it, as the topic is compacted. So it is passed over where both are
in one batch. A history that is sent in at once is decided on as it ends, and what is behind
catches up the faster. What stood for longer is decided on, however far behind the service is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from pydantic import ValidationError

from contracts.status import SWEPT_ADAPTER, SWEPT_KEY, StatusesSwept
from contracts.status_reading import ReadStatus, read_status
from services.alerts.quarantine import Poison

REASON_MAX_LENGTH = 1_000
STOOD_MILLISECONDS = 500
# A quote within a text is escaped, so only the name of a field can look like this.
_STATUS_SEQ = re.compile(rb'"status_seq":(\d{1,18})[,}]')


class StatusRecord(Protocol):
    """A record of the topic, as it came."""

    @property
    def topic(self) -> str:
        """The topic's name."""

    @property
    def partition(self) -> int:
        """The partition."""

    @property
    def offset(self) -> int:
        """The offset."""

    @property
    def timestamp(self) -> int:
        """When it was written, in milliseconds since 1970."""

    @property
    def key(self) -> bytes | None:
        """The key: which target or task."""

    @property
    def value(self) -> bytes | None:
        """The status, as JSON."""


Found = ReadStatus | StatusesSwept | Poison


def worth_reading(records: Sequence[StatusRecord]) -> Iterator[tuple[int, Found]]:
    """Yield the places in a batch that count, and what stands there.

    By the key of the record, and by the `status_seq` that it seems to have; a record without these
    counts by itself, and one that turns out to be unreadable replaces none.
    """
    groups: dict[bytes | int, list[tuple[int, int]]] = {}
    for place, record in enumerate(records):
        seen = _STATUS_SEQ.search(record.value) if record.key and record.value else None
        name = record.key if seen and record.key else place
        groups.setdefault(name, []).append((int(seen[1]) if seen else 0, place))
    for group in groups.values():
        replaced_at: int | None = None
        for _, place in sorted(group, reverse=True):
            written_at = records[place].timestamp
            if replaced_at is None or replaced_at - written_at >= STOOD_MILLISECONDS:
                found = _read(records[place])
                yield place, found
                if isinstance(found, Poison):
                    continue
            replaced_at = written_at


def poison(record: StatusRecord, code: str, reason: str) -> Poison:
    """Return a record that no retry can mend."""
    return Poison(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        code=code,
        reason=reason.replace("\x00", "")[:REASON_MAX_LENGTH],
    )


def _read(record: StatusRecord) -> Found:
    if not record.value:
        return poison(record, "empty", "a status has a value")
    try:
        if record.key == SWEPT_KEY.encode():
            return SWEPT_ADAPTER.validate_json(record.value)
        return read_status(record.value)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        words = "; ".join(
            f"{'.'.join(str(at) for at in problem['loc']) or 'value'}: {problem['msg']}"
            for problem in problems[:10]
        )
        return poison(record, "not_a_status", words)
