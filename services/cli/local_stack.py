"""The whole of chitieu on this machine: servers, migrations, topics, key, four services.

A stack begins empty unless it is told to keep what the last one left. Servers that the
environment names are used as they are; what has to begin empty on them gets a topic namespace
and a database of its own.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from infra.clock import Clock
from infra.local.postgres import LocalPostgres, create_database, drop_database
from infra.local.process import free_port, run_blocking
from infra.local.record import RunningStack, load_running
from infra.local.stack import LocalStack, Servers, Service
from services.cli.agency_admin import create_operator
from services.cli.console import CommandFailed
from services.cli.preparing import prepare
from services.cli.settings import CliSettings

HOST = "127.0.0.1"
SERVICES = ("ingest", "projector", "alerts", "api")
KEY_FILE = "operator.key"
NAMESPACE_FILE = "topic-namespace"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of stack: where its files are, which business day, what it may find.

    `isolated`: even on servers that the environment names, nothing of earlier runs is seen.
    `inbound`: agencies whose inbound topic is there from the start.
    """

    directory: Path
    today: date | None = None
    keep: bool = False
    isolated: bool = False
    inbound: Sequence[str] = ()


@contextmanager
def local_stack(
    wanted: Wanted, settings: CliSettings, say: Say
) -> Iterator[tuple[LocalStack, RunningStack]]:
    """Run a stack for as long as the block lasts; it is ready when the block begins.

    Raises:
        CommandFailed: one is running in this folder already.
        LocalServerError: a part did not come up.
    """
    refuse_if_running(wanted.directory)
    clock = Clock()
    # What is registered here runs after the services have ended.
    with ExitStack() as afterwards, LocalStack(wanted.directory, say=say) as stack:
        if not wanted.keep:
            _remove_data(wanted.directory)
        servers = stack.start_servers()
        namespace = _namespace(wanted, settings, clock)
        database_url = _database(servers, wanted, settings, clock, afterwards)
        say("migrating, creating topics")
        prepare(servers.kafka_bootstrap, database_url, namespace=namespace, inbound=wanted.inbound)
        addresses = {
            "kafka_bootstrap": servers.kafka_bootstrap,
            "database_url": database_url,
            "topic_namespace": namespace,
            "operator_key_file": str(_operator_key(wanted, database_url)),
        }
        yield stack, _start_services(stack, wanted, addresses)


def _start_services(stack: LocalStack, wanted: Wanted, addresses: dict[str, str]) -> RunningStack:
    ports = {name: free_port() for name in SERVICES}
    shared = {
        "CHITIEU_KAFKA_BOOTSTRAP": addresses["kafka_bootstrap"],
        "CHITIEU_DATABASE_URL": addresses["database_url"],
        "CHITIEU_TOPIC_NAMESPACE": addresses["topic_namespace"],
        "CHITIEU_LOCAL": "1",
        "CHITIEU_HOST": HOST,
        # A restarted ingest rejoins its consumer group at once.
        "CHITIEU_INSTANCE": "local",
        # The page of alerts sends commands to the alerts service, which takes them from it alone.
        "CHITIEU_ALERTS_URL": f"http://{HOST}:{ports['alerts']}",
        "CHITIEU_PAGE_ORIGIN": f"http://{HOST}:{ports['api']}",
    }
    if wanted.today is not None:
        shared["CHITIEU_TODAY"] = wanted.today.isoformat()
    return stack.start_services(
        [_service(name, ports[name], shared) for name in SERVICES],
        business_day=wanted.today,
        addresses={
            **{f"{name}_url": f"http://{HOST}:{port}" for name, port in ports.items()},
            "page_url": f"http://{HOST}:{ports['api']}/",
            **addresses,
        },
    )


def refuse_if_running(directory: Path) -> None:
    """Refuse to start a second stack in one folder."""
    running = load_running(directory)
    if running is None:
        return
    where = running.addresses.get("page_url", "still starting")
    raise CommandFailed(
        f"a local stack is running already (pid {running.supervisor.pid}, {where})",
        "use it, or end it with `chitieu down`",
    )


def summary(running: RunningStack) -> dict[str, object]:
    """Return what a tool needs of a running stack; it holds the database's password."""
    day = running.business_day or Clock().business_day()
    return {
        **running.addresses,
        "business_day": day.isoformat(),
        "business_day_fixed": running.business_day is not None,
        "pids": {one.name: one.pid for one in (running.supervisor, *running.processes)},
    }


def _service(name: str, port: int, shared: dict[str, str]) -> Service:
    return Service(
        name=name,
        argv=(sys.executable, "-m", "services.cli.main", name),
        ready_url=f"http://{HOST}:{port}/ready",
        env={**shared, "CHITIEU_PORT": str(port)},
    )


def _remove_data(directory: Path) -> None:
    """Remove what an earlier stack of this folder kept; servers put it where they can reach it."""
    postgres = LocalPostgres(directory / "postgres").data_dir
    for folder in (directory / "kafka", postgres):
        if folder.is_dir():
            shutil.rmtree(folder)
    logs = (f"logs/{name}.log" for name in SERVICES)
    for name in (KEY_FILE, NAMESPACE_FILE, *logs):
        (directory / name).unlink(missing_ok=True)


def _operator_key(wanted: Wanted, database_url: str) -> Path:
    """Return the file with the key that speaks for every agency, readable by its owner only."""
    path = wanted.directory / KEY_FILE
    if not (wanted.keep and path.is_file()):
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{create_operator(database_url).text}\n", encoding="ascii")
    return path


def _namespace(wanted: Wanted, settings: CliSettings, clock: Clock) -> str:
    """Return the prefix of this stack's topics: none on a Kafka of its own.

    A Kafka that is not ours may hold another run's log; beside an empty database it would be a
    log that nobody has applied.
    """
    if settings.topic_namespace or settings.kafka_bootstrap is None:
        return settings.topic_namespace
    if settings.database_url is not None and not wanted.isolated:
        return ""
    path = wanted.directory / NAMESPACE_FILE
    if not path.is_file():
        path.write_text(f"local-{_short_id(clock)}.", encoding="ascii")
    return path.read_text(encoding="ascii")


def _database(
    servers: Servers, wanted: Wanted, settings: CliSettings, clock: Clock, afterwards: ExitStack
) -> str:
    """Return the database to use: a new one, dropped afterwards, where nothing may be seen."""
    if settings.database_url is None or not wanted.isolated:
        return servers.database_url
    name = f"chitieu_local_{_short_id(clock)}"
    url = run_blocking(create_database(servers.database_url, name))
    afterwards.callback(lambda: run_blocking(drop_database(servers.database_url, name)))
    return url


def _short_id(clock: Clock) -> str:
    return clock.new_id()[-12:]
