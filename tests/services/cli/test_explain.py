"""`chitieu explain --verify` on a real log: derived again, and what was changed is found."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.topics import Topics
from infra.clock import Clock
from infra.postgres import close_pool, connect, open_pool
from services.api.main import ROLE
from services.cli.api_client import ApiClient
from services.cli.console import REFUSED, CommandFailed
from services.cli.explain import ask, from_log, parsed
from services.projector.views import ROLE as PROJECTOR
from tests.services.api.in_process import client_of
from tests.services.cli.process import chitieu
from tests.services.projector.events import indicator, measurement, plan, target
from tests.services.projector.world import World

DAY = date(2023, 3, 1)
SEEN = "/v1/targets/kinh-te-so-2023/explanation"


@pytest.fixture(scope="module")
async def world(kafka_bootstrap: str, migrated_url: str, session_name: str) -> World:
    """A log on which a target's report was followed by a later one, all of it applied."""
    made = World(kafka_bootstrap, migrated_url, Topics(f"explain-{session_name}."))
    await made.create_topics()
    reports = [
        measurement("3.5", event_id="bc-1", period="2023-01"),
        measurement("4.5", event_id="bc-2", period="2023-02"),
    ]
    events = [plan(), indicator(), target(), indicator("chi-so-khac"), *reports]
    async with made.projector(DAY):
        await made.until_applied(await made.tell(events))
    return made


@pytest.fixture(scope="module")
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The api on what was applied."""
    pool = await open_pool(
        world.database_url, role=ROLE, application_name="test-api", max_size=2, read_only=True
    )
    async with client_of(pool, Clock(DAY), facts_max=1_000) as client:
        yield client
    await close_pool(pool)


async def asked(api: httpx.AsyncClient, **question: str) -> dict[str, Any]:
    """Return the explanation of the target."""
    answer = await api.get(SEEN, params=question)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_the_log_gives_the_same_now_then_and_by_what_was_known(
    api: httpx.AsyncClient, world: World
) -> None:
    """Now, on an earlier day, and with the last report not yet known."""
    now = await asked(api)
    last = next(e for e in now["evidence"] if e["event"]["event_id"] == "bc-2")
    partition, _, offset = last["event"]["position"].partition(":")
    before = f"{partition}:{int(offset) - 1}"
    earlier = await asked(api, as_of="2023-02-01")
    then = await asked(api, as_of=DAY.isoformat(), known_at=before)
    values = []
    for told in (now, earlier, then):
        done = await from_log(parsed(told), world.kafka_bootstrap, world.topics.namespace)
        assert done.differences == ()
        assert done.facts == told["facts"]["count"]
        values.append(told["parts"][0]["value_text"])
    assert values == ["4,5%", "3,5%", "3,5%"]


async def test_a_log_that_is_shorter_than_what_was_applied_is_not_believed(
    api: httpx.AsyncClient, world: World
) -> None:
    """Another log of the same name holds nothing of it: said in words, and refused."""
    other = World(world.kafka_bootstrap, world.database_url, Topics("explain-other."))
    await other.create_topics()
    with pytest.raises(CommandFailed, match="does not hold what the read model") as refused:
        await from_log(parsed(await asked(api)), other.kafka_bootstrap, "explain-other.")
    assert refused.value.exit_code == REFUSED


async def test_a_fact_changed_in_the_database_is_found_out(
    api: httpx.AsyncClient, world: World
) -> None:
    """Bytes, status and argument rest on the altered row; the log says which one it is."""
    connection = await connect(world.database_url, role=PROJECTOR, application_name="test")
    try:
        await connection.execute(
            "update read_1.facts set record = convert_to(replace("
            "convert_from(record, 'UTF8'), '4.5', '3.9'), 'UTF8') where event_id = 'bc-2'"
        )
    finally:
        await connection.close()
    told = await asked(api, as_of=DAY.isoformat())
    assert told["parts"][0]["value_text"] == "3,9%"
    done = await from_log(parsed(told), world.kafka_bootstrap, world.topics.namespace)
    found = {one.what for one in done.differences}
    assert {"facts.sha256", "H20.14/bc-2 sha256", "status.provisional_verdict"} <= found
    # The stored row still tells the truth, and the answer says that its facts do not agree.
    assert (await asked(api))["consistent"] is False


def test_without_an_api_the_next_step_is_told(tmp_path: Path) -> None:
    """Nothing runs here: one message, no trace."""
    ran = chitieu("explain", "kh144-pl1-04", local_dir=tmp_path)
    assert ran.returncode == 2
    assert "CHITIEU_API_URL" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_name_that_is_none_is_asked_for_as_it_was_typed() -> None:
    """Signs of addresses in it name no other answer; the api refuses it in words."""
    paths: list[str] = []

    class Refusing(ApiClient):
        def get(self, path: str, **_asked: str | int | None) -> Any:
            paths.append(path)
            raise CommandFailed("bad_parameter")

    with Refusing("http://api") as api, pytest.raises(CommandFailed, match="bad_parameter"):
        ask(api, "../plans?x=1#", as_of=None, known_at=None)

    assert paths == ["/v1/targets/..%2Fplans%3Fx%3D1%23/explanation"]
