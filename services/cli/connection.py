"""Where commands find chitieu: what the environment names, else the local stack that runs here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from infra.local.record import RunningStack, load_running
from services.cli.console import USAGE, CommandFailed
from services.cli.settings import CliSettings

START = "`chitieu up --detach` khởi động tại máy này / starts a local stack"


@dataclass(frozen=True, slots=True)
class Ingest:
    """The front door, and the key with which to knock."""

    url: str
    key: str = field(repr=False)


def running_stack(settings: CliSettings) -> RunningStack | None:
    """Return the local stack that runs and is ready, else the demonstration's."""
    for directory in (settings.local_dir, settings.demo_dir):
        running = load_running(directory)
        if running is not None and running.ready:
            return running
    return None


def find_ingest(settings: CliSettings) -> Ingest:
    """Return the front door and a key.

    Raises:
        CommandFailed: neither the environment nor a local stack names them.
    """
    whose = "đặt khóa của cơ quan / set your agency's key"
    return _door(settings, "ingest_url", settings.ingest_url, whose)


def find_alerts(settings: CliSettings) -> Ingest:
    """Return where commands on alerts are sent, and a key.

    Raises:
        CommandFailed: neither the environment nor a local stack names them.
    """
    whose = "đặt khóa có quyền alerts / set a key of scope alerts"
    return _door(settings, "alerts_url", settings.alerts_url, whose)


def _door(settings: CliSettings, name: str, url: str | None, whose: str) -> Ingest:
    variable, key = f"CHITIEU_{name.upper()}", settings.api_key
    if url is not None:
        if key is None:
            raise CommandFailed(
                f"có {variable}, chưa có CHITIEU_API_KEY / the key is not set",
                f"{whose}; `chitieu agency key new`",
                exit_code=USAGE,
            )
        return Ingest(url.rstrip("/"), key.get_secret_value())
    running = _stack_without(settings, variable, f"{variable} and CHITIEU_API_KEY")
    at = running.addresses[name]
    return Ingest(at, operator_key(running) if key is None else key.get_secret_value())


def _stack_without(settings: CliSettings, variable: str, wanted: str) -> RunningStack:
    """Return the local stack, which counts where a variable is not set; `wanted` would do, too."""
    running = running_stack(settings)
    if running is None:
        raise CommandFailed(
            f"chưa có hệ thống nào chạy ở đây / no local stack is running here; {variable} chưa"
            " đặt / is not set",
            f"{START}; hoặc đặt / or set {wanted}",
            exit_code=USAGE,
        )
    return running


def operator_ingest(running: RunningStack) -> Ingest:
    """Return the front door of a local stack, with the key that speaks for every agency."""
    return Ingest(running.addresses["ingest_url"], operator_key(running))


def operator_key(running: RunningStack) -> str:
    """Return the key of a local stack that speaks for every agency."""
    return Path(running.addresses["operator_key_file"]).read_text(encoding="ascii").strip()


def find_api(settings: CliSettings) -> str:
    """Return the api's address.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.api_url is not None:
        return settings.api_url.rstrip("/")
    return _stack_without(settings, "CHITIEU_API_URL", "CHITIEU_API_URL").addresses["api_url"]


def find_database(settings: CliSettings) -> str:
    """Return the database's address, with the rights of whoever runs migrations.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    variable = "CHITIEU_DATABASE_URL"
    running = _stack_without(settings, variable, f"{variable} to the administrator's address")
    return running.addresses["database_url"]


def find_kafka(settings: CliSettings) -> tuple[str, str]:
    """Return Kafka's first addresses and the topic namespace.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.kafka_bootstrap is not None and settings.database_url is not None:
        return settings.kafka_bootstrap, settings.topic_namespace
    variable = "CHITIEU_KAFKA_BOOTSTRAP"
    at = _stack_without(settings, variable, variable).addresses
    return at["kafka_bootstrap"], at["topic_namespace"]


def find_log(settings: CliSettings) -> tuple[str, str]:
    """Return Kafka's first addresses and the topic namespace, for a command that only reads.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.kafka_bootstrap is not None:
        return settings.kafka_bootstrap, settings.topic_namespace
    return find_kafka(settings)
