"""`chitieu rebuild --of alerts`: the alerts from the topic of their lives."""

from __future__ import annotations

from typing import Any

from infra.rebuilding import Onlooker, Report, Wish
from infra.settings import load_settings
from services.alerts.rebuild.main import rebuild
from services.alerts.settings import AlertsSettings
from services.cli import rebuild_tables
from services.cli.rebuild import Asked


def run(asked: Asked) -> int:
    """Do what was asked; the exit code tells how it went."""
    return rebuild_tables.run(asked, _rebuild)


async def _rebuild(servers: dict[str, Any], wish: Wish, onlooker: Onlooker) -> Report:
    return await rebuild(load_settings(AlertsSettings, **servers), wish, onlooker)
