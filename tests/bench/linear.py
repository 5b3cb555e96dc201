"""Whether a rebuild of ten times the events takes ten times as long, in the same memory.

For each size a log of its own, read by a live projector while another process writes it; then the
rebuild, with its proof and swap.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from contracts.topics import Topics
from infra.local.process import run_blocking
from infra.local.settings import SOURCE_TREE
from tests.bench import live, replay
from tests.bench.filling import create_topics
from tests.bench.stage import Stage

PROCESSES = 2


def measure(
    stage: Stage, sizes: Sequence[int], seed: int, say: Callable[[str], None]
) -> dict[str, object]:
    """Rebuild logs of each size; return the figures and how the rates compare."""
    told: dict[str, object] = {}
    rates: list[tuple[float, float]] = []
    for events in sizes:
        own = replace(stage, topics=Topics(f"linear-{events}."), events=events)
        url = _live(own, seed, say)
        rebuilt = replay.rebuild(own, url, PROCESSES)
        say(
            f"rebuild of {events:,} events: {rebuilt.events_per_second:,.0f}/s in all, "
            f"{rebuilt.building_per_second:,.0f}/s folding and COPY, {rebuilt.rss_mib:,.0f} MiB"
        )
        told[f"{events}"] = asdict(rebuilt)
        rates.append((rebuilt.events_per_second, rebuilt.building_per_second))
    told["rate_of_largest_over_smallest"] = rates[-1][0] / rates[0][0]
    told["building_of_largest_over_smallest"] = rates[-1][1] / rates[0][1]
    return told


def _live(stage: Stage, seed: int, say: Callable[[str], None]) -> str:
    """Fill the log and a live view from it, side by side; return the database."""
    run_blocking(create_topics(stage.kafka.bootstrap, stage.topics))
    arguments = (stage.kafka.bootstrap, stage.topics.namespace, str(stage.events), str(seed))
    filling = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.filling", *arguments], cwd=SOURCE_TREE
    )
    try:
        figures, url = live.measure(stage, PROCESSES)
    finally:
        filling.terminate()
        filling.wait()
    say(f"{stage.events:,} events written and live at {figures.events_per_second:,.0f}/s")
    return url
