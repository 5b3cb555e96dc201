"""Steps of before chains were told, made again where the file that says theirs is at hand."""

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
from services.alerts.handling.handled import fallen_due, standing
from services.cli.alerts.chains import Chains, chains_of
from services.cli.alerts.falling_due import due_as_recorded, only_ordered
from tests.services.api.alert_rows import alert

AT = datetime(2023, 9, 15, 2, 0, tzinfo=UTC)
FILE = load_configuration(SOURCE_TREE / "examples" / "alerts.yaml")
AT_HAND = Chains(files=chains_of([Configuration(), FILE]))


def climbing(days: int = 60) -> list[tuple[AlertChanged, AlertChanged]]:
    """What was told of an alert that nobody takes: each step with the change before it."""
    chain = AT_HAND.files[FILE.escalation.digest]
    before, told = event(alert(), OPENED_TYPE, AT), []
    for day in (alert().opened_on + timedelta(days=number) for number in range(days)):
        now = standing(before.data, day)
        if fell := due(now, chain.waits, chain.working_days):
            said, name = fallen_due(before.data, fell, chain, now=now, basis=None)
            change = event(said.model_copy(update={"seq": before.data.seq + 1}), name, AT)
            told.append((before, change))
            before = change
    return told


def again(before: AlertChanged, change: AlertChanged, chains: Chains) -> AlertChanged | None:
    """Make a change again."""
    made = due_as_recorded(before, change, chains)
    if made is None:
        return None
    said, name = made
    return event(said.model_copy(update={"seq": before.data.seq + 1}), name, change.time)


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
    assert len(steps) == 4
    assert [again(before, step, AT_HAND) for before, step in steps] == [b for _, b in steps]
    assert not any(only_ordered(before, step, AT_HAND) for before, step in steps)


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
    assert again(before, told, AT_HAND) != told
    assert again(before, told, Chains()) == told, "without the file nobody can tell"


def test_without_its_chain_a_step_is_only_put_in_order_and_said_so() -> None:
    """Given a file of another chain / expect the step as recorded, one that leaps refused."""
    before, step = climbing()[0]
    chains = Chains(files=chains_of([Configuration()]))
    assert again(before, step, chains) == step
    assert only_ordered(before, step, chains)
    assert again(before, forged(step, level=3), chains) is None
    assert not only_ordered(before, before, chains)
