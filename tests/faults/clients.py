"""Clients that publish without pause and write down what they were told.

An event of which nothing is known is sent again under its id, save one in ten batches, which
is given up: it may be on the log or not. Some 5 % of all are events told before, the same or
with other content, and some can only be refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from dataclasses import dataclass, field, replace

import httpx
import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from contracts.codec import content_digest, decode
from tests.faults.history import Attempt, Diary, Meant, Way
from tests.faults.victims import NO_CERTIFICATES
from tests.faults.workload import Reports

AGAIN_SHARE = 0.05
INVALID_SHARE = 0.02
GIVEN_UP_SHARE = 0.1
REMEMBERED = 300
REQUEST_SECONDS = 10.0
RETRY_SECONDS = 0.2
Event = dict[str, object]
Said = tuple[Meant, Event]


@dataclass(slots=True)
class Sayings:
    """What one client says next, by chance: news, what it said before, and nonsense."""

    reports: Reports
    told: list[Event] = field(default_factory=list)

    @property
    def chance(self) -> random.Random:
        """The chance of this client."""
        return self.reports.chance

    def batch(self, size: int) -> list[Said]:
        """Return the next events with what they are meant as."""
        return [self._next() for _ in range(size)]

    def _next(self) -> tuple[Meant, Event]:
        if self.told and self.chance.random() < AGAIN_SHARE:
            event = self.chance.choice(self.told)
            if self.chance.random() < 0.5:
                return "duplicate", event
            return "conflict", self.reports.conflict(event)
        if self.chance.random() < INVALID_SHARE:
            return "invalid", self.reports.invalid()
        return "report", self.reports.next()

    def heard(self, event: Event) -> None:
        """Remember an event that was acknowledged."""
        self.told.append(event)
        del self.told[:-REMEMBERED]
        self.reports.stands(event)


def attempt_at(diary: Diary, way: Way, meant: Meant, event: Event) -> tuple[Attempt, bytes]:
    """Return an attempt at an event, and the bytes to send."""
    raw = orjson.dumps(event)
    attempt = Attempt(
        client=diary.client,
        number=diary.next_number(),
        way=way,
        meant=meant,
        agency=str(event["source"]),
        id=str(event["id"]),
        digest=content_digest(decode(raw)).hex(),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
    )
    return attempt, raw


@dataclass(slots=True)
class HttpClient:
    """Publishes batches over HTTP; `answers` counts them by status, `unkind` the flaws in them."""

    url: str
    key: str
    diary: Diary
    answers: dict[int, int] = field(default_factory=dict)
    unkind: list[str] = field(default_factory=list)
    acknowledged: int = 0

    async def publish(self, events: list[Said], *, give_up: bool = False) -> list[Event]:
        """Send until all is known, or once; what was accepted as new."""
        news: list[Event] = []
        async with httpx.AsyncClient(
            timeout=REQUEST_SECONDS, trust_env=False, verify=NO_CERTIFICATES
        ) as http:
            while events:
                events = await self._attempt(http, events, news)
                if give_up:
                    break
                if events:
                    await asyncio.sleep(RETRY_SECONDS)
        return news

    async def _attempt(
        self,
        http: httpx.AsyncClient,
        events: list[Said],
        news: list[Event],
    ) -> list[Said]:
        made = [attempt_at(self.diary, "http", meant, event) for meant, event in events]
        await self.diary.invoke(attempt for attempt, _ in made)
        results, why = await self._post(http, b"[%s]" % b",".join(raw for _, raw in made))
        if results is None:
            await self.diary.end(replace(attempt, why=why) for attempt, _ in made)
            return events
        ended: list[Attempt] = []
        for (attempt, _), (meant, event), result in zip(made, events, results, strict=True):
            if result["status"] == "rejected":
                ended.append(replace(attempt, ended="fail", why=result["code"]))
                continue
            ended.append(
                replace(attempt, ended="ok", position=result["position"], answer=result["status"])
            )
            self.acknowledged += 1
            if meant == "report":
                news.append(event)
        await self.diary.end(ended)
        return []

    async def _post(
        self, http: httpx.AsyncClient, body: bytes
    ) -> tuple[list[dict[str, str]] | None, str]:
        try:
            answer = await http.post(
                f"{self.url}/v1/events",
                content=body,
                headers={
                    "Authorization": f"Bearer {self.key}",
                    "Content-Type": "application/cloudevents-batch+json",
                },
            )
        except httpx.HTTPError as error:
            return None, type(error).__name__
        code = answer.status_code
        self.answers[code] = self.answers.get(code, 0) + 1
        if code in (200, 207):
            return answer.json()["results"], ""
        if code not in (429, 503):
            self.unkind.append(f"{code}: {answer.text[:200]}")
        elif "retry-after" not in answer.headers:
            self.unkind.append(f"{code} does not say when to come back")
        return None, str(code)


async def pour_http(
    client: HttpClient, sayings: Sayings, batch: int, pause_seconds: float, stop: asyncio.Event
) -> None:
    """Publish over HTTP, batch after batch, until told to stop."""
    while not stop.is_set():
        give_up = sayings.chance.random() < GIVEN_UP_SHARE
        for event in await client.publish(sayings.batch(batch), give_up=give_up):
            sayings.heard(event)
        await asyncio.sleep(pause_seconds)


async def pour_kafka(
    bootstrap: str,
    topic: str,
    diary: Diary,
    sayings: Sayings,
    batch: int,
    pause_seconds: float,
    stop: asyncio.Event,
) -> None:
    """Publish to an agency's inbound topic until told to stop, as its own system would."""
    producer: AIOKafkaProducer | None = None
    try:
        while not stop.is_set():
            waiting = sayings.batch(batch)
            give_up = sayings.chance.random() < GIVEN_UP_SHARE
            while waiting and not stop.is_set():
                if producer is None:
                    producer = await _opened(bootstrap)
                if producer is not None:
                    waiting = await _send(producer, topic, diary, sayings, waiting)
                if give_up:
                    break
                if waiting:
                    await _closed(producer)
                    producer = None
                    await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(pause_seconds)
    finally:
        await _closed(producer)


