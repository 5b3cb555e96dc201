"""The way to a service over HTTP, and in words why it refused."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx
import orjson

from services.cli.console import REFUSED, UNREACHABLE, CommandFailed

CONNECT_SECONDS = 3.0
AGAIN = (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS)
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 5.0


class HttpClient:
    """A service at one address, with a key where it asks for one; closed with its block."""

    def __init__(self, url: str, *, answer_seconds: float, key: str | None = None) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()


def asked_pause(answer: httpx.Response | httpx.TransportError) -> float:
    """Return how long an answer asks to wait before the next try, within a bound."""
    if isinstance(answer, httpx.Response) and answer.headers.get("Retry-After", "").isdecimal():
        return min(float(answer.headers["Retry-After"]), LONGEST_PAUSE_SECONDS)
    return 0.0


def refused(answer: httpx.Response) -> CommandFailed:
    """Return a refusal in the service's own words."""
    return CommandFailed(*problem_words(answer), exit_code=_exit_code(answer))


def problem_words(answer: httpx.Response) -> tuple[str, str]:
    """Return the words of a problem answer, and the next step."""
    try:
        problem = orjson.loads(answer.content)
        words = f"{problem['detail']} / {problem['detail_en']} ({problem['code']})"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return f"{answer.url} answered {answer.status_code}", "is this the right address?"
    return words, ""


def _exit_code(answer: httpx.Response) -> int:
    """Return the exit code that an answer amounts to."""
    return UNREACHABLE if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR else REFUSED
