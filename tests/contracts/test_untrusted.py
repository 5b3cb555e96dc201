"""Bytes that nobody has checked: read exactly, or refused in words; never an exception else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import core_schema

from contracts import validation_words
from contracts.codec import content_digest
from contracts.envelope import EVENT_ADAPTER, EVENT_TYPES
from contracts.problems import PROBLEMS_MAX, FieldCode
from contracts.topics import MAX_RECORD_BYTES
from contracts.untrusted import BATCH_MAX, Unreadable, check_json, read_untrusted, split_batch

REPORT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "m-1",
    "source": "H20.14",
    "type": "vn.chitieu.measurement.reported.v1",
    "subject": "indicator/kinh-te-so-grdp",
    "time": "2023-01-10T09:00:00+07:00",
    "data": {
        "scope": "H20",
        "period": "2022",
        "value": {"kind": "number", "value": "3.7"},
        "observation_status": "E",
        "phrase": "ước đạt 3,7% GRDP",
    },
}
LEFT_OUT = object()


def changed(path: str, value: object) -> bytes:
    """The report with one field replaced, or left out."""
    message = copy.deepcopy(REPORT)
    inner = message
    *outer, last = path.split(".")
    for name in outer:
        inner = inner.setdefault(name, {})
    if value is LEFT_OUT:
        del inner[last]
    else:
        inner[last] = value
    return json.dumps(message).encode()


def problems(raw: bytes) -> list[tuple[str, str]]:
    """Field and code of everything that is wrong."""
    with pytest.raises(Unreadable) as refused:
        read_untrusted(raw)
    return [(problem.field, problem.code.value) for problem in refused.value.problems]


def refusal(read: Callable[[bytes], object], raw: bytes) -> Unreadable | None:
    """What a reader refuses bytes with, or None; any other exception fails the test."""
    try:
        read(raw)
    except Unreadable as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("raw", "field", "code"),
    [
        (b"", "", "empty"),
        (b" \n ", "", "empty"),
        (b"\xef\xbb\xbf{}", "", "byte_order_mark"),
        (b'{"a":"\xff"}', "", "not_utf8"),
        ("{}".encode("utf-16"), "", "not_utf8"),
        (b"{", "", "not_json"),
        (b"{} {}", "", "not_json"),
        (b"{'a':1}", "", "not_json"),
        (b'{"a":01}', "", "not_json"),
        (b"[]", "", "not_an_object"),
        (b"null", "", "not_an_object"),
        (b"[" * 200_000, "", "too_deep"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "", "too_deep"),
        (b'{"a":1,"a":1}', "a", "duplicate_key"),
        (b'{"data":{"x":[{"b":1,"b":2}]}}', "data.x.0.b", "duplicate_key"),
        (b'{"data":{"value":NaN}}', "data.value", "number_form"),
        (b'{"data":{"value":-Infinity}}', "data.value", "number_form"),
        (b'{"data":{"value":1e999}}', "data.value", "number_form"),
        (b'{"data":{"value":1e5}}', "data.value", "number_form"),
        (b'{"data":{"value":1234567890.123456}}', "data.value", "number_form"),
        (b'{"data":' + b"9" * 5_000 + b"}", "data", "number_form"),
        (b'{"a":"' + b"x" * MAX_RECORD_BYTES + b'"}', "", "too_large"),
    ],
)
def test_bytes_that_parsers_disagree_on_are_refused(raw: bytes, field: str, code: str) -> None:
    """Each is told with its place, before any model looks at it."""
    assert problems(raw) == [(field, code)]


@pytest.mark.parametrize(
    ("path", "value", "field", "code"),
    [
        ("type", "vn.chitieu.unknown.v1", "type", "unknown_type"),
        ("type", 3, "type", "unknown_type"),
        ("type", LEFT_OUT, "type", "missing"),
        ("specversion", "0.3", "specversion", "not_allowed"),
        ("id", "", "id", "too_short"),
        ("id", "mã 1", "id", "wrong_form"),
        ("id", "x" * 129, "id", "too_long"),
        ("source", "Sở TTTT", "source", "agency_id"),
        ("subject", "plan/kh-144", "subject", "subject"),
        ("subject", "indicator/Kinh-Te", "subject", "subject"),
        ("time", "2023-01-10T09:00:00", "time", "time_form"),
        ("time", "10/01/2023", "time", "time_form"),
        ("time", "1673316000", "time", "time_form"),
        ("time", 1673316000, "time", "time_form"),
        ("time", "2023-02-30T00:00:00Z", "time", "time_form"),
        ("time", "10000-01-01T00:00:00Z", "time", "time_form"),
        ("time", "1999-12-31T00:00:00Z", "time", "out_of_range"),
        ("traceparent", "00-1", "traceparent", "unknown_field"),
        ("receivedat", "2023-01-10T09:00:00Z", "receivedat", "reserved_field"),
        ("data", LEFT_OUT, "data", "missing"),
        ("data", [], "data", "wrong_type"),
        ("data.scope", 20, "data.scope", "wrong_type"),
        ("data.period", "2022-13", "data.period", "period"),
        ("data.period", "Quý III", "data.period", "period"),
        ("data.definition", "1", "data.definition", "wrong_type"),
        ("data.definition", 0, "data.definition", "out_of_range"),
        ("data.observation_status", "F", "data.observation_status", "not_allowed"),
        ("data.phrase", "a\x00b", "data.phrase", "text_control"),
        ("data.phrase", "trên\u202e85%", "data.phrase", "text_control"),
        ("data.phrase", "x" * 5_000, "data.phrase", "too_long"),
        ("data.ghi_chu", "x", "data.ghi_chu", "unknown_field"),
        ("data.value", 3.7, "data.value", "wrong_type"),
        ("data.value", {}, "data.value.kind", "wrong_kind"),
        ("data.value", {"kind": "percent"}, "data.value.kind", "wrong_kind"),
        ("data.value.value", "3,7", "data.value.value", "decimal_comma"),
        ("data.value.value", "1.234,5", "data.value.value", "decimal_comma"),
        ("data.value.value", "1_000", "data.value.value", "decimal_form"),
        ("data.value.value", " 7 ", "data.value.value", "decimal_form"),
        ("data.value.value", "١٢", "data.value.value", "decimal_form"),
        ("data.value.value", "1e5", "data.value.value", "decimal_form"),
        ("data.value.value", "0.1234567", "data.value.value", "decimal_form"),
        ("data.value.value", "NaN", "data.value.value", "decimal_form"),
        ("data.value.value", True, "data.value.value", "wrong_type"),
        (
            "data.value",
            {"kind": "ratio", "numerator": "1", "denominator": "0"},
            "data.value",
            "ratio",
        ),
        ("data.document", {"issued_on": "2023-02-30"}, "data.document.issued_on", "date_form"),
        ("data.document", {"issued_on": "1673308800"}, "data.document.issued_on", "date_form"),
        ("data.document", {"issued_on": "1999-01-01"}, "data.document.issued_on", "out_of_range"),
        ("data.document", {"file_sha256": "abc"}, "data.document.file_sha256", "wrong_form"),
    ],
)
def test_a_wrong_field_is_named_as_its_sender_wrote_it(
    path: str, value: object, field: str, code: str
) -> None:
    """One thing wrong is one problem, at the sender's own path, under a stable code."""
    assert problems(changed(path, value)) == [(field, code)]


