"""How long the log has not been looked at is told, and is a reason not to be ready."""

from __future__ import annotations

import pytest

from infra.kafka import KafkaUnavailable
from services.projector import lag, witness
from services.projector.lag import consuming_check
from services.projector.refusals import Refused, other_log
from services.projector.standing import Standing
from services.projector.witness import watch_log
from tests.services.projector.world import World


async def test_only_a_look_that_kafka_did_not_prevent_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A check that fails is made again; until one comes through, none is told."""
    monkeypatch.setattr(witness, "WATCH_SECONDS", 0)
    answers: list[Exception | None] = [
        KafkaUnavailable("away"),
        None,
        KafkaUnavailable("away"),
        Refused(other_log(0, 0)),
    ]
    left_at_looks: list[int] = []

    async def also() -> None:
        if problem := answers.pop(0):
            raise problem

    def looked() -> None:
        left_at_looks.append(len(answers))

    with pytest.raises(Refused):
        await watch_log("nowhere", "log", Standing(), also, looked, {})
    assert left_at_looks == [2]


async def test_a_log_that_is_not_looked_at_for_long_is_a_reason_until_it_is() -> None:
    """What is applied meanwhile may be another log's: readiness says so, and consuming goes on."""
    standing = Standing()
    standing.settle({})
    check = consuming_check(standing)
    assert standing.age(1_000) == 0
    assert standing.age(1_000 + lag.UNCHECKED_SECONDS) == lag.UNCHECKED_SECONDS
    assert await check() is None
    standing.age(1_001 + lag.UNCHECKED_SECONDS)
    reason = await check()
    assert reason is not None
    assert reason.code == "log_not_checked"
    standing.looked(1_001 + lag.UNCHECKED_SECONDS)
    assert await check() is None


@pytest.mark.integration
async def test_the_age_of_the_last_look_is_a_metric(world: World) -> None:
    """A projector at work tells it from its start on."""
    async with world.projector() as running:
        await world.until(lambda: running.standing.settled)
        await world.until(lambda: b"chitieu_log_check_age_seconds{" in running.metrics.render())
