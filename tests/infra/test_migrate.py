"""Migrations: forward only, each once, whoever starts them; and the roles they leave behind."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from infra.clock import Clock
from infra.migrate import Migration, MigrationRefused, migrate, pending_migrations, plan
from infra.postgres import connect, open_pool

pytestmark = pytest.mark.integration

TABLES = """
set local role chitieu_{0};
create table {1}.thing (id integer primary key);
insert into {1}.thing values (1);
"""


@pytest.fixture(scope="module")
async def migrated_url(database_url: str) -> str:
    """A database with the project's migrations, applied by four runners at once."""
    reports = await asyncio.gather(*(migrate(database_url) for _ in range(4)))
    first = "0001_create_roles_and_schemas"
    assert [first in report.applied for report in reports].count(True) == 1
    assert all(first in report.applied + report.already for report in reports)
    connection = await connect(database_url, role=None, application_name="test")
    for role, schema in (
        ("ingest", "ingest"),
        ("projector", "projector"),
        ("projector", "read"),
        ("alerts", "alerts"),
    ):
        await connection.execute("begin;" + TABLES.format(role, schema) + "commit;")
    await connection.close()
    return database_url


@pytest.fixture
async def empty_url(postgres_url: str) -> AsyncIterator[str]:
    """An empty database of one test's own, dropped after it."""
    name = f"test_migrate_{Clock().new_id().replace('-', '')}"
    await as_admin(postgres_url, f"create database {name}")
    yield postgres_url.rsplit("/", 1)[0] + "/" + name
    await as_admin(postgres_url, f"drop database {name} with (force)")


async def as_admin(url: str, *statements: str) -> None:
    """Run statements as the tests' superuser."""
    admin = await connect(url, role=None, application_name="test")
    for statement in statements:
        await admin.execute(statement)
    await admin.close()


async def try_as(url: str, role: str, statement: str) -> str:
    """What a service's role gets for a statement: "ok" or "denied"."""
    connection = await connect(url, role=role, application_name="test")
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return "denied"
    finally:
        await connection.close()
    return "ok"


async def test_second_run_changes_nothing(migrated_url: str) -> None:
    """What stands is reported and left alone, and nothing is pending."""
    report = await migrate(migrated_url)
    assert report.applied == ()
    assert report.already[0] == "0001_create_roles_and_schemas"
    pool = await open_pool(migrated_url, role="chitieu_api", application_name="test")
    async with pool.acquire() as connection:
        assert await pending_migrations(connection) == ()
    await pool.close()


@pytest.mark.parametrize("schema", ["ingest", "projector", "alerts", "read", "public"])
@pytest.mark.parametrize("role", ["ingest", "projector", "alerts", "api"])
async def test_each_service_writes_its_own_schema_only(
    migrated_url: str, role: str, schema: str
) -> None:
    """A role creates and writes in its own schema; everywhere else it is denied."""
    own = {"ingest": ["ingest"], "projector": ["projector", "read"], "alerts": ["alerts"]}
    expected = "ok" if schema in own.get(role, []) else "denied"
    scratch = f"create table {schema}.scratch (id int); drop table {schema}.scratch"
    assert await try_as(migrated_url, f"chitieu_{role}", scratch) == expected
    if schema != "public":
        touch = f"update {schema}.thing set id = id"  # noqa: S608  # a fixed list of schemas
        assert await try_as(migrated_url, f"chitieu_{role}", touch) == expected


@pytest.mark.parametrize(
    ("role", "schema", "expected"),
    [
        ("api", "read", "ok"),
        ("api", "alerts", "denied"),
        ("api", "ingest", "denied"),
        ("api", "projector", "denied"),
        ("alerts", "read", "denied"),
        ("ingest", "read", "denied"),
        ("projector", "ingest", "denied"),
    ],
)
async def test_only_the_api_reads_what_others_wrote(
    migrated_url: str, role: str, schema: str, expected: str
) -> None:
    """The api selects from `read`, nobody else reads a neighbour."""
    select = f"select * from {schema}.thing"  # noqa: S608  # a fixed list of schemas
    assert await try_as(migrated_url, f"chitieu_{role}", select) == expected


async def test_api_reads_versions_through_views_only(migrated_url: str) -> None:
    """The projector builds read_7; the api sees it through the view in `read`, not directly."""
    build = """
        create schema read_7; create table read_7.status (id int);
        create view read.status as select * from read_7.status;"""
    assert await try_as(migrated_url, "chitieu_projector", build) == "ok"
    assert await try_as(migrated_url, "chitieu_api", "select * from read.status") == "ok"
    assert await try_as(migrated_url, "chitieu_api", "select * from read_7.status") == "denied"


async def test_of_alerts_the_api_reads_one_table(migrated_url: str) -> None:
    """The latest state of each alert; what the service keeps for its work is its own."""
    for table, expected in (("alerts", "ok"), ("quarantine", "denied"), ("outbox", "denied")):
        select = f"select * from alerts.{table}"  # noqa: S608  # a fixed list of tables
        assert await try_as(migrated_url, "chitieu_api", select) == expected


