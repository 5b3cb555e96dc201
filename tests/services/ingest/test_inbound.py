"""Inbound topics: the same admission, believed no more than HTTP, and never stuck on a record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest

from contracts.codec import decode
from contracts.rejections import Rejection
from infra.kafka import Producer, Record
from infra.kafka_topics import ensure_topics
from services.ingest import main
from services.ingest.admission import Admission
from services.ingest.decide import Step
from services.ingest.offers import Offer
from tests.services.ingest import events
from tests.services.ingest.door import Client, Door, inbound_record
from tests.services.ingest.events import BANK, DISTRICT, LEAD, PROVINCE, Event, raw
from tests.stopped_fetching import stop_fetching

pytestmark = pytest.mark.integration
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
async def producer(door: Door, operator: Client) -> AsyncIterator[Producer]:
    """A sender into the inbound topics of some agencies, which were made after ingest started."""
    del operator
    topics = door.place.topics
    names = [LEAD, DISTRICT, BANK, "H20.99"]
    await ensure_topics(door.place.kafka, [topics.inbound(name) for name in names])
    producer = Producer(door.place.kafka, client_id="test-agency")
    await producer.start()
    yield producer
    await producer.stop()


async def eventually(ask: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until the answer is true; the test fails when patience ends."""
    for _ in range(10 * PATIENCE_SECONDS):
        if answer := await ask():
            return answer
        await asyncio.sleep(0.1)
    pytest.fail(f"nothing came within {PATIENCE_SECONDS} s")


async def rejection_of(operator: Client, record: Record, offset: int) -> dict[str, Any]:
    """The rejection of an inbound record, once it is there."""

    async def find() -> dict[str, Any] | None:
        items = (await operator.get("/v1/rejections", limit="200")).json()["items"]
        place = (record.topic, offset)
        return next((i for i in items if (i["source_topic"], i["source_offset"]) == place), None)

    found: dict[str, Any] = await eventually(find)
    return found


async def accepted(door: Door, agency: str, name: str) -> dict[str, Any]:
    """The answer to asking for an event, once it is on the log."""
    client = await door.agency(agency, "report")

    async def find() -> dict[str, Any] | None:
        answer = await client.get(f"/v1/events/{name}")
        told: dict[str, Any] = answer.json()
        return told if told.get("status") == "accepted" else None

    found: dict[str, Any] = await eventually(find)
    return found


async def test_a_record_of_an_agency_comes_onto_the_log(door: Door, producer: Producer) -> None:
    """A topic that is newer than the process is read within seconds, from its first record."""
    message = events.report(name="qua-kafka")
    await producer.send_all([inbound_record(door.place, LEAD, raw(message))], timeout_seconds=30)
    told = await accepted(door, LEAD, "qua-kafka")
    partition, offset = map(int, told["position"].split(":"))
    at = [r for r in await door.place.log() if (r.partition, r.offset) == (partition, offset)]
    assert decode(at[0].value).id == "qua-kafka"


