"""A Zalo Official Account as a channel.

What is known of Zalo's interface, and from where, stands in docs/howto/alert-channels.md. An access
token lives for about a day. A refresh gives a new pair and makes the old refresh token void, so the
new pair is on disk before it is used, and a refresh that was begun is ended, whoever asked for it.
An answer is 200 with an `error` that is 0 for success.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx
import orjson
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from services.alerts.channels.kinds import ZaloKind
from services.alerts.channels.port import Delivered, Failed, Notice, Outcome

ANSWER_SECONDS = 15.0
REFRESH_SECONDS = 30.0
CLOSE_SECONDS = 6.0
ANSWER_BYTES_MAX = 64 * 1024
TEXT_MAX_LENGTH = 1_900
_TOKEN_ERRORS = frozenset({-216, -220, -124, 401})
_NO_RECIPIENT = frozenset({-213, -230})


class Tokens(BaseModel):
    """What the file of tokens holds."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    access_token: SecretStr
    refresh_token: SecretStr


class TokensUnusable(Exception):
    """The file of tokens is not there or not right; the text does not show it."""


class ZaloChannel:
    """Sends each notice as a text to one follower."""

    timeout_seconds = 2 * ANSWER_SECONDS + REFRESH_SECONDS + 5

    def __init__(self, name: str, kind: ZaloKind, secret_key: Callable[[], SecretStr]) -> None:
        self.name = name
        self._kind = kind
        self._secret_key = secret_key
        self._tokens = Path(kind.tokens)
        self._refreshing: asyncio.Task[Tokens] | None = None
        self._client = httpx.AsyncClient(
            timeout=ANSWER_SECONDS,
            follow_redirects=False,
            trust_env=False,
            headers={"accept-encoding": "identity"},
        )

    async def deliver(self, notice: Notice) -> Outcome:
        """Send once; where the access token is refused, refresh it and send once more."""
        try:
            tokens = read_tokens(self._tokens)
            error = await self._post(notice, tokens)
            if error in _TOKEN_ERRORS:
                error = await self._post(notice, await self._refreshed(tokens))
        except TokensUnusable:
            return Failed("login_refused")
        except (TimeoutError, httpx.TimeoutException):
            return Failed("timeout")
        except httpx.HTTPError:
            return Failed("not_reached")
        except OSError:
            return Failed("tokens_not_kept")
        if error == 0:
            return Delivered()
        if error in _TOKEN_ERRORS:
            return Failed("login_refused")
        if error in _NO_RECIPIENT:
            return Failed(f"zalo_{error}", "recipient", final=True)
        return Failed(f"zalo_{error}")

    async def close(self) -> None:
        """Wait a moment for a refresh that is under way, then close connections."""
        if self._refreshing is not None:
            await asyncio.wait({self._refreshing}, timeout=CLOSE_SECONDS)
            self._refreshing.cancel()
        await self._client.aclose()

    async def _post(self, notice: Notice, tokens: Tokens) -> int:
        written = notice.written
        text = f"{written.subject}\n\n{written.text}"
        status, answer = await self._asked(
            self._client.build_request(
                "POST",
                self._kind.message_url,
                json={
                    "recipient": {"user_id": notice.recipient},
                    "message": {"text": text[:TEXT_MAX_LENGTH]},
                },
                headers={"access_token": tokens.access_token.get_secret_value()},
            ),
            within_seconds=ANSWER_SECONDS,
        )
        return _error_of(status, answer)

    async def _refreshed(self, refused: Tokens) -> Tokens:
        """Return tokens that are newer than those refused; only one refresh at a time."""
        now = read_tokens(self._tokens)
        if now.access_token != refused.access_token:
            return now
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh(now), name="zalo-refresh")
            self._refreshing.add_done_callback(lambda task: task.cancelled() or task.exception())
        # Who asked may be told to stop; the refresh token is spent by then, so the answer is kept.
        return await asyncio.shield(self._refreshing)

    async def _refresh(self, now: Tokens) -> Tokens:
        # The disk takes a pair now, or the refresh token is not spent.
        await asyncio.to_thread(write_tokens, self._tokens, now)
        _, answer = await self._asked(
            self._client.build_request(
                "POST",
                self._kind.refresh_url,
                data={
                    "refresh_token": now.refresh_token.get_secret_value(),
                    "app_id": self._kind.app_id,
                    "grant_type": "refresh_token",
                },
                headers={"secret_key": self._secret_key().get_secret_value()},
            ),
            within_seconds=REFRESH_SECONDS,
        )
        try:
            fresh = Tokens.model_validate_json(answer)
        except ValidationError:
            raise TokensUnusable from None
        await asyncio.to_thread(write_tokens, self._tokens, fresh)
        return fresh

    async def _asked(self, request: httpx.Request, *, within_seconds: float) -> tuple[int, bytes]:
        """Return the status and the beginning of the answer; however long it is, or takes."""
        async with asyncio.timeout(within_seconds):
            answer = await self._client.send(request, stream=True)
            try:
                found = bytearray()
                async for part in answer.aiter_raw():
                    found += part
                    if len(found) > ANSWER_BYTES_MAX:
                        break
            finally:
                await answer.aclose()
        return answer.status_code, bytes(found)


def read_tokens(path: Path) -> Tokens:
    """Read the file of tokens. Raises TokensUnusable."""
    try:
        return Tokens.model_validate_json(path.read_bytes()[:ANSWER_BYTES_MAX])
    except (OSError, ValidationError):
        raise TokensUnusable from None


def write_tokens(path: Path, tokens: Tokens) -> None:
    """Replace the file of tokens as a whole, readable by its owner only, and on disk at the end."""
    content = orjson.dumps(
        {
            "access_token": tokens.access_token.get_secret_value(),
            "refresh_token": tokens.refresh_token.get_secret_value(),
        }
    )
    # mkstemp makes the file 0600.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _error_of(status: int, answer: bytes) -> int:
    if status != httpx.codes.OK:
        return status
    try:
        return int(orjson.loads(answer)["error"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return -1
