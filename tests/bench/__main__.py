"""Measure live, rebuild, verify and latency beside their limits, in one run: `make bench`.

    python -m tests.bench [--events 1000000] [--seed 7] [--out FILE.json] [--batch 2000 8000]
    python -m tests.bench --linear 1000000 10000000    # a rebuild at both sizes, and nothing else

One log of province-scale load, a real Kafka and a real PostgreSQL on this machine. Every
figure has beside it what the same machine does in the same run with nothing of chitieu in
between (limits.py), and the ratio of the two: machines are shared and noisy, ratios are not.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import orjson

from contracts.topics import Topics
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from infra.logs import configure_logging
from tests.bench import alarms, front_door, latency, linear, live, queries, replay, sweeping
from tests.bench.filling import fill
from tests.bench.load import load, provinces_for
from tests.bench.measure import machine
from tests.bench.stage import Stage, index_facts, limit

PROCESSES = (1, 2)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    """Start the servers, measure everything, and return the figures."""
    kafka, postgres = LocalKafka(folder / "kafka"), LocalPostgres(folder / "postgres")
    kafka.start()
    postgres.start()
    try:
        stage = Stage(kafka, postgres, Topics("bench."), folder, options.events)
        if options.linear:
            told = linear.measure(stage, options.linear, options.seed, say)
            return {"machine": machine(), "linear": told}
        begun = time.perf_counter()
        events = load(options.events, seed=options.seed)
        size = asyncio.run(fill(kafka.bootstrap, stage.topics, events))
        say(
            f"{options.events:,} events of {provinces_for(options.events)} provinces, "
            f"{size / options.events:.0f} bytes each, on {stage.topics.events.partitions} "
            f"partitions ({time.perf_counter() - begun:.0f} s)"
        )
        figures: dict[str, object] = {"machine": machine(), "events": options.events}
        figures |= _live(stage, options.batch)
        figures["latency_ms"] = asdict(latency.measure(stage, options.seed))
        say(f"latency: {figures['latency_ms']}")
        figures["status_query"] = asked = queries.measure(stage, options.seed)
        for question, told in asked.items():
            say(f"asked for {question}: {told}")
        figures["alert_latency_ms"] = alarms.measure(stage)
        say(f"alerts: {figures['alert_latency_ms']}")
        figures["sweep"] = sweeping.measure(stage)
        say(f"sweep: {figures['sweep']}")
        if options.door_events:
            figures["front_door"] = _front_door(stage, options.door_events)
        return figures
    finally:
        postgres.stop()
        kafka.stop()


def _live(stage: Stage, batches: Iterable[int]) -> dict[str, object]:
    """Measure reading, live and rebuild, each beside its limit, with 1 and 2 processes."""
    read = {n: limit(stage, "read", processes=n, batch=2_000) for n in PROCESSES}
    _say_rates("limit: read and decode", read)
    upsert = {n: max(_upsert(stage, n, batch) for batch in batches) for n in PROCESSES}
    _say_rates("limit: and upsert", upsert)
    runs: dict[int, live.Live] = {}
    for number in PROCESSES:
        runs[number], url = live.measure(stage, number)
        say(f"live, {number}: {_short(asdict(runs[number]))}")
    rates = {n: one.events_per_second for n, one in runs.items()}
    _say_rates("live", rates, upsert)
    copied = {n: _copied(stage, n) for n in PROCESSES}
    _say_rates("limit: read, decode and COPY", copied)
    rebuilt = {n: replay.rebuild(stage, url, n) for n in PROCESSES}
    again = {n: one.events_per_second for n, one in rebuilt.items()}
    _say_rates("rebuild", again, read)
    digest, verify = replay.digest(stage, url), replay.verify(stage, url)
    say(f"digest {digest:,.0f}/s, verify {verify:,.0f}/s")
    return {
        "live_events_per_second": max(rates.values()),
        "live_over_limit": max(rates[n] / upsert[n] for n in PROCESSES),
        "rebuild_events_per_second": max(again.values()),
        "rebuild_over_limit": max(again[n] / read[n] for n in PROCESSES),
        "by_processes": {
            str(n): {
                "live": asdict(runs[n]),
                "live_over_limit": rates[n] / upsert[n],
                "rebuild": asdict(rebuilt[n]),
                "rebuild_over_limit": again[n] / read[n],
                "rebuild_over_copy_limit": again[n] / copied[n],
                "limits": {"read": read[n], "upsert": upsert[n], "copy": copied[n]},
            }
            for n in PROCESSES
        },
        "digest_facts_per_second": digest,
        "verify_records_per_second": verify,
        "rss_mib": {
            "live": max(one.rss_mib for one in runs.values()),
            "rebuild": max(one.rss_mib for one in rebuilt.values()),
        },
        "cpu_seconds_per_million": {
            "live": runs[1].cpu_seconds_per_million + runs[1].postgres_cpu_seconds_per_million,
            "rebuild": rebuilt[1].cpu_seconds_per_million
            + rebuilt[1].postgres_cpu_seconds_per_million,
        },
    }


def _upsert(stage: Stage, processes: int, batch: int) -> float:
    url = stage.bare_database()
    index_facts(url, "add_key", "add_index")
    return limit(stage, "upsert", processes=processes, batch=batch, database_url=url)


def _copied(stage: Stage, processes: int) -> float:
    """COPY, and the keys made at the end."""
    url = stage.bare_database()
    rate = limit(stage, "copy", processes=processes, batch=5_000, database_url=url)
    begun = time.perf_counter()
    index_facts(url, "add_key", "add_index")
    return stage.events / (stage.events / rate + time.perf_counter() - begun)


def _front_door(stage: Stage, events: int) -> dict[str, float]:
    url = stage.postgres.create_database("bench_door")
    passed = front_door.measure(stage.kafka.bootstrap, url, stage.folder, events)
    say(
        f"whole way, {events:,} events over HTTP in batches of {front_door.BATCH}: "
        f"{passed.acknowledged_per_second:,.0f}/s acknowledged, "
        f"{passed.applied_per_second:,.0f}/s until they are rows"
    )
    return asdict(passed)


def _say_rates(what: str, rates: dict[int, float], limits: dict[int, float] | None = None) -> None:
    told = [
        f"{rate:,.0f}/s in {n}" + (f" ({rate / limits[n]:.2f} of the limit)" if limits else "")
        for n, rate in rates.items()
    ]
    say(f"{what}: {', '.join(told)}")


def _short(figures: dict[str, object]) -> str:
    return ", ".join(
        f"{name} {value:,.2f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in figures.items()
    )


def main() -> None:
    """Read the options, run, and write the file that was asked for."""
    configure_logging(service="bench", level="error")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--batch", type=int, nargs="+", default=[2_000, 8_000])
    parser.add_argument("--linear", type=int, nargs="+", default=[], metavar="EVENTS")
    parser.add_argument("--door-events", type=int, default=40_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chitieu-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        figures = run(options, folder)
    if options.out:
        options.out.write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2) + b"\n")
        say(f"figures: {options.out}")


if __name__ == "__main__":
    main()
