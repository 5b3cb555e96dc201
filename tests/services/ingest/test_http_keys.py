"""Keys at the door: whose they are, what they open, when they end."""

from __future__ import annotations

import pytest

from infra.clock import Clock
from infra.key_ring import KEY_TTL_SECONDS
from infra.postgres import open_pool
from services.ingest.keys import create_key, key_ring, list_keys, revoke_key
from tests.services.ingest import events
from tests.services.ingest.door import Client, Door, open_door
from tests.services.ingest.events import BANK, DISTRICT, LEAD, PROVINCE, Event

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("key", [None, "chitieu_x_y", "chitieu_" + "a" * 16 + "_" + "b" * 52])
async def test_without_a_valid_key_nothing_is_answered(door: Door, key: str | None) -> None:
    """401 for none, for one of another form, for one that nobody made."""
    answer = await door.client(key).post(events.report())
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert (await door.client(key).get("/v1/rejections")).status_code == 401


async def test_a_key_with_another_secret_is_refused(door: Door) -> None:
    """The id of a key hides nothing; its secret does."""
    text = await door.place.key(LEAD, "report")
    wrong = text[:-1] + ("a" if text[-1] != "a" else "b")
    assert (await door.client(wrong).post(events.report())).status_code == 401


async def test_a_revoked_key_is_dead_within_its_time_to_live(door: Door) -> None:
    """The door remembers a key for a few seconds; then it asks again."""

    class Ahead(Clock):
        seconds = 0.0

        def monotonic(self) -> float:
            return super().monotonic() + self.seconds

    clock = Ahead()
    async with door.place.session() as connection:
        key = await create_key(connection, agency=LEAD, scopes=["report"], clock=clock)
        pool = await open_pool(
            door.place.database_url, role="chitieu_ingest", application_name="t", min_size=0
        )
        ring = key_ring(pool, clock)
        header = f"Bearer {key.text}"
        assert await ring.credential(header) is not None
        assert await revoke_key(connection, key.key_id, clock=clock)
        assert await ring.credential(header) is not None
        clock.seconds = KEY_TTL_SECONDS + 0.1
        assert await ring.credential(header) is None
        assert KEY_TTL_SECONDS <= 10
        pool.terminate()


async def test_keys_are_listed_without_their_secrets(door: Door) -> None:
    """What is shown: id, agency, scopes, since when, until when."""
    async with door.place.session() as connection:
        key = await create_key(
            connection, agency="H20.77", scopes=["report", "report", "plan:H20"], clock=Clock()
        )
        assert not await revoke_key(connection, "khong-co", clock=Clock())
        listed = await list_keys(connection, "H20.77")
    assert [(item.key_id, item.scopes) for item in listed] == [(key.key_id, ("plan:H20", "report"))]
    assert key.text.rpartition("_")[2] not in repr(listed) + repr(key)


async def test_a_key_needs_a_scope_that_exists(door: Door) -> None:
    """A mistyped scope is refused when the key is made, not when it is used."""
    async with door.place.session() as connection:
        for scopes in ([], ["reports"]):
            with pytest.raises(ValueError, match="scope"):
                await create_key(connection, agency=LEAD, scopes=scopes, clock=Clock())


async def test_the_operators_key_works_on_a_local_stack_only(door: Door, operator: Client) -> None:
    """Elsewhere nobody speaks for every agency."""
    del operator
    key = await door.place.key(None)
    async with open_door(door.place, local=False, today=None) as elsewhere:
        answer = await elsewhere.client(key).post(events.report())
    assert (answer.status_code, answer.json()["code"]) == (403, "operator_key_not_local")


OWN = events.report("1.1", source=DISTRICT, scope=DISTRICT)
MATRIX: list[tuple[str, str, Event, str | None]] = [
    ("its own unit", DISTRICT, OWN, None),
    ("another's unit", DISTRICT, events.report(source=DISTRICT, scope=BANK), "not_a_reporter"),
    ("the whole, not being its lead", DISTRICT, events.report(source=DISTRICT), "not_a_reporter"),
    ("another's name", DISTRICT, events.report(source=LEAD), "source_not_allowed"),
    ("another's event id", BANK, OWN, "source_not_allowed"),
    ("another's task", DISTRICT, events.task_status(DISTRICT), "not_a_reporter"),
    ("a plan", DISTRICT, {**events.plan(), "source": DISTRICT}, "scope_missing"),
    ("the directory", DISTRICT, {**events.agency("H20.88"), "source": DISTRICT}, "scope_missing"),
    (
        "an unknown indicator",
        DISTRICT,
        {**OWN, "id": "la", "subject": "indicator/khong-co"},
        "unknown_indicator",
    ),
]


@pytest.mark.parametrize(
    ("agency", "message", "code"), [case[1:] for case in MATRIX], ids=[case[0] for case in MATRIX]
)
async def test_over_http_an_agency_says_its_own_and_nothing_else(
    door: Door, operator: Client, agency: str, message: Event, code: str | None
) -> None:
    """Each refusal leaves one rejection under the name of the key's own agency."""
    del operator
    client = await door.agency(agency, "report")
    before = (await client.get("/v1/rejections")).json()["items"]
    answer = await client.post(message)
    items = (await client.get("/v1/rejections")).json()["items"]
    if code is None:
        assert answer.status_code in (200, 201), answer.text
        assert items == before
    else:
        assert answer.json()["code"] == code
        assert len(items) == len(before) + 1
        assert (items[0]["code"], items[0]["agency"], items[0]["way"]) == (code, agency, "http")


async def test_rejections_are_read_page_by_page_newest_first(door: Door, operator: Client) -> None:
    """A cursor leads on; an agency sees its own alone; the topic carries the same."""
    bank = await door.agency(BANK, "report")
    sent = [events.report(source=BANK, name=f"trang-{number}") for number in range(5)]
    for message in sent:
        await bank.post(message)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(20):
        page = (await bank.get("/v1/rejections", limit="2", **cursor)).json()
        assert {item["agency"] for item in page["items"]} <= {BANK}
        seen += [item["event_id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert [name for name in seen if name.startswith("trang-")] == [
        f"trang-{number}" for number in (4, 3, 2, 1, 0)
    ]
    assert (await bank.get("/v1/rejections", agency=PROVINCE)).status_code == 403
    assert (await bank.get("/v1/rejections", cursor="x")).json()["code"] == "wrong_parameter"
    everyone = (await operator.get("/v1/rejections", limit="200")).json()["items"]
    assert {BANK, DISTRICT} <= {item["agency"] for item in everyone}
