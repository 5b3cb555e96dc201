"""What `chitieu agency` does: write the registration event, keep API keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import orjson

from domain.identity import agency_slug
from infra.access import NewKey
from infra.clock import Clock
from infra.postgres import Connection, connect
from services.ingest import keys as ingest_keys

AGENCIES_SHOWN = 5_000


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency to be registered; who registers it is its parent, unless said otherwise."""

    id: str
    name: str
    short_name: str
    kind: str
    parent: str | None
    source: str | None
    revision: int
    effective_on: date | None
    members: tuple[str, ...] = ()


def registration(agency: NewAgency, clock: Clock) -> bytes:
    """Return the event; without a day it holds from the business day on."""
    effective_on = agency.effective_on or clock.business_day()
    data: dict[str, object] = {
        "effective_on": effective_on.isoformat(),
        "name": agency.name,
        "kind": agency.kind,
        "revision": agency.revision,
    }
    if agency.short_name:
        data["short_name"] = agency.short_name
    if agency.parent:
        data["parent"] = agency.parent
    if agency.members:
        data["members"] = list(agency.members)
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": f"agency-{agency_slug(agency.id)}-{clock.new_id()}",
            "source": agency.source or agency.parent or agency.id,
            "type": "vn.chitieu.agency.registered.v1",
            "subject": f"agency/{agency.id}",
            "time": clock.now().isoformat(),
            "data": data,
        }
    )


def agencies(database_url: str) -> list[tuple[str, str, str, str]]:
    """Return id, short name, kind and name of every agency that the read model knows."""
    return asyncio.run(_agencies(database_url))


async def _agencies(url: str) -> list[tuple[str, str, str, str]]:
    async with _session(url, "chitieu_api") as session:
        rows = await session.fetch(
            "select agency_id, short_name, kind, name from read.agencies order by 1 limit $1",
            AGENCIES_SHOWN,
        )
    return [tuple(row) for row in rows]


def create(database_url: str, agency: str, scopes: Sequence[str]) -> NewKey:
    """Make a key that speaks for one agency.

    Raises:
        ValueError: a scope of unknown form.
    """
    return asyncio.run(_create(database_url, agency, scopes))


async def _create(url: str, agency: str, scopes: Sequence[str]) -> NewKey:
    async with _session(url, "chitieu_ingest") as session:
        return await ingest_keys.create_key(session, agency=agency, scopes=scopes, clock=Clock())


def create_operator(database_url: str) -> NewKey:
    """Make the key that speaks for every agency of a local stack."""
    return asyncio.run(_create_operator(database_url))


async def _create_operator(url: str) -> NewKey:
    async with _session(url, "chitieu_ingest") as session:
        return await ingest_keys.create_operator_key(session, clock=Clock())


def revoke(database_url: str, key_id: str) -> bool:
    """Revoke a key; tells whether there is one of that id."""
    return asyncio.run(_revoke(database_url, key_id))


async def _revoke(url: str, key_id: str) -> bool:
    async with _session(url, "chitieu_ingest") as session:
        return await ingest_keys.revoke_key(session, key_id, clock=Clock())


def keys(database_url: str, agency: str | None) -> list[ingest_keys.KeyListed]:
    """Return one agency's keys, or all."""
    return asyncio.run(_keys(database_url, agency))


async def _keys(url: str, agency: str | None) -> list[ingest_keys.KeyListed]:
    async with _session(url, "chitieu_ingest") as session:
        return await ingest_keys.list_keys(session, agency)


@asynccontextmanager
async def _session(url: str, role: str) -> AsyncIterator[Connection]:
    session = await connect(url, role=role, application_name="chitieu-cli")
    try:
        yield session
    finally:
        await session.close(timeout=5)
