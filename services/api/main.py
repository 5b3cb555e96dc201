"""Put the api together and run it: the only place that constructs its adapters."""

from __future__ import annotations

import sys

from infra.clock import Clock
from infra.health import Watch
from infra.logs import configure_logging, get_logger
from infra.metrics import Metrics
from infra.postgres import close_pool, open_pool
from infra.serve import run, serve
from infra.settings import SettingsError, load_settings
from services.api.app import create_app
from services.api.context import Api
from services.api.settings import ApiSettings
from services.api.store import Store

ROLE = "chitieu_api"
EXIT_SETTINGS = 2
STATEMENT_TIMEOUT_SECONDS = 5
REQUESTS_AT_ONCE = 200

_log = get_logger("api")


async def serve_api(settings: ApiSettings) -> int:
    """Serve JSON and pages until SIGTERM; returns the exit code.

    A database that is away does not prevent the start: /ready says so until it is back.
    """
    clock = Clock(settings.today)
    pool = await open_pool(
        settings.database_url.get_secret_value(),
        role=ROLE,
        application_name="chitieu-api",
        min_size=0,
        max_size=settings.api_pool_size,
        statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS,
        read_only=True,
    )
    try:
        app = create_app(
            Api(
                Store(pool),
                clock,
                settings.as_of_facts_max,
                local=settings.local,
                alerts_url=settings.alerts_url,
            ),
            pool=pool,
            metrics=Metrics("api"),
            watch=Watch(clock),
        )
        return await serve(
            app, host=settings.host, port=settings.port, limit_concurrency=REQUESTS_AT_ONCE
        )
    finally:
        await close_pool(pool)


def main() -> int:
    """Run the api as its environment says; returns the exit code."""
    try:
        settings = load_settings(ApiSettings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_SETTINGS
    configure_logging(service="api", level=settings.log_level, log_format=settings.log_format)
    _log.info("starting", **settings.shown())
    return run(lambda: serve_api(settings))


if __name__ == "__main__":
    sys.exit(main())
