"""Admitted events in few words, as ingest puts them on the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

from contracts.codec import decode, encode, record_key
from contracts.envelope import AnyEvent

PROVINCE = "H20"
ISSUER = "H20"
FIRST_RECEIVED_AT = datetime(2023, 1, 5, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it stands on the log, before it has a place there."""

    event: AnyEvent

    @property
    def key(self) -> bytes:
        """The record's key."""
        return record_key(self.event)

    @property
    def value(self) -> bytes:
        """The record's value."""
        return encode(self.event)

    @property
    def timestamp_ms(self) -> int:
        """The record's time."""
        assert self.event.receivedat is not None
        return int(self.event.receivedat.timestamp() * 1000)


def event(
    kind: str,
    event_id: str,
    subject: str,
    data: dict[str, object],
    *,
    source: str = ISSUER,
    time: str = "2023-01-05T08:00:00+07:00",
    received_after_seconds: int = 0,
) -> Told:
    """Any event, admitted."""
    received = FIRST_RECEIVED_AT + timedelta(seconds=received_after_seconds)
    envelope = {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": f"vn.chitieu.{kind}.v1",
        "subject": subject,
        "time": time,
        "data": data,
        "receivedat": received.isoformat(),
    }
    return Told(decode(orjson.dumps(envelope)))


def of_a_later_version(subject: str) -> bytes:
    """A record that some later ingest may have written, of a type that is not known yet."""
    members = {"specversion": "1.0", "subject": subject, "type": "vn.chitieu.of_tomorrow.v1"}
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def plan(plan_id: str = "ke-hoach-1", **changes: object) -> Told:
    """A plan with two rows."""
    data: dict[str, object] = {
        "effective_on": "2023-01-03",
        "issuer": ISSUER,
        "title": "Kế hoạch chuyển đổi số tỉnh Đồng Tháp năm 2023",
        "number": "05/KH-UBND",
        "issued_on": "2023-01-03",
        "period": "2023",
        "focal_point": "H20.14",
        "rows": [
            {"id": "r1", "number": "1", "text": "Tỷ trọng kinh tế số", "kind": "target"},
            {"id": "r2", "number": "2", "text": "Xây dựng kho dữ liệu", "kind": "task"},
        ],
        **changes,
    }
    return event("plan.issued", f"plan-{plan_id}", f"plan/{plan_id}", data)


def agency(agency_id: str = "H20.14", name: str = "Sở Thông tin và Truyền thông") -> Told:
    """A member of the directory."""
    data: dict[str, object] = {"effective_on": "2020-01-01", "name": name, "short_name": "Sở TTTT"}
    return event("agency.registered", f"agency-{agency_id}", f"agency/{agency_id}", data)


def indicator(indicator_id: str = "kinh-te-so", **changes: object) -> Told:
    """An indicator's first definition."""
    data: dict[str, object] = {
        "effective_on": "2020-01-01",
        "name": "Tỷ trọng kinh tế số trên GRDP",
        "unit": "%",
        **changes,
    }
    return event("indicator.defined", f"def-{indicator_id}", f"indicator/{indicator_id}", data)


def target(
    indicator_id: str = "kinh-te-so", *, target_id: str | None = None, **changes: object
) -> Told:
    """A target: above 4 % by the end of 2023."""
    name = target_id or f"{indicator_id}-2023"
    data: dict[str, object] = {
        "effective_on": "2023-01-03",
        "target": name,
        "plan": "ke-hoach-1",
        "row": "r1",
        "number": "1",
        "text": "Tỷ trọng kinh tế số trên 4% GRDP",
        "scope": PROVINCE,
        "unit": "%",
        "rule": {"kind": "threshold", "relation": "above", "value": "4"},
        "period": "2023",
        "deadline": {"kind": "year_end", "year": 2023, "text": "Cuối năm 2023"},
        "lead": ["H20.14"],
        **changes,
    }
    kind = "target.amended" if "revision" in changes else "target.set"
    event_id = f"{name}-r{changes.get('revision', 1)}"
    return event(kind, event_id, f"indicator/{indicator_id}", data)


def withdrawn(indicator_id: str, target_id: str, *, effective_on: str, revision: int = 2) -> Told:
    """A target taken out of its plan."""
    data: dict[str, object] = {
        "effective_on": effective_on,
        "target": target_id,
        "revision": revision,
        "reason": "Theo Quyết định điều chỉnh kế hoạch",
    }
    subject = f"indicator/{indicator_id}"
    return event("target.withdrawn", f"{target_id}-w{revision}", subject, data)


def measurement(
    value: str,
    *,
    event_id: str,
    indicator_id: str = "kinh-te-so",
    period: str = "2023",
    received_after_seconds: int = 60,
    **changes: object,
) -> Told:
    """A value reported by the lead."""
    data: dict[str, object] = {
        "scope": PROVINCE,
        "period": period,
        "value": {"kind": "number", "value": value},
        **changes,
    }
    return event(
        "measurement.reported",
        event_id,
        f"indicator/{indicator_id}",
        data,
        source="H20.14",
        received_after_seconds=received_after_seconds,
    )


def task(task_id: str = "kho-du-lieu", **changes: object) -> Told:
    """A task due at the end of September 2023."""
    data: dict[str, object] = {
        "effective_on": "2023-01-03",
        "plan": "ke-hoach-1",
        "row": "r2",
        "number": "2",
        "text": "Xây dựng kho dữ liệu dùng chung",
        "scope": PROVINCE,
        "period": "2023",
        "deadline": {"kind": "month", "year": 2023, "month": 9, "text": "Tháng 09/2023"},
        "lead": ["H20.14"],
        **changes,
    }
    kind = "task.amended" if "revision" in changes else "task.assigned"
    event_id = f"task-{task_id}-r{changes.get('revision', 1)}"
    return event(kind, event_id, f"task/{task_id}", data)
