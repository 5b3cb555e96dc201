"""Who asks at the door, and an answer in time whatever is away."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request

from infra.access import Credential
from infra.key_ring import KeyRing
from infra.postgres import is_unavailable
from infra.problems import UNAVAILABLE, ProblemError
from services.ingest.offers import Unavailable

# Within 5 s, whatever is away, the sender knows that he has to send again.
ANSWER_WITHIN_SECONDS = 4.5


async def authenticate(keys: KeyRing, request: Request, *, local: bool) -> Credential:
    """Return who asks; raises ProblemError, or Unavailable where that cannot be known.

    `local`: keys that speak for every agency are taken.
    """
    try:
        return await keys.required(request.headers.get("authorization"), local=local)
    except Exception as error:
        if is_unavailable(error):
            raise Unavailable(str(error)) from error
        raise


class bounded:  # noqa: N801 # reads as a clause: async with bounded()
    """Answer in time: whatever is away becomes 503."""

    def __init__(self) -> None:
        self._timeout = asyncio.timeout(ANSWER_WITHIN_SECONDS)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            raise ProblemError(UNAVAILABLE) from None
        if not isinstance(error, Exception) or isinstance(error, ProblemError):
            return
        # What the end of the time interrupts may fail in its own way, such as a rollback.
        late = self._timeout.expired()
        if late or isinstance(error, Unavailable) or is_unavailable(error):
            raise ProblemError(UNAVAILABLE) from error
