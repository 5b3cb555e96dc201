"""What the command line takes from the environment; options given win over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.local.settings import SOURCE_TREE, LocalSettings
from infra.settings import SettingsError

_ADDRESSES = ("ingest_url", "api_url", "alerts_url")
_ADDRESS = (
    "phải bắt đầu bằng http:// hoặc https:// / must begin with http:// or https://; "
    "ví dụ / for example"
)
_RIGHT = "http://127.0.0.1:8080"


class CliSettings(BaseSettings):
    """Where the services are, and with which key; all optional where a local stack runs."""

    model_config = SettingsConfigDict(
        env_prefix="CHITIEU_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    ingest_url: str | None = Field(default=None, pattern=r"^https?://")
    """Where `publish` and `agency add` send events; needs the key beside it."""
    api_url: str | None = Field(default=None, pattern=r"^https?://")
    """Where `status` and `publish --wait` ask."""
    alerts_url: str | None = Field(default=None, pattern=r"^https?://")
    """Where `alerts ack`, `snooze`, `note` and `close` are sent; needs the key beside it."""
    api_key: SecretStr | None = None
    """The key to send with; the local stack's operator key where it is not set."""
    kafka_bootstrap: str | None = None
    """Kafka's first addresses, for `migrate`, `agency add` and the local stack."""
    database_url: SecretStr | None = None
    """PostgreSQL with an administrator's rights, for `migrate`, `agency` and the local stack."""
    topic_namespace: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,30}\.)?$")
    """Put before every topic's name."""
    log_partitions: int = Field(default=12, ge=1, le=1_000)
    """Partitions of a log that `migrate` creates; then fixed, and the same for every service."""
    replication_factor: int = Field(default=1, ge=1, le=9)
    """Copies of each topic that `migrate` and `agency add` create; 3 on a real cluster."""
    alerts_file: Path | None = None
    """The file that says who is told of which alerts, for `alerts routes test` and `channels`."""
    alerts_parameters: Path | None = None
    """The folder of the province's own parameters of forecasts, as the alerts service reads it."""
    today: date | None = None
    """The business day of `up`, where `--today` is not given."""

    @property
    def local_dir(self) -> Path:
        """The folder of the local stack."""
        return LocalSettings().local_dir

    @property
    def demo_dir(self) -> Path:
        """The folder of the demonstration's own stack."""
        return self.local_dir / "demo"


def load() -> CliSettings:
    """Read the environment.

    Raises:
        SettingsError: a variable has a wrong value; the text names it.
    """
    try:
        return CliSettings()
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        lines = [_words(str(one["loc"][0]), one["msg"]) for one in problems]
        raise SettingsError("\n".join(lines)) from None


def _words(field: str, said: str) -> str:
    name = f"CHITIEU_{field.upper()}"
    return f"{name}: {_ADDRESS} {name}={_RIGHT}" if field in _ADDRESSES else f"{name}: {said}"


def examples_dir() -> Path:
    """Where the example events lie: beside the sources."""
    return SOURCE_TREE / "examples"
