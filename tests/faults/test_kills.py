"""Kill -9 inside the work of every service changes nothing in what comes of the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.campaign import CHAINS, run_campaign


@pytest.mark.faults
def test_kills_inside_the_work_lose_and_double_nothing(
    kafka_bootstrap: str, database_url: str, tmp_path: Path
) -> None:
    """Given a client that never pauses, on three kills of each service, expect every promise."""
    outcome = run_campaign(
        bootstrap=kafka_bootstrap,
        database_url=database_url,
        namespace="kills.",
        folder=tmp_path,
        kills_each=3,
        seed=1,
        say=lambda _line: None,
    )
    assert all(outcome.kills[name] >= 3 for name in CHAINS)
    assert all(outcome.hits[name] >= 1 for name in CHAINS), f"the work was missed: {outcome.hits}"
    assert outcome.checked is not None
    assert outcome.checked.open_alerts > 0
    assert outcome.checked.decisions >= outcome.checked.open_alerts
