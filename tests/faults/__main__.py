"""Run a campaign by hand: `python -m tests.faults --kills 20 --seed 7` (`make faults`)."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres
from infra.logs import configure_logging
from tests.faults.campaign import run_campaign


def main() -> None:
    """Start servers of its own, run the campaign, print what it found."""
    parser = argparse.ArgumentParser(description="kill services inside their work; check all")
    parser.add_argument("--kills", type=int, default=20, help="of each service")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    configure_logging(service="faults", level="warning")
    with tempfile.TemporaryDirectory(prefix="chitieu-faults-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        kafka, postgres = LocalKafka(folder / "kafka"), LocalPostgres(folder / "postgres")
        kafka.start()
        postgres.start()
        try:
            outcome = run_campaign(
                bootstrap=kafka.bootstrap,
                database_url=postgres.create_database("faults"),
                namespace="",
                folder=folder,
                kills_each=options.kills,
                seed=options.seed,
                say=_say,
            )
        finally:
            postgres.stop()
            kafka.stop()
    _say(f"kills {outcome.kills}, of them inside the work {outcome.hits}")
    _say(f"the client sent again {outcome.retries} times; {outcome.seconds:.0f} s in all")
    _say(f"every promise holds: {outcome.checked}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
