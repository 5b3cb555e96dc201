"""Where commands find chitieu: what the environment names, else the local stack that runs here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from infra.local.record import RunningStack, load_running
from services.cli.console import USAGE, CommandFailed
from services.cli.settings import CliSettings

START = "`chitieu up --detach` khởi động tại máy này / starts a local stack"
NONE_RUNS = "chưa có hệ thống nào chạy ở đây / no local stack is running here"
NOT_SET = "chưa đặt / is not set"


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
    if settings.ingest_url is not None:
        if settings.api_key is None:
            raise CommandFailed(
                "có CHITIEU_INGEST_URL, chưa có CHITIEU_API_KEY / the key is not set",
                "đặt khóa của cơ quan / set your agency's key; `chitieu agency key new`",
                exit_code=USAGE,
            )
        return Ingest(settings.ingest_url.rstrip("/"), settings.api_key.get_secret_value())
    running = running_stack(settings)
    if running is None:
        raise CommandFailed(
            f"{NONE_RUNS}; CHITIEU_INGEST_URL {NOT_SET}",
            f"{START}; hoặc đặt / or set CHITIEU_INGEST_URL and CHITIEU_API_KEY",
            exit_code=USAGE,
        )
    operator = operator_ingest(running)
    if settings.api_key is not None:
        return Ingest(operator.url, settings.api_key.get_secret_value())
    return operator


def find_alerts(settings: CliSettings) -> Ingest:
    """Return where commands on alerts are sent, and a key.

    Raises:
        CommandFailed: neither the environment nor a local stack names them.
    """
    if settings.alerts_url is not None:
        if settings.api_key is None:
            raise CommandFailed(
                "có CHITIEU_ALERTS_URL, chưa có CHITIEU_API_KEY / the key is not set",
                "đặt khóa có quyền alerts / set a key of scope alerts; `chitieu agency key new`",
                exit_code=USAGE,
            )
        return Ingest(settings.alerts_url.rstrip("/"), settings.api_key.get_secret_value())
    running = running_stack(settings)
    if running is None:
        raise CommandFailed(
            f"{NONE_RUNS}; CHITIEU_ALERTS_URL {NOT_SET}",
            f"{START}; hoặc đặt / or set CHITIEU_ALERTS_URL and CHITIEU_API_KEY",
            exit_code=USAGE,
        )
    if settings.api_key is not None:
        key = settings.api_key.get_secret_value()
    else:
        key = operator_ingest(running).key
    return Ingest(running.addresses["alerts_url"], key)


def operator_ingest(running: RunningStack) -> Ingest:
    """Return the front door of a local stack, with the key that speaks for every agency."""
    key = Path(running.addresses["operator_key_file"]).read_text(encoding="ascii").strip()
    return Ingest(running.addresses["ingest_url"], key)


def find_api(settings: CliSettings) -> str:
    """Return the api's address.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.api_url is not None:
        return settings.api_url.rstrip("/")
    running = running_stack(settings)
    if running is None:
        raise CommandFailed(
            f"{NONE_RUNS}; CHITIEU_API_URL {NOT_SET}",
            f"{START}; hoặc đặt / or set CHITIEU_API_URL",
            exit_code=USAGE,
        )
    return running.addresses["api_url"]


def find_database(settings: CliSettings) -> str:
    """Return the database's address, with the rights of whoever runs migrations.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    running = running_stack(settings)
    if running is None:
        raise CommandFailed(
            f"{NONE_RUNS}; CHITIEU_DATABASE_URL {NOT_SET}",
            f"{START}; hoặc đặt / or set CHITIEU_DATABASE_URL to the administrator's address",
            exit_code=USAGE,
        )
    return running.addresses["database_url"]


def find_kafka(settings: CliSettings) -> tuple[str, str]:
    """Return Kafka's first addresses and the topic namespace.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.kafka_bootstrap is not None and settings.database_url is not None:
        return settings.kafka_bootstrap, settings.topic_namespace
    running = running_stack(settings)
    if running is None:
        raise CommandFailed(
            f"{NONE_RUNS}; CHITIEU_KAFKA_BOOTSTRAP {NOT_SET}",
            f"{START}; hoặc đặt / or set CHITIEU_KAFKA_BOOTSTRAP",
            exit_code=USAGE,
        )
    return running.addresses["kafka_bootstrap"], running.addresses["topic_namespace"]


def find_log(settings: CliSettings) -> tuple[str, str]:
    """Return Kafka's first addresses and the topic namespace, for a command that only reads.

    Raises:
        CommandFailed: neither the environment nor a local stack names it.
    """
    if settings.kafka_bootstrap is not None:
        return settings.kafka_bootstrap, settings.topic_namespace
    return find_kafka(settings)
