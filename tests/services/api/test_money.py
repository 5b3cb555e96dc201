"""The money of a plan's projects and the indicators: in the read model, as JSON, on the page."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from contracts.envelope import AnyEvent
from infra.clock import Clock
from infra.migrate import migrate
from infra.postgres import close_pool, connect, open_pool
from services.api.main import ROLE
from services.projector.views import ensure_views
from tests.services.api.in_process import client_of
from tests.services.api.read_model import event, prepare

pytestmark = pytest.mark.integration

DAY = date(2023, 9, 15)
PLAN = "cds-2023"
TABLE = "Phụ lục V: Danh mục dự án đầu tư công năm 2023"
STATE: dict[str, Any] = {
    "effective_on": "2023-01-01",
    "plan": PLAN,
    "row": "v-1",
    "table": TABLE,
    "number": "1",
    "project": "Xây dựng Kho dữ liệu dùng chung",
    "year": 2023,
}


def allocated(name: str, amount: str | None, **data: Any) -> AnyEvent:
    """An amount of a project."""
    content = {**STATE, "amount_million_vnd": amount, **data}
    return event("budget.allocated", f"project/{name}", content)


def plan() -> AnyEvent:
    """A plan with two rows of money."""
    rows = [
        {"id": "v-1", "number": "1", "text": "Kho dữ liệu", "kind": "other"},
        {"id": "v-2", "number": "2", "text": "Cổng dịch vụ công", "kind": "other"},
    ]
    data = {
        "effective_on": "2023-01-01",
        "issuer": "H20",
        "title": "Kế hoạch chuyển đổi số năm 2023",
        "period": "2023",
        "focal_point": "H20.14",
        "rows": rows,
    }
    return event("plan.issued", f"plan/{PLAN}", data)


def told() -> list[AnyEvent]:
    """Two projects: one from two sources, one without a printed amount, later amended."""
    second = {"row": "v-2", "number": "2", "project": "Cổng dịch vụ công", "status_text": ""}
    withdrawn = {"effective_on": "2023-06-01", "plan": PLAN, "year": 2023, "source": "Vốn XSKT"}
    return [
        plan(),
        allocated("cong", None, **second),
        allocated("kho", "4341.5", source="NSTW", total_investment_million_vnd="21000"),
        allocated("kho", "1000.1", source="Vốn XSKT", first_year=2021, last_year=2024),
        allocated("kho", "4341.6", source="NSTW", revision=2, effective_on="2023-06-01",
                  total_investment_million_vnd="20080", status="dang_trien_khai"),
        event("budget.withdrawn", "project/kho",
              {**withdrawn, "revision": 2, "reason": "Chuyển nguồn"}),
    ]  # fmt: skip


@pytest.fixture(scope="module")
async def client(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The api on a read model that was made before projects were kept, and migrated."""
    await _as_before(database_url)
    model = await prepare(database_url)
    indicator = {"effective_on": "2023-01-01", "name": "Tỷ lệ dữ liệu mở", "unit": "%"}
    redefined = {**indicator, "effective_on": "2023-02-01", "revision": 2, "reason": "mẫu số khác"}
    await model.apply(
        [
            *told(),
            event("indicator.defined", "indicator/du-lieu-mo", indicator),
            event("indicator.redefined", "indicator/du-lieu-mo", redefined),
        ],
        day=DAY,
    )
    pool = await open_pool(database_url, role=ROLE, application_name="test-api", read_only=True)
    async with client_of(pool, Clock(DAY)) as opened:
        yield opened
    await close_pool(pool)


async def _as_before(url: str) -> None:
    """Bring the database to the state in which earlier releases left it."""
    with tempfile.TemporaryDirectory() as folder:
        _copy_earlier(Path(folder))
        await migrate(url, directory=Path(folder))
    await ensure_views(url)
    connection = await connect(url, role="chitieu_projector", application_name="test")
    await connection.execute("drop view read.projects; drop table read_1.projects")
    await connection.execute("drop index read_1.facts_by_day")
    await connection.execute("alter table read_1.positions drop column chain_sha256 cascade")
    for view in ("parked_subjects", "parked_events"):
        await connection.execute(f"drop view if exists read.{view}")
        await connection.execute(f"drop table if exists read_1.{view} cascade")
    await connection.close()


