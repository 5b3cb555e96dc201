"""Statuses as messages: complete, readable back, and never refused by their own contract."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from contracts import status
from contracts.codec import encode
from contracts.common import Value as ValueContract
from contracts.deadlines import Deadline as DeadlineContract
from contracts.render import target_status_message, task_status_message, value_message
from contracts.render_bytes import target_status_bytes
from contracts.render_rules import deadline_message, rule_message
from contracts.rules import Rule as RuleContract
from domain.deadline import Deadline
from domain.history import Fact, fold
from domain.measurement import Number, ReportStated, Value
from domain.reasons import Verdict
from domain.series import SERIES_MAX
from domain.status import judge_target
from domain.target import Compound, ForAll, Member, Part, Rule
from domain.task_status import judge_task
from tests.builders import (
    TARGET_ID,
    TASK_ID,
    above,
    at_least,
    compound,
    confirmed,
    count,
    day,
    report,
    target,
)
from tests.contracts.events import violations
from tests.domain import facts as drawn
from tests.scenario import given as given_facts

VALUES: TypeAdapter[ValueContract] = TypeAdapter(ValueContract)
DEADLINES: TypeAdapter[DeadlineContract] = TypeAdapter(DeadlineContract)
RULES: TypeAdapter[RuleContract] = TypeAdapter(RuleContract)


def message(of: status.TargetStatus | status.TaskStatus) -> status.StatusChanged:
    """Return the CloudEvent of a status."""
    name = of.target if isinstance(of, status.TargetStatus) else of.task
    return status.StatusChanged(
        specversion="1.0",
        id="s-1",
        source=status.PROJECTOR_SOURCE,
        type="vn.chitieu.status.changed.v1",
        subject=status.status_key(of.kind, name, of.scope),
        time=datetime(2023, 1, 1, tzinfo=UTC),
        data=status.StatusData(status_seq=1, as_of=date(2023, 1, 1), known_at="0:7", status=of),
    )


@given(facts=drawn.fact_lists, as_of=drawn.days)
def test_every_status_crosses_the_boundary_and_comes_back(facts: list[Fact], as_of: date) -> None:
    """Whatever was admitted, its status can be written, fits its schema and is read again."""
    history = fold(facts)
    judged_target = judge_target(history, TARGET_ID, as_of).status
    judged_task = judge_task(history, TASK_ID, as_of).status
    statuses: list[status.TargetStatus | status.TaskStatus] = [
        *([target_status_message(judged_target)] if judged_target else []),
        *([task_status_message(judged_task)] if judged_task else []),
    ]
    if judged_target:
        assert target_status_bytes(judged_target) == encode(target_status_message(judged_target))
    for sent in map(message, statuses):
        raw = encode(sent)
        assert status.STATUS_ADAPTER.validate_json(raw) == sent
        assert not violations(status.STATUS_TYPE, orjson.loads(raw))


def there_and_back(adapter: TypeAdapter[Any], sent: object) -> object:
    """Return what a reader makes of a part of a message."""
    return adapter.validate_json(adapter.dump_json(sent)).to_domain()


@given(value=drawn.values)
def test_a_value_comes_back_as_itself(value: Value) -> None:
    """`to_domain` undoes the rendering."""
    assert there_and_back(VALUES, value_message(value)) == value


@given(deadline=drawn.deadlines)
def test_a_deadline_comes_back_as_itself(deadline: Deadline) -> None:
    """`to_domain` undoes the rendering."""
    assert there_and_back(DEADLINES, deadline_message(deadline)) == deadline


@given(rule=drawn.rules)
def test_a_rule_comes_back_as_itself(rule: Rule) -> None:
    """`to_domain` undoes the rendering."""
    assert there_and_back(RULES, rule_message(rule)) == rule


def test_the_members_of_a_for_all_target_come_back() -> None:
    """Each with its own minimum and the day it joined."""
    members = (Member("H20.14", Decimal(1), day("2022-01-01")),)
    rule = Compound((Part("so", "mỗi sở", ForAll(members)), Part("huyen", "mỗi huyện", ForAll())))
    assert there_and_back(RULES, rule_message(rule)) == rule


@given(st.decimals(-(10**14) + 1, 10**14 - 1, places=6).map(Decimal))
def test_a_number_of_any_admitted_size_can_be_told(number: Decimal) -> None:
    """Twenty digits, as they came in."""
    told = there_and_back(VALUES, value_message(Number(number)))
    assert told == Number(number)


def test_a_target_of_many_long_parts_can_be_told() -> None:
    """Twenty parts, each reported in the longest phrase, are one value in words."""
    names = [f"p{n}" for n in range(20)]
    facts = [report("1", part=name) for name in names]
    outcome = given_facts(
        target(compound(**{name: count("1") for name in names})),
        *(_in_words(fact, "đ" * 300) for fact in facts),
    ).on("2022-12-31")
    told = target_status_message(outcome.target_status)
    assert len(told.value_text) > 20 * 300


def test_the_words_of_a_value_are_those_it_was_reported_in() -> None:
    """Where there are none, the value in words, with its unit."""
    with_phrase = _in_words(report("25.94"), "25,94% hồ sơ")
    for fact, words in [(report("25.94"), "25,94%"), (with_phrase, "25,94% hồ sơ")]:
        told = target_status_message(
            given_facts(target(above("60")), fact).on("2022-12-31").target_status
        )
        assert told.value_text == told.parts[0].value_text == told.series[0].value_text == words


def test_the_official_verdict_is_told_beside_the_provisional_one() -> None:
    """Both, with their reasons; and the events behind them."""
    outcome = given_facts(
        target(at_least("50")),
        report("20"),
        confirmed(Verdict.MISSED, reason="Dự án mới phê duyệt"),
    ).on("2022-12-31")
    told = target_status_message(outcome.target_status)
    assert (told.provisional_verdict, told.reason) == ("chua_dat", "short_of_target")
    assert (told.official_verdict, told.official_reason) == ("chua_dat", "Dự án mới phê duyệt")
    assert len(told.deciding) == 3


def _in_words(fact: ReportStated, phrase: str) -> ReportStated:
    return fact._replace(measurement=fact.measurement._replace(phrase=phrase))


def test_points_of_another_definition_are_the_first_to_be_left_out() -> None:
    """The oldest point that is kept for the pace is one that the pace may use."""
    old = [report(str(n), period=f"20{n:02d}", definition=2) for n in range(10, 20)]
    monthly = [report(str(n), period=f"2021-{n:02d}") for n in range(1, 13)]
    daily = [report(str(n), period=f"2022-01-{n:02d}") for n in range(1, 29)]
    outcome = given_facts(target(at_least("50")), *old, *monthly, *daily).on("2022-12-31")
    told = target_status_message(outcome.target_status)
    assert len(told.series) == SERIES_MAX
    assert told.series_omitted == 50 - SERIES_MAX
    assert told.series[0].period == "2021-01"
