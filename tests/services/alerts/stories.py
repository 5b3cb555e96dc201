"""Targets that are followed from status to status, and what their alerts say meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from contracts.alerts import AlertChanged, AlertData, KindWord
from contracts.status import TargetStatus
from domain.history import Fact
from domain.target import Stakes
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from tests.builders import (
    above,
    report,
    stamp,
)
from tests.services.alerts.statuses import judged, status_changed, target_2023

TODAY = "2023-09-15"
AT = datetime(2023, 9, 15, 3, 0, tzinfo=UTC)
NAME = "kinh-te-so-2023"
BEHIND = (
    target_2023(above("60"), unit="%"),
    report("20", period="2021", at=stamp(event="m-2021")),
    report("22", period="2022", at=stamp(event="m-2022")),
)
"""So far behind that no forecast takes it for anything but a miss."""


def on_the_way(name: str = NAME, at_stake: Stakes | None = None) -> tuple[Fact, ...]:
    """A target above its level for two years, and just below it in the newest quarters."""
    values = {"2021-Q4": "71", "2022-Q2": "66", "2022-Q4": "63", "2023-Q1": "59", "2023-Q2": "59"}
    stated = target_2023(above("60"), name=name, unit="%", stakes=at_stake)
    quarterly = replace(stated, target=replace(stated.target, frequency="Q"))
    told = (report(value, period=of, at=stamp(event=of)) for of, value in values.items())
    return (quarterly, *told)


def follow(
    *statuses: tuple[TargetStatus, str], settled: bool = False
) -> tuple[Held, list[AlertChanged]]:
    """Take a step for each status, judged on its day; what is held at the end, and all said."""
    held: Held | None = None
    said: list[AlertChanged] = []
    for seq, (status, on) in enumerate(statuses, start=1):
        newer = received(status_changed(status, seq=seq, as_of=on).data, held, AT)
        assert newer is not None
        taken = step(newer, at=AT, absence_settled=settled, parameters=Parameters())
        held = taken.held
        said += taken.changes
    assert held is not None
    return held, said


def on_day(*facts: Fact, on: str = TODAY) -> tuple[TargetStatus, str]:
    """Return the status of facts on a day, with the day."""
    return judged(*facts, on=on), on


def about(changes: list[AlertChanged], kind: KindWord) -> list[AlertData]:
    """Return what was said about one kind."""
    return [change.data for change in changes if change.data.kind == kind]
