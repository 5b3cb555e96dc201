"""What was known then: an instant, positions, and whether more may still come to be known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.clock import BUSINESS_ZONE
from infra.local.postgres import drop_database
from infra.postgres import Connection, connect
from services.api.known import KnownPositions, parse_known
from services.api.known_store import find_cut
from services.api.rows import Position
from tests.databases import copy_database
from tests.services.api.known_log import PLAN, TARGET, Log, client, log

PATH = f"/v1/targets/{TARGET}"

__all__ = ["client", "log"]


@pytest.fixture(scope="module")
async def empty(postgres_url: str, template: str, migrated_url: str) -> AsyncIterator[Connection]:
    """Tables of another database, for records of any kind."""
    name = f"{migrated_url.rsplit('/', 1)[1]}_law"
    url = await copy_database(postgres_url, template, name)
    connection = await connect(url, role=None, application_name="test")
    yield connection
    await connection.close()
    await drop_database(postgres_url, name)


async def _asked(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    answer = await client.get(PATH, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_was_known_on_a_day_is_not_what_is_true_of_it(client: httpx.AsyncClient) -> None:
    """Two axes: by now it is known that June stood at 85; in July 60 was known of it."""
    by_now = await _asked(client, as_of="2023-07-31")
    by_then = await _asked(client, as_of="2023-07-31", known_at="2023-07-31")

    assert by_now["target"]["value_text"] == "85%"
    assert by_then["target"]["value_text"] == "60%"
    assert by_then["target"]["provisional_verdict"] == "chua_dat"


async def test_an_answer_names_both_axes(client: httpx.AsyncClient) -> None:
    """The day, the positions, and that nothing more can come to be known."""
    found = await _asked(client, known_at="2023-07-31")

    assert found["as_of"] == "2023-07-31"
    assert (found["settled"], found["unsettled"]) == (True, None)
    again = await _asked(client, known_at=",".join(found["known_at"]), as_of="2023-07-31")
    assert again == found


async def test_a_day_is_its_end_in_viet_nam_and_an_instant_is_itself(
    client: httpx.AsyncClient,
) -> None:
    """The report of 05/07 came at noon: known at the end of the day, not in the morning."""
    on_the_day = await _asked(client, known_at="2023-07-05")
    that_noon = await _asked(client, known_at="2023-07-05T12:00:00.007+07:00")
    before = await _asked(client, known_at="2023-07-05T04:59:59Z")

    assert on_the_day["target"]["value_text"] == that_noon["target"]["value_text"] == "60%"
    assert before["target"]["value_text"] == ""
    assert before["as_of"] == "2023-07-05"


async def test_a_plus_that_an_address_turned_into_a_blank_is_understood(
    client: httpx.AsyncClient,
) -> None:
    """Nobody escapes it by hand."""
    answer = await client.get(f"{PATH}?known_at=2023-07-05T13:00:00+07:00")
    assert answer.json()["target"]["value_text"] == "60%"


async def test_positions_without_a_day_are_judged_on_the_day_of_their_last_record(
    client: httpx.AsyncClient,
) -> None:
    """A partition that is left out is one of which nothing was known."""
    known_at = (await _asked(client, known_at="2023-07-31"))["known_at"]
    assert (await _asked(client, known_at=",".join(known_at)))["as_of"] == "2023-07-05"

    without = [place for place in known_at if not place.startswith(_partition(TARGET))]
    answer = await client.get(PATH, params={"known_at": ",".join(without) or "0:0"})
    assert answer.status_code == 404
    assert "lúc đó chưa biết" in answer.json()["detail"]


async def test_a_day_after_that_of_knowledge_is_allowed(client: httpx.AsyncClient) -> None:
    """What was foreseen in July of the end of the year."""
    found = await _asked(client, known_at="2023-07-31", as_of="2024-01-15")
    assert (found["target"]["phase"], found["target"]["value_text"]) == ("past_due", "60%")


async def test_more_than_is_applied_is_answered_as_far_as_it_goes(
    client: httpx.AsyncClient,
) -> None:
    """A decision may know of records that the read model has not reached: not settled."""
    found = await _asked(client, known_at=f"{_partition(TARGET)}:999")
    assert (found["settled"], found["unsettled"]["code"]) == (False, "not_applied")
    assert "999" not in "".join(found["known_at"])


@pytest.mark.parametrize("known_at", ["2023-09-15", "2023-09-15T09:00:00+07:00"])
async def test_the_present_is_not_settled(client: httpx.AsyncClient, known_at: str) -> None:
    """Today is not over, and an event of this second may be on its way to the log."""
    found = await _asked(client, known_at=known_at)
    assert (found["settled"], found["unsettled"]["code"]) == (False, "too_recent")
    assert found["unsettled"]["words"]["vi"].startswith("Thời điểm này chưa qua hẳn")


@pytest.mark.parametrize("known_at", ["2023-09-16", "2023-09-15T09:06:00+07:00"])
async def test_the_future_is_refused_in_words(client: httpx.AsyncClient, known_at: str) -> None:
    """Nobody knows what will have been known."""
    answer = await client.get(PATH, params={"known_at": known_at})
    problem = answer.json()
    assert (answer.status_code, problem["field"]) == (422, "known_at")
    assert "≤ 2023-09-15T09:00:00+07:00" in problem["detail"]


async def test_what_ingest_has_not_sent_yet_keeps_an_instant_open(
    client: httpx.AsyncClient, log: Log
) -> None:
    """Received before that instant, and on no partition yet; earlier instants are settled."""
    async with _reserved(log.url, "'r', sha256('r'), null, null"):
        after = await _asked(client, known_at="2023-09-05")
        before = await _asked(client, known_at="2023-08-31")

    assert (after["settled"], after["unsettled"]["code"]) == (False, "not_sent")
    assert before["settled"]


async def test_what_is_on_the_log_and_not_applied_keeps_an_instant_open(
    client: httpx.AsyncClient, log: Log
) -> None:
    """The ledger knows of a record behind the applied ones; before the last applied all stands."""
    async with _reserved(log.url, f"null, null, {_partition(TARGET)}, 99"):
        after = await _asked(client, known_at="2023-09-05")
        before = await _asked(client, known_at="2023-08-01")

    assert (after["settled"], after["unsettled"]["code"]) == (False, "not_applied")
    assert before["settled"]


async def test_an_event_that_waits_is_known_and_not_applied(
    client: httpx.AsyncClient, log: Log
) -> None:
    """From its place on an answer may change when it is applied; before it nothing is open."""
    place = _partition(TARGET)
    connection = await connect(log.url, role=None, application_name="test")
    await connection.execute(
        "insert into read_1.parked_subjects (partition, subject, since_offset, rows_as_of, code,"
        f" vi, en) select {place}, 'indicator/x', 4, '2023-09-15', 'c', 'v', 'e'"
    )
    await connection.execute(
        'insert into read_1.parked_events (partition, "offset", subject, timestamp_ms, headers)'
        f" select {place}, 4, 'indicator/x', 0, ''"
    )
    try:
        after = await _asked(client, known_at="2023-08-31")
        before = await _asked(client, known_at="2023-07-31")
    finally:
        await connection.execute("truncate read_1.parked_events, read_1.parked_subjects")
        await connection.close()

    assert (after["settled"], after["unsettled"]["code"]) == (False, "parked")
    assert before["settled"]


async def test_files_and_lists_say_it_in_their_headers(client: httpx.AsyncClient) -> None:
    """A plain list and a file have no room for it."""
    asked = {"known_at": "2023-07-31"}
    for path in ("status", "report.csv"):
        headers = (await client.get(f"/v1/plans/{PLAN}/{path}", params=asked)).headers
        assert headers["chitieu-as-of"] == "2023-07-31"
        assert headers["chitieu-settled"] == "true"


@pytest.mark.parametrize(
    "path", ["", "/status", "/scorecard", "/projects", "/obligations", "/member-changes", "/report"]
)
async def test_all_that_spans_subjects_is_asked_of_the_past_too(
    client: httpx.AsyncClient, path: str
) -> None:
    """Before the plan was known there is no plan, whatever is true of that day."""
    address = f"/v1/plans/{PLAN}{path}"
    known = await client.get(address, params={"known_at": "2023-07-31"})
    unknown = await client.get(address, params={"known_at": "2023-01-05", "as_of": "2023-01-05"})

    assert (known.status_code, unknown.status_code) == (200, 404)


async def test_lists_look_back_plan_by_plan_or_indicator_by_indicator(
    client: httpx.AsyncClient,
) -> None:
    """The same filters as now, over what was judged for then; pages go on by id."""

    async def ids(path: str, **asked: str) -> list[str]:
        answer = await client.get(f"/v1/{path}", params={"known_at": "2023-07-31", **asked})
        assert answer.status_code == 200, answer.text
        return [one.get("target_id") or one.get("plan_id") for one in answer.json()["items"]]

    assert await ids("plans") == [PLAN]
    assert await ids("plans", known_at="2023-01-05") == []
    assert await ids("targets", plan=PLAN, verdict="chua_dat", lead="H20.14") == [TARGET]
    assert await ids("targets", plan=PLAN, verdict="vuot") == []
    assert await ids("targets", indicator=TARGET, q="SỐ HÓA") == [TARGET]
    assert await ids("targets", plan="khong-co") == []
    assert await ids("tasks", plan=PLAN, phase="not_due") == []
    found = (await client.get(f"/v1/indicators/{TARGET}?known_at=2023-07-31")).json()
    assert [one["value_text"] for one in found["targets"]] == ["60%"]


moments = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 72)), max_size=12)


@given(records=moments, asked=st.integers(-30, 80))
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
async def test_an_instant_lies_before_the_first_record_received_later(
    empty: Connection, records: Sequence[tuple[int, int]], asked: int
) -> None:
    """Law: the running maximum of `receivedat` decides, however late a record came."""
    base = datetime(2023, 5, 1, tzinfo=UTC)
    ends = [0, 0, 0]
    expected: list[int | None] = [None, None, None]
    rows = []
    instant = base + timedelta(hours=asked)
    for partition, hours in records:
        received_at = base + timedelta(hours=hours)
        if received_at > instant and expected[partition] is None:
            expected[partition] = ends[partition]
        rows.append((partition, ends[partition], received_at))
        ends[partition] += 1
    await empty.execute("delete from read_1.facts; delete from read_1.positions")
    await empty.executemany(
        "insert into read_1.positions (partition, next_offset, swept_to)"
        " values ($1, $2, '2023-05-01')",
        list(enumerate(ends)),
    )
    await empty.executemany(
        "insert into read_1.facts values"
        " ('H20', $1::int || '-' || $2::bigint, 's', 't', $1, $2, $3, $3, '')",
        rows,
    )
    positions = [Position(partition, end, base.date()) for partition, end in enumerate(ends)]
    cut = await find_cut(empty, parse_known(instant.isoformat()), positions, base)
    wanted = [end if first is None else first for first, end in zip(expected, ends, strict=True)]
    assert list(cut.next_offsets) == wanted

    day = await find_cut(empty, KnownPositions(dict(enumerate(ends))), positions, base)
    last = max((at for _, _, at in rows), default=None)
    assert day.day == (last and last.astimezone(BUSINESS_ZONE).date())


@asynccontextmanager
async def _reserved(url: str, place: str) -> AsyncIterator[None]:
    """An event received on 01/09/2023 stands in ingest's ledger, at a place or at none yet."""
    connection = await connect(url, role=None, application_name="test")
    try:
        await connection.execute(
            "insert into ingest.events (agency, id, digest, subject, type, record,"
            ' received_sha256, partition, "offset", received_at, claimed_at)'
            f" select 'H20', 'e', sha256('e'), 's', 't', {place}, '2023-09-01', '2023-09-01'"
        )
        yield
        await connection.execute("delete from ingest.events")
    finally:
        await connection.close()


def _partition(target: str) -> str:
    return str(sum(f"indicator/{target}".encode()) % 3)
