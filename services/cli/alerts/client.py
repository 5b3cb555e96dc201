"""Send a command on an alert to the alerts service, once, however often it has to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import orjson

from services.cli.api_client import ApiClient
from services.cli.console import USAGE, CommandFailed
from services.cli.http_client import HttpClient, refused

if TYPE_CHECKING:
    from infra.clock import Clock
    from services.cli.connection import Ingest

ANSWER_SECONDS = 10.0
TRIES_MAX = 3
SHORT_ID_LENGTH = 6
_AGAIN = frozenset({429, 503})


class AlertsClient(HttpClient):
    """The alerts service at one address, with a key."""

    def __init__(self, at: Ingest, clock: Clock) -> None:
        super().__init__(at.url, answer_seconds=ANSWER_SECONDS, key=at.key)
        self._clock = clock

    def send(self, alert: str, word: str, said: dict[str, str], agency: str | None) -> Any:
        """Carry out a command and return the answer; sent again where the first way was lost.

        Raises:
            CommandFailed: refused, in the service's own words.
            httpx.TransportError: no answer, however often it was sent.
        """
        headers = {
            "content-type": "application/json",
            # The same on every try, so that what was carried out is not carried out twice.
            "idempotency-key": self._clock.new_id(),
        }
        params = {"agency": agency} if agency else {}
        for left in reversed(range(TRIES_MAX)):
            try:
                answer = self._client.post(
                    f"/v1/alerts/{alert}/{word}",
                    content=orjson.dumps(said),
                    headers=headers,
                    params=params,
                )
            except httpx.TransportError:
                if left == 0:
                    raise
                continue
            if answer.status_code not in _AGAIN or left == 0:
                break
        if not answer.is_success:
            raise refused(answer)
        return orjson.loads(answer.content)


def whole_id(name: str) -> str | None:
    """Return an alert's id as it is spelled; None for anything else."""
    try:
        return str(UUID(name))
    except ValueError:
        return None


def alert_named(api: ApiClient, name: str) -> str:
    """Return an alert's id: the whole one, or that of the open alert, else the closed, so begun.

    Raises:
        CommandFailed: no id, none begins so, or several do.
    """
    known = whole_id(name)
    if known is not None:
        return known
    begins = name.casefold()
    if len(begins) < SHORT_ID_LENGTH or not set(begins) <= set("0123456789abcdef-"):
        raise CommandFailed(
            f"{name}: không phải mã cảnh báo / is no alert's id",
            "chitieu alerts list; sáu ký tự đầu là đủ / its first six characters will do",
            exit_code=USAGE,
        )
    found = list[str]()
    for state in ("open", "closed"):
        listed = (item["alert_id"] for item in api.all("/v1/alerts", state=state))
        found = [one for one in listed if one.startswith(begins)]
        if found:
            break
    if len(found) != 1:
        many = (
            "nhiều cảnh báo, thêm ký tự / several alerts, give more of it"
            if found
            else "không có cảnh báo nào / no alert begins so"
        )
        raise CommandFailed(f"{name}: {many}", "chitieu alerts list; chitieu alerts list --closed")
    return found[0]