def _copy_earlier(folder: Path) -> None:
    for file in Path(str(files("infra").joinpath("migrations"))).glob("000[1-4]_*.sql"):
        shutil.copy(file, folder)


async def projects(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    """The answer of the plan's projects."""
    answer = await client.get(f"/v1/plans/{PLAN}/projects", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_project_has_its_amounts_by_year_and_source(client: httpx.AsyncClient) -> None:
    """In the plan's order; the revision in force counts, what is not printed is null."""
    kho, cong = (await projects(client))["items"]
    assert kho["lines"] == [
        {"kind": "allocated", "year": 2023, "source": "NSTW", "amount_million_vnd": "4341.6"}
    ]
    assert (kho["total_investment_million_vnd"], kho["status"]) == ("20080", "dang_trien_khai")
    assert cong["lines"][0]["amount_million_vnd"] is None
    assert cong["total_investment_million_vnd"] is None


async def test_sums_are_exact_and_say_what_they_could_not_hold(client: httpx.AsyncClient) -> None:
    """Decimals are added as decimals; an amount that is not printed is counted as missing."""
    [table] = (await projects(client, as_of="2023-03-01"))["tables"]
    [year] = table["years"]
    assert table["table"] == TABLE
    assert year["allocated"] == {"amount_million_vnd": "5341.6", "printed": 2, "not_printed": 1}


async def test_another_day_has_what_held_then(client: httpx.AsyncClient) -> None:
    """Before the amendment both sources stand; before the plan there is nothing."""
    kho, _ = (await projects(client, as_of="2023-03-01"))["items"]
    amounts = [(line["source"], line["amount_million_vnd"]) for line in kho["lines"]]
    assert amounts == [("NSTW", "4341.5"), ("Vốn XSKT", "1000.1")]
    early = await client.get(f"/v1/plans/{PLAN}/projects", params={"as_of": "2022-12-31"})
    assert (early.status_code, early.json()["code"]) == (404, "no_such_plan")


async def test_the_page_shows_the_money_in_vietnamese(client: httpx.AsyncClient) -> None:
    """Million đồng with a thousands dot; a number that is not printed is said not to be."""
    page = (await client.get(f"/ke-hoach/{PLAN}")).text
    assert TABLE in page
    for words in ("Vốn bố trí năm 2023", "4.341,6 (NSTW)", "20.080", "không in", "1 số không in"):
        assert words in page.replace("01 số", "1 số")


async def test_indicators_are_listed_and_shown_with_their_breaks(
    client: httpx.AsyncClient,
) -> None:
    """A later definition says why it breaks the series."""
    [line] = (await client.get("/v1/indicators", params={"q": "dữ liệu mở"})).json()["items"]
    assert (line["indicator_id"], line["definition"], line["targets"]) == ("du-lieu-mo", 2, 0)
    full = (await client.get("/v1/indicators/du-lieu-mo")).json()
    assert [one["reason"] for one in full["definitions"]] == ["", "mẫu số khác"]
    missing = await client.get("/v1/indicators/khong-co")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_indicator")


async def test_a_view_made_before_projects_is_as_one_made_now(
    client: httpx.AsyncClient, database_url: str, postgres_url: str
) -> None:
    """The migration leaves the tables that a new database gets."""
    assert client
    described = []
    fresh = f"{database_url}x"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'create database "{fresh.rsplit("/", 1)[1]}"')
    try:
        await prepare(fresh)
        for url in (database_url, fresh):
            connection = await asyncpg.connect(url)
            described.append(
                await connection.fetch(
                    "select table_schema, table_name, column_name, data_type, is_nullable"
                    " from information_schema.columns where table_name = 'projects'"
                    " order by 1, 2, ordinal_position"
                )
            )
            await connection.close()
    finally:
        await admin.execute(f'drop database "{fresh.rsplit("/", 1)[1]}" with (force)')
        await admin.close()
    assert described[0] == described[1] != []
