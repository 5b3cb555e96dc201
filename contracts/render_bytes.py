"""A target's status in its canonical bytes, straight from the domain.

The projector writes a status whenever a report comes in, and nearly all of it is what it wrote
the time before: what the plan asks for, and the points of the series. Each of them is encoded
once and put in as it stands. The bytes are those of `encode(target_status_message(...))`, which
a test holds them to.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from contracts import status
from contracts.codec import encode
from contracts.fields import decimal_text
from contracts.render import point_text, target_members, target_value_text
from contracts.render_coverage import coverage_message, part_text
from contracts.render_rules import simple_rule_message
from domain import measurement as ms
from domain.identity import EventRef
from domain.part_status import PartStatus
from domain.series import Point
from domain.status import TargetStatus
from domain.target import Target

# Both are met again with every status of their target; 2 KB and 0.6 KB each.
_TARGETS_REMEMBERED = 16_384
_POINTS_REMEMBERED = 131_072

_Members = dict[str, Any]


def target_status_bytes(judged: TargetStatus) -> bytes:
    """Return the canonical encoding of a target's status."""
    target, official = judged.target, judged.official
    stated, rules = _stated(target)
    members = {
        **stated,
        "due_on": judged.due_on,
        "phase": judged.phase.value,
        "provisional_verdict": judged.provisional.verdict.value,
        "reason": judged.provisional.reason.value,
        "official_verdict": official.value if official else None,
        "official_reason": judged.official_reason,
        "estimated": judged.estimated,
        "value_text": target_value_text(judged),
        "parts": [
            _part(part, rule, target.unit) for part, rule in zip(judged.parts, rules, strict=True)
        ],
        "series": [_point(point, target.unit) for point in judged.series],
        "deciding": [_ref(ref) for ref in judged.deciding],
    }
    if judged.series_omitted:
        members["series_omitted"] = judged.series_omitted
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


@lru_cache(maxsize=_TARGETS_REMEMBERED)
def _stated(target: Target) -> tuple[_Members, tuple[orjson.Fragment, ...]]:
    """Return what the plan asks for, encoded: the members of the status, the rule of each part."""
    members = target_members(target)
    told = status.TargetStatus.model_construct(**members).model_dump(
        mode="json", exclude_defaults=True, include=set(members), warnings=False
    )
    encoded = {
        name: _kept(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))
        for name, value in told.items()
    }
    rules = (simple_rule_message(rule) for _, _, rule in target.parts)
    return encoded, tuple(_kept(encode(rule)) for rule in rules)


def _kept(encoded: bytes) -> orjson.Fragment:
    """Return what is encoded in as much memory as it takes: orjson's own bytes hold kilobytes."""
    return orjson.Fragment(bytes(memoryview(encoded)))


def _part(part: PartStatus, rule: orjson.Fragment, unit: str) -> _Members:
    point, coverage = part.decided_by, coverage_message(part, unit)
    members: _Members = {
        "text": part.text,
        "rule": rule,
        "verdict": part.finding.verdict.value,
        "reason": part.finding.reason.value,
    }
    if part.part is not None:
        members["part"] = part.part
    if words := part_text(part, unit):
        members["value_text"] = words
    if point is not None:
        members["period"] = point.period.code
    if coverage is not None:
        members["coverage"] = orjson.Fragment(encode(coverage))
    return members


@lru_cache(maxsize=_POINTS_REMEMBERED)
def _point(point: Point, unit: str) -> orjson.Fragment:
    members: _Members = {
        "period": point.period.code,
        "start_on": point.period.start_on,
        "end_on": point.period.end_on,
        "value": _value(point.value),
        "value_text": point_text(point, unit),
        "observation_status": point.status.value,
        "definition": point.definition,
        "comparable": point.comparable,
        "event": _ref(point.event),
    }
    if point.part is not None:
        members["part"] = point.part
    if point.source_kind is not None:
        members["source_kind"] = point.source_kind
    return _kept(orjson.dumps(members, option=orjson.OPT_SORT_KEYS))


def _value(value: ms.Value) -> _Members:
    match value:
        case ms.Number(value=number):
            return {"kind": "number", "value": decimal_text(number)}
        case ms.Ratio(numerator=numerator, denominator=denominator):
            return {
                "kind": "ratio",
                "numerator": decimal_text(numerator),
                "denominator": decimal_text(denominator),
            }
        case ms.Bounded(relation=relation, value=number):
            return {"kind": "bound", "relation": relation.value, "value": decimal_text(number)}
        case ms.Done(done=done):
            return {"kind": "done", "done": done}


def _ref(ref: EventRef) -> _Members:
    return {"agency": ref.agency, "id": ref.id}
