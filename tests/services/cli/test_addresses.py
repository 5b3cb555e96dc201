"""`chitieu addresses` as scripts use it, on a stack that is written down."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infra.local.record import RunningStack, describe_process, save
from services.cli.console import USAGE, CommandFailed
from services.cli.main import app

ADDRESSES = {
    "ingest_url": "http://127.0.0.1:8801",
    "kafka_bootstrap": "127.0.0.1:9092",
    "database_url": "postgresql://chitieu:mat-khau@127.0.0.1:5432/postgres",
    "topic_namespace": "",
}


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ready stack whose supervisor is this process."""
    supervisor = describe_process("up", os.getpid())
    assert supervisor is not None
    save(tmp_path, RunningStack(supervisor, ready=True, addresses=ADDRESSES))
    monkeypatch.setenv("CHITIEU_LOCAL_DIR", str(tmp_path))


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("name", ADDRESSES)
def test_one_address_is_printed_bare(name: str) -> None:
    """Asked for one name, only its value is printed, so that a script can use it as it is."""
    ran = CliRunner().invoke(app, ["addresses", name])
    assert (ran.exit_code, ran.stdout) == (0, f"{ADDRESSES[name]}\n")


@pytest.mark.usefixtures("running")
def test_the_list_holds_no_password() -> None:
    """Without a name all names are listed, and the one with a password shows that it has one."""
    ran = CliRunner().invoke(app, ["addresses"])
    assert ran.exit_code == 0
    assert [line.split()[0] for line in ran.stdout.splitlines()] == sorted(ADDRESSES)
    assert "mat-khau" not in ran.stdout


@pytest.mark.usefixtures("running")
def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    """A name that is none is the user's mistake, and the answer lists what there is."""
    ran = CliRunner().invoke(app, ["addresses", "ingest"])
    assert isinstance(ran.exception, CommandFailed)
    assert ran.exception.exit_code == USAGE
    assert "ingest_url" in ran.exception.next_step


def test_without_a_stack_the_next_step_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing runs, the answer says how to start it."""
    monkeypatch.setenv("CHITIEU_LOCAL_DIR", str(tmp_path))
    ran = CliRunner().invoke(app, ["addresses"])
    assert isinstance(ran.exception, CommandFailed)
    assert "chitieu up" in ran.exception.next_step
