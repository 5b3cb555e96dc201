"""Run a campaign by hand: `python -m tests.faults --kills 100 --seed 7` (`make faults`)."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import uvloop

from infra.logs import configure_logging
from tests.faults.campaign import Outcome, run_campaign
from tests.faults.report import lines, summary

BROKEN = 1


def main() -> int:
    """Start servers of its own, run the campaign, print what it found; 1 if a promise is broken."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description="Kill ingest, projector, alerts, PostgreSQL and Kafka inside the work, cut and "
        "slow their connections, and check every promise of docs/guarantees.md.",
    )
    parser.add_argument("--kills", type=int, default=100, help="inside the work, in all (100)")
    parser.add_argument("--seed", type=int, help="of the schedule and the events (by the time)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.add_argument("--keep", type=Path, help="keep logs and histories in this folder")
    options = parser.parse_args()
    configure_logging(service="faults", level="error")
    seed = int(time.time()) % 1_000_000 if options.seed is None else options.seed
    stream = sys.stderr if options.json else sys.stdout

    def say(line: str) -> None:
        stream.write(f"{line}\n")
        stream.flush()

    say(f"{options.kills} kills, --seed {seed}")
    with tempfile.TemporaryDirectory(prefix="chitieu-faults-", dir="/var/tmp") as name:
        folder = options.keep or Path(name)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        begun = time.monotonic()
        outcome = _run(folder, options.kills, seed, say)
        seconds = time.monotonic() - begun
    if options.json:
        sys.stdout.write(orjson.dumps(summary(outcome, seconds, seed)).decode() + "\n")
    else:
        for line in lines(outcome, seconds, seed):
            say(line)
    return BROKEN if outcome.violations else 0


def _run(folder: Path, kills: int, seed: int, say: Callable[[str], None]) -> Outcome:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run_campaign(folder, kills=kills, seed=seed, say=say))


if __name__ == "__main__":
    raise SystemExit(main())
