"""Can ingest have written a record? Told by its form alone, whatever it says.

Ingest of every version writes canonical JSON (RFC 8785), under the event's subject as its key. So
the event of a later version is told from bytes that somebody else put onto the log.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import orjson

Unlike: TypeAlias = Literal["not_canonical", "key_not_subject"]


def unlike_ingests(
    key: bytes | None, value: bytes | None, *, keyed_by_subject: bool = True
) -> Unlike | None:
    """Return why ingest cannot have written a record; None where it can.

    `keyed_by_subject`: false of a log of alerts, whose keys are their ids.
    """
    try:
        members = orjson.loads(value or b"")
        if orjson.dumps(members, option=orjson.OPT_SORT_KEYS) != value:
            return "not_canonical"
        if keyed_by_subject and members["subject"].encode() != key:
            return "key_not_subject"
    except (ValueError, LookupError, TypeError, AttributeError):
        return "not_canonical"
    return None
