"""`chitieu verify`, `archive` and `restore` as their users meet them: words, codes, exit codes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka import Producer, Record
from infra.kafka_topics import ensure_topics
from infra.local.process import run_blocking
from services.cli.archive import archive_command
from services.cli.console import CommandFailed
from services.cli.log_access import Log
from services.cli.restore import restore_command
from services.cli.verify import Facts, verify_command
from tests.services.cli.process import chitieu

pytestmark = pytest.mark.integration

ALERTS = [(f"alert-{n % 5}", f'{{"alert":"alert-{n % 5}","seq":{n // 5}}}') for n in range(20)]


@pytest.fixture(scope="module")
def namespace(kafka_bootstrap: str) -> str:
    """The prefix of a small log of alerts."""
    prefix = f"l{Clock().new_id()[-12:]}."
    run_blocking(_tell(kafka_bootstrap, prefix))
    return prefix


async def _tell(bootstrap: str, prefix: str) -> None:
    topic = Topics(prefix).alerts
    await ensure_topics(bootstrap, [topic])
    producer = Producer(bootstrap, client_id="test")
    records = [Record(topic.name, value.encode(), key=key.encode()) for key, value in ALERTS]
    await producer.send_all(records, timeout_seconds=30)
    await producer.stop()


@pytest.fixture
def told(kafka_bootstrap: str, namespace: str) -> dict[str, str]:
    """The environment of somebody who may only read the log."""
    return {"CHITIEU_KAFKA_BOOTSTRAP": kafka_bootstrap, "CHITIEU_TOPIC_NAMESPACE": namespace}


def test_the_log_of_alerts_is_signed_archived_moved_and_found_sound(
    told: dict[str, str], namespace: str, tmp_path: Path
) -> None:
    """Without a database, from key to restored log; then a byte of the archive is flipped."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return chitieu(*arguments, local_dir=tmp_path, **{**told, **more})

    key, checkpoint, folder = (str(tmp_path / name) for name in ("k", "log.checkpoint", "a"))
    made = run("verify", "--new-key", key)
    assert made.returncode == 0
    assert "PRIVATE" not in made.stdout + made.stderr
    of = ("--of", "alerts", "--processes", "1")
    signed = run("verify", *of, "--write-checkpoint", checkpoint, "--key", key)
    assert (signed.returncode, "✓" in signed.stdout) == (0, True)
    archived = run("archive", *of, "--to", folder, "--json")
    assert json.loads(archived.stdout)["added"] == len(ALERTS)
    moved = run("restore", folder, "--namespace", f"x{namespace}")
    assert moved.returncode == 0
    assert "mọi bản ghi giữ vị trí cũ" in moved.stderr
    vouched = ("--checkpoint", checkpoint, "--public-key", f"{key}.pub")
    again = run("verify", *of, "--json", *vouched, CHITIEU_TOPIC_NAMESPACE=f"x{namespace}")
    shown = json.loads(again.stdout)
    assert (again.returncode, shown["sound"], shown["compared_with"]) == (0, True, ["checkpoint"])

    file = next(Path(folder).glob("*/*.zst"))
    sound = file.read_bytes()
    file.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    damaged = run("archive", "--check", folder, "--processes", "1", *vouched)
    assert damaged.returncode == 1
    assert "file_differs" in damaged.stdout
    refused = run("restore", folder, "--namespace", f"y{namespace}")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (lambda _: verify_command(key=Path("k")), 2, "đi cùng"),
        (lambda _: verify_command(public_key=Path("k")), 2, "đi cùng"),
        (lambda _: verify_command(facts=Facts.ALL), 2, "CHITIEU_DATABASE_URL"),
        (lambda _: verify_command(), 1, "there is no such log"),
        (lambda at: verify_command(checkpoint=at / "nowhere"), 2, "No such file"),
        (lambda _: verify_command(checkpoint=Path("/proc/self/stat")), 2, "no checkpoint"),
        (lambda _: verify_command(new_key=Path("/proc/key")), 2, "/proc/key"),
        (lambda _: archive_command(), 2, "--to"),
        (lambda at: archive_command(check=at), 2, "no archive"),
        (lambda _: archive_command(to=Path("/proc/a"), of=Log.ALERTS), 2, "/proc/a"),
        (lambda at: restore_command(at), 2, "no archive"),
    ],
)
def test_a_mistake_is_told_in_words(
    command: Callable[[Path], None],
    code: int,
    said: str,
    told: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """What is wrong, in both languages, with the exit code of its kind."""
    monkeypatch.delenv("CHITIEU_DATABASE_URL", raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CommandFailed, match=said) as failed:
        command(tmp_path)
    assert failed.value.exit_code == code


def test_a_kafka_that_is_away_is_told(tmp_path: Path) -> None:
    """Exit code 3: run it again."""
    away = {"CHITIEU_KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    ran = chitieu("verify", local_dir=tmp_path, **away)
    assert (ran.returncode, "Traceback" in ran.stderr) == (3, False)
