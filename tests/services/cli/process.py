"""Run `chitieu` and `make` as their users do, with an environment that names only what is given."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from infra.local.settings import SOURCE_TREE

TIMEOUT_SECONDS = 420
CHITIEU = (sys.executable, "-m", "services.cli.main")


def chitieu(
    *arguments: str, local_dir: Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*CHITIEU, *arguments],
        env=environment_of(local_dir, environment),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def make(target: str, *, local_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Make a target of the Makefile, to its end."""
    return subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=SOURCE_TREE,
        env=environment_of(local_dir, environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def environment_of(local_dir: Path, given: dict[str, str]) -> dict[str, str]:
    """This process's environment with nothing of chitieu in it but what is given."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("CHITIEU_")}
    return {**inherited, "CHITIEU_LOCAL_DIR": str(local_dir), **given}


def processes_that_name(folder: Path) -> list[Path]:
    """The processes with a folder in their command line or environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        for told in ("cmdline", "environ"):
            # A process may end while it is looked at.
            with suppress(OSError):
                if os.fsencode(folder) in (process / told).read_bytes():
                    found.append(process)
    return found
