"""Every command of README and of the how-tos, run as a reader types them, on a real stack."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from infra.local.settings import SOURCE_TREE, LocalSettings
from tests.docs.blocks import Block, blocks, section

README = "README.md"
EMIT_EVENTS = "docs/howto/emit-events.md"
RUN_IT = "docs/howto/run-it.md"
VERIFY_THE_LOG = "docs/howto/verify-the-log.md"
ARCHIVE_AND_RESTORE = "docs/howto/archive-and-restore.md"
WHEN_SOMETHING_FAILS = "docs/howto/when-something-fails.md"
IMPORT_A_PLAN = "docs/howto/import-a-plan.md"
SEE_WHO_OWES = "docs/howto/see-who-owes.md"
FILE_THE_REPORT = "docs/howto/file-the-report.md"
EXPLAIN_A_STATUS = "docs/howto/explain-a-status.md"
WATCH_ALERTS = "docs/howto/watch-alerts.md"
LOOK_BACK = "docs/howto/look-back.md"
REBUILD_HISTORY = "docs/howto/rebuild-history.md"
TRUST_ALERTS = "docs/howto/trust-alerts.md"
ALERT_CHANNELS = "docs/howto/alert-channels.md"
TIMEOUT_SECONDS = 420
INHERITED = ("HOME", "USER", "LANG", "LC_ALL", "JAVA_HOME", "JDK_JAVA_OPTIONS")
MARK = "@@ block {} @@"
# Alerts follow the statuses that a reader saw, a moment later.
UNTIL_AT_RISK = """
for _ in $(seq 120); do
  .venv/bin/chitieu alerts list --kind target --stage at_risk --json | grep -q alert_id && exit 0
  sleep 1
done
exit 1
"""


def text(page: str) -> str:
    """A page of the repository."""
    return (SOURCE_TREE / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reader() -> Iterator[Mapping[str, str]]:
    """The environment of a reader: a stack folder of its own, no servers named."""
    # The database's account must reach it, so it is not below the tests' private folder.
    folder = Path(tempfile.mkdtemp(prefix="chitieu-docs-", dir="/var/tmp"))
    folder.chmod(0o755)
    LocalSettings().cache_dir.mkdir(parents=True, exist_ok=True)
    (folder / "cache").symlink_to(LocalSettings().cache_dir)
    environment = {
        **{name: os.environ[name] for name in INHERITED if name in os.environ},
        "CHITIEU_LOCAL_DIR": str(folder),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TMPDIR": str(folder),
        "CURL_HOME": str(folder),
    }
    # As the pages ask: after a 503, which a crowded machine may answer, the same is sent again.
    (folder / ".curlrc").write_text("retry = 5\n")
    yield environment
    run("chitieu down", environment)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def on_the_stack(reader: Mapping[str, str]) -> Mapping[str, str]:
    """The reader after the first commands of emit-events.md: a stack with both plans."""
    follow(blocks(text(EMIT_EVENTS))[:1], reader)
    return reader


def run(script: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script in one bash, from the repository root; errors stand among the output."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=SOURCE_TREE,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def follow(page: Sequence[Block], environment: Mapping[str, str]) -> None:
    """Run blocks in order in one shell; each must succeed and print what the page shows."""
    marked = [f"echo; echo '{MARK.format(at)}'\n{block.commands}" for at, block in enumerate(page)]
    ran = run("\n".join(marked), environment)
    outputs = re.split(r"^@@ block \d+ @@$", ran.stdout, flags=re.MULTILINE)[1:]
    reached = page[len(outputs) - 1]
    assert ran.returncode == 0, f"line {reached.line} failed:\n{outputs[-1]}"
    for block, output in zip(page, outputs, strict=True):
        missing = block.missing(output)
        assert not missing, f"line {block.line}: {missing} not in:\n{output}"


def test_run_it(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/run-it.md: migration, logins and health answer what the page shows."""
    follow(blocks(text(RUN_IT)), on_the_stack)


def test_watch_alerts(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/watch-alerts.md: taken, put to rest, noted; by command and over HTTP.

    Before the first event of the README, which brings the page's alert to its end.
    """
    run(UNTIL_AT_RISK, on_the_stack).check_returncode()
    follow(blocks(text(WATCH_ALERTS)), on_the_stack)


def test_the_first_event_of_the_readme(on_the_stack: Mapping[str, str]) -> None:
    """README, "Your first event": curl, kcat and publish as printed; the event counts once."""
    follow(blocks(section(text(README), "Your first event")), on_the_stack)


def test_your_own_plan(on_the_stack: Mapping[str, str]) -> None:
    """README, "Your own plan": the import prints what it understood."""
    follow(blocks(section(text(README), "Your own plan")), on_the_stack)


def test_emit_events(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/emit-events.md: every command answers what the page shows."""
    follow(blocks(text(EMIT_EVENTS))[1:], on_the_stack)


def test_when_something_fails(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/when-something-fails.md: health, what waits, and a redrive of nothing."""
    follow(blocks(text(WHEN_SOMETHING_FAILS)), on_the_stack)


def test_see_who_owes(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/see-who-owes.md: who owes, an agency's own rows, a group and its members."""
    follow(blocks(text(SEE_WHO_OWES)), on_the_stack)


def test_file_the_report(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/file-the-report.md: both files, their headline, and what is refused."""
    follow(blocks(text(FILE_THE_REPORT)), on_the_stack)


def test_explain_a_status(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/explain-a-status.md: the argument, of another day, and held against the log."""
    follow(blocks(text(EXPLAIN_A_STATUS)), on_the_stack)


def test_look_back(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/look-back.md: both axes, what is settled, and what changed between two looks."""
    follow(blocks(text(LOOK_BACK)), on_the_stack)


def test_rebuild_history(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/rebuild-history.md: an audit, a swap that tells nobody, and the way back."""
    follow(blocks(text(REBUILD_HISTORY)), on_the_stack)


def test_verify_the_log(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/verify-the-log.md: by us, by openssl, by an outsider's program, by an auditor."""
    follow(blocks(text(VERIFY_THE_LOG)), on_the_stack)


def test_archive_and_restore(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/archive-and-restore.md: both logs as files, a rehearsal, another count."""
    follow(blocks(text(ARCHIVE_AND_RESTORE)), on_the_stack)


def test_import_a_plan(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/import-a-plan.md: from the printed file to a live plan and back to paper."""
    follow(blocks(text(IMPORT_A_PLAN)), on_the_stack)


def test_alert_channels(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/alert-channels.md: the example file, who would be told, a sample, both feeds."""
    follow(blocks(text(ALERT_CHANNELS)), on_the_stack)


def test_trust_alerts(on_the_stack: Mapping[str, str]) -> None:
    """docs/howto/trust-alerts.md: the record, every alert made again, a rehearsal of a rule."""
    follow(blocks(text(TRUST_ALERTS)), on_the_stack)