async def test_of_ingest_the_api_reads_what_a_check_of_keys_needs(migrated_url: str) -> None:
    """Six columns of one table: not when a key was made, no event, no rejection; and no writing."""
    columns = "key_id, agency, scopes, secret_sha256, every_agency, revoked_at"
    for what, expected in (
        (f"{columns} from ingest.api_keys", "ok"),
        ("created_at from ingest.api_keys", "denied"),
        ("agency from ingest.events", "denied"),
        ("agency from ingest.rejections", "denied"),
    ):
        assert await try_as(migrated_url, "chitieu_api", f"select {what}") == expected
    revoke = "update ingest.api_keys set revoked_at = null"
    assert await try_as(migrated_url, "chitieu_api", revoke) == "denied"


async def test_only_the_projector_creates_schemas(migrated_url: str) -> None:
    """Alerts, ingest and api cannot create a schema."""
    for role in ("ingest", "alerts", "api"):
        got = await try_as(migrated_url, f"chitieu_{role}", "create schema mine")
        assert got == "denied"


async def test_a_failing_file_leaves_nothing(empty_url: str, tmp_path: Path) -> None:
    """A file is applied whole or not at all; what came before it stands."""
    (tmp_path / "0001_create_a.sql").write_text("create table public.a (id int);")
    (tmp_path / "0002_create_b.sql").write_text("create table public.b (id int); select 1/0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_url, directory=tmp_path)
    connection = await connect(empty_url, role=None, application_name="test")
    assert await connection.fetchval("select to_regclass('public.a')") is not None
    assert await connection.fetchval("select to_regclass('public.b')") is None
    assert await pending_migrations(connection, directory=tmp_path) == ("0002_create_b",)
    await connection.close()


async def test_an_edited_file_is_refused(empty_url: str, tmp_path: Path) -> None:
    """Once applied, a file may not change by a letter."""
    file = tmp_path / "0001_create_a.sql"
    file.write_text("create table public.a (id int);")
    await migrate(empty_url, directory=tmp_path)
    file.write_text("create table public.a (id bigint);")
    with pytest.raises(MigrationRefused, match="0001_create_a was edited after it was applied"):
        await migrate(empty_url, directory=tmp_path)


async def test_a_file_may_not_end_its_transaction(empty_url: str, tmp_path: Path) -> None:
    """A commit inside a file would break "all or nothing", so it is refused."""
    (tmp_path / "0001_create_a.sql").write_text("create table public.a (id int); commit;")
    with pytest.raises(MigrationRefused, match="ends its own transaction"):
        await migrate(empty_url, directory=tmp_path)


async def test_a_waiting_runner_gives_up_in_words(migrated_url: str) -> None:
    """A runner that does not get the lock says that another one is at work."""
    holder = await connect(migrated_url, role=None, application_name="test")
    await holder.execute("select pg_advisory_lock($1)", 0x63686974696575)
    with pytest.raises(MigrationRefused, match="another migration has been running"):
        await migrate(migrated_url, lock_timeout_seconds=0.3)
    await holder.close()


async def test_a_login_without_superuser_rights_suffices(migrated_url: str, empty_url: str) -> None:
    """An owner of the database who holds the roles can migrate, and then take each role."""
    owner = "test_owner_" + Clock().new_id().replace("-", "")
    name = empty_url.rsplit("/", 1)[1]
    await as_admin(
        migrated_url,  # the roles belong to the cluster: as in production, who made them grants
        f"create role {owner} login createrole password 'p'",
        f"grant chitieu_ingest, chitieu_projector, chitieu_alerts, chitieu_api to {owner}",
        f"alter database {name} owner to {owner}",
    )
    url = with_user(empty_url, f"{owner}:p", name)
    await migrate(url)
    assert await try_as(url, "chitieu_api", "select * from public.schema_migrations") == "ok"
    await as_admin(
        empty_url, f"reassign owned by {owner} to current_user", f"drop owned by {owner}"
    )
    await as_admin(migrated_url, f"drop role {owner}")


def with_user(url: str, user: str, database: str) -> str:
    """The same server's address for another login and database."""
    host = url.rsplit("/", 1)[0].rsplit("@", 1)[-1].removeprefix("postgresql://")
    return f"postgresql://{user}@{host}/{database}"


A = Migration(1, "create_a", "select 1")
B = Migration(2, "create_b", "select 2")


def test_missing_files_are_planned_in_order() -> None:
    """What stands is skipped, what is missing follows in the order of its numbers."""
    assert plan([A, B], {}) == (A, B)
    assert plan([A, B], {1: (A.name, A.sha256)}) == (B,)


def test_a_newer_database_is_refused() -> None:
    """An older program does not touch a database that it does not know."""
    with pytest.raises(MigrationRefused, match="use the newer program"):
        plan([A], {1: (A.name, A.sha256), 2: (B.name, B.sha256)})


def test_a_belated_number_is_refused() -> None:
    """A file numbered before one that stands would give databases different histories."""
    with pytest.raises(MigrationRefused, match="give it the next free number"):
        plan([A, B], {2: (B.name, B.sha256)})
