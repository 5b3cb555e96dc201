"""A running plan as it stands when its report is written: each row says one thing of a report."""

from __future__ import annotations

from typing import Any

from contracts.envelope import AnyEvent
from tests.services.api.read_model import event

PLAN, REPORT_DAY = "kh-bao-cao", "2023-11-30"
LEAD = "H20.14"
FORMULA = '=HYPERLINK("http://example.org";"xem"),=1+1'
ROWS = {
    "pace": ("I.1", "Hồ sơ trực tuyến đạt 80%"),
    "missed": ("I.2", "Báo cáo điện tử đạt 90% trong quý II"),
    "estimated": ("I.3", "Kinh tế số chiếm trên 4% GRDP"),
    "several": ("I.4", "Số hóa 100%; dùng từ nhà trên 30%"),
    "formula": ("I.5", FORMULA),
    "loose": ("I.6", "Chưa giao"),
    "levels": ("I.7", "90% cấp tỉnh, 60% cấp xã"),
    "work": ("II.1", "Ban hành danh mục"),
}
YEAR_END = {"kind": "year_end", "year": 2023, "text": "Cuối năm 2023"}
MID_YEAR = {"kind": "date", "on": "2023-06-30", "text": "30/6/2023"}


def plan_events() -> list[AnyEvent]:
    """Return the plan, its targets, and what was reported and confirmed by 30/11/2023."""
    return [
        _plan(),
        *(
            _indicator(name)
            for name in ("pace", "missed", "estimated", "so-hoa", "tu-nha", "formula")
        ),
        _indicator("levels", "tinh", "xa"),
        _target("pace", "pace", "80"),
        _target("missed", "missed", "90", deadline=MID_YEAR),
        _target("estimated", "estimated", "4", relation="above"),
        _target("several", "so-hoa", "100", text="Số hóa 100%"),
        _target("several", "tu-nha", "30", relation="above", text="Dùng từ nhà trên 30%"),
        _target("formula", "formula", "50"),
        _levels(),
        event(
            "task.assigned",
            "task/kh-bao-cao-work",
            {**_row("work"), "effective_on": "2023-01-01", "deadline": MID_YEAR, "lead": [LEAD]},
        ),
        _report("pace", "70", "2023-Q3"),
        _report("pace", "85", "2023", status="E", phrase="ước đạt 85%"),
        _report("missed", "40", "2023-Q2"),
        _report("estimated", "3.9", "2023", status="P"),
        _report("so-hoa", "100", "2023-Q3", phrase="+100%"),
        _report("levels", "95", "2023-Q3", part="tinh"),
        _report("formula", "55", "2023-Q3", phrase="@55%"),
        event(
            "evaluation.confirmed",
            "indicator/bc-so-hoa",
            {
                "effective_on": "2023-11-01",
                "target": "bc-so-hoa",
                "scope": "H20",
                "period": "2023",
                "verdict": "dat",
            },
        ),
    ]


def _levels() -> AnyEvent:
    """Return a target of two levels, of which only the province's is reported."""
    parts = [
        {
            "id": name,
            "text": text,
            "rule": {"kind": "threshold", "relation": "at_least", "value": n},
        }
        for name, text, n in (("tinh", "90% cấp tỉnh", "90"), ("xa", "60% cấp xã", "60"))
    ]
    return _target("levels", "levels", "0", rule={"kind": "compound", "parts": parts})


def _plan() -> AnyEvent:
    rows = [
        {"id": name, "number": number, "text": text, "section": "DỮ LIỆU SỐ", "kind": kind}
        for name, (number, text) in ROWS.items()
        for kind in ("task" if name == "work" else "target",)
    ]
    data = {
        "effective_on": "2023-01-01",
        "issuer": "H20",
        "title": "Kế hoạch để báo cáo",
        "period": "2023",
        "focal_point": LEAD,
        "rows": rows,
    }
    return event("plan.issued", f"plan/{PLAN}", data)


def _indicator(name: str, *parts: str) -> AnyEvent:
    data = {
        "effective_on": "2023-01-01",
        "name": f"Chỉ số {name}",
        "unit": "%",
        **({"parts": parts} if parts else {}),
    }
    return event("indicator.defined", f"indicator/bc-{name}", data)


def _target(
    row: str, indicator: str, value: str, *, relation: str = "at_least", **more: Any
) -> AnyEvent:
    data = {
        **_row(row),
        "effective_on": "2023-01-01",
        "target": f"bc-{indicator}",
        "unit": "%",
        "rule": {"kind": "threshold", "relation": relation, "value": value},
        "deadline": YEAR_END,
        "lead": [LEAD],
        **more,
    }
    return event("target.set", f"indicator/bc-{indicator}", data)


def _report(indicator: str, value: str, period: str, *, status: str = "A", **more: str) -> AnyEvent:
    data = {
        "scope": "H20",
        "period": period,
        "value": {"kind": "number", "value": value},
        "observation_status": status,
        **more,
    }
    subject = f"indicator/bc-{indicator}"
    return event("measurement.reported", subject, data, source=LEAD, at="2023-11-20")


def _row(row: str) -> dict[str, Any]:
    number, text = ROWS[row]
    return {
        "plan": PLAN,
        "row": row,
        "number": number,
        "section": "DỮ LIỆU SỐ",
        "text": text,
        "scope": "H20",
        "period": "2023",
    }