def test_an_unknown_type_is_answered_with_the_known_ones() -> None:
    """Who mistypes a type sees all that there are."""
    with pytest.raises(Unreadable) as refused:
        read_untrusted(changed("type", "measurement.reported"))
    assert all(name in refused.value.problems[0].expected for name in EVENT_TYPES)


def test_all_that_is_wrong_is_told_at_once_within_bounds() -> None:
    """Several problems come together, and never more than PROBLEMS_MAX of them."""
    several = json.loads(changed("data.period", "x"))
    several["id"] = ""
    assert problems(json.dumps(several).encode()) == [
        ("id", "too_short"),
        ("data.period", "period"),
    ]
    many = json.loads(changed("id", "m-1"))
    many["data"].update({f"x{number}": 1 for number in range(100)})
    assert len(problems(json.dumps(many).encode())) == PROBLEMS_MAX


def test_words_never_repeat_what_the_sender_wrote() -> None:
    """A refusal may be shown and logged, so it holds no text of the sender's."""
    with pytest.raises(Unreadable) as refused:
        read_untrusted(changed("data.phrase", "bí-mật\x00"))
    assert "bí-mật" not in refused.value.problems[0].model_dump_json()


def test_a_strange_key_is_shown_safely() -> None:
    """Control and non-ASCII characters of a key do not reach the answer."""
    assert problems(changed("a\nb\u202eé", 1)) == [("a?b??", "unknown_field")]


