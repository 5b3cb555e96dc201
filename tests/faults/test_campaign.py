"""Faults inside the work of every service and server change nothing in what comes of the log."""

from __future__ import annotations

from pathlib import Path

import pytest
import uvloop

from tests.faults.campaign import Outcome, run_campaign
from tests.faults.points import SERVICES

KILLS = 25
SEED = 20_231_130

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def outcome(servers_dir: Path) -> Outcome:
    """Play one round on servers of its own, and check it."""
    folder = servers_dir / "campaign"
    folder.mkdir()
    said: list[str] = []
    played = uvloop.run(run_campaign(folder, kills=KILLS, seed=SEED, say=said.append))
    print("\n".join(said))  # noqa: T201  # shown where a test below fails
    return played


def test_no_promise_is_broken(outcome: Outcome) -> None:
    """Given clients that never pause, on faults of every kind, expect every promise to hold."""
    assert outcome.violations == []


def test_the_kills_fell_inside_the_work(outcome: Outcome) -> None:
    """A kill of an idle process proves nothing: each was aimed, and enough of them hit."""
    assert outcome.hits >= KILLS
    hit = {struck.fault.point for struck in outcome.struck if struck.hit and struck.fault.kills}
    assert hit >= {point for service in SERVICES.values() for point in service.points}


def test_the_round_was_no_empty_one(outcome: Outcome) -> None:
    """There were acknowledgements, refusals, unknown outcomes, alerts and absences to check."""
    for played in outcome.rounds:
        found = played.evidence
        assert {attempt.ended for attempt in found.history} == {"ok", "fail", "info"}
        assert {attempt.way for attempt in found.history} == {"http", "kafka"}
        assert {attempt.meant for attempt in found.history} >= {"duplicate", "conflict", "invalid"}
        assert len(found.log) > len(found.facts) > 500, "some stand twice on the log"
        assert found.open_alerts
        assert found.channel
        assert found.refused_under_load


def test_a_full_disk_was_among_the_faults_or_the_refusal_is_told(outcome: Outcome) -> None:
    """Given a disk of PostgreSQL's own that is full, expect the same; or why there is none."""
    struck = [each for each in outcome.struck if each.fault.kind == "disk_full"]
    assert bool(struck) is not bool(outcome.not_run.get("disk_full"))
