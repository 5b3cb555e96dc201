"""What the api is told by its environment: the shared settings, and a few of its own."""

from pydantic import Field

from infra.settings import ServiceSettings


class ApiSettings(ServiceSettings):
    """The api's settings; it reads PostgreSQL only and never speaks to Kafka."""

    kafka_bootstrap: str = "unused:0"
    """The shared setting, not needed here."""
    api_pool_size: int = Field(default=8, ge=2, le=64)
    """Database sessions at most; requests beyond wait three seconds, then get 503."""
    as_of_facts_max: int = Field(default=20_000, ge=100, le=200_000)
    """Facts judged anew at most for one answer about a past day; beyond, it is refused."""
    alerts_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+$")
    """Where the alerts service takes commands, as the readers' browsers reach it."""