def test_one_content_in_other_bytes_has_one_digest() -> None:
    """NFC and NFD, decimal forms, key order, zone of the time: the same content."""
    digests = {
        content_digest(read_untrusted(raw))
        for raw in (
            json.dumps(REPORT).encode(),
            json.dumps(REPORT, ensure_ascii=False, indent=2).encode(),
            json.dumps(dict(reversed(REPORT.items()))).encode(),
            changed("time", "2023-01-10T02:00:00Z"),
            changed("data.value.value", 3.7),
            changed("data.value.value", "3.70"),
            changed("data.phrase", "\u01b0\u01a1\u0301c \u0111a\u0323t 3,7% GRDP"),
            changed("source", "000.00.14.H20"),
        )
    }
    assert len(digests) == 1


def test_every_refusal_of_the_models_has_words_of_its_own() -> None:
    """No error type that a contract can raise falls back to 'invalid'."""
    raised: set[str] = set()
    for name, model in EVENT_TYPES.items():
        values: tuple[Any, ...] = (None, 1, "", [], {}, "x" * 5_000, -1, 10**12, True, "1,5")
        for value in values:
            data = dict.fromkeys(model.model_fields, value)
            message = {**REPORT, "type": name, "data": data}
            try:
                EVENT_ADAPTER.validate_json(json.dumps(message))
            except ValueError as error:
                raised |= {detail["type"] for detail in error.errors()}  # type: ignore[attr-defined] # pydantic's own
    assert raised
    assert raised <= set(validation_words._CODES)
    library = {*core_schema.ErrorType.__args__}  # type: ignore[attr-defined] # the alias's members
    own = {kind for kind in validation_words._CODES if kind not in library}
    assert "decimal_form" in own


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_no_bytes_raise_anything_but_unreadable(raw: bytes) -> None:
    """Whatever comes, it is read or refused in words."""
    for read in (read_untrusted, split_batch, check_json):
        refused = refusal(read, raw)
        assert refused is None or 1 <= len(refused.problems) <= PROBLEMS_MAX


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(
    st.sampled_from(
        ["id", "source", "subject", "time", "type", "data", "data.value", "data.period"]
    ),
    JSON_VALUES,
)
def test_no_json_in_a_field_raises_anything_but_unreadable(path: str, value: object) -> None:
    """A field may hold any JSON at all; what is wrong lies at that field or within the event."""
    refused = refusal(read_untrusted, changed(path, value))
    assert refused is None or refused.problems


@given(st.lists(JSON_VALUES.filter(lambda value: value == value), min_size=1, max_size=5))
def test_a_batch_is_cut_into_the_very_bytes_that_were_sent(values: list[Any]) -> None:
    """No number is rounded and no blank is lost: each item is a slice of the batch."""
    items = [json.dumps(value, ensure_ascii=False) for value in values]
    body = (" [ " + " , ".join(items) + " ] ").encode("utf-8", "surrogatepass")
    if refused := refusal(split_batch, body):
        assert refused.problems[0].code in (FieldCode.NOT_UTF8, FieldCode.TOO_DEEP)
    else:
        assert split_batch(body) == [item.encode() for item in items]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_a_batch"),
        (b"{}", "not_a_batch"),
        (b"[]", "empty"),
        (b"[1", "not_json"),
        (b"[1,]", "not_json"),
        (b"[1 2]", "not_json"),
        (b"[1]]", "not_json"),
        (b"[,1]", "not_json"),
        (b"\xef\xbb\xbf[1]", "byte_order_mark"),
        (b"[" * 100_000, "too_deep"),
        (b"[" + b"1," * BATCH_MAX + b"1]", "batch_too_long"),
    ],
)
def test_a_batch_that_cannot_be_cut_is_refused_as_one(raw: bytes, code: str) -> None:
    """Where the items are cannot be known, so none of them is taken."""
    with pytest.raises(Unreadable) as refused:
        split_batch(raw)
    assert refused.value.problems[0].code.value == code


def test_a_bad_item_does_not_spoil_the_others() -> None:
    """Each item is read by itself."""
    good = json.dumps(REPORT).encode()
    first, second, third = split_batch(b"[" + good + b',{"a":1,"a":2},' + good + b"]")
    assert read_untrusted(first) == read_untrusted(third)
    assert problems(second) == [("a", "duplicate_key")]
