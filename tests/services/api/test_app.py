"""The app around its routes: rights, bounds, failures, hostile words, documentation."""

import asyncpg
import httpx
import pytest

from infra.clock import Clock
from infra.postgres import Pool, acquire, close_pool, connect, open_pool
from services.api.alerts.feed_routes import ATOM, CALENDAR
from services.api.main import ROLE
from services.api.reports import csv_file, xlsx_file
from tests.services.api.conftest import TODAY
from tests.services.api.in_process import client_of
from tests.services.api.read_model import ReadModel, event

HOSTILE = "<script>alert('x')</script> & \"kinh tế\" 'số' {{ 7*7 }} {% raw %}"
ESCAPED = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;kinh tế&#34;"


async def test_words_of_others_are_only_words_on_a_page(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """Text from events is escaped wherever it is printed; nothing of it is markup or template."""
    common = {"effective_on": "2023-01-01", "scope": "H20", "period": "2023", "lead": ["H20.14"]}
    plan = {
        "effective_on": "2023-01-01",
        "issuer": "H20",
        "title": HOSTILE,
        "number": HOSTILE,
        "issued_on": "2023-01-01",
        "period": "2023",
        "focal_point": "H20.14",
        "rows": [
            {"id": "r", "number": "1", "text": HOSTILE, "section": HOSTILE, "kind": "target"},
            {"id": "s", "number": "2", "text": HOSTILE, "kind": "task"},
        ],
    }
    due = {"kind": "year_end", "year": 2023, "text": HOSTILE}
    row = {**common, "plan": "thu-nghiem", "section": HOSTILE, "text": HOSTILE, "deadline": due}
    target = {
        **row,
        "target": "thu-nghiem-1",
        "row": "r",
        "number": HOSTILE,
        "unit": "<b>%</b>",
        "rule": {"kind": "threshold", "relation": "above", "value": "4"},
    }
    report = {
        "scope": "H20",
        "period": "2023-01",
        "value": {"kind": "number", "value": "3"},
        "phrase": HOSTILE,
        "document": {"number": HOSTILE, "title": HOSTILE},
        "provenance": {"kind": "printed", "note": HOSTILE},
    }
    state = {
        "effective_on": "2023-02-01",
        "scope": "H20",
        "state": "dang_trien_khai",
        "phrase": HOSTILE,
    }
    await read_model.apply(
        [
            event("plan.issued", "plan/thu-nghiem", plan),
            event("target.set", "indicator/thu-nghiem", target),
            event("measurement.reported", "indicator/thu-nghiem", report),
            event("task.assigned", "task/thu-nghiem", {**row, "row": "s", "number": "2"}),
            event("task.status_reported", "task/thu-nghiem", state),
        ],
        day=TODAY,
    )

    target_page, task_page = "/chi-tieu/thu-nghiem-1", "/nhiem-vu/thu-nghiem"
    argued = [f"{path}/giai-trinh" for path in (target_page, task_page)]
    for path in ("/", "/ke-hoach/thu-nghiem", target_page, task_page, *argued):
        page = (await client.get(path)).text
        assert ESCAPED in page
        assert "<script" not in page
        assert "<b>%</b>" not in page
        assert "{{ 7*7 }}" in page


async def test_the_role_of_the_api_can_only_select(pool: Pool) -> None:
    """Neither the role nor the session lets anything be written; of ingest it sees keys alone."""
    async with acquire(pool) as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("create temporary table t ()")
        await connection.execute("set default_transaction_read_only = off")
        for statement in (
            "delete from read.positions",
            "delete from alerts.alerts",
            "select 1 from ingest.events",
            "delete from ingest.api_keys",
            "select 1 from projector.outbox",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        await connection.execute("reset default_transaction_read_only")


async def test_readers_of_sql_find_targets_and_tasks_in_one_view(pool: Pool) -> None:
    """`read.status` has a row for each, with its verdicts, phase, reason and whole status."""
    rows = "select kind, id, official_verdict, phase, status from read.status where plan_id = $1"
    async with acquire(pool) as connection:
        settled = await connection.fetch(rows, "dong-thap-2022-kh144")
        running = await connection.fetch(rows, "dong-thap-2023-cds")

    assert {row["kind"] for row in settled} == {"target"}
    assert [row["official_verdict"] for row in settled].count("vuot") == 6
    assert sorted(row["kind"] for row in running) == ["target"] * 3 + ["task"] * 4
    assert all(row["status"] and row["phase"] for row in running)


async def test_a_past_day_of_too_many_facts_is_refused_in_words(pool: Pool) -> None:
    """An answer is bounded; the refusal says what to ask instead."""
    async with client_of(pool, Clock(TODAY), facts_max=5) as client:
        answer = await client.get("/v1/plans/dong-thap-2022-kh144/status?as_of=2022-12-31")
        stored = await client.get("/v1/plans/dong-thap-2022-kh144/status")
        explained = await client.get("/v1/targets/kh144-pl1-04/explanation")

    assert (answer.status_code, answer.json()["code"]) == (422, "answer_too_large")
    assert "hơn 5 sự kiện" in answer.json()["detail"]
    assert stored.status_code == 200
    # An explanation of the present needs the facts, too, so there is another way out.
    assert "CHITIEU_AS_OF_FACTS_MAX" in explained.json()["detail"]


async def test_a_database_that_is_away_is_told_and_not_a_fault_of_ours() -> None:
    """503 for programs and people, /ready says why, and the process lives on."""
    pool = await open_pool(
        "postgresql://nobody@127.0.0.1:1/none", role=ROLE, application_name="test", min_size=0
    )
    async with client_of(pool, Clock(TODAY)) as client:
        answer = await client.get("/v1/plans")
        page = await client.get("/")
        ready = await client.get("/ready")
        live = await client.get("/live")
    await close_pool(pool)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"
    assert (page.status_code, page.headers["retry-after"]) == (503, "2")
    assert "Hệ thống chưa xử lý được yêu cầu này" in page.text
    assert (ready.status_code, live.status_code) == (503, 200)


async def test_a_database_that_does_not_answer_is_away(pool: Pool, read_model: ReadModel) -> None:
    """A statement that hangs ends in 503, and the next one that can be answered is."""
    blocker = await connect(read_model.url, role=None, application_name="test-blocker")
    async with client_of(pool, Clock(TODAY), reading_seconds=0.2) as client, blocker.transaction():
        await blocker.execute("lock table read_1.positions in access exclusive mode")
        hung = await client.get("/v1/plans")
    async with client_of(pool, Clock(TODAY)) as client:
        answered = await client.get("/v1/plans")
    await blocker.close()

    assert (hung.status_code, answered.status_code) == (503, 200)


async def test_ready_shows_the_business_day(client: httpx.AsyncClient) -> None:
    """The day that pages show and everything is judged by."""
    answer = await client.get("/ready")

    assert answer.status_code == 200
    assert answer.json()["business_day"] == "2023-09-15"


async def test_before_the_first_migration_ready_says_what_to_run(postgres_url: str) -> None:
    """A database without the read model makes the api unready, with the command that helps."""
    pool = await open_pool(postgres_url, role=None, application_name="test", read_only=True)
    async with client_of(pool, Clock(TODAY)) as client:
        answer = await client.get("/ready")
    await close_pool(pool)

    assert answer.status_code == 503
    assert "chitieu migrate" in answer.text


async def test_metrics_name_routes_by_their_pattern(client: httpx.AsyncClient) -> None:
    """Ids never become labels, or the number of series would have no bound."""
    await client.get("/v1/targets/mot-ma-nao-do")
    metrics = (await client.get("/metrics")).text

    assert 'route="/v1/targets/{target_id}"' in metrics
    assert "mot-ma-nao-do" not in metrics


FILES = {xlsx_file.MEDIA_TYPE, csv_file.MEDIA_TYPE, CALENDAR, ATOM}


async def test_every_json_route_is_documented(client: httpx.AsyncClient) -> None:
    """A summary, a model of the answer, and the refusals; no page that loads foreign scripts."""
    document = (await client.get("/openapi.json")).json()

    routes = [route for path in document["paths"].values() for route in path.values()]
    assert len(routes) >= 13
    for route in routes:
        assert " / " in route["summary"]
        (media_type,) = route["responses"]["200"]["content"]
        model = route["responses"]["200"]["content"][media_type]
        assert "schema" in model or media_type in FILES
        assert {"422", "503", "504"} <= route["responses"].keys()
    assert (await client.get("/docs")).status_code == 404


async def test_the_style_sheet_is_our_own_and_may_be_kept_for_a_while(
    client: httpx.AsyncClient,
) -> None:
    """No page names another host."""
    style = await client.get("/static/style.css")
    page = (await client.get("/")).text

    assert style.headers["cache-control"] == "public, max-age=300"
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
