"""Reading what ingest admitted without its models gives what reading it with them gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.codec import decode, encode, encode_received
from contracts.trusted import NotAdmitted, read_admitted, stated_data
from tests.contracts.events import REPORTED, with_data
from tests.contracts.test_golden import GOLDEN, NAMES
from tests.examples.test_examples import events as example_events

RECEIVED_AT = datetime(2026, 11, 22, 1, 2, 3, 456_000, tzinfo=UTC)

words = st.text(st.sampled_from("ước đạt 3,7% Đ\u00d0\u0301\n\u1ea5"), max_size=20)
decimals = st.decimals(0, 10**9, places=3).map(lambda number: f"{number:f}")
values = st.one_of(
    st.builds(lambda x: {"kind": "number", "value": x}, decimals | st.integers(-5, 5)),
    st.builds(
        lambda x, y: {"kind": "ratio", "numerator": x, "denominator": y},
        decimals,
        st.integers(1, 90).map(str),
    ),
    st.builds(
        lambda relation, x: {"kind": "bound", "relation": relation, "value": x},
        st.sampled_from(["at_least", "above", "at_most", "below"]),
        decimals,
    ),
    st.builds(lambda done: {"kind": "done", "done": done}, st.booleans()),
)
agencies = st.sampled_from(["H20", "000.00.14.H20", "local:nhnn-dong-thap"])
provenances = st.builds(
    lambda kind: {"kind": kind}, st.sampled_from(["printed", "derived", "illustrative"])
)
common = {"provenance": provenances, "document": st.just({"number": "12/BC-STTTT"})}
measured = {
    "part": st.sampled_from(["nam", "nu"]),
    "definition": st.integers(1, 9),
    "observation_status": st.sampled_from("AEPB"),
    "phrase": words,
    "on_behalf_of": st.just({"agency": "H20", "letter": {}}),
    **common,
}
periods = st.sampled_from(
    ["2022", "2022-S1", "2022-Q3", "2022-06", "2022-06-30", "2023-01-01/2023-09-15"]
)
revises = {
    "report": st.builds(lambda agency: {"agency": agency, "id": "m-1"}, agencies),
    "revision": st.integers(2, 10_000),
    "reason": st.just("nhập nhầm"),
}
measurement = {"scope": agencies, "period": periods, "value": values}
task_report = {
    "effective_on": st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(date.isoformat),
    "scope": agencies,
    "state": st.sampled_from(
        ["chua_trien_khai", "dang_lam_thu_tuc", "dang_trien_khai", "da_dua_vao_su_dung"]
    ),
}
parts = st.dictionaries(st.sampled_from("abc"), values).map(
    lambda valued: [{"part": name, "value": value} for name, value in valued.items()]
)
KINDS: dict[str, tuple[str, st.SearchStrategy[dict[str, Any]]]] = {
    "measurement.reported": (
        "indicator/kinh-te-so",
        st.fixed_dictionaries(measurement, optional=measured),
    ),
    "measurement.corrected": (
        "indicator/kinh-te-so",
        st.fixed_dictionaries({**measurement, **revises}, optional=measured),
    ),
    "measurement.withdrawn": (
        "indicator/kinh-te-so",
        st.fixed_dictionaries(revises, optional=common),
    ),
    "task.status_reported": (
        "task/kho-du-lieu",
        st.fixed_dictionaries(
            task_report,
            optional={"phrase": words, "quantity": values, "quantities": parts, **common},
        ),
    ),
}


@st.composite
def frequent(draw: st.DrawFn) -> dict[str, Any]:
    """An event, as its sender may spell it, of one of the types that fill a log."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    subject, data = KINDS[kind]
    hours = draw(st.integers(-11, 12))
    at = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(microseconds=draw(st.integers(0, 10**13)))
    return {
        **REPORTED,
        "type": f"vn.chitieu.{kind}.v1",
        "subject": subject,
        "source": draw(agencies),
        "time": at.isoformat().replace("+00:00", f"{hours:+03d}:00"),
        "data": draw(data),
    }


def admitted(event: dict[str, Any]) -> bytes:
    """Return the record that ingest makes of an event."""
    return encode_received(encode(decode(orjson.dumps(event))), RECEIVED_AT)


def expect_the_same(record: bytes) -> None:
    """Both ways of reading a record agree, down to the digits of a decimal."""
    said, event = read_admitted(record), decode(record)
    assert said == (
        event.source,
        event.id,
        event.subject,
        event.type,
        event.time,
        event.receivedat,
        event.to_domain(),
    )
    assert repr(said.fact) == repr(event.to_domain())
    assert stated_data(record) == encode(event.data)


