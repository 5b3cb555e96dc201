"""Every kind of rule and deadline at the door: what is read, and what is refused with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest

from contracts.deadlines import Deadline
from contracts.problems import FieldCode
from contracts.rules import Rule
from contracts.untrusted import Unreadable, read_untrusted

GOLDEN = Path(__file__).with_name("golden")
TARGET = orjson.loads((GOLDEN / "vn.chitieu.target.set.v1.json").read_bytes())


def kinds_of(union: Any) -> set[str]:
    """Return the words by which the members of a union are told apart."""
    members = get_args(get_args(union)[0])
    return {get_args(member.model_fields["kind"].annotation)[0] for member in members}


def said(value: Any) -> Iterator[str]:
    """Return every word under a key `kind`, at any depth."""
    match value:
        case dict():
            yield from (word for key, word in value.items() if key == "kind")
            for inner in value.values():
                yield from said(inner)
        case list():
            for inner in value:
                yield from said(inner)


def test_every_kind_of_rule_and_deadline_has_a_golden_event() -> None:
    """What was once published under a kind stays readable for ever."""
    kept = {
        word for path in GOLDEN.glob("*.json") for word in said(orjson.loads(path.read_bytes()))
    }
    assert kinds_of(Rule) | kinds_of(Deadline) <= kept | {"date", "before_month"}


def problems(**data: object) -> list[tuple[str, FieldCode]]:
    """Return the fields that are refused of a target with some of its data replaced."""
    event = deepcopy(TARGET)
    event["data"] |= data
    try:
        read_untrusted(orjson.dumps(event))
    except Unreadable as refused:
        return [(problem.field, problem.code) for problem in refused.problems]
    return []


def share(of: str) -> dict[str, object]:
    """Return a rule of two parts, of which the second is a share of one."""
    half = {"kind": "threshold", "relation": "at_least", "value": "50"}
    return {
        "kind": "compound",
        "parts": [
            {"id": "chung", "text": "đạt 50%", "rule": half},
            {"id": "rieng", "text": "trong đó 50%", "rule": half, "share_of": of},
        ],
    }


@pytest.mark.parametrize(
    ("stakes", "field", "code"),
    [
        ({"cost": "5", "loss": "5"}, "", FieldCode.STAKES),
        ({"cost": "5", "loss": 1}, "", FieldCode.STAKES),
        ({"cost": "0", "loss": "5"}, ".cost", FieldCode.OUT_OF_RANGE),
        ({"cost": "-1", "loss": "5"}, ".cost", FieldCode.OUT_OF_RANGE),
        ({"cost": "1,5", "loss": "5"}, ".cost", FieldCode.DECIMAL_COMMA),
        ({"cost": True, "loss": "5"}, ".cost", FieldCode.WRONG_TYPE),
        ({"cost": "1"}, ".loss", FieldCode.MISSING),
        ("1/5", "", FieldCode.WRONG_TYPE),
    ],
)
def test_what_is_at_stake_is_refused_where_acting_never_pays(
    stakes: object, field: str, code: FieldCode
) -> None:
    """Two amounts above nothing, of which the loss is the greater; else the field and why."""
    assert problems(stakes=stakes) == [(f"data.stakes{field}", code)]


@pytest.mark.parametrize(
    ("rule", "field", "code"),
    [
        ({"kind": "band", "low": "20", "high": "15"}, "", FieldCode.ORDER),
        ({"kind": "band", "low": "15", "high": "15", "strict_low": True}, "", FieldCode.ORDER),
        ({"kind": "rank", "worst": 0}, ".worst", FieldCode.OUT_OF_RANGE),
        ({"kind": "rank", "worst": "30"}, ".worst", FieldCode.WRONG_TYPE),
        ({"kind": "count", "minimum": "2", "per": "W"}, ".per", FieldCode.NOT_ALLOWED),
        ({"kind": "growth", "relation": "at_least"}, ".percent", FieldCode.MISSING),
        ({"kind": "entity_fraction", "numerator": 2, "denominator": 1}, "", FieldCode.FRACTION),
        (share("khac"), "", FieldCode.SHARE_OF),
        (share("rieng"), "", FieldCode.SHARE_OF),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    rule: dict[str, object], field: str, code: FieldCode
) -> None:
    """Told by its field, in words; a share is of another part."""
    assert problems(rule=rule) == [(f"data.rule{field}", code)]
    assert not problems(rule=share("chung"))


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        (
            {"kind": "window", "start_on": "2023-10-15", "end_on": "2023-10-01"},
            FieldCode.ORDER,
        ),
        ({"kind": "multi_year", "first_year": 2025, "last_year": 2022}, FieldCode.ORDER),
        ({"kind": "recurring", "frequency": "Q", "month": 12}, FieldCode.DATE_FORM),
        ({"kind": "recurring", "month": 2, "day": 30}, FieldCode.DATE_FORM),
    ],
)
def test_a_deadline_that_cannot_be_is_refused(deadline: dict[str, object], code: FieldCode) -> None:
    """An end before its start, a day that its month has not."""
    assert problems(deadline=deadline) == [("data.deadline", code)]


def test_the_members_of_a_group_lead_may_have_no_minimum() -> None:
    """Those of a for-all target have one each."""
    member = {"agency": "H20.15", "valid_from": "2023-01-03"}
    assert not problems(members=[member])
    each = {"kind": "for_all", "members": [member]}
    assert problems(rule=each) == [("data.rule.members.0.minimum", FieldCode.MISSING)]