async def test_where_fetching_has_ended_by_itself_it_begins_anew(
    door: Door, producer: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Aiokafka's does so without a word; what is sent afterwards is read all the same."""
    # The look after this one; those before it wait as long as they began to.
    monkeypatch.setattr(main, "READING_LOOK_SECONDS", 0.1)
    assert stop_fetching() > 0
    # A fetch that was on its way may still bring the first.
    for name in ("sau-khi-ngung-doc", "sau-nua"):
        record = inbound_record(door.place, LEAD, raw(events.report(name=name)))
        await producer.send_all([record], timeout_seconds=30)
        await accepted(door, LEAD, name)


async def test_the_same_event_by_both_ways_is_one(
    door: Door, operator: Client, producer: Producer
) -> None:
    """Identity is agency and id, not the way it came."""
    message = events.report(name="hai-duong")
    answer = await operator.post(message)
    record = inbound_record(door.place, LEAD, raw(message))
    after = events.report(name="hai-duong-sau")
    await producer.send_all(
        [record, inbound_record(door.place, LEAD, raw(after))], timeout_seconds=30
    )
    await accepted(door, LEAD, "hai-duong-sau")
    again = await operator.post(message)
    assert again.json() == {**answer.json(), "status": "duplicate"}


async def test_binary_mode_is_read_from_headers(door: Door, producer: Producer) -> None:
    """Attributes in ce_ headers, data in the value."""
    message = events.report(name="nhi-phan-kafka")
    headers = tuple((f"ce_{n}", str(message[n]).encode()) for n in message if n != "data")
    headers = (*headers, ("content-type", b"application/json"))
    value = raw(message["data"])
    await producer.send_all([inbound_record(door.place, LEAD, value, headers)], timeout_seconds=30)
    await accepted(door, LEAD, "nhi-phan-kafka")


BAD: list[tuple[str, bytes | None, tuple[tuple[str, bytes], ...], str]] = [
    ("tombstone", None, (), "empty"),
    ("not UTF-8", b"\xff\xfe", (), "not_utf8"),
    ("not JSON", b"{", (), "not_json"),
    ("deep", b"[" * 100_000, (), "too_deep"),
    ("duplicate key", b'{"id":"a","id":"b"}', (), "duplicate_key"),
    ("NUL in a text", raw(events.report(phrase="a")).replace(b'"a"', b'"a\\u0000"'), (),
     "invalid_field"),
    ("lone surrogate", raw(events.report(phrase="a")).replace(b'"a"', b'"\\ud800"'), (),
     "invalid_field"),
    ("too large", b'{"a":"' + b"x" * 300_000 + b'"}', (), "too_large"),
    ("headers not UTF-8", raw({}), (("ce_specversion", b"\xff"), ("x", b"\xfe")), "invalid_field"),
    ("ten thousand headers", raw({}), tuple((f"ce_{n}", b"") for n in range(10_000)),
     "invalid_field"),
    ("binary, too many attributes", raw({}),
     (("ce_specversion", b"1.0"), *((f"ce_{n}", b"1") for n in range(40))), "invalid_field"),
    ("steering headers", b"{}", (("content-type", b"\xff"), ("reply_to", b"x")), "invalid_field"),
    ("a batch, which Kafka has no form for", raw([events.report()]), (), "not_an_object"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "headers", "code"), [c[1:] for c in BAD], ids=[c[0] for c in BAD]
)
async def test_a_poison_record_is_rejected_and_the_next_one_flows(
    door: Door,
    operator: Client,
    producer: Producer,
    value: bytes | None,
    headers: tuple[tuple[str, bytes], ...],
    code: str,
) -> None:
    """What a record says never stops its topic; the refusal keeps where it stood."""
    bad = inbound_record(door.place, LEAD, value, headers)
    good = events.report(period="2021")
    sent = await producer.send_all(
        [bad, inbound_record(door.place, LEAD, raw(good))], timeout_seconds=30
    )
    await accepted(door, LEAD, good["id"])
    told = await rejection_of(operator, bad, sent[0].offset)
    assert told["code"] == code
    assert (told["agency"], told["way"], told["size_bytes"]) == (LEAD, "kafka", len(value or b""))


MATRIX: list[tuple[str, str, Event, str]] = [
    ("another's name", DISTRICT, events.report(source=LEAD), "source_not_allowed"),
    ("the whole scope", DISTRICT, events.report(source=DISTRICT), "not_a_reporter"),
    ("another's unit", DISTRICT, events.report(source=DISTRICT, scope=BANK), "not_a_reporter"),
    ("another's task", DISTRICT, events.task_status(DISTRICT), "not_a_reporter"),
    ("a plan", DISTRICT, {**events.plan(), "source": DISTRICT}, "scope_missing"),
    ("the directory", DISTRICT, {**events.agency("H20.88"), "source": DISTRICT}, "scope_missing"),
    ("no such agency", "H20.99", events.report(source="H20.99"), "unknown_inbound_topic"),
]


@pytest.mark.parametrize(
    ("agency", "message", "code"), [case[1:] for case in MATRIX], ids=[case[0] for case in MATRIX]
)
async def test_over_kafka_a_topic_says_its_agencys_own_reports_and_nothing_else(
    door: Door, operator: Client, producer: Producer, agency: str, message: Event, code: str
) -> None:
    """Identity is the topic's; the scope is `report`, whatever the record claims."""
    record = inbound_record(door.place, agency, raw(message))
    sent = await producer.send_all([record], timeout_seconds=30)
    told = await rejection_of(operator, record, sent[0].offset)
    assert told["code"] == code
    assert told["agency"] == (None if agency == "H20.99" else agency)


async def test_a_district_reports_for_its_own_unit(door: Door, producer: Producer) -> None:
    """The one thing that every agency may say over its topic."""
    message = events.report(source=DISTRICT, scope=DISTRICT, name="huyen-1")
    await producer.send_all(
        [inbound_record(door.place, DISTRICT, raw(message))], timeout_seconds=30
    )
    await accepted(door, DISTRICT, "huyen-1")


async def test_refusals_go_to_the_rejected_topic_under_their_agency(
    door: Door, operator: Client, producer: Producer
) -> None:
    """The message is strict, its key is the agency, and it is the one that HTTP shows."""
    record = inbound_record(door.place, BANK, raw(events.report(source=PROVINCE)))
    sent = await producer.send_all([record], timeout_seconds=30)
    told = await rejection_of(operator, record, sent[0].offset)
    topic = door.place.topics.rejected

    async def find() -> Any:
        records = await door.place.log(topic)
        return next((r for r in records if json.loads(r.value)["id"] == told["id"]), None)

    found = await eventually(find)
    assert found.key == BANK.encode()
    message = Rejection.model_validate_json(found.value)
    assert (message.code.value, message.agency) == ("source_not_allowed", BANK)
    assert message.event_type == "vn.chitieu.measurement.reported.v1"


async def test_a_fault_of_ours_on_one_record_stops_neither_its_topic_nor_its_batch(
    door: Door, operator: Client, producer: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is rejected as an internal fault, where it stood; the others are admitted."""
    reserve = Admission.reserve

    async def faulty(self: Admission, offers: Sequence[Offer]) -> list[Step]:
        if any(offer.event and offer.event.id == "hong" for offer in offers):
            raise ZeroDivisionError
        return await reserve(self, offers)

    monkeypatch.setattr(Admission, "reserve", faulty)
    names = ("truoc-hong", "hong", "sau-hong")
    records = [inbound_record(door.place, LEAD, raw(events.report(name=name))) for name in names]
    sent = await producer.send_all(records, timeout_seconds=30)
    for name in ("truoc-hong", "sau-hong"):
        await accepted(door, LEAD, name)
    told = await rejection_of(operator, records[1], sent[1].offset)
    assert (told["code"], told["agency"]) == ("internal_fault", LEAD)
