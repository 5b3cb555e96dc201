"""The set-up brings what is missing, and says which command where it may not.

Programs that are missing, or fail, cannot be had from a machine that has them: so these tests put
small scripts of their own on PATH.
"""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local import bring_uv, jars, requirements, setup
from infra.local.jars import ensure_kafka_jars, jars_dir
from infra.local.process import LocalServerError
from infra.local.requirements import Requirement, check, first_version, missing
from infra.local.settings import SOURCE_TREE, LocalSettings

JAVA = Requirement(
    "Java", "Apache Kafka", "17 or newer", "11.0", ok=False, packages=("openjdk-17",)
)


def _script(folder: Path, name: str, *lines: str) -> None:
    program = folder / name
    program.write_text("\n".join(["#!/bin/sh", *lines]))
    program.chmod(0o755)


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, but for the programs every Debian has."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("env", "sh", "ln", "mkdir", "touch", "chmod", "setpriv"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def _named(found: list[Requirement], name: str) -> Requirement:
    return next(one for one in found if one.name == name)


def test_a_ready_machine_lacks_nothing() -> None:
    """On a machine that runs these tests nothing is missing, and each version found is told."""
    found = check(LocalSettings())
    assert missing(found) == []
    assert all(one.found for one in found if not one.optional)
    assert all(one.remedy for one in found if not one.ok)


def test_a_bare_machine_is_told_every_command(only: Path) -> None:
    """Where programs are missing or too old, each is named with the command that brings it."""
    _script(only, "java", """echo 'openjdk version "11.0.2" 2019-01-15' >&2""")
    found = check(LocalSettings(kafka_bootstrap=None, database_url=None))
    assert _named(found, "Java").found == "11.0.2"
    assert _named(found, "Java").remedy.endswith("apt-get install -y openjdk-17-jre-headless")
    assert {"Java", "Maven"} <= {one.name for one in missing(found)}


def test_the_package_is_one_that_apt_knows(only: Path) -> None:
    """Releases differ in their Java: the remedy names the one that this machine's apt has."""
    _script(only, "apt-cache", 'case "$2" in *-21-*) echo "  Candidate: 21.0.8" ;; esac')
    found = check(LocalSettings(kafka_bootstrap=None))
    assert _named(found, "Java").remedy.endswith("apt-get install -y openjdk-21-jre-headless")


def test_servers_that_exist_need_no_packages(only: Path) -> None:
    """With the address of a Kafka given, Java and Maven may be missing."""
    assert only.is_dir()
    found = check(LocalSettings(kafka_bootstrap="kafka.example:9092"))
    assert not {"Java", "Maven"} & {one.name for one in missing(found)}


@pytest.mark.parametrize(
    ("words", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', (17, 0, 15)),
        ("\x1b[1mApache Maven 3.8.7\x1b[m", (3, 8, 7)),
        ("setpriv from util-linux 2.38.1", (2, 38, 1)),
        ("no number", ()),
    ],
)
def test_versions_are_read(words: str, version: tuple[int, ...]) -> None:
    """The version is the first number in a program's words, colours aside."""
    assert first_version(words) == version


def test_one_message_for_an_account_that_may_not_install() -> None:
    """Without root, one message lists what is missing and the one command for all of it."""
    maven = replace(JAVA, name="Maven", needs="any", packages=("maven",))
    words = setup.words_for_missing([JAVA, maven])
    assert "Java (17 or newer), for Apache Kafka" in words
    assert "apt-get update && apt-get install -y openjdk-17 maven" in words


