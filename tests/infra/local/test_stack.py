"""The supervisor: parts come up together, come back when they die, and go together."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import httpx
import pytest

from infra.local import process as process_module
from infra.local import service as service_module
from infra.local.process import LocalServerError, free_port, lock_folder
from infra.local.record import ProcessRecord, RunningStack, describe_process, save
from infra.local.stack import (
    LocalStack,
    Service,
    down,
    load_running,
    restart_pause_seconds,
    start_detached,
)
from tests.infra.local.programs import small_service, supervisor, wait_until

DAY = date(2023, 9, 15)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=60).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _pid(directory: Path, name: str) -> int:
    stack = load_running(directory)
    assert stack is not None
    return next((process.pid for process in stack.processes if process.name == name), 0)


def _came_back(directory: Path, killed: ProcessRecord) -> bool:
    return _pid(directory, killed.name) not in {killed.pid, 0}


def test_a_stack_comes_up_and_goes_down(tmp_path: Path) -> None:
    """Services are all ready when the start returns; they end last first, and nothing is left."""
    notes = tmp_path / "notes"
    services = [small_service(name, free_port(), notes) for name in ("first", "second")]
    with LocalStack(tmp_path) as stack:
        running = stack.start_services(services, business_day=DAY, addresses={"api": "http://x"})
        assert load_running(tmp_path) == running
        assert running.ready
        assert running.business_day == DAY
        assert all(_answers(service.ready_url) for service in services)
        assert '"service": "first"' in (stack.logs / "first.log").read_text()
        assert (tmp_path / "stack.json").stat().st_mode & 0o777 == 0o600
    assert load_running(tmp_path) is None
    assert not any(process.is_alive() for process in running.processes)
    assert notes.read_text().splitlines() == ["second ended", "first ended"]


def test_a_killed_service_comes_back(tmp_path: Path) -> None:
    """A service killed by SIGKILL runs again, at its address, written down with its new pid."""
    service = small_service("first", free_port(), tmp_path / "notes")
    said: list[str] = []
    with LocalStack(tmp_path, say=said.append) as stack:
        stack.start_services([service])
        killed = _pid(tmp_path, "first")
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: _pid(tmp_path, "first") not in {killed, 0})
        wait_until(lambda: _answers(service.ready_url))
    assert "first has died; starting it again" in said


def test_trouble_with_one_part_keeps_nobody_from_watching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a log that cannot be moved aside / expect it told once, and a death still mended."""
    service = small_service("first", free_port(), tmp_path / "notes")
    said: list[str] = []

    def no_room(_log: Path) -> None:
        raise OSError("no space left on device")

    with LocalStack(tmp_path, say=said.append) as stack:
        stack.start_services([service])
        monkeypatch.setattr("infra.local.stack.bound_log", no_room)
        trouble = "first cannot be looked after, trying again: OSError: no space left on device"
        wait_until(lambda: trouble in said)
        monkeypatch.undo()
        killed = _pid(tmp_path, "first")
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: _pid(tmp_path, "first") not in {killed, 0})
    assert said.count(trouble) == 1


def test_restarts_slow_down() -> None:
    """The first restart is at once; then the pause doubles, and never exceeds ten seconds."""
    assert [restart_pause_seconds(deaths) for deaths in (0, 1, 2, 3, 9)] == [0, 0.5, 1, 2, 10]


def test_a_long_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that has grown too long moves aside, and its process goes on writing from the start."""
    monkeypatch.setattr(process_module, "LOG_MAX_BYTES", 100)
    log = tmp_path / "long.log"
    with log.open("ab", buffering=0) as child:
        child.write(b"x" * 200)
        process_module.bound_log(log)
        child.write(b"new words")
    assert log.read_bytes() == b"new words"
    assert (tmp_path / "long.log.1").stat().st_size == 200


def test_a_service_that_fails_ends_the_start(tmp_path: Path) -> None:
    """A service that ends by itself fails the start with its own last words, and all is ended."""
    notes = tmp_path / "notes"
    broken = Service(
        "broken", (sys.executable, "-c", "raise SystemExit('no database')"), "http://127.0.0.1:1/"
    )
    with (
        pytest.raises(
            LocalServerError, match=r"(?s)broken ended by itself with code 1.*no database"
        ),
        LocalStack(tmp_path) as stack,
    ):
        stack.start_services([small_service("first", free_port(), notes), broken])
    assert load_running(tmp_path) is None
    assert notes.read_text() == "first ended\n"


def test_a_deaf_service_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that ignores SIGTERM is killed when its time is over."""
    monkeypatch.setattr(service_module, "STOP_SECONDS", 0.5)
    notes = tmp_path / "notes"
    plain = small_service("deaf", free_port(), notes)
    with LocalStack(tmp_path) as stack:
        running = stack.start_services([replace(plain, argv=(*plain.argv, "deaf"))])
    assert not any(process.is_alive() for process in running.processes)
    assert not notes.exists()


