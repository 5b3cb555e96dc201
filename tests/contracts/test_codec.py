"""One content, one encoding: what a sender may write in several ways is the same event."""

import unicodedata
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import content_digest, decode, encode, encode_received
from contracts.envelope import AnyEvent
from contracts.fields import decimal_text
from tests.contracts.events import REPORTED, violations, with_data

words = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")) | st.sampled_from("\n\tĐÐđ"),
    max_size=60,
)
decimals = st.decimals(-(10**13), 10**13, places=6).map(decimal_text)
natural = st.decimals(0, 10**6, places=2).map(decimal_text)
positive = st.decimals("0.01", 10**6, places=2).map(decimal_text)
relations = st.sampled_from(["at_least", "above", "at_most", "below"])
values = st.one_of(
    st.fixed_dictionaries({"kind": st.just("number"), "value": decimals}),
    st.fixed_dictionaries(
        {"kind": st.just("ratio"), "numerator": natural, "denominator": positive}
    ),
    st.fixed_dictionaries({"kind": st.just("bound"), "relation": relations, "value": decimals}),
    st.fixed_dictionaries({"kind": st.just("done"), "done": st.booleans()}),
)
offsets = st.integers(-12 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n)))
instants = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, zone).isoformat(),
    st.integers(1_000_000_000_000, 4_000_000_000_000).map(lambda millis: millis / 1000),
    offsets,
)
sent = st.fixed_dictionaries(
    {
        **{name: st.just(REPORTED[name]) for name in ("specversion", "source", "type", "subject")},
        "id": st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=128),
        "time": instants,
        "data": st.fixed_dictionaries(
            {"scope": st.just("H20"), "period": st.just("2022"), "value": values},
            optional={
                "phrase": words,
                "part": st.just("cap-tinh"),
                "definition": st.integers(1, 10_000),
                "observation_status": st.sampled_from("AEPB"),
                "provenance": st.fixed_dictionaries(
                    {"kind": st.just("printed")}, optional={"source": words, "note": words}
                ),
            },
        ),
    }
)


def read(event: dict[str, Any]) -> AnyEvent:
    """Return the event that a sender's dictionary is."""
    return decode(orjson.dumps(event))


@given(sent)
def test_what_is_encoded_is_read_back(event: dict[str, Any]) -> None:
    """Nothing is lost, and the second encoding is the first."""
    first = read(event)
    raw = encode(first)
    assert decode(raw) == first
    assert encode(decode(raw)) == raw


@given(sent)
def test_the_encoding_is_rfc_8785(event: dict[str, Any]) -> None:
    """Another implementation of canonical JSON writes the same bytes."""
    raw = encode(read(event))
    assert rfc8785.dumps(orjson.loads(raw)) == raw


@given(sent)
def test_what_the_model_reads_fits_the_schema(event: dict[str, Any]) -> None:
    """Neither as it was sent nor as it is logged does the published schema refuse it."""
    assert not violations(event["type"], event)
    assert not violations(event["type"], orjson.loads(encode(read(event))))


@given(sent)
def test_a_fact_of_an_event_holds_no_float(event: dict[str, Any]) -> None:
    """A value is a decimal all the way, equal to what was written."""
    value = event["data"]["value"]
    measured = read(event).to_domain().measurement.value  # type: ignore[union-attr] # a report
    for name in ("value", "numerator", "denominator"):
        if name in value:
            assert type(getattr(measured, name)) is Decimal
            assert getattr(measured, name) == Decimal(value[name])


VIETNAMESE = "Tỷ lệ hồ sơ thủ tục hành chính xử lý trực tuyến; Đồng Tháp"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phrase": VIETNAMESE}, {"phrase": unicodedata.normalize("NFD", VIETNAMESE)}),
        ({"phrase": "Đồng Tháp"}, {"phrase": "\u00d0ồng Tháp"}),
        ({"phrase": "ước đạt"}, {"phrase": "  ước đạt\n"}),
        ({"scope": "H20.14"}, {"scope": "000.00.14.H20"}),
        (
            {"value": {"kind": "number", "value": "25.94"}},
            {"value": {"kind": "number", "value": "25.940"}},
        ),
        (
            {"value": {"kind": "number", "value": "25.94"}},
            {"value": {"kind": "number", "value": 25.94}},
        ),
        (
            {"value": {"kind": "number", "value": "0"}},
            {"value": {"kind": "number", "value": "-0.0"}},
        ),
        (
            {"value": {"kind": "number", "value": "7"}},
            {"value": {"value": "007", "kind": "number"}},
        ),
        ({"observation_status": "A"}, {"observation_status": "A", "part": None, "phrase": ""}),
    ],
)
def test_two_spellings_of_one_content_have_one_digest(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Sent again in another spelling, an event is a duplicate and not a conflict."""
    base = {"phrase": ""}
    first, second = read(with_data(**{**base, **one})), read(with_data(**{**base, **other}))
    assert first == second
    assert encode(first) == encode(second)
    assert content_digest(first) == content_digest(second)


def test_a_default_written_out_is_a_default_left_out() -> None:
    """So the digest of an old event stays when its type gains an optional field."""
    bare = deepcopy(REPORTED)
    del bare["data"]["observation_status"], bare["data"]["phrase"]
    full = deepcopy(bare)
    full |= {"datacontenttype": "application/json", "dataschema": None, "receivedat": None}
    full["data"] |= {"observation_status": "A", "phrase": "", "document": None}
    assert content_digest(read(bare)) == content_digest(read(full))
    assert b"observation_status" not in encode(read(full))


def test_one_instant_in_two_zones_is_one_content() -> None:
    """09:00 in Hà Nội is 02:00 UTC."""
    utc = {**REPORTED, "time": "2023-01-10T02:00:00.000Z"}
    assert content_digest(read(utc)) == content_digest(read(REPORTED))


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "m-2"},
        {"source": "H20.15"},
        {"subject": "indicator/khac"},
        {"time": "2023-01-10T09:00:01+07:00"},
        with_data(value={"kind": "number", "value": "3.71"}),
        with_data(phrase="đạt 3,7% GRDP"),
    ],
)
def test_another_content_has_another_digest(changed: dict[str, Any]) -> None:
    """Whatever the sender says is part of the content."""
    assert content_digest(read({**REPORTED, **changed})) != content_digest(read(REPORTED))


def test_what_ingest_adds_is_not_part_of_the_content() -> None:
    """The day of receipt is logged, and changes no digest."""
    event = read(REPORTED)
    received = event.model_copy(update={"receivedat": datetime(2023, 1, 11, tzinfo=UTC)})
    assert content_digest(received) == content_digest(event)
    assert decode(encode(received)).receivedat == datetime(2023, 1, 11, tzinfo=UTC)


@given(sent, st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - bounds of the strategy have no zone
def test_the_short_way_to_a_record_writes_the_same_bytes(
    event: dict[str, Any], received: datetime
) -> None:
    """Adding the receipt to the canonical content is encoding the event with it."""
    received_at = received.replace(tzinfo=UTC)
    content = read(event)
    whole = content.model_copy(update={"receivedat": received_at})
    assert encode_received(encode(content), received_at) == encode(whole)