def test_apt_brings_what_is_missing(
    only: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As root, apt-get installs the missing packages without a question, after an update."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(requirements, "newest_binaries", lambda: Path("/usr/lib/postgresql/15/bin"))
    monkeypatch.setattr(requirements, "major_version", lambda _: 15)
    _script(only, "uv", "echo uv 0.13.9")
    _script(only, "java.new", "echo 'openjdk version \"17.0.1\"'")
    _script(only, "mvn.new", "echo Apache Maven 3.8.7")
    _script(
        only,
        "apt-get",
        f'echo "$DEBIAN_FRONTEND $*" >> {tmp_path}/asked',
        f"cd {only}; [ $1 = update ] || for p in java mvn; do ln -s $p.new $p; done",
    )
    settings = LocalSettings(kafka_bootstrap=None, database_url=None, local_dir=tmp_path)
    jars_dir(settings.cache_dir).mkdir(parents=True)
    monkeypatch.setenv("CHITIEU_LOCAL_DIR", str(tmp_path))
    monkeypatch.delenv("CHITIEU_KAFKA_BOOTSTRAP", raising=False)
    assert setup.main() == 0
    update, install = (tmp_path / "asked").read_text().splitlines()
    assert update.startswith("noninteractive update")
    assert install.startswith("noninteractive install -y --no-install-recommends")
    assert install.endswith("openjdk-17-jre-headless maven")


def test_an_old_release_gets_postgresql_from_its_makers(
    only: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where apt knows no PostgreSQL from 15 on (Ubuntu 22.04), its makers' repository is added."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(setup, "PGDG", str(only / "pgdg"))
    asked = tmp_path / "asked"
    _script(only, "apt-get", f'echo "apt-get $*" >> {asked}')
    _script(only, "pgdg", f'echo "pgdg $*" >> {asked}', f"ln -s cache {only}/apt-cache")
    _script(only, "cache", 'case "$2" in *-17) echo "  Candidate: 17.6-1.pgdg" ;; esac')
    server = Requirement(
        "PostgreSQL server", "all", "15", "14", ok=False, packages=requirements.POSTGRES_PACKAGES
    )
    monkeypatch.setattr(setup, "check", lambda _: [])
    setup.bring_packages([server], LocalSettings(local_dir=tmp_path))
    said = asked.read_text().splitlines()
    assert [line.split()[-1] for line in said[1:]] == ["ca-certificates", "-y", "postgresql-17"]


def test_a_failing_apt_says_the_next_step(
    only: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """When apt-get fails, its own last words and the next step are shown, with exit code 1."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv("CHITIEU_LOCAL_DIR", str(tmp_path))
    monkeypatch.delenv("CHITIEU_KAFKA_BOOTSTRAP", raising=False)
    _script(only, "apt-get", "echo 'Temporary failure resolving deb.debian.org'", "exit 100")
    assert setup.main() == 1
    said = capsys.readouterr().err
    assert "Temporary failure resolving" in said
    assert "Next: " in said


def test_an_interrupted_resolve_is_redone(
    only: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Maven that breaks off is tried again, its rest is cleared: the cache appears only whole."""
    monkeypatch.setattr(jars, "PAUSE_SECONDS", 0)
    _script(
        only,
        "mvn",
        'for word; do case "$word" in -DoutputDirectory=*) out=${word#*=} ;; esac; done',
        'mkdir -p "$out"',
        f"if [ -e {tmp_path}/tried ]; then touch $out/whole.jar; exit 0; fi",
        f"touch $out/half.jar {tmp_path}/tried; echo 'Connection reset'; exit 1",
    )
    brought = ensure_kafka_jars(tmp_path / "cache")
    assert [file.name for file in brought.iterdir()] == ["whole.jar"]
    assert ensure_kafka_jars(tmp_path / "cache") == brought


def test_a_resolve_that_fails_says_why(
    only: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After three attempts Maven's last words and the next step are told, and no cache is left."""
    monkeypatch.setattr(jars, "PAUSE_SECONDS", 0)
    _script(only, "mvn", "echo 'Could not transfer artifact'", "exit 1")
    with pytest.raises(LocalServerError, match=r"(?s)3 attempts.*Could not transfer.*Next: "):
        ensure_kafka_jars(tmp_path / "cache")
    assert not jars_dir(tmp_path / "cache").exists()


def test_the_wheel_of_uv_fits_the_machine() -> None:
    """Of an index's files the pinned version for this processor and glibc is taken."""
    version, digests = bring_uv.pinned()
    names = [
        "macosx_11_0_arm64",
        "musllinux_1_1_x86_64",
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
    ]
    files = [{"filename": f"uv-{version}-py3-none-{name}.whl"} for name in names]
    assert bring_uv.wheel_for(files, version, "x86_64") == files[2]
    assert bring_uv.wheel_for(files, version, "riscv64") is None
    assert len(digests) > 1


def test_a_second_setup_is_quiet() -> None:
    """Where everything is there the set-up says nothing and ends well."""
    ran = subprocess.run(
        [SOURCE_TREE / "infra" / "local" / "setup.sh"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_make_lists_its_targets() -> None:
    """`make` alone lists every target with one line each."""
    ran = subprocess.run(["make"], cwd=SOURCE_TREE, capture_output=True, text=True, check=True)
    listed = {line.split()[1]: line.split(maxsplit=2)[2] for line in ran.stdout.splitlines()}
    assert {
        "setup",
        "demo",
        "up",
        "down",
        "test",
        "lint",
        "bench",
        "faults",
        "clean",
    } <= listed.keys()
    assert all(listed.values())
