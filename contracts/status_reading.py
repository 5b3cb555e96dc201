"""Read a status of `chitieu.status.v1` fast: a point that was read before is not read again.

A status repeats its whole series, of which the one before it had all points but one; they are most
of its bytes. Nothing is trusted: each point goes through its model when it is first seen, and is
known again by its bytes; all the rest goes through the model of the message, in which the series is
empty. What is odd in any way goes through that model as a whole, whose words say what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import msgspec
import orjson
from pydantic import TypeAdapter, ValidationError

from contracts.status import (
    SERIES_LIMIT,
    STATUS_ADAPTER,
    SeriesPoint,
    StatusData,
    TargetStatus,
)

POINTS_REMEMBERED = 24_000
"""At most some 160 MB: the long series of a thousand targets."""
_POINT: TypeAdapter[SeriesPoint] = TypeAdapter(SeriesPoint)


@dataclass(frozen=True, slots=True)
class ReadStatus:
    """A status, and its JSON as it came."""

    data: StatusData
    told: bytes


class _Status(msgspec.Struct):
    series: msgspec.Raw


class _Data(msgspec.Struct):
    status: _Status


class _Message(msgspec.Struct):
    data: msgspec.Raw


_message = msgspec.json.Decoder(_Message).decode
_data = msgspec.json.Decoder(_Data).decode
_series = msgspec.json.Decoder(list[msgspec.Raw]).decode


def read_status(value: bytes) -> ReadStatus:
    """Return the status that a record holds; the same as its model reads.

    Raises:
        pydantic.ValidationError: it holds none.
    """
    try:
        told = bytes(_message(value).data)
        series = bytes(_data(told).status.series)
        points = _series(series)
        if len(points) <= SERIES_LIMIT:
            # No text has what a point has, quotes that are not escaped: this is the series.
            without = value.replace(series, b"[]", 1) if points else value
            rest = STATUS_ADAPTER.validate_json(without).data
            return ReadStatus(_with_series(rest, tuple(_point(bytes(one)) for one in points)), told)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValidationError, TypeError):
        pass
    whole = STATUS_ADAPTER.validate_json(value).data
    return ReadStatus(whole, orjson.dumps(orjson.loads(value)["data"], option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=POINTS_REMEMBERED)
def _point(text: bytes) -> SeriesPoint:
    return _POINT.validate_json(text)


def _with_series(data: StatusData, points: tuple[SeriesPoint, ...]) -> StatusData:
    """Put in the points that were left out of a status that nobody else has seen yet."""
    if not isinstance(data.status, TargetStatus):
        raise TypeError("only a target has a series")
    vars(data.status)["series"] = points
    return data
