"""What every service is told by its environment, checked once, before anything starts.

A service subclasses `ServiceSettings` in its own settings.py. Each field is read
from the environment variable CHITIEU_<FIELD>; nothing else reads the environment.
"""

from datetime import date
from typing import Literal, TypeVar
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CHITIEU_"


class SettingsError(Exception):
    """The environment does not say what the service needs; the text names each variable."""


class ServiceSettings(BaseSettings):
    """The settings that all services share."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    kafka_bootstrap: str = Field(pattern=r"^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$")
    """Kafka's first addresses, host:port, separated by commas."""
    database_url: SecretStr
    """PostgreSQL, as postgresql://user:password@host:port/database."""
    local: bool = False
    """True on the local stack only, which alone may fix the business day."""
    today: date | None = None
    """The fixed business day, or none: today in Viet Nam."""
    topic_namespace: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,30}\.)?$")
    """Put before every topic's name, so that tests can share one broker."""
    log_partitions: int = Field(default=12, ge=1, le=1_000)
    """Partitions of the log: chosen when it is created, then fixed; another count is refused."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = Field(default=0, ge=0, le=65535)
    """The port to listen on; 0 takes a free one."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least severe lines that are written."""
    log_format: Literal["json", "console"] = "json"
    """One JSON object per line for programs, or lines for people."""

    @model_validator(mode="after")
    def _fixed_day_is_local(self) -> "ServiceSettings":
        if self.today is not None and not self.local:
            raise ValueError("the business day can be fixed only on the local stack")
        return self

    def shown(self) -> dict[str, object]:
        """All settings for the line logged at start; secrets and passwords are masked."""
        shown: dict[str, object] = {}
        for name, value in self:
            if name == "database_url":
                shown[name] = without_password(self.database_url.get_secret_value())
            elif isinstance(value, date):
                shown[name] = value.isoformat()
            else:
                shown[name] = str(value) if isinstance(value, SecretStr) else value
        return shown


def without_password(url: str) -> str:
    """The address with user and password replaced, and without query (it may hold one too)."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname}:{parts.port}" if parts.port else (parts.hostname or "")
    except ValueError:
        return "**********"
    return urlunsplit((parts.scheme, f"***@{host}", parts.path, "", ""))


S = TypeVar("S", bound=ServiceSettings)


def load_settings(kind: type[S], **overrides: object) -> S:
    """Read and check a service's settings.

    `overrides` win over the environment (command line options). Raises
    SettingsError with one line per variable that is missing or wrong.
    """
    try:
        return kind(**overrides)  # type: ignore[arg-type]  # checked by pydantic itself
    except ValidationError as error:
        raise SettingsError(_in_words(error)) from None


def _in_words(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = PREFIX + "_".join(str(part) for part in problem["loc"]).upper()
        if problem["type"] == "missing":
            lines.append(f"{name} is not set")
        elif problem["loc"]:
            lines.append(f"{name}: {problem['msg']}")
        else:
            lines.append(f"{PREFIX}TODAY: {problem['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)
