"""What an agency is told of itself: by its key alone, and enough to build its next event."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from contracts.codec import decode
from infra.access import generate_key
from infra.clock import Clock
from infra.postgres import Pool, connect
from tests.services.api.conftest import TODAY
from tests.services.api.group_plan import (
    CITY,
    FOCAL_POINT,
    HEALTH,
    INDICATOR,
    PLAN,
    TARGET,
    TASK,
    TRADE,
    plan_events,
    reported,
)
from tests.services.api.in_process import client_of
from tests.services.api.read_model import ReadModel

PATH = f"/v1/me/obligations?plan={PLAN}"
_INSERT = """
insert into ingest.api_keys (key_id, agency, scopes, secret_sha256, every_agency, created_at)
values ($1, $2, '{report}', $3, $4, now())
"""


@pytest.fixture(scope="module", autouse=True)
async def told(read_model: ReadModel) -> None:
    """The plan is published, and health has reported what it has."""
    await read_model.apply(
        [*plan_events(), reported(HEALTH, "9", "10", at="2023-09-01")], day=TODAY
    )


@pytest.fixture(scope="module")
async def keys(read_model: ReadModel) -> dict[str | None, str]:
    """A key of each agency, and the operator's, as ingest keeps them."""
    connection = await connect(read_model.url, role="chitieu_ingest", application_name="test")
    made = {}
    for agency in (HEALTH, TRADE, FOCAL_POINT, "H20.77", None):
        key = generate_key(Clock().secret_token)
        values = (key.key_id, agency, key.secret_sha256, agency is None)
        await connection.execute(_INSERT, *values)
        made[agency] = key.text
    await connection.close()
    return made


async def _asked(client: httpx.AsyncClient, key: str | None, path: str = PATH) -> httpx.Response:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    return await client.get(path, headers=headers)


async def _items(client: httpx.AsyncClient, key: str | None) -> list[dict[str, Any]]:
    answer = await _asked(client, key)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_without_a_valid_key_nothing_is_told(
    client: httpx.AsyncClient, keys: dict[str | None, str]
) -> None:
    """None, one of another form, one with another secret: 401, and how to send it."""
    wrong = keys[HEALTH][:-1] + ("a" if keys[HEALTH][-1] != "a" else "b")
    for key in (None, "chitieu_x_y", wrong):
        answer = await _asked(client, key)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert "Authorization: Bearer" in answer.json()["detail"]


async def test_a_revoked_key_opens_nothing(
    client: httpx.AsyncClient, read_model: ReadModel, keys: dict[str | None, str]
) -> None:
    """What ingest refuses the api refuses too."""
    key_id = keys[TRADE].split("_")[1]
    connection = await connect(read_model.url, role="chitieu_ingest", application_name="test")
    revoke = "update ingest.api_keys set revoked_at = now() where key_id = $1"
    await connection.execute(revoke, key_id)
    await connection.close()

    assert (await _asked(client, keys[TRADE])).status_code == 401


async def test_an_agency_is_told_its_own_rows_with_all_that_an_event_needs(
    client: httpx.AsyncClient, keys: dict[str | None, str]
) -> None:
    """Ids, unit, period, definition, parts and day; of no other agency anything."""
    target, task = await _items(client, keys[HEALTH])

    assert (target["target_id"], target["indicator_id"]) == (TARGET, INDICATOR)
    assert (target["period"], target["due_on"], target["unit"]) == ("2023", "2023-11-29", "%")
    assert (target["scope"], target["state"], target["reported_on"]) == (
        HEALTH,
        "reported",
        "2023-09-01",
    )
    assert target["measured"]["numerator"] == "Số hồ sơ trực tuyến"
    assert target["parts"] == [
        {
            "part": None,
            "text": "Tỷ lệ hồ sơ xử lý trực tuyến đạt 80%",
            "rule": target["parts"][0]["rule"],
        }
    ]
    assert target["deadline"] == "Cuối năm 2023"
    assert (task["task_id"], task["role"], task["scope"]) == (TASK, "lead", "H20")


async def test_an_example_event_is_valid_and_would_be_the_agency_s_own(
    client: httpx.AsyncClient, keys: dict[str | None, str]
) -> None:
    """It passes the contract as it stands, and its made-up value is marked as such."""
    for key, agency in ((keys[HEALTH], HEALTH), (keys[FOCAL_POINT], FOCAL_POINT)):
        for item in await _items(client, key):
            event = decode(orjson.dumps(item["example_event"]))
            assert event.source == agency
            assert event.subject.split("/")[1] in (INDICATOR, TASK)
            assert event.data.provenance is not None
            assert event.data.provenance.kind == "illustrative"
    (synthesis,) = await _items(client, keys[FOCAL_POINT])
    assert synthesis["example_event"]["data"]["scope"] == "H20"


async def test_whoever_owes_nothing_gets_an_empty_list(
    client: httpx.AsyncClient, keys: dict[str | None, str]
) -> None:
    """Not an error: there is nothing to send."""
    answer = (await _asked(client, keys["H20.77"])).json()

    assert (answer["agency"], answer["items"], answer["next_cursor"]) == ("H20.77", [], None)


async def test_an_agency_sees_no_other_s_rows(
    client: httpx.AsyncClient, keys: dict[str | None, str]
) -> None:
    """Naming another agency is refused, not answered with an empty list."""
    answer = await _asked(client, keys[HEALTH], f"{PATH}&agency={CITY}")

    assert (answer.status_code, answer.json()["code"]) == (403, "other_agency")


@pytest.fixture
async def local_client(pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app as a local stack runs it."""
    async with client_of(pool, Clock(TODAY), local=True) as opened:
        yield opened


async def test_the_operator_names_the_agency_and_works_locally_only(
    client: httpx.AsyncClient, local_client: httpx.AsyncClient, keys: dict[str | None, str]
) -> None:
    """The key that speaks for every agency is taken nowhere else, as at ingest."""
    named = f"{PATH}&agency={CITY}"
    assert (await _asked(client, keys[None], named)).json()["code"] == "operator_key_not_local"
    assert (await _asked(local_client, keys[None])).json()["code"] == "agency_needed"
    assert (await _asked(local_client, keys[None], named)).json()["agency"] == CITY
