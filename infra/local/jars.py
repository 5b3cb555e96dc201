"""Bring the jars of Apache Kafka into a cache, with Maven, once.

The cache folder appears by a rename when it is complete: an interrupted run is simply redone.
"""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from infra.local.process import LocalServerError
from infra.local.settings import LocalSettings

KAFKA_VERSION = "4.2.1"
POM = Path(__file__).parent / "kafka" / "pom.xml"
ATTEMPTS = 3
PAUSE_SECONDS = 3
ATTEMPT_TIMEOUT_SECONDS = 600


def jars_dir(cache: Path) -> Path:
    """Where the jars of this `pom.xml` belong; a changed `pom.xml` gets another folder."""
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    return cache / f"kafka-{KAFKA_VERSION}-{digest}"


def ensure_kafka_jars(cache: Path | None = None) -> Path:
    """The folder of the broker's jars (46 of them, 43 MB), fetched with Maven if missing.

    Raises:
        LocalServerError: Maven is missing or failed three times; with its last words.
    """
    cache = cache or LocalSettings().cache_dir
    jars = jars_dir(cache)
    if jars.is_dir():
        return jars
    cache.mkdir(parents=True, exist_ok=True)
    with _alone_in(cache):
        if not jars.is_dir():  # another process may have brought them while this one waited
            _resolve(jars)
    return jars


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _resolve(jars: Path) -> None:
    partial = jars.with_name(jars.name + ".partial")
    said = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(PAUSE_SECONDS * attempt)
        shutil.rmtree(partial, ignore_errors=True)
        said = _copy_dependencies(partial)
        if not said:
            partial.replace(jars)
            return
    raise LocalServerError(
        f"Maven could not fetch Apache Kafka {KAFKA_VERSION} in {ATTEMPTS} attempts. "
        f"Its last words:\n{said}\n"
        "Next: check the network (repo.maven.apache.org, or the mirror in ~/.m2/settings.xml) "
        "and run it again; or set CHITIEU_KAFKA_BOOTSTRAP to a Kafka that exists."
    )


def _copy_dependencies(target: Path) -> str:
    """Run Maven; an empty text is success, else what it said last."""
    command = [
        "mvn",
        "--batch-mode",
        "--quiet",
        f"--file={POM}",
        "dependency:copy-dependencies",
        "-DincludeScope=runtime",
        f"-DoutputDirectory={target.absolute()}",
    ]
    try:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=ATTEMPT_TIMEOUT_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise LocalServerError(
            "Maven (mvn) is not installed. Next: apt-get install maven"
        ) from error
    except subprocess.TimeoutExpired:
        return f"no end after {ATTEMPT_TIMEOUT_SECONDS} s"
    if ran.returncode == 0:
        return ""
    said = ran.stdout.decode("utf-8", errors="replace").strip().splitlines()
    return "\n".join(said[-15:]) or f"exit code {ran.returncode}"
