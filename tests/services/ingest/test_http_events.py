"""POST /v1/events on real Kafka and PostgreSQL: accepted, duplicate, conflict, batch, dry run."""

from __future__ import annotations

import hashlib

import pytest

from contracts.codec import decode
from tests.services.ingest import events
from tests.services.ingest.door import Client, Door
from tests.services.ingest.events import raw

pytestmark = pytest.mark.integration


async def test_an_accepted_event_stands_on_the_log(door: Door, operator: Client) -> None:
    """201 names the position, and the record there is the event, with when it was received."""
    message = events.report("3.7", name="bao-cao-1")
    answer = await operator.post(message)
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "accepted"
    partition, offset = map(int, answer.json()["position"].split(":"))
    record = next(
        r for r in await door.place.log() if (r.partition, r.offset) == (partition, offset)
    )
    logged = decode(record.value)
    assert (logged.id, logged.source, record.key) == (
        "bao-cao-1",
        events.LEAD,
        b"indicator/kinh-te-so-grdp",
    )
    assert logged.receivedat is not None
    assert int(logged.receivedat.timestamp() * 1000) == record.timestamp
    assert (
        dict(record.headers)["received_sha256"].decode() == hashlib.sha256(raw(message)).hexdigest()
    )


async def test_the_same_event_again_is_a_duplicate_without_effect(
    door: Door, operator: Client
) -> None:
    """200 with the position of the first; the log has it once, whatever bytes it came in."""
    message = events.report("3.70", name="trung-lap", phrase="ước đạt")
    first = await operator.post(message)
    nfd = raw({**message, "data": {**message["data"], "phrase": "u\u031bo\u031b\u0301c đa\u0323t"}})
    zone = {**message, "time": "2023-02-01T01:00:00Z"}
    for again in (message, nfd, zone):
        answer = await operator.post(again)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {**first.json(), "status": "duplicate"}
    logged = [decode(record.value) for record in await door.place.log()]
    assert [event.id for event in logged].count("trung-lap") == 1


async def test_the_same_id_with_other_content_is_a_conflict(operator: Client) -> None:
    """409 in words; what was said first stays."""
    await operator.post(events.report("3.7", name="xung-dot"))
    answer = await operator.post(events.report("3.8", name="xung-dot"))
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["code"], told["field"]) == ("id_conflict", "id")
    assert "xung-dot" in told["detail"]
    assert "xung-dot" in told["detail_en"]


async def test_two_agencies_may_use_one_id(operator: Client) -> None:
    """The key of an event is its agency and its id."""
    for source in (events.LEAD, events.DISTRICT):
        answer = await operator.post(events.report(name="chung", source=source, scope=source))
        assert answer.status_code == 201, answer.text


async def test_a_batch_answers_item_by_item_and_a_bad_one_spoils_nothing(
    operator: Client,
) -> None:
    """207, in order: accepted, conflict within the batch, unreadable, duplicate, refused."""
    first = raw(events.report("1.5", name="lo-1"))
    other = raw(events.report("1.6", name="lo-1"))
    unknown = raw(events.report("1.7", name="lo-2", scope="H20.99"))
    body = b"[" + b",".join([first, other, b'{"id":"lo-3","id":1}', first, unknown]) + b"]"
    answer = await operator.post(body, content_type="application/cloudevents-batch+json")
    assert answer.status_code == 207, answer.text
    told = answer.json()
    assert (told["accepted"], told["duplicate"], told["rejected"]) == (1, 1, 3)
    assert [(item["status"], item.get("code")) for item in told["results"]] == [
        ("accepted", None),
        ("rejected", "id_conflict"),
        ("rejected", "duplicate_key"),
        ("duplicate", None),
        ("rejected", "unknown_agency"),
    ]
    assert told["results"][0]["position"] == told["results"][3]["position"]
    assert told["results"][4]["field"] == "data.scope"


async def test_events_of_one_batch_build_on_one_another(operator: Client) -> None:
    """A target on an indicator that the same batch defines is admitted, in that order only."""
    defined = events.indicator("du-lieu-mo", unit="%")
    put = events.target("du-lieu-mo", target="du-lieu-mo-2023")
    answer = await operator.post([put, defined])
    assert [item["status"] for item in answer.json()["results"]] == ["rejected", "accepted"]
    answer = await operator.post({**put, "id": "sau-khi-dinh-nghia"})
    assert answer.status_code == 201, answer.text


async def test_a_batch_that_cannot_be_cut_is_refused_as_one(operator: Client) -> None:
    """422 for the request: nobody can say which events it held."""
    answer = await operator.post(b"[{},", content_type="application/cloudevents-batch+json")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_json")


async def test_a_dry_run_answers_as_it_would_and_writes_nothing(
    door: Door, operator: Client
) -> None:
    """Neither the ledger, nor the registry, nor the rejections, nor the log change."""
    tables = ("events", "rejections", "indicators", "revisions")
    before = [await door.place.count(table) for table in tables]
    batch = [events.indicator("thu"), events.report(scope="H20.99"), events.report(name="thu-1")]
    answer = await operator.post(batch, dry_run="true")
    assert answer.status_code == 207
    statuses = [item["status"] for item in answer.json()["results"]]
    assert statuses == ["accepted", "rejected", "accepted"]
    assert "position" not in answer.json()["results"][0]
    for word in ("true", "1", "yes", ""):
        single = await operator.post(events.report(name="thu-2"), dry_run=word)
        assert (single.status_code, single.json()["status"]) == (200, "accepted")
    assert before == [await door.place.count(table) for table in tables]
    assert all(decode(record.value).id != "thu-2" for record in await door.place.log())


