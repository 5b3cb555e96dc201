"""CloudEvents in binary mode: one event out of headers and data, read like any other."""

from __future__ import annotations

import json

import pytest

from contracts.binary_mode import ATTRIBUTES_MAX, structured
from contracts.untrusted import Unreadable, read_untrusted
from tests.contracts.test_untrusted import REPORT

ATTRIBUTES = [(name, str(REPORT[name])) for name in REPORT if name != "data"]
DATA = json.dumps(REPORT["data"]).encode()


def code_of(attributes: list[tuple[str, str]], content_type: str | None, data: bytes) -> str:
    """The code under which a binary-mode event is refused."""
    with pytest.raises(Unreadable) as refused:
        read_untrusted(structured(attributes, content_type, data))
    return refused.value.problems[0].code.value


@pytest.mark.parametrize(
    "content_type", [None, "application/json", "Application/JSON; charset=utf-8"]
)
def test_headers_and_data_make_the_same_event(content_type: str | None) -> None:
    """Binary and structured mode are two ways to say one thing."""
    joined = read_untrusted(structured(ATTRIBUTES, content_type, DATA))
    assert joined == read_untrusted(json.dumps(REPORT).encode())


def test_data_cannot_add_attributes() -> None:
    """A body that closes its object and opens another is not one JSON value."""
    assert code_of(ATTRIBUTES[1:], None, DATA + b',"specversion":"1.0"') == "not_json"


def test_a_header_that_stands_twice_is_refused() -> None:
    """As a key that stands twice is."""
    assert code_of([*ATTRIBUTES, ("id", "m-2")], None, DATA) == "duplicate_key"


def test_a_header_with_quotes_stays_a_value() -> None:
    """What a header holds is a text, whatever signs it has."""
    attributes = [(n, 'x","source":"H20' if n == "id" else v) for n, v in ATTRIBUTES]
    assert read_untrusted(structured(attributes, None, DATA)).source == "H20.14"


@pytest.mark.parametrize(
    ("attributes", "content_type", "data", "code"),
    [
        (ATTRIBUTES, "application/xml", DATA, "content_type"),
        (ATTRIBUTES, None, b"", "empty"),
        (ATTRIBUTES, None, b"\xff", "not_utf8"),
        (ATTRIBUTES[:-1], None, DATA, "missing"),
        ([(f"x{n}", "1") for n in range(ATTRIBUTES_MAX + 1)], None, DATA, "too_many"),
        ([*ATTRIBUTES, ("tracestate", "1")], None, DATA, "unknown_field"),
    ],
)
def test_what_is_wrong_is_told_as_in_structured_mode(
    attributes: list[tuple[str, str]], content_type: str | None, data: bytes, code: str
) -> None:
    """The same codes, whichever way the event came."""
    assert code_of(attributes, content_type, data) == code
