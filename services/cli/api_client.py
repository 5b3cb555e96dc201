"""Ask the api, and say in words why it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx
import orjson

from services.cli.console import REFUSED, UNREACHABLE, CommandFailed

ANSWER_SECONDS = 35.0
"""Longer than the api itself waits for `after`."""
CONNECT_SECONDS = 3.0
PAGE_LIMIT = 200
PAGES_MAX = 100
FILE_BYTES_MAX = 64 * 2**20


class ApiClient:
    """The api at one address. `unsettled`: why the last answer about the past may still change."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(
            base_url=url,
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,
        )
        self.unsettled: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, path: str, **asked: str | int | None) -> Any:
        """Return the JSON answer.

        Raises:
            CommandFailed: refused, in the api's own words.
            httpx.TransportError: no answer.
        """
        params = {name: value for name, value in asked.items() if value is not None}
        answer = self._client.get(path, params=params)
        if answer.status_code != httpx.codes.OK:
            raise CommandFailed(*problem_words(answer), exit_code=exit_code_of(answer))
        told = orjson.loads(answer.content)
        self.unsettled = answer.headers.get("chitieu-unsettled")
        if isinstance(told, dict) and told.get("unsettled"):
            self.unsettled = told["unsettled"]["code"]
        return told

    def download(self, path: str, **asked: str | None) -> tuple[bytes, Mapping[str, str]]:
        """Return a file and the headers that it came with.

        Raises:
            CommandFailed: refused, in the api's own words, or larger than FILE_BYTES_MAX.
            httpx.TransportError: no answer.
        """
        params = {name: value for name, value in asked.items() if value is not None}
        with self._client.stream("GET", path, params=params) as answer:
            content = bytearray()
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > FILE_BYTES_MAX:
                    raise CommandFailed(f"{path}: larger than {FILE_BYTES_MAX // 2**20} MiB")
        if answer.status_code != httpx.codes.OK:
            whole = httpx.Response(
                answer.status_code, content=bytes(content), request=answer.request
            )
            raise CommandFailed(*problem_words(whole), exit_code=exit_code_of(answer))
        return bytes(content), answer.headers

    def all(self, path: str, **asked: str | int | None) -> list[Any]:
        """Return the items of all pages, of at most PAGES_MAX."""
        items: list[Any] = []
        cursor: str | None = None
        for _ in range(PAGES_MAX):
            page = self.get(path, limit=PAGE_LIMIT, cursor=cursor, **asked)
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items
        raise CommandFailed(f"{path} has more than {PAGES_MAX * PAGE_LIMIT} items")

    def wait_until_applied(self, position: str, *, within_seconds: int = 30) -> None:
        """Return once the read model has this record of the log (`partition:offset`).

        Raises:
            CommandFailed: not in time.
        """
        self.get("/v1/plans", limit=1, after=position, wait_seconds=within_seconds)


def problem_words(answer: httpx.Response) -> tuple[str, str]:
    """Return the words of a problem answer, and the next step."""
    try:
        problem = orjson.loads(answer.content)
        words = f"{problem['detail']} / {problem['detail_en']} ({problem['code']})"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return f"{answer.url} answered {answer.status_code}", "is this the right address?"
    return words, ""


def exit_code_of(answer: httpx.Response) -> int:
    """Return the exit code that an answer amounts to."""
    return UNREACHABLE if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR else REFUSED
