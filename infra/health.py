"""Say whether a service lives and whether it is ready, with the reason where it is not.

Live means: no background task has died and each still makes progress; a process that is
up but no longer consumes is dead, and a supervisor restarts it. Ready means: what it
depends on answers. So a database that is away makes a service unready, never dead.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import orjson
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.clock import Clock
from infra.metrics import Metrics
from infra.postgres import Pool, acquire

CHECK_TIMEOUT_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a stable code, and words in Vietnamese and English."""

    code: str
    vi: str
    en: str


Check = Callable[[], Awaitable[Reason | None]]
"""A question about readiness: None is ready."""


class Watch:
    """What must stay alive in this process: tasks, heartbeats and probes, each by a name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._beats: dict[str, tuple[float, float]] = {}
        self._probes: dict[str, Callable[[], Reason | None]] = {}

    def task(self, name: str, task: "asyncio.Task[object]") -> None:
        """Watch a task that must never end: ended, failed and cancelled are all dead."""
        self._tasks[name] = task

    def heartbeat(self, name: str, *, within_seconds: float) -> Callable[[], None]:
        """Watch for progress: call what is returned at every turn of the loop, idle ones too."""

        def beat() -> None:
            self._beats[name] = (self._clock.monotonic(), within_seconds)

        beat()
        return beat

    def probe(self, name: str, probe: Callable[[], Reason | None]) -> None:
        """Watch by asking: `probe` answers at once, None for alive."""
        self._probes[name] = probe

    def problems(self) -> dict[str, Reason]:
        """What is dead now, by name; empty means alive."""
        found = {name: _end_of(task) for name, task in self._tasks.items() if task.done()}
        now = self._clock.monotonic()
        for name, (last, within_seconds) in self._beats.items():
            if now - last > within_seconds:
                # Of a task that has ended it is no news that it does not go on.
                found.setdefault(name, _no_progress(within_seconds))
        for name, probe in self._probes.items():
            if reason := probe():
                found[name] = reason
        return found


def _no_progress(within_seconds: float) -> Reason:
    return Reason(
        "no_progress",
        f"không tiến triển quá {within_seconds:g} giây",
        f"no progress for more than {within_seconds:g} s",
    )


def _end_of(task: "asyncio.Task[object]") -> Reason:
    if task.cancelled():
        return Reason("task_cancelled", "tác vụ đã bị hủy", "the task was cancelled")
    if error := task.exception():
        kind = type(error).__name__
        return Reason("task_failed", f"tác vụ đã hỏng ({kind})", f"the task failed ({kind})")
    return Reason("task_ended", "tác vụ đã kết thúc", "the task has ended")


def postgres_check(pool: Pool) -> Check:
    """Ready when a pooled session answers."""

    async def check() -> Reason | None:
        async with acquire(pool) as connection:
            await connection.execute("select 1")
        return None

    return check


async def _ask(check: Check) -> Reason | None:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            return await check()
    except TimeoutError:
        return Reason(
            "no_answer",
            f"không trả lời trong {CHECK_TIMEOUT_SECONDS} giây",
            f"no answer within {CHECK_TIMEOUT_SECONDS} s",
        )
    except Exception as error:  # noqa: BLE001  # whatever a dependency raises means: not ready
        kind = type(error).__name__
        return Reason(
            "check_failed", f"kiểm tra không thành ({kind})", f"the check failed ({kind})"
        )


def health_routes(
    *,
    watch: Watch,
    checks: Mapping[str, Check],
    metrics: Metrics,
    clock: Clock,
    facts: Callable[[], Mapping[str, object]] = dict,
) -> list[Route]:
    """The routes /live, /ready and /metrics; they need no key and tell no secrets.

    `facts` is what /ready shows besides, such as lag.
    """

    async def live(_request: Request) -> Response:
        return _answer({}, watch.problems())

    async def ready(_request: Request) -> Response:
        names = list(checks)
        answers = await asyncio.gather(*(_ask(checks[name]) for name in names))
        reasons = {n: reason for n, reason in zip(names, answers, strict=True) if reason}
        return _answer(
            {"business_day": clock.business_day().isoformat(), "checks": names, **facts()},
            {**watch.problems(), **reasons},
        )

    async def shown_metrics(_request: Request) -> Response:
        return Response(metrics.render(), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/live", live, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/metrics", shown_metrics, methods=["GET"]),
    ]


def _answer(facts: Mapping[str, object], reasons: Mapping[str, Reason]) -> Response:
    body = {
        "ok": not reasons,
        **facts,
        "reasons": [
            {"part": part, "code": reason.code, "vi": reason.vi, "en": reason.en}
            for part, reason in reasons.items()
        ],
    }
    return Response(
        orjson.dumps(body),
        status_code=503 if reasons else 200,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )
