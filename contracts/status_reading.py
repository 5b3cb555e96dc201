"""Read a status of `chitieu.status.v1` fast: a point that was read before is not read again.

A status repeats its whole series, of which the one before it had all points but one; they are most
of its bytes. Nothing is trusted: each point goes through its model when it is first seen, and is
known again by its bytes. What is odd in any way goes through the model of the whole message,
whose words say what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

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
    """A status, and its canonical JSON as it came."""

    data: StatusData
    told: bytes


def read_status(value: bytes) -> ReadStatus:
    """Return the status that a record holds; the same as its model reads.

    Raises:
        pydantic.ValidationError: it holds none.
    """
    try:
        message = orjson.loads(value)
        data = message["data"]
        told = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
        series = data["status"]["series"]
        if len(series) <= SERIES_LIMIT:
            points = tuple(_point(orjson.dumps(point)) for point in series)
            data["status"]["series"] = ()
            rest = STATUS_ADAPTER.validate_json(orjson.dumps(message)).data
            return ReadStatus(_with_series(rest, points), told)
    except (orjson.JSONDecodeError, ValidationError, KeyError, TypeError):
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
