"""How long a look at every target takes: its forecast alone, and all that the service does of it.

    python -m tests.bench.sweeping [--targets 100000]    # the service alone, at its full size

A process of its own, whose memory is measured. Forecasts are of as many targets as a country's
provinces have together. What the service holds are statuses that it took in itself, each copied
under other names until there are as many; one in fifty has no report of the last quarter. `day` is
the turn on the day on which that is told; `all` a turn for which every target was made due, its
worst.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import asyncpg
import orjson

from contracts.codec import encode
from contracts.status import SWEPT_KEY
from contracts.topics import Topics
from domain.forecast.answer import forecasts
from domain.forecast.question import Direction, Question, Report, Scale
from infra.clock import Clock
from infra.collector import spare_the_collector
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from infra.logs import configure_logging
from infra.metrics import Metrics
from infra.postgres import open_pool
from infra.sql import load_queries
from services.alerts.assessing.parameters import Parameters
from services.alerts.handlers import StatusHandler
from services.alerts.prior.shipped import shipped
from services.alerts.sweep import Sweep
from tests.bench.stage import Stage
from tests.builders import above, report, stamp
from tests.services.alerts.statuses import judged, status_changed, swept_bytes, target_2023

FORECASTS, TARGETS, SEEDS = 100_000, 5_000, 500
SILENT = 50
"""One target in so many has no report of the newest quarter."""
REPORTS_MOST = 24
DUE_ON, TODAY = date(2025, 12, 31), date(2025, 6, 30)
TOLD_ON = date(2023, 7, 10)
"""When the reports of the second quarter are in, and not owed yet."""
DAY = date(2023, 7, 16)
"""The first day after those reports were owed."""
TIMEOUT_SECONDS = 1_800

_SQL = load_queries("tests.bench", "bare.sql")


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
    return {"forecasts": _apart("", 0), "service": _apart(stage.database(), TARGETS)}


def _apart(database_url: str, targets: int) -> dict[str, object]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.sweeping", "--child", str(targets)],
        input=database_url,  # it may hold a password: not in argv
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    told: dict[str, object] = orjson.loads(ran.stdout)
    return told


def _forecasts() -> dict[str, object]:
    questions = list(_questions())
    parameters = next(one for one in shipped() if one.scale is Scale.PERCENT)
    begun = time.perf_counter()
    answers = forecasts(questions, parameters)
    return {**_told(len(answers), time.perf_counter() - begun), "rss_mib": _rss_mib()}


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


async def _service(url: str, targets: int) -> dict[str, object]:
    pool = await open_pool(url, role="chitieu_alerts", application_name="bench-sweep")
    clock, metrics = Clock(DAY), Metrics("alerts")
    parameters = Parameters.of(shipped())
    handle = StatusHandler(
        pool, clock=clock, metrics=metrics, parameters=parameters, changed=lambda: None
    )
    await handle(list(_statuses()))
    admin = await asyncpg.connect(url)
    await admin.execute(_SQL["copy_targets"], targets // SEEDS, timeout=TIMEOUT_SECONDS)
    await handle([Given(SWEPT_KEY.encode(), swept_bytes(clock.now(), swept_to=DAY), SEEDS)])
    sweep = Sweep(
        pool, clock=clock, metrics=metrics, parameters=parameters, hold=timedelta(seconds=-1)
    )
    told: dict[str, object] = {"held": await admin.fetchval("select count(*) from alerts.targets")}
    told["day"] = await _swept(sweep, admin)
    await admin.execute(
        "update alerts.targets set review_on = $1 where alert_ids = '{}'", DAY,
        timeout=TIMEOUT_SECONDS,
    )  # fmt: skip
    told["all"] = await _swept(sweep, admin)
    await admin.close()
    await pool.close()
    return {**told, "rss_mib": _rss_mib()}


async def _swept(sweep: Sweep, admin: asyncpg.Connection) -> dict[str, float]:
    """Sweep until nothing is due; a turn of the service leaves what takes it too long."""
    due = await admin.fetchval(_SQL["targets_due"], DAY)
    cpu, begun, changes = _cpu_seconds(), time.perf_counter(), 0
    while await admin.fetchval(_SQL["targets_due"], DAY):
        changes += await sweep.run()
    told = _told(due, time.perf_counter() - begun)
    return {**told, "cpu_seconds": _cpu_seconds() - cpu, "changes": changes}


def _statuses() -> Iterator[Given]:
    """Statuses as the projector tells them; a few lack their last report.

    None is reached yet, so each look takes a forecast; none is likely to be missed.
    """
    chance = Random(7)  # noqa: S311  # a load, no secret
    for number in range(SEEDS):
        last = 29 if number % SILENT == 0 else 30
        values = [*(chance.uniform(65, 80) for _ in range(REPORTS_MOST - 1)), 59]
        reports = [
            report(f"{value:.2f}", period=_month(turn), at=stamp(event=f"ct-{number}-m-{turn}"))
            for turn, value in enumerate(values, last - REPORTS_MOST)
        ]
        stated = target_2023(above("60"), name=f"ct-{number:05d}", unit="%")
        quarterly = replace(stated, target=replace(stated.target, frequency="Q"))
        status = judged(quarterly, *reports, on=str(TOLD_ON))
        change = status_changed(status, seq=1, as_of=str(TOLD_ON))
        yield Given(change.subject.encode(), encode(change), number)


def _month(turn: int) -> str:
    return f"{2021 + turn // 12}-{turn % 12 + 1:02d}"


def _told(targets: int, seconds: float) -> dict[str, float]:
    return {"targets": targets, "seconds": seconds, "us_each": seconds / max(targets, 1) * 1e6}


def _rss_mib() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system


def main() -> None:
    """Measure the service on servers of its own; or be the process that a benchmark measures."""
    configure_logging(service="bench", level="error")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--targets", type=int, default=100_000)
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        spare_the_collector()  # as the service does
        address = sys.stdin.read()
        told = asyncio.run(_service(address, options.child)) if address else _forecasts()
        sys.stdout.write(orjson.dumps(told).decode() + "\n")
        return
    with tempfile.TemporaryDirectory(prefix="chitieu-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        kafka, postgres = LocalKafka(folder / "kafka"), LocalPostgres(folder / "postgres")
        postgres.start()
        try:
            stage = Stage(kafka, postgres, Topics("sweep."), folder, 0)
            told = _apart(stage.database(), options.targets)
        finally:
            postgres.stop()
    sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")


if __name__ == "__main__":
    main()
