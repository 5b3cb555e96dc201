"""`chitieu rebuild --of ingest` as a process of its own, which kills itself at a named step.

python -m tests.services.ingest.rebuild_child STEP OPTIONS…
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from infra import rebuild_flow
from infra.local.settings import inherited_environment
from services.cli import main as cli
from tests.services.ingest.door import Place

TIMEOUT_SECONDS = 60


async def rebuild(place: Place, *options: str, kill_at: str = "-") -> tuple[int, str, str]:
    """Run it on a place; returns exit code, stdout, stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.services.ingest.rebuild_child",
        kill_at,
        *("rebuild", "--of", "ingest", *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            **inherited_environment(),
            "CHITIEU_KAFKA_BOOTSTRAP": place.kafka,
            "CHITIEU_DATABASE_URL": place.database_url,
            "CHITIEU_TOPIC_NAMESPACE": place.namespace,
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    async with asyncio.timeout(TIMEOUT_SECONDS):
        told, said = await process.communicate()
    return process.returncode or 0, told.decode(), said.decode()


def main() -> int:
    """Run the command line, dying at the step that was named."""
    fatal, *arguments = sys.argv[1:]

    def reached(step: str) -> None:
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    rebuild_flow.reached = reached  # where the steps are told
    sys.argv[1:] = arguments
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
