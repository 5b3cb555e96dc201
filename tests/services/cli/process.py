"""Run `chitieu` as its users do: a process, with an environment that names only what is given."""

import os
import subprocess
import sys
from pathlib import Path

TIMEOUT_SECONDS = 240


def chitieu(
    *arguments: str, local_dir: Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("CHITIEU_")}
    return subprocess.run(
        [sys.executable, "-m", "services.cli.main", *arguments],
        env={**inherited, "CHITIEU_LOCAL_DIR": str(local_dir), **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
