"""A plan that a group leads: two departments, a district, and what each has reported."""

from __future__ import annotations

from typing import Any

from contracts.envelope import AnyEvent
from tests.services.api.read_model import event

PLAN, TARGET, TASK, INDICATOR = "kh-nhom", "kh-nhom-ho-so", "kh-nhom-nen-tang", "ty-le-ho-so"
FOCAL_POINT, GROUP = "H20.14", "local:cac-so-thu"
HEALTH, TRADE, CITY = "local:so-y-te-thu", "local:so-cong-thuong-thu", "local:tp-cao-lanh-thu"
MEMBERS = (HEALTH, TRADE, CITY)
NAMES = {
    HEALTH: "Sở Y tế",
    TRADE: "Sở Công Thương",
    CITY: "UBND TP Cao Lãnh",
    GROUP: "Các sở, huyện",
}


def plan_events() -> list[AnyEvent]:
    """Return directory, plan, target of 80 % and task; the report is due on 29/11/2023."""
    start = {"effective_on": "2023-01-01"}
    return [
        *(_agency(name) for name in MEMBERS),
        _agency(GROUP, kind="group", members=list(MEMBERS)),
        event(
            "plan.issued",
            f"plan/{PLAN}",
            {
                **start,
                "issuer": "H20",
                "title": "Kế hoạch của nhiều đơn vị",
                "period": "2023",
                "focal_point": FOCAL_POINT,
                "rows": [
                    {"id": "r-1", "number": "II.1", "text": "Tỷ lệ hồ sơ", "kind": "target"},
                    {"id": "r-2", "number": "II.2", "text": "Công bố nền tảng", "kind": "task"},
                ],
                "report_duties": [
                    {
                        "reporter": GROUP,
                        "through": FOCAL_POINT,
                        "recipient": "H20",
                        "due_on": "2023-11-29",
                    }
                ],
            },
        ),
        event(
            "indicator.defined",
            f"indicator/{INDICATOR}",
            {
                **start,
                "name": "Tỷ lệ hồ sơ xử lý trực tuyến",
                "unit": "%",
                "numerator": "Số hồ sơ trực tuyến",
                "denominator": "Tổng số hồ sơ",
            },
        ),
        target(),
        event(
            "task.assigned",
            f"task/{TASK}",
            {**start, **_row("r-2", "II.2"), "text": "Công bố nền tảng", "lead": [HEALTH]},
        ),
    ]


def target(**changes: Any) -> AnyEvent:
    """Return the target, with its members as the plan was published."""
    members = [{"agency": name, "valid_from": "2023-01-01"} for name in MEMBERS]
    data = {
        "effective_on": "2023-01-01",
        **_row("r-1", "II.1"),
        "target": TARGET,
        "text": "Tỷ lệ hồ sơ xử lý trực tuyến đạt 80%",
        "unit": "%",
        "rule": {"kind": "threshold", "relation": "at_least", "value": "80"},
        "lead": [GROUP],
        "members": members,
    }
    return event("target.set", f"indicator/{INDICATOR}", {**data, **changes})


def reported(by: str, numerator: str, denominator: str, *, at: str = "2023-11-20") -> AnyEvent:
    """Return what a member reports of the whole year of its own unit, as an estimate."""
    value = {"kind": "ratio", "numerator": numerator, "denominator": denominator}
    data = {"scope": by, "period": "2023", "value": value, "observation_status": "E"}
    return event("measurement.reported", f"indicator/{INDICATOR}", data, source=by, at=at)


def regrouped(*members: str, on: str) -> AnyEvent:
    """Return the group with other members from a day on."""
    return _agency(GROUP, kind="group", members=list(members), revision=2, effective_on=on)


def _agency(name: str, **data: Any) -> AnyEvent:
    told = {"effective_on": "2022-01-01", "name": f"{NAMES[name]} tỉnh Đồng Tháp"}
    return event("agency.registered", f"agency/{name}", {**told, "short_name": NAMES[name], **data})


def _row(row: str, number: str) -> dict[str, Any]:
    return {
        "plan": PLAN,
        "row": row,
        "number": number,
        "scope": "H20",
        "period": "2023",
        "deadline": {"kind": "year_end", "year": 2023, "text": "Cuối năm 2023"},
    }
