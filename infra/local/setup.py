"""The second half of the set-up: system packages and the jars of Kafka.

`setup.sh` comes first and brings uv and the Python environment that this runs in. With
`--tests` also what only the tests need: a browser and kcat.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.local.jars import KAFKA_VERSION, ensure_kafka_jars, jars_dir
from infra.local.process import LocalServerError, tail
from infra.local.requirements import (
    POSTGRES_PACKAGES,
    Requirement,
    apt_knows,
    check,
    choose_package,
    missing,
)
from infra.local.settings import LocalSettings

APT_SECONDS = 1_200
APT_OPTIONS = ("-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=120")
# Ubuntu 22.04 has PostgreSQL 14 only; the PostgreSQL project keeps newer ones for it.
PGDG = "/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh"


def main() -> int:
    """Bring what is missing; 0 when the machine is ready, 1 with the next step when it is not."""
    settings = LocalSettings()
    for_tests = "--tests" in sys.argv[1:]
    try:
        bring_packages(missing(check(settings), for_tests=for_tests), settings)
        if settings.kafka_bootstrap is None:
            if not jars_dir(settings.cache_dir).is_dir():
                say(f"fetching Apache Kafka {KAFKA_VERSION} with Maven (43 MB)")
            ensure_kafka_jars(settings.cache_dir)
    except LocalServerError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def say(line: str) -> None:
    """One line of progress."""
    print(f"setup: {line}", flush=True)


def install_command(packages: Sequence[str]) -> list[str]:
    """The command that installs these packages without a question."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *APT_OPTIONS, *packages]


def words_for_missing(requirements: Sequence[Requirement]) -> str:
    """One message for an account that may not install: what is missing, and which command."""
    lines = [f"  {one.name} ({one.needs}), for {one.needed_for}" for one in requirements]
    packages = [choose_package(one.packages) for one in requirements if one.packages]
    return "\n".join(
        [
            "this machine lacks, and this account may not install:",
            *lines,
            "Next, as root:",
            f"  apt-get update && apt-get install -y {' '.join(packages)}",
            "or set CHITIEU_KAFKA_BOOTSTRAP and CHITIEU_DATABASE_URL to servers that exist;",
            "then run it again.",
        ]
    )


def bring_packages(lacking: Sequence[Requirement], settings: LocalSettings) -> None:
    """Install what is lacking through apt-get.

    Raises:
        LocalServerError: this account may not install, or apt-get failed; with the next step.
    """
    if not lacking:
        return
    prefix = _root_prefix()
    if prefix is None or shutil.which("apt-get") is None:
        raise LocalServerError(words_for_missing(lacking))
    log = settings.local_dir / "logs" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    say(f"installing with apt-get: {', '.join(one.name for one in lacking)} (log: {log})")
    _run([*prefix, "apt-get", "update", *APT_OPTIONS], log)
    for one in lacking:
        if one.packages == POSTGRES_PACKAGES and not any(map(apt_knows, one.packages)):
            _run([*prefix, *install_command(["postgresql-common", "ca-certificates"])], log)
            _run([*prefix, PGDG, "-y"], log)
    _run([*prefix, *install_command([choose_package(one.packages) for one in lacking])], log)
    still = missing(check(settings))
    if still:
        raise LocalServerError(
            f"apt-get ended well, but these are still not usable: "
            f"{', '.join(one.name for one in still)}. "
            f"Next: read {log}; `chitieu doctor` shows what was found."
        )


def _root_prefix() -> list[str] | None:
    """How to run a command as root without a question; None where that is not possible."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return quiet
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, timeout=30, check=False)
    return ["sudo", "-n", *quiet] if asked.returncode == 0 else None


def _run(command: Sequence[str], log: Path) -> None:
    with log.open("ab") as output:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=APT_SECONDS,
            check=False,
        )
    if ran.returncode != 0:
        raise LocalServerError(
            f"`{' '.join(command)}` failed with code {ran.returncode}. "
            f"The end of {log}:\n{tail(log)}\n"
            "Next: run that command by hand, then run the set-up again."
        )


if __name__ == "__main__":
    sys.exit(main())
