"""`chitieu rebuild --of ingest`: ledger and registry from the log."""

from __future__ import annotations

from typing import Any

from infra.rebuilding import Onlooker, Report, Wish
from infra.settings import load_settings
from services.cli import rebuild_tables
from services.cli.rebuild import Asked
from services.ingest.rebuild.main import rebuild
from services.ingest.settings import IngestSettings


def run(asked: Asked) -> int:
    """Do what was asked; the exit code tells how it went."""
    return rebuild_tables.run(asked, _rebuild)


async def _rebuild(servers: dict[str, Any], wish: Wish, onlooker: Onlooker) -> Report:
    return await rebuild(load_settings(IngestSettings, **servers), wish, onlooker)
