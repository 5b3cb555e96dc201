"""How long a look at every target takes: its forecast alone, and all that the service does of it.

A process of its own, whose memory is measured. Forecasts are of as many targets as a country's
provinces have together. The service's sweep (evidence in full, words, tables) is of fewer, all due
on one day, which is its worst: a day usually finds few due.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import asyncpg
import orjson

from contracts.codec import encode
from contracts.status import SWEPT_KEY
from domain.forecast.answer import forecasts
from domain.forecast.question import Direction, Question, Report, Scale
from infra.clock import Clock
from infra.logs import configure_logging
from infra.metrics import Metrics
from infra.postgres import open_pool
from services.alerts.handlers import StatusHandler
from services.alerts.parameters import Parameters
from services.alerts.prior.shipped import shipped
from services.alerts.sweep import Sweep
from tests.bench.stage import Stage
from tests.builders import above, report, stamp
from tests.services.alerts.statuses import judged, status_changed, swept_bytes, target_2023

FORECASTS, SWEPT = 100_000, 1_000
REPORTS_MOST, BATCH = 24, 500
DUE_ON, TODAY = date(2025, 12, 31), date(2025, 6, 30)
DAY = date(2023, 9, 15)
TIMEOUT_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Given:
    """A record as it stands on the topic of statuses."""

    key: bytes | None
    value: bytes | None
    offset: int
    topic: str = "chitieu.status.v1"
    partition: int = 0
    timestamp: int = 0


def measure(stage: Stage) -> dict[str, object]:
    """Return seconds and memory of both."""
    return {"forecasts": _apart(""), "service": _apart(stage.database())}


def _apart(database_url: str) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.sweeping"],
        input=database_url,  # it may hold a password: not in argv
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    told: dict[str, float] = orjson.loads(ran.stdout)
    return told


def _forecasts() -> dict[str, float]:
    questions = list(_questions())
    parameters = next(one for one in shipped() if one.scale is Scale.PERCENT)
    begun = time.perf_counter()
    answers = forecasts(questions, parameters)
    return _told(len(answers), time.perf_counter() - begun)


def _questions() -> Iterator[Question]:
    chance = Random(7)  # noqa: S311  # a load, no secret
    for number in range(FORECASTS):
        count = 1 + number % REPORTS_MOST
        first = TODAY - timedelta(days=30 * count)
        reports = [
            Report(first + timedelta(days=30 * turn), chance.uniform(20, 90))
            for turn in range(count)
        ]
        yield Question(
            Scale.PERCENT, Direction.UP, tuple(reports), 60.0, strict=True, due_on=DUE_ON,
            as_of=TODAY, period_days=30,
        )  # fmt: skip


async def _service(url: str) -> dict[str, float]:
    pool = await open_pool(url, role="chitieu_alerts", application_name="bench-sweep")
    clock, metrics, parameters = Clock(DAY), Metrics("alerts"), Parameters()
    handle = StatusHandler(
        pool, clock=clock, metrics=metrics, parameters=parameters, changed=lambda: None
    )
    records = list(_statuses())
    for start in range(0, len(records), BATCH):
        await handle(records[start : start + BATCH])
    await handle([Given(SWEPT_KEY.encode(), swept_bytes(clock.now(), swept_to=DAY), SWEPT)])
    admin = await asyncpg.connect(url)
    await admin.execute("update alerts.targets set review_on = $1", DAY)
    sweep = Sweep(
        pool, clock=clock, metrics=metrics, parameters=parameters, hold=timedelta(seconds=-1)
    )
    begun = time.perf_counter()
    await sweep.run()
    seconds = time.perf_counter() - begun
    left = await admin.fetchval("select count(*) from alerts.targets where review_on <= $1", DAY)
    await admin.close()
    await pool.close()
    return _told(len(records) - left, seconds)


def _statuses() -> Iterator[Given]:
    chance = Random(7)  # noqa: S311  # a load, no secret
    for number in range(SWEPT):
        reports = [
            report(f"{chance.uniform(20, 90):.2f}", period=_month(turn),
                   at=stamp(event=f"m-{turn}"))
            for turn in range(REPORTS_MOST)
        ]  # fmt: skip
        status = judged(target_2023(above("60"), name=f"ct-{number:05d}"), *reports, on=str(DAY))
        change = status_changed(status, seq=1, as_of=str(DAY))
        yield Given(change.subject.encode(), encode(change), number)


def _month(turn: int) -> str:
    return f"{2021 + turn // 12}-{turn % 12 + 1:02d}"


def _told(targets: int, seconds: float) -> dict[str, float]:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    rss_mib = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    each = seconds / max(targets, 1) * 1e6
    return {"targets": targets, "seconds": seconds, "us_each": each, "rss_mib": rss_mib}


if __name__ == "__main__":
    configure_logging(service="bench", level="error")
    address = sys.stdin.read()
    figures = asyncio.run(_service(address)) if address else _forecasts()
    sys.stdout.write(orjson.dumps(figures).decode() + "\n")
