"""Problems, health and metrics, as a client sees them over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, date, datetime

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.clock import SettableClock
from infra.health import Check, Reason, Watch, health_routes
from infra.metrics import Metrics
from infra.problems import UNAVAILABLE, Problem, ProblemError, problem_handlers

CLOCK = SettableClock(datetime(2023, 9, 15, 1, tzinfo=UTC), fixed_day=date(2023, 9, 15))


def client_of(app: Starlette) -> httpx.AsyncClient:
    """A client that speaks to an app in this process."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


def health(watch: Watch, metrics: Metrics, **checks: Check) -> httpx.AsyncClient:
    """A client of the health routes alone."""
    routes = health_routes(watch=watch, checks=checks, metrics=metrics, clock=CLOCK)
    return client_of(Starlette(routes=routes))


async def fine() -> Reason | None:
    """A check that is content."""
    return None


async def test_problem_answers_in_two_languages_with_code_and_field() -> None:
    """A refusal is problem+json: which field, what was wrong, what would be right."""

    async def refuse(_request: Request) -> Response:
        raise ProblemError(
            Problem(422, "value_not_decimal", "Sai", "Số phải…", "Must be…", field="data.value")
        )

    app = Starlette(
        routes=[Route("/", refuse)],
        exception_handlers=problem_handlers(),
    )
    async with client_of(app) as client:
        answer = await client.get("/")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:chitieu:problem:value_not_decimal",
        "title": "Sai",
        "status": 422,
        "code": "value_not_decimal",
        "detail": "Số phải…",
        "detail_en": "Must be…",
        "field": "data.value",
    }


async def test_framework_refusals_and_our_faults_are_problems_too() -> None:
    """404 and 405 have words; a fault of ours shows neither its text nor a stack trace."""

    async def fail(_request: Request) -> Response:
        raise RuntimeError("bí mật")

    app = Starlette(
        routes=[Route("/", fail, methods=["GET"])],
        exception_handlers=problem_handlers(),
    )
    async with client_of(app) as client:
        missing, wrong, fault = [
            await client.get("/none"),
            await client.post("/"),
            await client.get("/"),
        ]
    assert (missing.json()["code"], wrong.json()["code"]) == ("not_found", "method_not_allowed")
    assert wrong.headers["allow"]
    assert (fault.status_code, fault.json()["code"]) == (500, "internal_error")
    assert "bí mật" not in fault.text


def test_unavailable_says_when_to_come_back() -> None:
    """503 carries Retry-After, so that senders do not hammer."""
    assert UNAVAILABLE.response().headers["retry-after"] == "2"


async def test_a_quiet_service_is_live_and_ready_and_says_its_day() -> None:
    """With nothing wrong both answers are 200, and readiness names the business day."""
    async with health(Watch(CLOCK), Metrics("api"), postgres=fine) as client:
        live, ready = await client.get("/live"), await client.get("/ready")
    assert live.json() == {"ok": True, "reasons": []}
    assert ready.json() == {
        "ok": True,
        "business_day": "2023-09-15",
        "checks": ["postgres"],
        "reasons": [],
    }


async def hang() -> Reason | None:
    """A check whose dependency does not answer."""
    await asyncio.sleep(60)
    return None


async def fail() -> Reason | None:
    """A check whose dependency raises."""
    raise ConnectionRefusedError("at 10.0.0.1")


async def refuse() -> Reason | None:
    """A check that says why not."""
    return Reason("migrations_pending", "chưa nâng cấp", "not migrated")


