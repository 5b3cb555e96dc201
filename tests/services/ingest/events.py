"""Events in few words, as a sender writes them; each fills in what the test does not name."""

from __future__ import annotations

import itertools
from typing import Any

import orjson

Event = dict[str, Any]

PROVINCE = "H20"
FOCAL_POINT = "H20.14"
LEAD = "H20.09"
BANK = "local:nhnn-dong-thap"
DISTRICT = "H20.31"
GROUP = "local:cac-so-nganh"

PLAN = "dt-2023"
INDICATOR = "kinh-te-so-grdp"
TARGET = "kinh-te-so-2023"
TASK = "cong-du-lieu-mo"
OPEN_INDICATOR = "dich-vu-cong-truc-tuyen"
OPEN_TARGET = "dich-vu-cong-2023"

_numbers = itertools.count(1)


def event(
    kind: str, subject: str, data: Event, *, source: str = PROVINCE, name: str | None = None
) -> Event:
    """Return an event of a type's short name; without a name it gets the next number."""
    return {
        "specversion": "1.0",
        "id": name or f"e-{next(_numbers)}",
        "source": source,
        "type": f"vn.chitieu.{kind}.v1",
        "subject": subject,
        "time": "2023-02-01T08:00:00+07:00",
        "data": data,
    }


def statement(**data: Any) -> Event:
    """Return data that holds from the beginning of 2023."""
    return {"effective_on": "2023-01-01", **data}


def agency(name: str, *, kind: str = "agency", members: tuple[str, ...] = (), **data: Any) -> Event:
    """An agency is registered by the province."""
    content = statement(name=f"Cơ quan {name}", kind=kind, members=list(members), **data)
    return event("agency.registered", f"agency/{name}", content)


def plan_data(**data: Any) -> Event:
    """The state of a plan of the province."""
    content = {
        "issuer": PROVINCE,
        "title": "Kế hoạch chuyển đổi số tỉnh Đồng Tháp năm 2023",
        "number": "01/KH-UBND",
        "issued_on": "2023-01-03",
        "period": "2023",
        "focal_point": FOCAL_POINT,
        "rows": [
            {"id": "i-1", "number": "I.1", "text": "Kinh tế số trên GRDP", "kind": "target"},
            {"id": "nv-1", "number": "1", "text": "Xây dựng Cổng dữ liệu mở", "kind": "task"},
        ],
    }
    return statement(**content | data)


def plan(**data: Any) -> Event:
    """The province issues its plan."""
    return event("plan.issued", f"plan/{PLAN}", plan_data(**data))


def indicator(name: str = INDICATOR, **data: Any) -> Event:
    """An indicator is defined."""
    return event(
        "indicator.defined",
        f"indicator/{name}",
        statement(**{"name": "Tỷ trọng kinh tế số", "unit": "% GRDP"} | data),
    )


def redefined(revision: int = 2, *, source: str = PROVINCE, **data: Any) -> Event:
    """The indicator counts another thing from now on."""
    content = {
        "name": "Tỷ trọng kinh tế số",
        "unit": "% GRDP",
        "revision": revision,
        "reason": "đổi cách tính",
    }
    subject = f"indicator/{INDICATOR}"
    return event("indicator.redefined", subject, statement(**content | data), source=source)


def target_data(**data: Any) -> Event:
    """The state of a target on the indicator."""
    content = {
        "target": TARGET,
        "plan": PLAN,
        "row": "i-1",
        "number": "I.1",
        "text": "Kinh tế số chiếm trên 4% GRDP",
        "scope": PROVINCE,
        "unit": "%",
        "rule": {"kind": "threshold", "relation": "above", "value": "4"},
        "period": "2023",
        "deadline": {"kind": "year_end", "year": 2023},
        "lead": [LEAD],
    }
    return statement(**content | data)


def target(indicator_id: str = INDICATOR, **data: Any) -> Event:
    """The plan puts a target on the indicator."""
    return event("target.set", f"indicator/{indicator_id}", target_data(**data))


def target_amended(revision: int = 2, **data: Any) -> Event:
    """The target's whole new state."""
    content = target_data(**{"revision": revision, "reason": "điều chỉnh kế hoạch"} | data)
    return event("target.amended", f"indicator/{INDICATOR}", content)


def target_withdrawn(
    revision: int = 2, name: str = TARGET, indicator_id: str = INDICATOR, **data: Any
) -> Event:
    """The target is taken out of the plan."""
    content = {"target": name, "revision": revision, "reason": "không còn phù hợp"} | data
    return event("target.withdrawn", f"indicator/{indicator_id}", statement(**content))


