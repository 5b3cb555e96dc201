"""Tell what kind of event a record holds, for topics that carry several."""

from __future__ import annotations

import orjson


def is_of_type(value: bytes | None, event_type: str) -> bool:
    """Whether a record is a CloudEvent of a type; most that are not are told by a search alone."""
    if not value or event_type.encode() not in value:
        return False
    try:
        told = orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    return isinstance(told, dict) and told.get("type") == event_type
