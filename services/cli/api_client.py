"""Ask the api, and say in words why it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from time import sleep
from typing import Any

import httpx
import orjson

from services.cli.console import CommandFailed
from services.cli.http_client import AGAIN, FIRST_PAUSE_SECONDS, HttpClient, asked_pause, refused

ANSWER_SECONDS = 35.0
"""Longer than the api itself waits for `after`."""
TRIES = 4
"""Of a question that the api has no time for just now (503, 429), or not yet (504)."""
PAGE_LIMIT = 200
PAGES_MAX = 100
FILE_BYTES_MAX = 64 * 2**20


class ApiClient(HttpClient):
    """The api at one address. `unsettled`: why the last answer about the past may still change."""

    def __init__(self, url: str) -> None:
        super().__init__(url, answer_seconds=ANSWER_SECONDS)
        self.unsettled: str | None = None

    def get(self, path: str, **asked: str | int | None) -> Any:
        """Return the JSON answer.

        Raises:
            CommandFailed: refused, in the api's own words.
            httpx.TransportError: no answer.
        """
        params = {name: value for name, value in asked.items() if value is not None}
        answer = self._tried(path, params)
        if answer.status_code != httpx.codes.OK:
            raise refused(answer)
        told = orjson.loads(answer.content)
        self.unsettled = answer.headers.get("chitieu-unsettled")
        if isinstance(told, dict) and told.get("unsettled"):
            self.unsettled = told["unsettled"]["code"]
        return told

    def _tried(self, path: str, params: Mapping[str, str | int]) -> httpx.Response:
        for number in range(1, TRIES):
            answer = self._client.get(path, params=params)
            if answer.status_code not in (*AGAIN, httpx.codes.GATEWAY_TIMEOUT):
                return answer
            sleep(max(asked_pause(answer), number * FIRST_PAUSE_SECONDS))
        return self._client.get(path, params=params)

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
            raise refused(whole)
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

        Asked TRIES times, each of them `within_seconds`.

        Raises:
            CommandFailed: not in time.
        """
        self.get("/v1/plans", limit=1, after=position, wait_seconds=within_seconds)
