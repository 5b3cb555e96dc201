"""The api's app in this process, asked as over HTTP."""

from __future__ import annotations

import httpx

from infra.clock import Clock
from infra.health import Watch
from infra.metrics import Metrics
from infra.postgres import Pool
from services.api.app import create_app
from services.api.context import Api
from services.api.judging import Judging
from services.api.store import Store
from tests.asking import PATIENCE_SECONDS

FACTS_MAX = 20_000


def client_of(
    pool: Pool,
    clock: Clock,
    *,
    facts_max: int = FACTS_MAX,
    reading_seconds: float = PATIENCE_SECONDS,
    judging: Judging | None = None,
    local: bool = False,
    alerts_url: str | None = None,
) -> httpx.AsyncClient:
    """Return a client, to be entered.

    What takes long on a crowded machine is no finding, unless the test asks for less patience.
    """
    store = Store(pool, reading_seconds=reading_seconds)
    api = Api(store, clock, facts_max, judging or Judging(), local, alerts_url)
    app = create_app(api, pool=pool, metrics=Metrics("api"), watch=Watch(clock))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://api")
