"""metrics.md: every metric with its meaning, its labels, and the services that have it."""

from __future__ import annotations

import re

from infra.local.settings import SOURCE_TREE
from infra.metrics import COUNTERS, GAUGES, HISTOGRAMS, Row
from services.cli.reference.markdown import code, table

SERVICES = ("ingest", "projector", "alerts", "api")
_USE = re.compile(r"\.(?:count|gauge|observe)\(\s*\"(\w+)\"")

_INTRO = """# Metrics

Every service answers `GET /metrics` in Prometheus' text format, without a key. All series carry the
label `service`. What to look at when something is wrong is in [run-it](../howto/run-it.md).
"""


def page() -> str:
    """Return the page."""
    used = uses()
    kinds: tuple[tuple[str, list[tuple[str, Row]]], ...] = (
        ("Counters", [*COUNTERS.items()]),
        ("Gauges", [*GAUGES.items()]),
        ("Histograms, in seconds", [*HISTOGRAMS.items()]),
    )
    parts = [_INTRO]
    for title, rows in kinds:
        body = table(
            ("metric", "means", "labels", "services"),
            (
                (
                    code(f"chitieu_{name}"),
                    f"{row.meaning}. {row.note}".strip(),
                    ", ".join(map(code, row.labels)),
                    ", ".join(used.get(name, ())),
                )
                for name, row in rows
            ),
        )
        parts.append(f"## {title}\n\n{body}")
    return "\n".join(parts)


def uses() -> dict[str, list[str]]:
    """Return the services that set each metric, read from their sources."""
    found: dict[str, list[str]] = {}
    for service in SERVICES:
        sources = (SOURCE_TREE / "services" / service).glob("**/*.py")
        names = {name for one in sources for name in _USE.findall(one.read_text(encoding="utf-8"))}
        for name in sorted(names):
            found.setdefault(name, []).append(service)
    return found
