"""The log channel: one structured line per change, with the Vietnamese words."""

from __future__ import annotations

from contracts.alerts import AlertChanged
from infra.logs import get_logger

_log = get_logger("alerts.channel")


class LogChannel:
    """Writes what an alert says into the service's log."""

    name = "log"

    async def deliver(self, change: AlertChanged) -> None:
        """Write one line; `alert` and `seq` tell a line that comes twice."""
        said = change.data
        _log.info(
            change.type.removeprefix("vn.chitieu.").removesuffix(".v1").replace(".", "_"),
            alert=str(said.alert),
            seq=said.seq,
            target=said.target,
            scope=said.scope,
            risk=said.evidence.risk,
            grade=said.evidence.grade,
            outcome=said.closing.outcome if said.closing else None,
            due_on=said.due_on.isoformat() if said.due_on else None,
            lead=list(said.lead),
            words=said.words.vi,
        )
