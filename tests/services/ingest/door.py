"""A whole ingest on real servers, in this process, and what a test does at its door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest
from aiokafka.structs import ConsumerRecord
from pydantic import SecretStr

from contracts.topics import Topic, Topics
from infra import postgres
from infra.clock import Clock
from infra.kafka import Record
from infra.kafka_topics import ensure_topics
from infra.migrate import migrate
from infra.postgres import Connection, connect
from services.ingest import admission, asking, group_commit, relay
from services.ingest import http as answering
from services.ingest.keys import create_key, create_operator_key
from services.ingest.main import running
from services.ingest.settings import IngestSettings
from tests.services.ingest.events import Event, raw
from tests.topics import records_of

TODAY = date(2023, 9, 15)


@dataclass(frozen=True)
class Place:
    """Where an ingest stands: its servers and its own topics."""

    kafka: str
    database_url: str
    namespace: str

    @property
    def topics(self) -> Topics:
        """The topics of this place."""
        return Topics(self.namespace)

    def settings(self, **overrides: Any) -> IngestSettings:
        """Settings of an ingest here, on a local stack whose day is TODAY."""
        values: dict[str, Any] = {
            "kafka_bootstrap": self.kafka,
            "database_url": SecretStr(self.database_url),
            "topic_namespace": self.namespace,
            "local": True,
            "today": TODAY,
        }
        return IngestSettings(**values | overrides)

    async def prepare(self) -> None:
        """Migrate the database and create the topics."""
        await migrate(self.database_url)
        await self.create_topics()

    async def create_topics(self) -> None:
        """Create the permanent topics."""
        await ensure_topics(self.kafka, self.topics.permanent())

    async def key(self, agency: str | None, *scopes: str) -> str:
        """Make a key; without an agency, the operator's."""
        async with self.session() as connection:
            if agency is None:
                return (await create_operator_key(connection, clock=Clock())).text
            key = await create_key(connection, agency=agency, scopes=scopes, clock=Clock())
            return key.text

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        """A session with ingest's own rights."""
        connection = await connect(
            self.database_url, role="chitieu_ingest", application_name="chitieu-test"
        )
        try:
            yield connection
        finally:
            await connection.close()

    async def count(self, table: str) -> int:
        """How many rows a table of ingest has."""
        async with self.session() as connection:
            return int(await connection.fetchval(f"select count(*) from ingest.{table}"))  # noqa: S608 # a test's own word

    async def log(self, topic: Topic | None = None) -> list[ConsumerRecord]:
        """All records of a topic (the log), by partition and offset."""
        return await records_of(self.kafka, topic or self.topics.events)


class Client:
    """A sender with one key."""

    def __init__(self, http: httpx.AsyncClient, key: str | None) -> None:
        self._http = http
        self._headers = {"authorization": f"Bearer {key}"} if key else {}

    async def post(
        self,
        message: Event | list[Event] | bytes,
        *,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        **query: str,
    ) -> httpx.Response:
        """Send an event, a batch, or bytes as they are."""
        body = message if isinstance(message, bytes) else raw(message)
        return await self._http.post(
            "/v1/events",
            content=body,
            headers={**self._headers, "content-type": content_type, **(headers or {})},
            params=query,
        )

    async def get(self, path: str, **query: str) -> httpx.Response:
        """Ask for something."""
        return await self._http.get(path, headers=self._headers, params=query)


@dataclass(frozen=True)
class Door:
    """A running ingest."""

    place: Place
    http: httpx.AsyncClient

    def client(self, key: str | None) -> Client:
        """A sender with a key, or with none."""
        return Client(self.http, key)

    async def agency(self, agency: str | None, *scopes: str) -> Client:
        """A sender with a new key of an agency; without an agency, the operator's."""
        return self.client(await self.place.key(agency, *scopes))


@asynccontextmanager
async def open_door(
    place: Place, *, answer_within_seconds: float = 60, **settings: Any
) -> AsyncIterator[Door]:
    """Run an ingest in this process while the block lasts.

    It answers as late as a busy machine may need, and so do its servers, unless a test is about
    answers in time.
    """
    async with (
        _answering(answer_within_seconds),
        running(place.settings(**settings)) as app,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://ingest",
            timeout=30,
        ) as http,
    ):
        yield Door(place, http)


@asynccontextmanager
async def _answering(within_seconds: float) -> AsyncIterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patient = within_seconds > asking.ANSWER_WITHIN_SECONDS
        for module in (asking, answering):
            patched.setattr(module, "ANSWER_WITHIN_SECONDS", within_seconds)
        if patient:
            for sending in (admission, relay):
                patched.setattr(sending, "SEND_TIMEOUT_SECONDS", within_seconds)
            patched.setattr(group_commit, "RESERVE_TIMEOUT_SECONDS", within_seconds)
            patched.setattr(postgres, "ACQUIRE_TIMEOUT_SECONDS", within_seconds)
        yield


def inbound_record(
    place: Place,
    agency: str,
    value: bytes | None,
    headers: tuple[tuple[str, bytes], ...] = (),
    key: bytes | None = b"k",
) -> Record:
    """A record for an agency's inbound topic."""
    return Record(place.topics.inbound(agency).name, value, key=key, headers=headers)
