"""Commands as their users meet them: help, mistakes, missing servers. Real processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infra.local.process import free_port
from services.cli.main import app, main
from tests.services.cli.process import chitieu

COMMANDS = [
    ("up",),
    ("down",),
    ("addresses",),
    ("demo",),
    ("plan", "import"),
    ("plan", "show"),
    ("plan", "lint"),
    ("plan", "diff"),
    ("plan", "publish"),
    ("indicator", "list"),
    ("indicator", "show"),
    ("indicator", "link"),
    ("publish",),
    ("backtest",),
    ("status",),
    ("obligations",),
    ("report",),
    ("agency", "add"),
    ("agency", "list"),
    ("agency", "key", "new"),
    ("agency", "key", "revoke"),
    ("agency", "key", "list"),
    ("doctor",),
    ("migrate",),
    ("ingest",),
    ("projector",),
    ("alerts",),
    ("alerts", "list"),
    ("alerts", "show"),
    ("alerts", "ack"),
    ("alerts", "snooze"),
    ("alerts", "note"),
    ("alerts", "close"),
    ("alerts", "watch"),
    ("api",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_examples_and_exit_codes(
    command: tuple[str, ...],
) -> None:
    """`--help` says the purpose, shows examples, and lists the exit codes."""
    ran = CliRunner().invoke(app, [*command, "--help"])
    assert ran.exit_code == 0
    assert "Examples:" in ran.stdout
    assert "Exit codes:" in ran.stdout


def test_help_shows_a_stranger_where_to_begin() -> None:
    """`chitieu` by itself names the first commands, and every command stands in a panel."""
    told = CliRunner().invoke(app, ["--help"]).stdout
    assert "chitieu plan --help" in told
    assert "─ Commands ─" not in told
    way = CliRunner().invoke(app, ["plan", "--help"]).stdout
    assert way.index("plan import") < way.index("plan lint") < way.index("plan publish")


def test_help_imports_nothing_heavy() -> None:
    """`chitieu --help` loads neither a driver nor a contract, so that it answers at once."""
    code = (
        "import sys, services.cli.main; "
        "heavy = {'asyncpg', 'aiokafka', 'pydantic', 'httpx', 'contracts', 'domain'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.strip() == "[]"


MISTAKES = {
    "no stack, no address": (("status", "--plan", "p"), {}, 2, "chitieu up"),
    "obligations of no plan": (("obligations",), {}, 2, "--plan"),
    "a report of another kind": (("report", "--plan", "p", "--out", "b.pdf"), {}, 2, ".xlsx"),
    "a report into no folder": (("report", "--plan", "p", "--out", "no/b.csv"), {}, 2, "no:"),
    "an address without key": (
        ("publish", "-"),
        {"CHITIEU_INGEST_URL": "http://127.0.0.1:1"},
        2,
        "CHITIEU_API_KEY",
    ),
    "no such file": (("publish", "missing.jsonl"), {}, 2, "missing.jsonl"),
    "standard input twice": (("publish", "-", "-"), {}, 2, "once"),
    "no such day": (("up", "--today", "2023-02-30"), {}, 2, "2023-02-30"),
    "a malformed variable": (
        ("status", "--plan", "p"),
        {"CHITIEU_API_URL": "example.org"},
        2,
        "CHITIEU_API_URL",
    ),
    "migrate without servers": (("migrate",), {}, 2, "CHITIEU_KAFKA_BOOTSTRAP"),
    "demo without stack": (("demo", "--on-running"), {}, 2, "--today 2023-09-15"),
    "demo both ways": (("demo", "--on-running", "--stay"), {}, 2, "--stay"),
    "malformed agency": (("agency", "key", "new", "h20", "--scope", "report"), {}, 2, "H20.14"),
    "a service without servers": (("projector",), {}, 2, "CHITIEU_DATABASE_URL"),
    "alerts without a key": (
        ("alerts", "note", "6f1c1d0e-6a1b-5f43-9c3e-000000000001", "Đã họp"),
        {"CHITIEU_ALERTS_URL": "http://127.0.0.1:1"},
        2,
        "CHITIEU_API_KEY",
    ),
    "no alert's id": (
        ("alerts", "show", "xyz"),
        {"CHITIEU_API_URL": "http://127.0.0.1:1"},
        2,
        "chitieu alerts list",
    ),
    "a promise without its day": (
        ("alerts", "ack", "6f1c1d0e", "--action", "a", "--responsible", "b", "--by", "cuối năm"),
        {},
        2,
        "--by",
    ),
    "an unknown command": (("publsh",), {}, 2, "publish"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_in_words_with_the_next_step(
    case: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A user's mistake ends with its exit code and words; nothing is raised."""
    arguments, environment, code, words = MISTAKES[case]
    for name in [name for name in os.environ if name.startswith("CHITIEU_")]:
        monkeypatch.delenv(name)
    for name, value in {"CHITIEU_LOCAL_DIR": str(tmp_path), **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["chitieu", *arguments])
    try:
        ended = main()
    except SystemExit as error:
        ended = int(error.code or 0)
    assert ended == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "variable"),
    [
        (("status", "--plan", "p"), "CHITIEU_API_URL"),
        (("agency", "list"), "CHITIEU_DATABASE_URL"),
        (("migrate",), "CHITIEU_DATABASE_URL"),
        (("alerts", "list"), "CHITIEU_API_URL"),
    ],
)
def test_a_server_that_is_away_is_exit_code_3(
    arguments: tuple[str, ...], variable: str, tmp_path: Path
) -> None:
    """Nobody listening is told as such, not as the user's mistake and not as a fault."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    if variable == "CHITIEU_DATABASE_URL":
        url = f"postgresql://u:p@127.0.0.1:{port}/d"
    environment = {variable: url, "CHITIEU_KAFKA_BOOTSTRAP": f"127.0.0.1:{port}"}
    ran = chitieu(*arguments, local_dir=tmp_path, **environment)
    assert ran.returncode == 3
    assert "Traceback" not in ran.stderr


def test_down_with_nothing_running_is_no_error(tmp_path: Path) -> None:
    """`chitieu down` can be repeated; it says that nothing was running."""
    ran = chitieu("down", local_dir=tmp_path)
    assert (ran.returncode, ran.stdout.strip()) == (0, "nothing was running")


def test_doctor_lists_what_the_local_stack_needs(tmp_path: Path) -> None:
    """`chitieu doctor` names each part, and is content with a machine that runs these tests."""
    ran = chitieu("doctor", local_dir=tmp_path)
    assert ran.returncode == 0, ran.stdout
    assert {"Java", "Maven", "PostgreSQL"} <= set(ran.stdout.split())
