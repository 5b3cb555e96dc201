"""A database of the first release is brought forward with what was admitted before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from infra.clock import Clock
from infra.migrate import migrate, read_migrations
from infra.postgres import Connection, connect
from services.projector.chain import begin

pytestmark = pytest.mark.integration

FIRST_RELEASE = 4
ADMITTED = """
set role chitieu_ingest;
insert into ingest.agencies values
  ('H20', 'h20', false, '{}'), ('local:huyen', 'local-huyen', true, '{H20.31,H20.32}');
insert into ingest.plans values ('cds', 1, '2023-01-03', 'H20', 'H20.14', '{i-1}');
insert into ingest.targets values
  ('t-1', 1, '2023-01-03', 'kinh-te-so', 'cds', 'H20', '{H20.14}', '2023', false),
  ('t-1', 2, '2023-06-01', 'xa-hoi-so', 'cds', 'H20', '{H20.14}', '2023', false);
insert into ingest.tasks values
  ('n-1', 1, '2023-01-03', 'cds', 'H20', '{H20.14}', '2023', false);
insert into ingest.revisions (thing, revision, withdrawn) values
  ('plan/cds', 1, false), ('target/t-1', 2, true), ('task/n-1', 1, false),
  ('agency/local:huyen', 3, false), ('report/H20.14/r-1', 2, false);
set role chitieu_projector;
insert into projector.view_versions values (1, true), (2, false);
"""
# What the migration touches of a version of the views, as the first release made them.
VERSION = """
set role chitieu_projector;
create schema read_{0};
create table read_{0}.positions (
  partition integer primary key, swept_to date not null, next_offset bigint not null,
  updated_at timestamptz
);
create table read_{0}.subjects (subject text primary key, partition integer, review_after date);
create table read_{0}.facts (
  subject text, type text, record bytea, partition integer, "offset" bigint, received_at timestamptz
);
insert into read_{0}.positions values (0, '2023-09-15', 0), (1, '2023-09-15', 7);
insert into read_{0}.subjects values
  ('project/kho', 0, null), ('plan/cds', 0, null), ('indicator/i', 0, '2024-01-01'),
  ('task/n-1', 0, null);
"""


@pytest.fixture(scope="module")
async def upgraded(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Connection]:
    """A session on a database that was filled under the first release's migrations."""
    name = f"test_upgrade_{Clock().new_id().replace('-', '')}"
    admin = await connect(postgres_url, role=None, application_name="test")
    await admin.execute(f"create database {name}")
    url = postgres_url.rsplit("/", 1)[0] + "/" + name
    await migrate(url, directory=_first_release(tmp_path_factory.mktemp("migrations")))
    connection = await connect(url, role=None, application_name="test")
    await connection.execute(ADMITTED)
    for version in (1, 2):
        await connection.execute(VERSION.format(version))
    await connection.execute("reset role")
    report = await migrate(url)
    assert len(report.already) == FIRST_RELEASE
    yield connection
    await connection.close()
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


def _first_release(folder: Path) -> Path:
    for migration in read_migrations()[:FIRST_RELEASE]:
        (folder / f"{migration.label}.sql").write_text(migration.text, encoding="utf-8")
    return folder


async def test_what_stands_is_known_to_belong_to_its_plan(upgraded: Connection) -> None:
    """With its subject (a target's latest indicator), and without a digest: it is stated again."""
    rows = await upgraded.fetch(
        "select thing, revision, withdrawn, plan_id, subject, digest from ingest.revisions "
        "where plan_id is not null order by thing"
    )
    assert [tuple(row) for row in rows] == [
        ("plan/cds", 1, False, "cds", "plan/cds", None),
        ("target/t-1", 2, True, "cds", "indicator/xa-hoi-so", None),
        ("task/n-1", 1, False, "cds", "task/n-1", None),
    ]


async def test_the_directory_begins_with_what_was_registered(upgraded: Connection) -> None:
    """A group keeps its members and its revision, so that the next one is higher."""
    rows = await upgraded.fetch(
        "select agency_id, revision, kind, members from ingest.directory order by agency_id"
    )
    assert [tuple(row) for row in rows] == [
        ("H20", 1, "agency", []),
        ("local:huyen", 3, "group", ["H20.31", "H20.32"]),
    ]


async def test_what_is_judged_otherwise_by_now_is_judged_when_the_day_moves(
    upgraded: Connection,
) -> None:
    """Projects, targets and tasks, in the live version and in one being built; no plan."""
    for version in (1, 2):
        rows = await upgraded.fetch(f"select subject, review_after from read_{version}.subjects")  # noqa: S608 # a test's own number
        assert {row[0]: row[1] for row in rows} == {
            "project/kho": date(2023, 9, 15),
            "indicator/i": date(2023, 9, 15),
            "task/n-1": date(2023, 9, 15),
            "plan/cds": None,
        }


async def test_a_chain_begins_only_where_nothing_was_applied(upgraded: Connection) -> None:
    """The head of a log read in part is unknown until it is read again from the start."""
    for version in (1, 2):
        rows = await upgraded.fetch(f"select partition, chain_sha256 from read_{version}.positions")  # noqa: S608 # a test's own number
        assert {row[0]: row[1] for row in rows} == {0: begin(0), 1: None}


async def test_what_waits_has_a_place_in_versions_that_stand(upgraded: Connection) -> None:
    """As in versions made from now on: the same columns, told to readers of the live one."""
    for version in (1, 2):
        await upgraded.execute(
            f"insert into read_{version}.parked_subjects values"  # noqa: S608 # a test's own number
            " (0, 'task/n-1', 7, '2023-09-15', 'unreadable_record', 'vi', 'en', null);"
            f"insert into read_{version}.parked_events values"
            " (0, 7, 'task/n-1', 1694736000000, null, null, '[]')"
        )
    [told] = await upgraded.fetch("select subject, events, since from read.parked_subjects")
    assert (told["subject"], told["events"]) == ("task/n-1", 1)
    assert told["since"] == datetime(2023, 9, 15, tzinfo=UTC)
    assert await upgraded.fetchval(
        "select has_table_privilege('chitieu_api', 'read.parked_subjects', 'select')"
    )


async def test_the_api_reads_projects_and_checks_keys_and_no_more(upgraded: Connection) -> None:
    """It selects the six columns of a key's check, never when a key was made, and writes none."""
    allowed = await upgraded.fetchrow(
        "select has_table_privilege('chitieu_api', 'read.projects', 'select'), "
        "has_column_privilege('chitieu_api', 'ingest.api_keys', 'secret_sha256', 'select'), "
        "has_column_privilege('chitieu_api', 'ingest.api_keys', 'created_at', 'select'), "
        "has_any_column_privilege('chitieu_api', 'ingest.api_keys', 'insert,update'), "
        "has_table_privilege('chitieu_api', 'ingest.directory', 'select')"
    )
    assert allowed is not None
    assert tuple(allowed) == (True, True, False, False, False)
