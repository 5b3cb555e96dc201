"""The report of a rebuild: what was built, what was proved, what was told; kept and printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

import asyncpg
import orjson

from infra.postgres import Connection
from infra.sql import load_queries
from services.projector.digest import fingerprint
from services.projector.rebuild.expectation import Expectation
from services.projector.rebuild.gate import Proof

LISTED = 50
Outcome: TypeAlias = Literal["swapped", "proved", "refused", "declined"]

_sql = load_queries("services.projector.rebuild", "versions.sql")


@dataclass(slots=True)
class Report:
    """What one run did. `records` and `build_seconds` are this run's, not an earlier attempt's.

    `rss_mib` is the most memory that any of its processes took; `told` how many statuses were
    queued; `tail` how many records were applied while live waited.
    """

    id: int
    version: int
    replaces: int
    kind: str
    program: str
    outcome: Outcome = "proved"
    processes: int = 0
    records: int = 0
    build_seconds: float = 0.0
    index_seconds: float = 0.0
    proof_seconds: float = 0.0
    seconds: float = 0.0
    rss_mib: int = 0
    told: int = 0
    tail: int = 0
    proof: dict[str, Any] = field(default_factory=dict)
    expectation: dict[str, Any] | None = None

    def told_as(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "id": self.id,
            "version": self.version,
            "replaces": self.replaces,
            "kind": self.kind,
            "program": self.program,
            "outcome": self.outcome,
            "processes": self.processes,
            "records": self.records,
            "records_per_second": round(self.records / self.build_seconds)
            if self.build_seconds
            else 0,
            "build_seconds": round(self.build_seconds, 3),
            "index_seconds": round(self.index_seconds, 3),
            "proof_seconds": round(self.proof_seconds, 3),
            "seconds": round(self.seconds, 3),
            "rss_mib": self.rss_mib,
            "told": self.told,
            "tail": self.tail,
            **self.proof,
            "expectation": self.expectation,
        }


def proof_told(proof: Proof, expectation: Expectation | None) -> dict[str, Any]:
    """Return a proof as JSON has it."""
    declared = expectation.expect if expectation else []
    return {
        "equal": proof.equal,
        "passed": proof.passed,
        "positions": {
            str(number): {"next_offset": one.next_offset, "swept_to": one.swept_to.isoformat()}
            for number, one in sorted(proof.positions.items())
        },
        "digests": {
            name: {"old": str(proof.old.get(name)), "new": str(proof.new.get(name))}
            for name in sorted(proof.old.keys() | proof.new.keys())
        },
        "fingerprint": {"old": fingerprint(proof.old), "new": fingerprint(proof.new)},
        "differing": [
            {"table": table, "kind": kind, "rows": count}
            for (table, kind), count in sorted(proof.counts.items())
        ],
        "unexpected": proof.unexpected,
        "expected": [
            {"table": one.table, "keys": one.keys, "why": one.why, "rows": rows}
            for one, rows in zip(declared, proof.expected, strict=True)
        ],
        "rows": [
            {
                "table": one.table,
                "key": one.key,
                "kind": one.kind,
                "changes": [
                    {"column": cell.column, "old": cell.old, "new": cell.new}
                    for cell in one.changes
                ],
            }
            for one in proof.rows
        ],
    }


async def kept_reports(session: Connection, number: int | None = None) -> list[dict[str, Any]]:
    """Return the reports that are kept, the latest first, or the one of a number."""
    return [_kept(row) for row in await session.fetch(_sql["rebuilds"], number, LISTED)]


def _kept(row: asyncpg.Record) -> dict[str, Any]:
    begun: datetime = row["begun_at"]
    changed: datetime = row["changed_at"]
    return {
        **orjson.loads(row["report"]),
        "id": row["id"],
        "version": row["version"],
        "replaces": row["replaces"],
        "kind": row["kind"],
        "program": row["program"],
        "state": row["state"],
        "begun_at": begun.isoformat(),
        "changed_at": changed.isoformat(),
    }
