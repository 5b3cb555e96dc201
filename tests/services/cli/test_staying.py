"""The moment in which `--stay` and `up` begin to wait: Ctrl-C there is the wanted end too."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infra.local.record import ProcessRecord, RunningStack
from services.cli import demo, local_stack
from services.cli.main import app

ADDRESSES = dict.fromkeys(
    (
        *("page_url", "ingest_url", "api_url", "kafka_bootstrap", "database_url"),
        "operator_key_file",
    ),
    "http://127.0.0.1:1",
)


class Impatient:
    """A stack whose user presses Ctrl-C before the wait begins; a real one cannot be timed so."""

    def wait(self) -> None:
        """Never get as far as waiting."""
        raise KeyboardInterrupt


@contextmanager
def _stack(*_: object) -> Iterator[tuple[Impatient, RunningStack]]:
    yield Impatient(), RunningStack(ProcessRecord("supervisor", 1, 1), True, addresses=ADDRESSES)


@pytest.mark.parametrize("command", [("up",), ("up", "--json"), ("demo", "--stay")], ids=" ".join)
def test_ctrl_c_right_after_the_addresses_is_an_end_in_order(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit code 0, as the help says, so that `make up` does not end in an error."""
    monkeypatch.setenv("CHITIEU_LOCAL_DIR", str(tmp_path))
    monkeypatch.setattr("infra.logs.configure_logging", lambda **_: None)
    monkeypatch.setattr(local_stack, "local_stack", _stack)
    monkeypatch.setattr(demo, "_play", lambda *_: None)

    ran = CliRunner().invoke(app, command)

    assert ran.exit_code == 0, ran.output