def task_data(**data: Any) -> Event:
    """The state of a task."""
    content = {
        "plan": PLAN,
        "row": "nv-1",
        "number": "1",
        "text": "Xây dựng Cổng dữ liệu mở",
        "scope": PROVINCE,
        "period": "2023",
        "deadline": {"kind": "month", "year": 2023, "month": 6},
        "lead": [LEAD],
    }
    return statement(**content | data)


def task(**data: Any) -> Event:
    """The plan assigns a task."""
    return event("task.assigned", f"task/{TASK}", task_data(**data))


def task_amended(revision: int = 2, **data: Any) -> Event:
    """The task's whole new state."""
    content = task_data(revision=revision, reason="gia hạn", **data)
    return event("task.amended", f"task/{TASK}", content)


def task_withdrawn(revision: int = 2, **data: Any) -> Event:
    """The task is taken out of the plan."""
    content = {"revision": revision, "reason": "bỏ"} | data
    return event("task.withdrawn", f"task/{TASK}", statement(**content))


def task_status(source: str = LEAD, **data: Any) -> Event:
    """The lead says how the task stands."""
    content = {"effective_on": "2023-06-30", "scope": PROVINCE, "state": "dang_trien_khai"} | data
    return event("task.status_reported", f"task/{TASK}", content, source=source)


def report(
    value: Any = "3.7", *, source: str = LEAD, name: str | None = None, **data: Any
) -> Event:
    """An agency reports a number of 2022."""
    content = {
        "scope": PROVINCE,
        "period": "2022",
        "value": {"kind": "number", "value": value},
        "phrase": "ước đạt 3,7% GRDP",
    } | data
    return event(
        "measurement.reported", f"indicator/{INDICATOR}", content, source=source, name=name
    )


def corrected(
    report_id: str, revision: int = 2, *, of: str = LEAD, source: str = LEAD, **data: Any
) -> Event:
    """A report is corrected."""
    content = {
        "scope": PROVINCE,
        "period": "2022",
        "value": {"kind": "number", "value": "3.8"},
        "report": {"agency": of, "id": report_id},
        "revision": revision,
        "reason": "sửa số liệu",
    } | data
    subject = f"indicator/{INDICATOR}"
    return event("measurement.corrected", subject, content, source=source)


def report_withdrawn(
    report_id: str, revision: int = 2, *, of: str = LEAD, source: str = LEAD
) -> Event:
    """A report is taken back."""
    content = {
        "report": {"agency": of, "id": report_id},
        "revision": revision,
        "reason": "báo cáo nhầm",
    }
    subject = f"indicator/{INDICATOR}"
    return event("measurement.withdrawn", subject, content, source=source)


def evaluation(**data: Any) -> Event:
    """The authority confirms the verdict on the target."""
    content = {"target": TARGET, "scope": PROVINCE, "period": "2023", "verdict": "dat"} | data
    return event("evaluation.confirmed", f"indicator/{INDICATOR}", statement(**content))


def deadline(**data: Any) -> Event:
    """The open target's deadline is fixed."""
    content = {"target": OPEN_TARGET, "due_on": "2023-10-01"} | data
    return event("deadline.resolved", f"indicator/{OPEN_INDICATOR}", statement(**content))


def open_target(kind: str = "target.set", **data: Any) -> Event:
    """A target that is due when something has happened."""
    waits = {"kind": "unresolved", "text": "Trước khi đưa vào sử dụng chính thức"}
    content = {"target": OPEN_TARGET, "deadline": waits} | data
    return event(kind, f"indicator/{OPEN_INDICATOR}", target_data(**content))


def world() -> list[Event]:
    """A directory, a plan, a target and a task led by one agency, a target of open deadline."""
    members = (LEAD, FOCAL_POINT)
    return [
        agency(PROVINCE, kind="people_committee"),
        agency(FOCAL_POINT, parent=PROVINCE),
        agency(LEAD, parent=PROVINCE),
        agency(DISTRICT, kind="people_committee"),
        agency(BANK, kind="central_branch"),
        agency(GROUP, kind="group", members=members),
        plan(),
        indicator(),
        target(),
        task(),
        indicator(OPEN_INDICATOR),
        open_target(),
    ]


def raw(message: Event | list[Event]) -> bytes:
    """Return the bytes that a sender sends."""
    return orjson.dumps(message)
