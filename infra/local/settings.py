"""What the local stack takes from the environment: servers that exist, and where its files go."""

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SOURCE_TREE = Path(__file__).resolve().parents[2]


def default_local_dir() -> Path:
    """`.local` beside the sources; for an installed wheel, in the current folder."""
    is_checkout = (SOURCE_TREE / "pyproject.toml").is_file()
    return (SOURCE_TREE if is_checkout else Path.cwd()) / ".local"


class LocalSettings(BaseSettings):
    """Where the local stack lives, and which servers it need not start."""

    model_config = SettingsConfigDict(env_prefix="CHITIEU_", frozen=True)

    kafka_bootstrap: str | None = None
    """A Kafka that exists, used instead of one of the stack's own."""
    database_url: SecretStr | None = None
    """A PostgreSQL that exists (with the right to create roles), used instead of an own one."""
    local_dir: Path = Field(default_factory=default_local_dir)
    """Where the local stack keeps data, logs and downloads; `.local` beside the sources."""

    @property
    def cache_dir(self) -> Path:
        """Downloads that any run may use again."""
        return self.local_dir / "cache"


def inherited_environment() -> dict[str, str]:
    """The environment that a child process starts from."""
    return dict(os.environ)
