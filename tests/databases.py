"""Databases of tests, copied from one that has every table and view: to migrate takes longer."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from infra.local.postgres import create_database
from infra.migrate import migrate
from infra.postgres import connect
from services.projector.views import ensure_views


async def create_template(server_url: str, name: str) -> None:
    """Make a database as `chitieu migrate` leaves one."""
    url = await create_database(server_url, name)
    await migrate(url)
    await ensure_views(url)


async def copy_database(server_url: str, template: str, name: str) -> str:
    """Make a copy of a database that nobody is connected to; its address."""
    connection = await connect(server_url, role=None, application_name="test-copy")
    try:
        await connection.execute(f'create database "{name}" template "{template}"')
        # Who may do what with a database as a whole is not copied.
        await connection.execute(
            "update pg_database as d set datacl = t.datacl from pg_database as t"
            " where d.datname = $1 and t.datname = $2",
            name,
            template,
        )
    finally:
        await connection.close()
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
