"""Steps up a chain, made again where the file that says the chain is at hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.alert_handling import ESCALATED_TYPE
from contracts.alerts import OPENED_TYPE, AlertChanged, AlertData
from domain.alert_handling import due
from infra.local.settings import SOURCE_TREE
from services.alerts.assessing.held import event
from services.alerts.configuration.document import Configuration
from services.alerts.configuration.file import load_configuration
from services.alerts.delivery.calendar import workdays
from services.alerts.handling.handled import fallen_due, standing
from services.cli.alerts.chains import chains_of, only_ordered
from services.cli.alerts.people import handle_again
from tests.services.api.alert_rows import alert

AT = datetime(2023, 9, 15, 2, 0, tzinfo=UTC)
FILE = load_configuration(SOURCE_TREE / "examples" / "alerts.yaml")


def climbing(days: int = 60) -> list[tuple[AlertChanged, AlertChanged]]:
    """What the service tells of an alert that nobody takes: each step with the change before it."""
    escalation, working_days = FILE.escalation, workdays(FILE.calendar).between
    before, told = event(alert(), OPENED_TYPE, AT), []
    for day in (alert().opened_on + timedelta(days=number) for number in range(days)):
        now = standing(before.data, day)
        if fell := due(now, escalation.chain, working_days):
            said, name = fallen_due(before.data, fell, escalation, now=now)
            change = event(said.model_copy(update={"seq": before.data.seq + 1}), name, AT)
            told.append((before, change))
            before = change
    return told


def forged(change: AlertChanged, **escalation: object) -> AlertChanged:
    """Return a step that says something else of itself."""
    handling = change.data.handling
    step = handling.escalation.model_copy(update=escalation)
    said: AlertData = change.data.model_copy(
        update={"handling": handling.model_copy(update={"escalation": step})}
    )
    return change.model_copy(update={"data": said})


def test_steps_by_a_chain_at_hand_are_made_again_whole() -> None:
    """Given four steps and the file that they were made by / expect each of them, byte for byte."""
    steps = [(a, b) for a, b in climbing() if b.type == ESCALATED_TYPE]
    chains = chains_of([Configuration(), FILE])
    assert len(steps) == 4
    assert [handle_again(before, step, chains) for before, step in steps] == [b for _, b in steps]
    assert not any(only_ordered(before, step, chains) for before, step in steps)


@pytest.mark.parametrize(
    "lie",
    [
        {"since_on": date(2023, 9, 20)},
        {"to": ("H20.99",)},
        {"role": "Người khác"},
    ],
    ids=["too early", "to another agency", "another office"],
)
def test_a_step_that_the_chain_does_not_give_is_found(lie: dict[str, object]) -> None:
    """Given a record of a step that says otherwise / expect that it does not follow."""
    before, step = climbing()[0]
    told = forged(step, **lie)
    assert handle_again(before, told, chains_of([FILE])) != told
    assert handle_again(before, told, {}) == told, "without the file nobody can tell"


def test_without_its_chain_a_step_is_only_put_in_order_and_said_so() -> None:
    """Given a file of another chain / expect the step as recorded, one that leaps refused."""
    before, step = climbing()[0]
    chains = chains_of([Configuration()])
    assert handle_again(before, step, chains) == step
    assert only_ordered(before, step, chains)
    assert handle_again(before, forged(step, level=3), chains) is None
    assert not only_ordered(before, before, chains)