async def test_binary_mode_says_the_same(operator: Client) -> None:
    """Attributes in ce- headers, data in the body: one event, one content."""
    message = events.report("2.25", name="nhi-phan")
    headers = {f"ce-{name}": str(message[name]) for name in message if name != "data"}
    answer = await operator.post(raw(message["data"]), headers=headers)
    assert answer.status_code == 201, answer.text
    assert (await operator.post(message)).json()["status"] == "duplicate"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{}", "text/plain", 415, "content_type_not_supported"),
        (b"", "application/json", 422, "empty"),
        (b"\xff\xfe", "application/json", 422, "not_utf8"),
        (b'{"type":"x"}', "application/json", 422, "unknown_type"),
        (b'{"a":"' + b"x" * 300_000 + b'"}', "application/cloudevents+json", 413, "too_large"),
        (b"x" * 1_100_000, "application/json", 413, "body_too_large"),
        (b"[" * 50_000, "application/json", 422, "too_deep"),
    ],
)
async def test_what_cannot_be_read_is_answered_in_words(
    operator: Client, body: bytes, content_type: str, status: int, code: str
) -> None:
    """problem+json with a stable code, Vietnamese and English."""
    answer = await operator.post(body, content_type=content_type)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), answer.text
    assert told["detail"]
    assert told["detail_en"]


async def test_every_wrong_field_is_told_with_what_would_be_right(operator: Client) -> None:
    """The list of errors names each field, and an example of what is accepted."""
    message = events.report("3,7", period="2023-13")
    told = (await operator.post(message)).json()
    assert told["code"] == "invalid_field"
    errors = {error["field"]: error for error in told["errors"]}
    assert errors["data.value.value"]["code"] == "decimal_comma"
    assert errors["data.value.value"]["expected"] == "25.94"
    assert errors["data.period"]["code"] == "period"


async def test_a_compressed_body_is_refused(operator: Client) -> None:
    """415: nothing is unfolded that nobody has measured."""
    answer = await operator.post(b"{}", headers={"content-encoding": "gzip"})
    assert answer.status_code == 415


async def test_an_event_that_was_sent_can_be_asked_for(door: Door, operator: Client) -> None:
    """By its own agency, with its position; for anybody else there is none."""
    sent = await operator.post(events.report(name="hoi/lai#1"))
    lead = await door.agency(events.LEAD, "report")
    answer = await lead.get("/v1/events/hoi%2Flai%231")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["status"], told["position"]) == ("accepted", sent.json()["position"])
    bank = await door.agency(events.BANK, "report")
    assert (await bank.get("/v1/events/hoi%2Flai%231")).status_code == 404
    assert (await bank.get("/v1/events/x", agency=events.LEAD)).status_code == 403
    assert (await operator.get("/v1/events/hoi%2Flai%231")).json()["code"] == "agency_needed"
    by_operator = await operator.get("/v1/events/hoi%2Flai%231", agency=events.LEAD)
    assert by_operator.json() == told
    in_the_old_form = await lead.get("/v1/events/hoi%2Flai%231", agency="000.00.09.H20")
    assert in_the_old_form.json() == told
    assert (await lead.get("/v1/events/x", agency="Sở")).json()["code"] == "wrong_parameter"


async def test_the_openapi_document_tells_of_the_hot_route(operator: Client) -> None:
    """Posting is written by hand, asking comes from the code."""
    paths = (await operator.get("/openapi.json")).json()["paths"]
    assert "201" in paths["/v1/events"]["post"]["responses"]
    assert "get" in paths["/v1/rejections"]


async def test_health_tells_that_it_is_ready(operator: Client) -> None:
    """/live, /ready with the business day, and the counters of what came."""
    assert (await operator.get("/live")).status_code == 200
    ready = await operator.get("/ready")
    assert (ready.status_code, ready.json()["business_day"]) == (200, "2023-09-15")
    metrics = (await operator.get("/metrics")).text
    assert 'chitieu_accepted_total{service="ingest",way="http"}' in metrics
    assert 'code="id_conflict"' in metrics
    assert 'chitieu_batch_seconds_count{service="ingest",stage="produce"}' in metrics


async def test_a_lead_stays_until_the_day_on_which_another_takes_over(operator: Client) -> None:
    """The registry keeps what is in force beside what is stated for a later day."""
    later = {"indicator_id": "sau-nay", "target": "sau-nay-2023"}
    set_now = events.target(**later, lead=[events.BANK])
    content = {**set_now["data"], "lead": [events.DISTRICT], "effective_on": "2023-12-31"}
    content |= {"revision": 2, "reason": "đổi đơn vị chủ trì"}
    amended = events.event("target.amended", "indicator/sau-nay", content)
    gone = events.target_withdrawn(3, "sau-nay-2023", "sau-nay", effective_on="2023-12-31")
    answer = await operator.post([events.indicator("sau-nay"), set_now, amended, gone])
    assert {item["status"] for item in answer.json()["results"]} == {"accepted"}, answer.text
    of_bank = {**events.report(source=events.BANK), "subject": "indicator/sau-nay"}
    of_district = {**events.report(source=events.DISTRICT), "subject": "indicator/sau-nay"}
    assert (await operator.post(of_bank)).status_code == 201
    assert (await operator.post(of_district)).json()["code"] == "not_a_reporter"