@given(frequent())
def test_a_frequent_event_reads_as_its_model_reads_it(event: dict[str, Any]) -> None:
    """Every kind of value, period, status and optional field, in any spelling at the door."""
    record = admitted(event)
    expect_the_same(record)
    with patch("contracts.trusted.decode", side_effect=AssertionError("validated twice")):
        read_admitted(record)


ODD: list[Any] = [
    *(None, True, False, 0, 1, 2, 1.0, 2.5, -1, 2**63, "", [], {}, [{}], {"kind": "done"}),
    *("0", "-0", "+1", "1_0", " 1", "1e2", "NaN", "Infinity", "\u0663", "1.", "01", "3.10"),
    *("000.00.14.H20", "H20.14", "h20", "local:a", "a/b", "plan/kinh-te-so", "x" * 200),
    *("2023-W01-1", "20230101", "1999-12-31", "2023-09-15", "2023", "2101-01-01", "\u1ea5", "A"),
    *("2023-09-15T08:30:00Z", "2023-W37-5T08:30:00Z", "2023-09-15T083000.0Z", "2023-09-15T08Z"),
    *("2023-09-15T08:30:00+07:00", "1999-12-31T23:59:59Z", "2023-09-15T08:30:00,123456Z"),
    *("a\u0301\u00d0", " thay ", "a\u0000", "a\u200e", "number", "done", "derived", "1.0", "2.0"),
]
# What no fact holds is not looked at: what is wrong inside of it changes no fact.
UNSEEN = {"document", "on_behalf_of", "source", "note"}


def places(members: Any) -> list[tuple[dict[str, Any], str]]:
    """Return every member of an event, at every depth, that a fact is made of."""
    found: list[tuple[dict[str, Any], str]] = []
    for name, value in members.items() if isinstance(members, dict) else ():
        found.append((members, name))
        if name not in UNSEEN:
            found += places(value)
    if isinstance(members, list):
        found += [place for each in members for place in places(each)]
    return found


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A record of which a member is odd, gone, new, or said twice."""
    members = orjson.loads(admitted(draw(frequent())))
    where, name = draw(st.sampled_from([p for p in places(members) if p[1] not in UNSEEN]))
    how = draw(st.sampled_from(["odd", "gone", "new", "twice"]))
    odd = draw(st.sampled_from(ODD))
    if how == "gone":
        del where[name]
    elif how == "new":
        where["them"] = odd
    elif how == "odd":
        where[name] = odd
    else:
        mark = '"\ufffflan-hai":0'
        where["\ufffflan-hai"] = 0
        text = orjson.dumps(members).decode()
        return text.replace(
            mark, f"{orjson.dumps(name).decode()}:{orjson.dumps(odd).decode()}", 1
        ).encode()
    return orjson.dumps(members)


@settings(max_examples=1000)
@given(mutated())
def test_what_ingest_would_not_have_written_reads_as_its_model_reads_it(record: bytes) -> None:
    """Never another fact: either the model's, or none, as the model has none."""
    try:
        event = decode(record)
    except ValidationError:
        with pytest.raises(NotAdmitted):
            read_admitted(record)
        return
    if event.receivedat is None:
        with pytest.raises(NotAdmitted, match="receivedat"):
            read_admitted(record)
        return
    said = read_admitted(record)
    assert repr(said.fact) == repr(event.to_domain())
    assert said[:6] == (
        event.source,
        event.id,
        event.subject,
        event.type,
        event.time,
        event.receivedat,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_reads_as_its_model_reads_it(name: str) -> None:
    """One of every type that was ever published."""
    expect_the_same(encode_received((GOLDEN / name).read_bytes(), RECEIVED_AT))


def test_every_example_reads_as_its_model_reads_it() -> None:
    """The plan files, the reports and the corrections of the demonstration."""
    for event in example_events():
        expect_the_same(encode_received(encode(event), RECEIVED_AT))


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (b"", "Invalid JSON"),
        (b"[]", "should be an object"),
        (b'{"type":[]}', "type"),
        (orjson.dumps({**REPORTED, "type": "vn.chitieu.la.v1"}), "does not match"),
        (orjson.dumps(REPORTED), "receivedat is missing"),
        (orjson.dumps({**REPORTED, "data": None}), "data"),
        (orjson.dumps(with_data(value={"kind": "number", "value": "ba"})), "value.number.value"),
        (orjson.dumps(with_data(value={"kind": "la"})), "data.value"),
        (orjson.dumps(with_data(period="2022-13")), "data.period"),
        (orjson.dumps(with_data(scope=None)), "data.scope"),
    ],
)
def test_what_is_no_admitted_event_is_refused_in_words(record: bytes, problem: str) -> None:
    """Whatever is wrong, the answer says where; nothing else is raised."""
    with pytest.raises(NotAdmitted, match=problem):
        read_admitted(record)
