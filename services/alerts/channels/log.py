"""The service's own log as a channel: always there, and the last fallback."""

from __future__ import annotations

from contracts.alerts import AlertChanged
from infra.logs import get_logger
from services.alerts.channels.port import Delivered, Notice, Outcome

_log = get_logger("alerts.channel")


class LogChannel:
    """Writes what a notice says into the service's log."""

    timeout_seconds = 5.0

    def __init__(self, name: str = "log") -> None:
        self.name = name

    async def deliver(self, notice: Notice) -> Outcome:
        """Write one line; `notice` tells a line that comes twice."""
        if notice.kind == "alert":
            for change in notice.changes:
                self._tell(change, notice)
        else:
            _log.info(
                f"notice_{notice.kind}",
                channel=self.name,
                notice=str(notice.id),
                words=notice.written.text,
            )
        return Delivered()

    async def close(self) -> None:
        """Nothing is held."""

    def _tell(self, change: AlertChanged, notice: Notice) -> None:
        said = change.data
        _log.info(
            change.type.removeprefix("vn.chitieu.").removesuffix(".v1").replace(".", "_"),
            channel=self.name,
            notice=str(notice.id),
            alert=str(said.alert),
            seq=said.seq,
            kind=said.kind,
            stage=said.stage,
            target=said.target,
            scope=said.scope,
            risk=said.evidence.risk,
            grade=said.evidence.grade,
            outcome=said.closing.outcome if said.closing else None,
            due_on=said.due_on.isoformat() if said.due_on else None,
            lead=list(said.lead),
            words=said.words.vi,
        )
