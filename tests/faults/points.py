"""Where the work of a service can be interrupted: the one table of its crash points.

A point is the name of a log line that the service writes while it works. A chain is one piece
of work: its last line says that the work is done, the others stand inside it. Whoever renames
a log line of the services changes it here.
"""

from __future__ import annotations

from dataclasses import dataclass

EXECUTE_AND_SYNC = b"E\x00\x00\x00\x09\x00\x00\x00\x00\x00S\x00\x00\x00\x04"
"""The end of a prepared statement's call in PostgreSQL's protocol, outside of a transaction."""


@dataclass(frozen=True, slots=True)
class Service:
    """How a service works, as faults see it."""

    name: str
    chains: tuple[tuple[str, ...], ...]
    commit: bytes
    """What it sends to PostgreSQL when a transaction is to be kept."""

    @property
    def points(self) -> tuple[str, ...]:
        """The lines that stand inside its work."""
        return tuple(name for chain in self.chains for name in chain[:-1])

    @property
    def ends(self) -> tuple[str, ...]:
        """The lines that say that a piece of work is done."""
        return tuple(chain[-1] for chain in self.chains)

    def how_far(self, point: str) -> str:
        """Say how far into its work a point lies; nothing of what is no point of its own."""
        places = (f"{one.index(point) + 1}/{len(one)}" for one in self.chains if point in one)
        return next(places, "")


SERVICES = {
    service.name: service
    for service in (
        Service(
            "ingest",
            (("batch_reserved", "batch_produced", "batch_positioned"),),
            commit=b"COMMIT;",
        ),
        Service(
            "projector",
            (
                ("batch_begin", "batch_sent", "batch_committed"),
                ("outbox_sent", "outbox_marked"),
            ),
            # A batch is one statement, and its commit.
            commit=EXECUTE_AND_SYNC,
        ),
        Service(
            "alerts",
            (
                ("alerts_batch_begin", "alerts_batch_committed"),
                ("alerts_sent", "alerts_dispatched"),
            ),
            commit=b"COMMIT;",
        ),
    )
}
