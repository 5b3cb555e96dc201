"""What ingest is told by its environment."""

from pydantic import Field

from infra.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """Settings of one ingest process."""

    resend_after_seconds: float = Field(default=30, gt=0)
    """How long a reserved event may lack a position before any instance sends it again."""
    instance: str | None = Field(default=None, pattern=r"^[a-z0-9-]{1,32}$")
    """This process's own name in the consumer group, so that a restart rejoins at once;
    two live processes must not share one."""
