"""The domain's statuses and values as messages: the way back of `to_domain`.

What a series repeats is built without validating it again (`model_construct`): it was
validated when its event came in, and this is the projector's hottest path. A test holds the
result equal to what its own encoding reads as.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from contracts import common, status
from contracts.render_coverage import coverage_message, part_text
from contracts.render_rules import (
    deadline_message,
    member_message,
    rule_message,
    simple_rule_message,
    stakes_message,
)
from domain import measurement as ms
from domain import target as dt
from domain.identity import EventRef
from domain.part_status import PartStatus
from domain.series import Point
from domain.status import TargetStatus
from domain.task_quantity import QuantityPart
from domain.task_status import TaskStatus
from domain.vietnamese.words import value_words

# A report is shown anew with every status of its target; 1.5 KB each.
_POINTS_REMEMBERED = 50_000


def value_message(value: ms.Value) -> common.Value:
    """Return a value as it crosses a boundary."""
    match value:
        case ms.Number(value=number):
            return common.NumberValue.model_construct(kind="number", value=number)
        case ms.Ratio(numerator=numerator, denominator=denominator):
            return common.RatioValue.model_construct(
                kind="ratio", numerator=numerator, denominator=denominator
            )
        case ms.Bounded(relation=relation, value=number):
            return common.BoundValue.model_construct(
                kind="bound", relation=relation.value, value=number
            )
        case ms.Done(done=done):
            return common.DoneValue.model_construct(kind="done", done=done)


def target_status_message(judged: TargetStatus) -> status.TargetStatus:
    """Return a target's status as it crosses a boundary."""
    target = judged.target
    return status.TargetStatus(
        **target_members(target),
        due_on=judged.due_on,
        phase=judged.phase.value,
        provisional_verdict=judged.provisional.verdict.value,
        reason=judged.provisional.reason.value,
        official_verdict=judged.official.value if judged.official else None,
        official_reason=judged.official_reason,
        estimated=judged.estimated,
        value_text=target_value_text(judged),
        parts=_part_messages(judged),
        series=tuple(_point_message(point, target.unit) for point in judged.series),
        series_omitted=judged.series_omitted,
        deciding=_refs(judged.deciding),
    )


def target_members(target: dt.Target) -> dict[str, Any]:
    """Return the members of a target's status that say what its plan asks for."""
    return {
        "kind": "target",
        "target": target.id,
        "indicator": target.indicator_id,
        "plan": target.plan_id,
        "row": target.row_id,
        "number": target.number,
        "section": target.section,
        "text": target.text,
        "scope": target.scope,
        "unit": target.unit,
        "rule": rule_message(target.rule),
        "definition": target.definition,
        "period": target.period.code,
        "deadline": deadline_message(target.deadline),
        "report_due_on": target.report_due_on,
        "frequency": target.frequency,
        "lead": target.lead,
        "coordinators": target.coordinators,
        "members": tuple(member_message(member) for member in target.members),
        "stakes": stakes_message(target.stakes) if target.stakes else None,
    }


def target_value_text(judged: TargetStatus) -> str:
    """Return what decides a target, in words, part by part."""
    unit = judged.target.unit
    return "; ".join(part_text(part, unit) for part in judged.parts if part.decided_by is not None)


def task_status_message(judged: TaskStatus) -> status.TaskStatus:
    """Return a task's status as it crosses a boundary."""
    task = judged.task
    return status.TaskStatus(
        kind="task",
        task=task.id,
        plan=task.plan_id,
        row=task.row_id,
        number=task.number,
        section=task.section,
        text=task.text,
        scope=task.scope,
        deadline=deadline_message(task.deadline),
        due_on=judged.due_on,
        lead=task.lead,
        coordinators=task.coordinators,
        phase=judged.phase.value,
        state=judged.state.value if judged.state else None,
        state_phrase=judged.state_phrase,
        state_on=judged.state_on,
        overdue=judged.overdue,
        provisional_verdict=judged.provisional.verdict.value,
        reason=judged.provisional.reason.value,
        official_verdict=judged.official.value if judged.official else None,
        official_reason=judged.official_reason,
        source_kind=judged.source_kind,
        unit=task.unit,
        quantity=rule_message(task.quantity) if task.quantity is not None else None,
        value_text="; ".join(
            value_words(part.value, task.unit) for part in judged.parts if part.value is not None
        ),
        parts=tuple(_quantity_message(part, task.unit) for part in judged.parts),
        deciding=_refs(judged.deciding),
    )


def _quantity_message(part: QuantityPart, unit: str) -> status.PartStatus:
    return status.PartStatus(
        part=part.part,
        text=part.text,
        rule=simple_rule_message(part.rule),
        verdict=part.finding.verdict.value,
        reason=part.finding.reason.value,
        value_text=value_words(part.value, unit) if part.value is not None else "",
    )


def _part_messages(judged: TargetStatus) -> tuple[status.PartStatus, ...]:
    target = judged.target
    return tuple(
        _part_message(part, rule, target.unit)
        for part, (_, _, rule) in zip(judged.parts, target.parts, strict=True)
    )


def _part_message(part: PartStatus, rule: dt.SimpleRule, unit: str) -> status.PartStatus:
    point = part.decided_by
    return status.PartStatus(
        part=part.part,
        text=part.text,
        rule=simple_rule_message(rule),
        verdict=part.finding.verdict.value,
        reason=part.finding.reason.value,
        value_text=part_text(part, unit),
        period=point.period.code if point else None,
        coverage=coverage_message(part, unit),
    )


@lru_cache(maxsize=_POINTS_REMEMBERED)
def _point_message(point: Point, unit: str) -> status.SeriesPoint:
    return status.SeriesPoint.model_construct(
        part=point.part,
        period=point.period.code,
        start_on=point.period.start_on,
        end_on=point.period.end_on,
        value=value_message(point.value),
        value_text=point_text(point, unit),
        observation_status=point.status.value,
        definition=point.definition,
        comparable=point.comparable,
        source_kind=point.source_kind,
        event=_refs((point.event,))[0],
    )


def point_text(point: Point, unit: str) -> str:
    """Return the words in which a value was reported, else the value in words."""
    return point.phrase or value_words(point.value, unit)


def _refs(refs: tuple[EventRef, ...]) -> tuple[status.Ref, ...]:
    return tuple(status.Ref.model_construct(agency=ref.agency, id=ref.id) for ref in refs)
