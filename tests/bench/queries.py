"""How long a question about the present takes beside two years of history, and beside twenty.

The same plan, targets and indicators stand in two databases; one has the monthly reports of two
years, as many as a status shows, the other ten times as many. They are asked in turn, so that what
else the machine does slows both.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

import asyncpg
import httpx

from contracts.topics import Topics
from infra.local.process import run_blocking
from tests.bench.filling import fill
from tests.bench.load import INDICATORS, Province, history
from tests.bench.services import SQL, Running, service
from tests.bench.stage import Stage

YEARS = (2, 20)
ASKED = {"one target": 1_000, "list of 100": 200, "page of the plan": 60}
"""How often each question is asked of each database."""
WARM_UP = 10
APPLIED_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Answered:
    """Milliseconds until the whole answer was there, and its size."""

    p50_ms: float
    p99_ms: float
    bytes: int


Figures = dict[str, dict[str, object]]


def measure(stage: Stage, seed: int) -> Figures:
    """Ask the same of both; for each question, the times by years of history and their ratios."""
    with ExitStack() as stack:
        asked = [stack.enter_context(_api(stage, years, seed)) for years in YEARS]
        return {
            question: _compared(question, count, [one.url for one in asked])
            for question, count in ASKED.items()
        }


@contextmanager
def _api(stage: Stage, years: int, seed: int) -> Iterator[Running]:
    """Fill a database with so many years of reports, and run an api on it."""
    topics = Topics(f"years-{years}.")
    url = stage.database()
    env = {**stage.environment(url), "CHITIEU_TOPIC_NAMESPACE": topics.namespace}
    events = list(history(years, seed=seed))
    run_blocking(fill(stage.kafka.bootstrap, topics, events))
    with service("projector", env, stage.folder, ready=True) as projector:
        run_blocking(_until_applied(url, len(events), projector))
    with service("api", env, stage.folder, ready=True) as running:
        yield running


async def _until_applied(url: str, events: int, projector: Running) -> None:
    connection = await asyncpg.connect(url)
    try:
        while await connection.fetchval(SQL["records_applied"]) < events:
            if projector.process.poll() is not None:
                raise SystemExit("the projector ended; see its log")
            await asyncio.sleep(APPLIED_PAUSE_SECONDS)
        # As autovacuum would have done in a while.
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


def _compared(question: str, count: int, urls: Sequence[str]) -> dict[str, object]:
    clients = [httpx.Client(base_url=url, timeout=60, trust_env=False) for url in urls]
    spent: list[list[float]] = [[] for _ in urls]
    sizes = [0 for _ in urls]
    for turn in range(WARM_UP + count):
        path, query = _path(question, turn)
        for at, client in enumerate(clients):
            begun = time.perf_counter()
            answer = client.get(path, params=query).raise_for_status()
            if turn >= WARM_UP:
                spent[at].append((time.perf_counter() - begun) * 1000)
            sizes[at] = max(sizes[at], len(answer.content))
    for client in clients:
        client.close()
    told = [_answered(one, size) for one, size in zip(spent, sizes, strict=True)]
    few, many = told[0], told[-1]
    return {
        **{f"{years} y": asdict(one) for years, one in zip(YEARS, told, strict=True)},
        "p50_ratio": many.p50_ms / few.p50_ms,
        "p99_ratio": many.p99_ms / few.p99_ms,
    }


def _answered(spent: Sequence[float], size: int) -> Answered:
    cuts = statistics.quantiles(spent, n=100)
    return Answered(statistics.median(spent), cuts[98], size)


def _path(question: str, turn: int) -> tuple[str, Mapping[str, str]]:
    province = Province(0)
    match question:
        case "one target":
            return f"/v1/targets/ct-{province.slug}-{turn % INDICATORS:03d}", {}
        case "list of 100":
            return "/v1/targets", {"plan": province.plan, "limit": "100"}
        case _:
            return f"/ke-hoach/{province.plan}", {}
