"""A small round that never happened, in which every promise holds: what checks are tried on.

Two readings of one target, so that its alert is opened and then told again; a duplicate on the
log; a conflict and nonsense over both ways; an attempt whose outcome nobody knows.
"""

from __future__ import annotations

import hashlib
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache

import orjson

from contracts.alerts import AlertData
from contracts.codec import content_digest, decode, encode, encode_received
from contracts.rejections import Refusal, RefusalCode, Rejection
from contracts.status import STATUS_ADAPTER
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import step
from services.alerts.configuration.document import DEFAULT
from services.alerts.delivery.routing import about, route
from services.projector.publish import QueuedStatus, status_message
from tests.faults.alert_promises import PARAMETERS
from tests.faults.evidence import Ended as End
from tests.faults.evidence import Evidence, Fact
from tests.faults.history import Attempt, Ended, Meant, Way
from tests.faults.oracle import Logged, Read, chain_heads, histories, statuses
from tests.faults.struck import Fault, Struck
from tests.faults.workload import AGENCIES, Reports, setting

INBOUND = "in.h20-14.v1"
BEGUN = datetime(2023, 9, 14, 1, tzinfo=UTC)
PARTITIONS = 3
Event = dict[str, object]


def sound() -> Evidence:
    """Return evidence in which nothing is wrong, to be spoilt."""
    return deepcopy(_built())


@cache
def _built() -> Evidence:
    found = Evidence()
    reports = Reports(AGENCIES[0], "mau", 1)
    news = [reports.next() for _ in range(40)]
    for event in [*setting(), *news]:
        _tell(found, event, "report", "ok")
    _append(found, news[0])  # sent twice, as after a kill
    _tell(found, news[1], "duplicate", "ok", answer="duplicate")
    _refuse(found, reports.conflict(news[2]), "conflict", RefusalCode.ID_CONFLICT)
    _refuse(found, reports.invalid(), "invalid", RefusalCode.UNKNOWN_INDICATOR)
    found.history.append(_attempt(found, reports.next(), "report", "info"))
    _over_kafka(found, reports.next(), "report", None)
    _over_kafka(found, reports.conflict(news[3]), "conflict", RefusalCode.ID_CONFLICT)
    _derive(found)
    fault = Fault("kill", "projector", "batch_begin")
    back, unready = 1.0, {"ingest": 2.0}
    found.struck = [
        Struck(
            fault,
            hit=True,
            recovered_seconds=back,
            unready_seconds=unready,
            ended_seconds=3.0,
            exit_code=0,
        )
    ]
    found.ended = {"ingest": End(0, 2.0)}
    found.peak_rss_mib = {"ingest": 90.0}
    found.refused_under_load = 7
    return found


def _attempt(
    found: Evidence, event: Event, meant: Meant, ended: Ended, *, way: Way = "http"
) -> Attempt:
    raw = orjson.dumps(event)
    return Attempt(
        client=way,
        number=len(found.history) + 1,
        way=way,
        meant=meant,
        agency=str(event["source"]),
        id=str(event["id"]),
        digest=content_digest(decode(raw)).hex(),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        ended=ended,
    )


def _told(attempt: Attempt, **what: str) -> Attempt:
    names = {name: getattr(attempt, name) for name in attempt.__slots__}
    return Attempt(**{**names, **what})


def _tell(
    found: Evidence, event: Event, meant: Meant, ended: Ended, answer: str = "accepted"
) -> None:
    attempt = _attempt(found, event, meant, ended)
    if answer == "accepted":
        record = _append(found, event)
    else:
        record = next(r for r in found.log if orjson.loads(r.value)["id"] == event["id"])
    found.history.append(_told(attempt, position=record.position, answer=answer))


