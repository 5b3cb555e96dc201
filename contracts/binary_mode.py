"""CloudEvents in binary mode: attributes in headers, data in the body, joined into one event.

What comes out is read like any other untrusted bytes, so there is one path and one set of
refusals. Nothing is believed on the way: the body must be one JSON value by itself, else it
could close the object it is put into and add attributes of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from contracts.problems import FieldCode, FieldProblem
from contracts.untrusted import Unreadable, check_json

ATTRIBUTES_MAX = 32
JSON_TYPE = "application/json"


def media_type(content_type: str | None) -> str:
    """Return a content type without its parameters, in lower case."""
    return (content_type or "").partition(";")[0].strip().lower()


def structured(
    attributes: Sequence[tuple[str, str]], content_type: str | None, data: bytes
) -> bytes:
    """Return the structured form of a binary-mode event; names come without their prefix.

    Raises:
        Unreadable: the data is not JSON, or there are more attributes than any event has.
    """
    if content_type is not None and media_type(content_type) != JSON_TYPE:
        problem = FieldProblem.of(FieldCode.CONTENT_TYPE, "datacontenttype", JSON_TYPE)
        raise Unreadable((problem,))
    if len(attributes) > ATTRIBUTES_MAX:
        raise Unreadable((FieldProblem.of(FieldCode.TOO_MANY, expected=f"≤ {ATTRIBUTES_MAX}"),))
    check_json(data)
    members = [f"{json.dumps(name)}:{json.dumps(value)}" for name, value in attributes]
    return "".join(["{", ",".join([*members, '"data":'])]).encode() + data + b"}"
