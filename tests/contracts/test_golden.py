"""Every published type of event has a golden one, and stays readable for ever.

A golden file is the canonical encoding of one event, without a line end, named by its type (and
behind a `+` by what it shows); SHA256SUMS holds the digests of their content (`sha256sum -c`
reads it). Neither is ever rewritten: a new version
of a type brings a new file.
"""

import hashlib
from pathlib import Path

import orjson
import pytest
import rfc8785

from contracts.codec import content_digest, decode, encode, record_key
from contracts.envelope import EVENT_TYPES
from tests.contracts.events import violations

GOLDEN = Path(__file__).with_name("golden")
SUMS = {
    name: digest
    for digest, name in (line.split() for line in (GOLDEN / "SHA256SUMS").read_text().splitlines())
}
NAMES = sorted(SUMS)


def type_of(name: str) -> str:
    """Return the type of event that a golden file is named by."""
    return name.removesuffix(".json").partition("+")[0]


def test_every_type_has_a_golden_event_and_every_file_a_digest() -> None:
    """No type is published without one."""
    assert {type_of(name) for name in NAMES} >= set(EVENT_TYPES)
    assert {path.name for path in GOLDEN.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_is_read_and_written_as_it_was(name: str) -> None:
    """Its bytes come back, its digest is the one of the day it was made."""
    raw = (GOLDEN / name).read_bytes()
    event = decode(raw)
    assert encode(event) == raw
    assert content_digest(event).hex() == SUMS[name] == hashlib.sha256(raw).hexdigest()
    assert event.type == type_of(name)
    assert record_key(event) == event.subject.encode()


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_states_a_fact(name: str) -> None:
    """The fact carries the event's identity and time."""
    event = decode((GOLDEN / name).read_bytes())
    fact = event.to_domain()
    assert fact.stamp.event == event.ref
    assert fact.stamp.occurred_at == event.occurred_at


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_is_canonical_json(name: str) -> None:
    """The encoding is RFC 8785, as another implementation writes it."""
    raw = (GOLDEN / name).read_bytes()
    assert rfc8785.dumps(orjson.loads(raw)) == raw


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_fits_its_published_schema(name: str) -> None:
    """What the model accepts, the JSON Schema accepts."""
    event = orjson.loads((GOLDEN / name).read_bytes())
    assert not violations(event["type"], event)