@pytest.mark.parametrize(
    ("check", "code"), [(hang, "no_answer"), (fail, "check_failed"), (refuse, "migrations_pending")]
)
async def test_unready_names_the_part_and_the_reason(
    check: Callable[[], Awaitable[Reason | None]], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dependency that hangs, raises or objects makes the service unready, but not dead."""
    monkeypatch.setattr("infra.health.CHECK_TIMEOUT_SECONDS", 0.05)
    async with health(Watch(CLOCK), Metrics("api"), db=check, other=fine) as client:
        live, ready = await client.get("/live"), await client.get("/ready")
    assert (live.status_code, ready.status_code) == (200, 503)
    (reason,) = ready.json()["reasons"]
    assert (reason["part"], reason["code"]) == ("db", code)
    assert reason["vi"]
    assert reason["en"]
    assert "10.0.0.1" not in ready.text


async def ended(raises: BaseException | None) -> None:
    """The body of a task that ends."""
    if raises is not None:
        raise raises


@pytest.fixture
async def running() -> AsyncIterator["asyncio.Task[None]"]:
    """A task that runs."""
    task = asyncio.create_task(asyncio.sleep(60))
    yield task
    task.cancel()


@pytest.mark.parametrize(
    ("raises", "code"),
    [
        (None, "task_ended"),
        (ValueError("x"), "task_failed"),
        (asyncio.CancelledError(), "task_cancelled"),
    ],
)
async def test_a_dead_task_is_not_live(
    raises: BaseException | None, code: str, running: "asyncio.Task[None]"
) -> None:
    """A consumer that has ended, failed or been cancelled makes /live 503, with the reason."""
    watch = Watch(CLOCK)
    dead = asyncio.create_task(ended(raises))
    watch.task("consumer", dead)
    watch.task("relay", running)
    with suppress(ValueError, asyncio.CancelledError):
        await dead
    async with health(watch, Metrics("projector")) as client:
        live = await client.get("/live")
    assert live.status_code == 503
    assert [(r["part"], r["code"]) for r in live.json()["reasons"]] == [("consumer", code)]


def test_a_heartbeat_that_stops_is_not_live() -> None:
    """A task may run and yet be stuck: no beat in time is a reason, the next beat heals it."""
    clock = SettableClock(datetime(2023, 9, 15, tzinfo=UTC))
    watch = Watch(clock)
    beat = watch.heartbeat("sweep", within_seconds=30)
    clock.advance(30)
    assert watch.problems() == {}
    clock.advance(1)
    assert watch.problems()["sweep"].code == "no_progress"
    beat()
    assert watch.problems() == {}


async def test_a_task_that_has_ended_is_told_as_such_however_long_ago() -> None:
    """It beats no more, either; but that it is gone is what helps whoever looks."""
    clock = SettableClock(datetime(2023, 9, 15, tzinfo=UTC))
    watch = Watch(clock)
    watch.heartbeat("sweep", within_seconds=30)
    task = asyncio.create_task(asyncio.sleep(0))
    watch.task("sweep", task)
    await task
    clock.advance(31)

    assert watch.problems()["sweep"].code == "task_ended"


def test_a_probe_is_asked_each_time() -> None:
    """A probe's reason stands as long as the probe says so."""
    answers = [None, Reason("consumer_dead", "đã dừng", "stopped")]
    watch = Watch(CLOCK)
    watch.probe("inbound", lambda: answers.pop(0))
    assert watch.problems() == {}
    assert watch.problems()["inbound"].code == "consumer_dead"


async def test_metrics_carry_the_service_and_known_labels_only() -> None:
    """Counters, gauges and histograms come out as Prometheus reads them, unknown labels not."""
    metrics = Metrics("ingest")
    metrics.count("accepted_total", 3, way="http")
    metrics.gauge("lag_events", 7, topic="chitieu.events.v1", partition="0")
    metrics.observe("batch_seconds", 0.02, stage="admit")
    with pytest.raises(ValueError, match="label"):
        metrics.count("accepted_total", who="x")
    async with health(Watch(CLOCK), metrics) as client:
        text = (await client.get("/metrics")).text
    assert 'chitieu_accepted_total{service="ingest",way="http"} 3.0' in text
    assert 'chitieu_lag_events{partition="0",service="ingest",topic="chitieu.events.v1"} 7' in text
    assert 'chitieu_batch_seconds_count{service="ingest",stage="admit"} 1.0' in text
