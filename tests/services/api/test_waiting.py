"""A sender waits for what ingest acknowledged, and reads its own event."""

import asyncio

import httpx

from contracts.envelope import AnyEvent
from tests.services.api.conftest import TODAY
from tests.services.api.read_model import PARTITIONS, ReadModel, event

TARGET = "/v1/targets/cds2023-pl7-iii-06"
SUBJECT = "indicator/kinh-te-so-grdp"


def _report(value: str) -> AnyEvent:
    return event(
        "measurement.reported",
        SUBJECT,
        {"scope": "H20", "period": "2023-01", "value": {"kind": "number", "value": value}},
        source="H20.14",
    )


async def test_an_answer_waits_until_the_event_is_applied(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """The request is sent first, the event is applied after, and the answer has it."""
    applied = next(
        position
        for position in (await client.get("/v1/plans")).json()["known_at"]
        if position.startswith(f"{sum(SUBJECT.encode()) % PARTITIONS}:")
    )
    partition, offset = map(int, applied.split(":"))
    asked: dict[str, str | int] = {"after": f"{partition}:{offset + 1}", "wait_seconds": 30}
    waiting = asyncio.create_task(client.get(TARGET, params=asked))
    await asyncio.sleep(0)

    positions = await read_model.apply([_report("4.1")], day=TODAY)
    answer = await waiting

    assert positions == [asked["after"]]
    assert answer.json()["target"]["value_text"] == "4,1% GRDP"


async def test_what_is_applied_already_is_answered_at_once(client: httpx.AsyncClient) -> None:
    """Every position of known_at can be waited for without waiting."""
    known_at = (await client.get("/v1/plans")).json()["known_at"]

    for position in known_at:
        answer = await client.get("/v1/plans", params={"after": position, "wait_seconds": 0})
        assert answer.status_code == 200


async def test_a_wait_in_vain_says_how_far_the_partition_has_come(
    client: httpx.AsyncClient,
) -> None:
    """504 with words, the position asked for and the last one applied."""
    answer = await client.get("/v1/plans", params={"after": "0:999999", "wait_seconds": 0.05})
    problem = answer.json()

    assert (answer.status_code, problem["code"]) == (504, "not_yet_applied")
    assert problem["after"] == "0:999999"
    assert int(problem["applied"].split(":")[1]) >= 0
    assert "chưa được áp dụng" in problem["detail"]


async def test_a_partition_that_nobody_has_met_is_waited_for_too(
    client: httpx.AsyncClient,
) -> None:
    """It may be that its first record is on its way."""
    answer = await client.get("/v1/plans", params={"after": "77:0", "wait_seconds": 0})

    assert answer.status_code == 504
    assert answer.json()["applied"] is None