def _append(found: Evidence, event: Event) -> Logged:
    subject = str(event["subject"])
    partition = hashlib.sha256(subject.encode()).digest()[0] % PARTITIONS
    offset = sum(record.partition == partition for record in found.log)
    at = BEGUN + timedelta(seconds=len(found.log))
    value = encode_received(encode(decode(orjson.dumps(event))), at)
    headers = (("content-type", b"application/cloudevents+json"),)
    record = Logged(partition, offset, subject.encode(), value, int(at.timestamp() * 1000), headers)
    found.log.append(record)
    return record


def _refuse(found: Evidence, event: Event, meant: Meant, code: RefusalCode) -> None:
    attempt = _told(_attempt(found, event, meant, "fail"), why=code.value)
    found.history.append(attempt)
    _receipt(found, attempt, code, None)


def _over_kafka(found: Evidence, event: Event, meant: Meant, code: RefusalCode | None) -> None:
    records = found.inbound.setdefault(INBOUND, [])
    records.append(Logged(0, len(records), None, orjson.dumps(event)))
    place = f"{INBOUND}/0/{len(records) - 1}"
    attempt = _told(_attempt(found, event, meant, "ok", way="kafka"), position=place)
    found.history.append(attempt)
    if code is None:
        _append(found, event)
    else:
        _receipt(found, attempt, code, len(records) - 1)


def _receipt(found: Evidence, attempt: Attempt, code: RefusalCode, offset: int | None) -> None:
    refusal = Refusal(code, "id", "lý do", "a reason")
    rejection = Rejection(
        id=f"rejection-{len(found.rejections)}",
        agency=attempt.agency,
        way=attempt.way,
        source_topic=None if offset is None else INBOUND,
        source_partition=None if offset is None else 0,
        source_offset=offset,
        code=refusal.code,
        field=refusal.field,
        vi=refusal.vi,
        en=refusal.en,
        received_sha256=attempt.raw_sha256,
        size_bytes=1,
        raw_base64="",
        rejected_at=BEGUN,
    )
    found.rejections.append(rejection)
    found.rejected_topic.append(Logged(0, len(found.rejected_topic), b"", encode(rejection)))


def _derive(found: Evidence) -> None:
    """Do what projector and alerts do, in one go."""
    read = Read.of(found.log)
    for name, record in read.first_places().items():
        found.facts[name] = Fact(record.partition, record.offset, record.value)
        (digest,) = read.contents()[name]
        found.ledger[name] = digest, record.position
    for record in found.log:
        found.positions[record.partition] = record.offset + 1
    found.chain = dict(chain_heads(found.log))
    found.statuses = statuses(histories(read.events), found.as_of)
    held: dict[str, Held] = {}
    # Two looks: at half of the log, and at the whole.
    for seq, upto in enumerate((len(found.log) // 2, len(found.log)), start=1):
        for key, status in statuses(histories(read.events[:upto]), found.as_of).items():
            subject = f"indicator/{status.indicator}".encode()  # type: ignore[union-attr]  # only targets here
            known = [record for record in found.log[:upto] if record.key == subject][-1]
            message = status_message(
                QueuedStatus(key, seq, encode(status), found.as_of, known.position, BEGUN)
            )
            found.status_topic.append(Logged(0, len(found.status_topic), key.encode(), message))
            _alert(found, held, key, message)
    found.open_alerts = [
        life.said for each in held.values() for life in each.lives if life.said.closing is None
    ]


def _alert(found: Evidence, held: dict[str, Held], key: str, message: bytes) -> None:
    newer = received(STATUS_ADAPTER.validate_json(message).data, held.get(key), BEGUN)
    assert newer is not None
    taken = step(newer, at=BEGUN, absence_settled=True, parameters=PARAMETERS)
    held[key] = taken.held
    for change in taken.changes:
        said: AlertData = change.data
        found.alerts_topic.append(
            Logged(0, len(found.alerts_topic), str(said.alert).encode(), encode(change))
        )
        if route(DEFAULT, about(change)).notices:
            found.channel.append((str(said.alert), said.seq))