async def _opened(bootstrap: str) -> AIOKafkaProducer | None:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        client_id="agency",
        acks="all",
        request_timeout_ms=4_000,
        metadata_max_age_ms=5_000,
        linger_ms=0,
    )
    try:
        async with asyncio.timeout(5):
            await producer.start()
    except (KafkaError, OSError, TimeoutError):
        await _closed(producer)
        return None
    return producer


async def _closed(producer: AIOKafkaProducer | None) -> None:
    if producer is not None:
        try:
            async with asyncio.timeout(2):
                await producer.stop()
        except (KafkaError, OSError, TimeoutError):
            return


async def _send(
    producer: AIOKafkaProducer,
    topic: str,
    diary: Diary,
    sayings: Sayings,
    events: list[Said],
) -> list[Said]:
    """Send a batch and await its acknowledgements; what is not known to stand on the topic."""
    made = [attempt_at(diary, "kafka", meant, event) for meant, event in events]
    await diary.invoke(attempt for attempt, _ in made)
    sent = await asyncio.gather(
        *(_acknowledged(producer, topic, raw) for _, raw in made), return_exceptions=True
    )
    ended, again = [], []
    for (attempt, _), said, outcome in zip(made, events, sent, strict=True):
        if isinstance(outcome, str):
            ended.append(replace(attempt, ended="ok", position=outcome))
            if said[0] == "report":
                sayings.heard(said[1])
        else:
            ended.append(replace(attempt, why=type(outcome).__name__))
            again.append(said)
    await diary.end(ended)
    return again


async def _acknowledged(producer: AIOKafkaProducer, topic: str, raw: bytes) -> str:
    async with asyncio.timeout(5):
        stands = await producer.send_and_wait(topic, raw)
    return f"{topic}/{stands.partition}/{stands.offset}"
