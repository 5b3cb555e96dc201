"""The next event of an obligation, filled in as far as it is known: what an engineer copies.

Valid as it stands, so that it can be tried. Its value is made up and marked as illustrative, so
that one sent by mistake is seen for what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.obligation import Obligation
from domain.owed import Followed, FollowedTask
from domain.target import (
    Compound,
    Count,
    EntityFraction,
    ForAll,
    Milestone,
    Rank,
    SimpleRule,
    Target,
)

Event = Mapping[str, Any]
NOTE = "Ví dụ: thay value, phrase và id bằng số liệu của cơ quan, bỏ provenance."
_RATIO = {"kind": "ratio", "numerator": "16", "denominator": "18"}


def example_event(row: Obligation, about: Followed, on: date) -> Event:
    """Return the CloudEvent that would fulfil an obligation, or its first missing part."""
    if isinstance(about, FollowedTask):
        data: dict[str, Any] = {
            "effective_on": min(on, row.period.end_on).isoformat(),
            "scope": row.scope,
            "state": "dang_trien_khai",
            "phrase": "Đang triển khai",
        }
        return _envelope(row, "task.status_reported", f"task/{row.subject_id}", data, on)
    target = about.target
    part, rule = _next_part(target, row)
    data = {
        "scope": row.scope,
        "period": row.period.code,
        **({"part": part} if part else {}),
        "definition": target.definition,
        "value": _value(rule, target),
        **({"observation_status": "E"} if on < row.period.end_on else {}),
        "phrase": "",
    }
    subject = f"indicator/{target.indicator_id}"
    return _envelope(row, "measurement.reported", subject, data, on)


def parts_of(target: Target) -> list[tuple[str | None, str, SimpleRule]]:
    """Return the parts under which a target is reported; the only one has no id."""
    if isinstance(target.rule, Compound):
        return [(part.id, part.text, part.rule) for part in target.rule.parts]
    return [(None, target.text, target.rule)]


def _next_part(target: Target, row: Obligation) -> tuple[str | None, SimpleRule]:
    parts = [(part, rule) for part, _, rule in parts_of(target)]
    wanted = [one for one in parts if one[0] in row.missing]
    return (wanted or parts)[0]


def _value(rule: SimpleRule, target: Target) -> Event:
    match rule:
        case Milestone():
            return {"kind": "done", "done": False}
        case Count() | Rank():
            return {"kind": "number", "value": "1"}
        case ForAll() | EntityFraction() if not target.percent:
            return {"kind": "number", "value": "1"}
        case _:
            return _RATIO if target.percent else {"kind": "number", "value": "1"}


def _envelope(row: Obligation, kind: str, subject: str, data: Event, on: date) -> Event:
    period = row.period.code.replace("/", "_")
    said = (row.subject_id, period, row.role.value, data.get("part"), on.isoformat())
    return {
        "specversion": "1.0",
        "id": "-".join(filter(None, said)),
        "source": row.agency,
        "type": f"vn.chitieu.{kind}.v1",
        "subject": subject,
        "time": f"{on.isoformat()}T00:00:00+07:00",
        "data": {**data, "provenance": {"kind": "illustrative", "note": NOTE}},
    }
