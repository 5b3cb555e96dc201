"""Killed with -9 in the middle of its work, the service loses no alert and doubles none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contracts.alerts import AlertData
from contracts.status import StatusChanged
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.prior.shipped import shipped
from tests.builders import above, report, stamp
from tests.services.alerts.rederive import rederived
from tests.services.alerts.statuses import digital_economy, judged, status_changed, target_2023
from tests.services.alerts.world import World

pytestmark = [pytest.mark.integration, pytest.mark.faults]

MARKERS = ("alerts_batch_begin", "alerts_batch_committed", "alerts_sent", "alerts_dispatched")
TARGETS = 25
TODAY = "2023-09-15"
PARAMETERS = Parameters.of(shipped())


def news(round_number: int) -> list[tuple[str, StatusChanged]]:
    """Statuses of one round: each target falls behind in the even rounds, recovers in the odd."""
    _, *reports = digital_economy()
    better = report("4.1", period="2023-S1", at=stamp(event="m-2023-s1"))
    recovered = [better] if round_number % 2 else []
    told = []
    for number in range(TARGETS):
        target = target_2023(above("4"), name=f"chi-tieu-{number:02}")
        status = judged(target, *reports, *recovered, on=TODAY)
        change = status_changed(status, seq=round_number + 1, as_of=TODAY)
        told.append((change.subject, change))
    return told


def undisturbed(rounds: int) -> dict[tuple[str, int], AlertData]:
    """What a service that is never killed says, by target and number of the change."""
    held: dict[str, Held] = {}
    said: dict[tuple[str, int], AlertData] = {}
    at = datetime(2023, 9, 15, tzinfo=UTC)
    for round_number in range(rounds):
        for key, change in news(round_number):
            newer = received(change.data, held.get(key), at)
            assert newer is not None
            taken = step(newer, at=at, absence_settled=False, parameters=PARAMETERS)
            held[key] = taken.held
            for each in taken.changes:
                said[(str(each.data.alert), each.data.seq)] = each.data
    return said


async def test_kills_lose_and_double_nothing(world: World) -> None:
    """Killed at each marker twice, under new work each time: equal to an undisturbed run."""
    markers = MARKERS * 2
    for round_number, marker in enumerate(markers):
        await world.tell(news(round_number))
        with world.alerts(kill_at=marker) as running:
            await world.until(running.ended)
        assert running.process.returncode == -9, marker
        assert running.said(marker), "the kill hit the work, not an idle process"
    with world.alerts():
        await world.until_quiet(TARGETS)

        async def caught_up() -> bool:
            seqs = await world.rows("select distinct status_seq from alerts.targets")
            return seqs == [{"status_seq": len(markers)}]

        await world.until(caught_up)
        await world.until_quiet(TARGETS)
    told = {(str(change.data.alert), change.data.seq): change.data for change in await world.told()}
    assert told == undisturbed(len(markers))
    events = await world.rows("select alert_id::text, seq from alerts.events")
    assert {(row["alert_id"], row["seq"]) for row in events} == set(told)
    rows = await world.rows("select alert_id::text, seq, body::text from alerts.alerts")
    for row in rows:
        latest = AlertData.model_validate_json(str(row["body"]))
        assert latest == told[(str(row["alert_id"]), int(str(row["seq"])))]
        assert (str(latest.alert), latest.seq + 1) not in told
    assert {str(row["alert_id"]) for row in rows} == {alert for alert, _ in told}


async def test_every_recorded_decision_is_derivable_after_a_kill(world: World) -> None:
    """What survives a kill is a record like any other: its inputs give it again."""
    await world.tell(news(0))
    with world.alerts(kill_at="alerts_batch_committed") as running:
        await world.until(running.ended)
    with world.alerts():
        await world.until_quiet(TARGETS)
    _, *reports = digital_economy()
    for change in await world.told():
        target = target_2023(above("4"), name=change.data.target)
        assert rederived(change.data, None, judged(target, *reports, on=TODAY), PARAMETERS) == ()
