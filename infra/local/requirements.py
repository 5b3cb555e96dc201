"""What this machine must have for the local stack, what of it is there, and how to get the rest."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from infra.local.postgres import OLDEST_MAJOR, major_version, newest_binaries
from infra.local.settings import SOURCE_TREE, LocalSettings

PROBE_SECONDS = 20
OLDEST_PYTHON = (3, 11)
OLDEST_JAVA = 17
# Each release of Debian or Ubuntu has one or two of these; the first that it has is taken.
JAVA_PACKAGES = ("openjdk-17-jre-headless", "openjdk-21-jre-headless", "openjdk-25-jre-headless")
POSTGRES_PACKAGES = ("postgresql-15", "postgresql-16", "postgresql-17", "postgresql-18")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the machine needs. `found` is its version in words, None where it is missing.

    `ok` says whether what was found will do; `remedy` is the exact command that brings it on Debian
    or Ubuntu (empty where nothing is to be done). A missing optional one hinders nothing, but
    `for_tests` the tests need it.
    """

    name: str
    needed_for: str
    needs: str
    found: str | None
    ok: bool
    remedy: str = ""
    optional: bool = False
    packages: tuple[str, ...] = ()
    for_tests: bool = False


def check(settings: LocalSettings | None = None) -> list[Requirement]:
    """Look at everything once; asks each program for its version, changes nothing."""
    settings = settings or LocalSettings()
    local_bin = SOURCE_TREE / ".local" / "bin"
    own_kafka, own_postgres = settings.kafka_bootstrap is None, settings.database_url is None
    found = [
        _python(),
        _program("uv", "the Python environment", ("uv", "--version"), beside=local_bin),
        _program(
            "setpriv", "ending servers with their parent", ("setpriv", "--version"), "util-linux"
        ),
        replace(_java(), optional=not own_kafka),
        replace(
            _program("Maven", "fetching Apache Kafka", ("mvn", "--version"), "maven"),
            optional=not own_kafka,
        ),
        replace(_postgres(), optional=not own_postgres),
        replace(
            _program("git", "cloning and updating", ("git", "--version"), "git"), optional=True
        ),
        replace(
            _program("kcat", "sending events from a shell", ("kcat", "-V"), "kcat"),
            optional=True,
            for_tests=True,
        ),
        replace(_chromium(), optional=True, for_tests=True),
    ]
    return [replace(one, remedy="" if one.ok else remedy_of(one)) for one in found]


def missing(requirements: Sequence[Requirement], *, for_tests: bool = False) -> list[Requirement]:
    """Those without which the local stack, or also the tests, do not run."""
    return [
        one
        for one in requirements
        if not one.ok and (not one.optional or (for_tests and one.for_tests))
    ]


def remedy_of(requirement: Requirement) -> str:
    """The command that brings what is missing."""
    if requirement.packages:
        sudo = "" if os.geteuid() == 0 else "sudo "
        return f"{sudo}apt-get install -y {choose_package(requirement.packages)}"
    return "make setup"


def choose_package(names: Sequence[str]) -> str:
    """The first of these packages that apt knows here; the first one where it knows none."""
    return next((name for name in names if apt_knows(name)), names[0])


def apt_knows(name: str) -> bool:
    """Whether apt could install this package from the lists that it has."""
    candidate = re.search(r"Candidate: (\S+)", _output(("apt-cache", "policy", name)))
    return candidate is not None and candidate[1] != "(none)"


def first_version(text: str) -> tuple[int, ...]:
    """The first version number in a program's words: `openjdk version "17.0.15"` is (17, 0, 15)."""
    found = re.search(
        r"\d+(?:\.\d+)*", re.sub(r"\x1b\[[0-9;]*m", "", text)
    )  # Maven colours its words
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _python() -> Requirement:
    version = tuple(sys.version_info[:3])
    ok = version >= OLDEST_PYTHON
    return Requirement("Python", "everything", "3.11 or newer", _dotted(version), ok)


def _java() -> Requirement:
    # What the environment adds to the options of Java is printed first, in other words.
    version = first_version(_output(("java", "-version")).partition("version")[2])
    ok = bool(version) and version[0] >= OLDEST_JAVA
    found = _dotted(version) or None
    return Requirement("Java", "Apache Kafka", "17 or newer", found, ok, packages=JAVA_PACKAGES)


def _postgres() -> Requirement:
    binaries = newest_binaries()
    major = 0 if binaries is None else major_version(binaries)
    found = None if binaries is None else f"{major} in {binaries}"
    return Requirement(
        "PostgreSQL server",
        "everything that is kept beside the log",
        f"{OLDEST_MAJOR} or newer",
        found,
        major >= OLDEST_MAJOR,
        packages=POSTGRES_PACKAGES,
    )


def _chromium() -> Requirement:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    ok = found is not None
    return Requirement(
        "Chromium", "pictures of the pages", "any", found, ok, packages=("chromium",)
    )


def _program(
    name: str,
    needed_for: str,
    command: Sequence[str],
    package: str = "",
    beside: Path | None = None,
) -> Requirement:
    output = _output(command, beside)
    found = (_dotted(first_version(output)) or "present") if output else None
    packages = (package,) if package else ()
    return Requirement(name, needed_for, "any", found, found is not None, packages=packages)


def _output(command: Sequence[str], beside: Path | None = None) -> str:
    """What a program says, on either stream; empty where it is missing or does not work."""
    program = shutil.which(command[0]) or (
        shutil.which(command[0], path=str(beside)) if beside else None
    )
    if program is None:
        return ""
    try:
        ran = subprocess.run(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (ran.stdout + ran.stderr).strip() if ran.returncode == 0 else ""