def test_one_supervisor_per_folder(tmp_path: Path) -> None:
    """A second stack in the folder of a running one is refused, with the next step."""
    with (
        LocalStack(tmp_path),
        pytest.raises(LocalServerError, match=r"in use.*Next: `make down`"),
        LocalStack(tmp_path),
    ):
        pass


def test_a_detached_stack(tmp_path: Path) -> None:
    """A detached start returns when all is ready; `down` ends it, and a second one is no error."""
    running = start_detached(supervisor(tmp_path, free_port(), "services"), tmp_path)
    assert _answers(running.addresses["first"])
    assert os.getsid(running.supervisor.pid) == running.supervisor.pid
    assert down(tmp_path) == ("first", "supervisor")
    assert (tmp_path / "notes").read_text() == "first ended\n"
    assert not any(process.is_alive() for process in (running.supervisor, *running.processes))
    assert down(tmp_path) == ()


def test_a_detached_start_that_fails(tmp_path: Path) -> None:
    """A detached start that fails says why, with the words of the supervisor's log."""
    with pytest.raises(LocalServerError, match=r"(?s)did not start.*first ended by itself"):
        start_detached(supervisor(tmp_path, free_port(), "services", "false"), tmp_path)
    assert load_running(tmp_path) is None


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    """A supervisor killed by SIGKILL takes its services along; the folder is free for the next."""
    running = start_detached(supervisor(tmp_path, free_port(), "services"), tmp_path)
    os.kill(running.supervisor.pid, signal.SIGKILL)
    wait_until(lambda: not any(process.is_alive() for process in running.processes))
    # They may be told of its end before it has wholly gone; its hold of the folder goes last.
    wait_until(lambda: load_running(tmp_path) is None)
    wait_until(lambda: _is_free(tmp_path))
    with LocalStack(tmp_path):
        assert not (tmp_path / "stack.json").exists()


def _is_free(folder: Path) -> bool:
    """Tell whether nobody holds a folder."""
    try:
        os.close(lock_folder(folder))
    except LocalServerError:
        return False
    return True


def test_down_ends_leftovers(tmp_path: Path) -> None:
    """A child that outlived its killed supervisor is found in what was written, and ended."""
    command = supervisor(tmp_path, free_port(), "services", "setpriv", "--pdeathsig=clear")
    running = start_detached(command, tmp_path)
    os.kill(running.supervisor.pid, signal.SIGKILL)
    wait_until(lambda: not running.supervisor.is_alive())
    assert running.processes[0].is_alive()
    assert down(tmp_path) == ("first",)
    assert not running.processes[0].is_alive()


def test_a_reused_pid_is_left_alone(tmp_path: Path) -> None:
    """A process that merely has a pid written down long ago is not reported and not ended."""
    with subprocess.Popen(["sleep", "600"]) as stranger:
        record = describe_process("old", stranger.pid)
        assert record is not None
        old = ProcessRecord("old", record.pid, record.started_at_ticks - 1)
        save(tmp_path, RunningStack(old, ready=True, processes=(old,)))
        assert load_running(tmp_path) is None
        assert down(tmp_path) == ()
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.integration
def test_killed_servers_come_back(servers_dir: Path) -> None:
    """The supervisor starts a killed Kafka and a killed PostgreSQL again, and ends both."""
    directory = servers_dir / "stack"
    running = start_detached(supervisor(directory, free_port(), "servers"), directory)
    for process in running.processes[:2]:
        os.kill(process.pid, signal.SIGKILL)
        wait_until(partial(_came_back, directory, process))
    last = load_running(directory)
    assert last is not None
    assert down(directory) == ("Kafka", "PostgreSQL", "first", "supervisor")
    assert not any(process.is_alive() for process in last.processes)
