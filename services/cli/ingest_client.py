"""Send events to ingest: in batches, again after a 503 with the same ids, one outcome per line.

Sending again is safe: ingest takes an id once, and says of the second time that it is a
duplicate. So what is unknown is simply sent again, within a bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import sleep
from typing import Any, Literal
from urllib.parse import quote

import httpx
import orjson

from infra.clock import Clock
from services.cli.connection import Ingest
from services.cli.console import UNREACHABLE, USAGE, CommandFailed
from services.cli.event_lines import EventLine, body
from services.cli.http_client import (
    AGAIN,
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    HttpClient,
    asked_pause,
    problem_words,
    refused,
)

Kind = Literal["accepted", "duplicate", "rejected"]

BATCH_CONTENT_TYPE = "application/cloudevents-batch+json"
ANSWER_SECONDS = 30.0
RETRY_SECONDS = 60.0
PROBLEMS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line; an accepted or duplicate event has its position on the log."""

    line: EventLine
    kind: Kind
    position: str | None = None
    code: str = ""
    field: str = ""
    vi: str = ""
    en: str = ""
    expected: str = ""
    details: tuple[str, ...] = ()

    def words(self) -> str:
        """Say why a line was refused: place, code, field, words, what would be right."""
        where = f" · {self.field}" if self.field else ""
        said = " / ".join(words for words in (self.vi, self.en) if words)
        said += f" → {self.expected}" if self.expected else ""
        more = "".join(f"\n      {detail}" for detail in self.details)
        return f"{self.line.place}  {self.code}{where}  {said}{more}"


@dataclass(slots=True)
class Summary:
    """What became of all lines; only the refused are kept one by one, and last positions."""

    accepted: int = 0
    duplicate: int = 0
    rejected: list[Outcome] = field(default_factory=list)
    last: dict[int, int] = field(default_factory=dict)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count outcomes."""
        for outcome in outcomes:
            self.accepted += outcome.kind == "accepted"
            self.duplicate += outcome.kind == "duplicate"
            if outcome.kind == "rejected":
                self.rejected.append(outcome)
            if outcome.position is not None:
                partition, _, offset = outcome.position.partition(":")
                known = self.last.get(int(partition), -1)
                self.last[int(partition)] = max(known, int(offset))

    @property
    def positions(self) -> list[str]:
        """The last position of each partition, as `partition:offset`."""
        return [f"{partition}:{offset}" for partition, offset in sorted(self.last.items())]

    def words(self) -> str:
        """Return the counts in words."""
        return (
            f"{self.accepted} accepted, {self.duplicate} duplicate, {len(self.rejected)} rejected"
        )

    def words_both(self) -> str:
        """Return what there was, for people: Vietnamese first, English beside."""
        said = [f"{self.accepted} sự kiện được nhận / accepted"]
        said += [f"{self.duplicate} đã có từ trước / duplicate"] if self.duplicate else []
        said += [f"{len(self.rejected)} bị từ chối / rejected"] if self.rejected else []
        return ", ".join(said)


class IngestClient(HttpClient):
    """The front door."""

    def __init__(self, ingest: Ingest, clock: Clock) -> None:
        super().__init__(ingest.url, answer_seconds=ANSWER_SECONDS, key=ingest.key)
        self._clock = clock

    @property
    def address(self) -> str:
        """Where ingest is."""
        return str(self._client.base_url)

    def send(self, batch: Sequence[EventLine]) -> list[Outcome]:
        """Send a batch and return one outcome per line, in order.

        Raises:
            CommandFailed: the key is refused, or nobody answers; what is unknown may be sent
                again as it is.
        """
        outcomes: dict[int, Outcome] = {}
        sendable = []
        for at, line in enumerate(batch):
            if line.flaw is None:
                sendable.append((at, line))
            else:
                code, en = line.flaw
                outcomes[at] = Outcome(line, "rejected", code=code, en=en)
        if sendable:
            results = self._post([line for _, line in sendable])
            for (at, line), result in zip(sendable, results, strict=True):
                outcomes[at] = _outcome(line, result)
        return [outcomes[at] for at in range(len(batch))]

    def position(self, agency: str, event_id: str) -> str | None:
        """Return where an event stands on the log; None where ingest does not know it (yet)."""
        path = f"/v1/events/{quote(event_id, safe='')}"
        answer = self._answered("GET", path, may_lack=True, params={"agency": agency})
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        position: str | None = orjson.loads(answer.content).get("position")
        return position

    def get(self, path: str, **asked: str | list[str]) -> bytes:
        """Return the body of an answer.

        Raises:
            CommandFailed: refused, in ingest's own words.
            httpx.TransportError: no answer.
        """
        return self._answered("GET", path, params=asked).content

    def _post(self, lines: list[EventLine]) -> list[dict[str, Any]]:
        headers = {"Content-Type": BATCH_CONTENT_TYPE}
        answer = self._answered("POST", "/v1/events", content=body(lines), headers=headers)
        results: list[dict[str, Any]] = orjson.loads(answer.content)["results"]
        return results

    def _answered(
        self, method: str, path: str, *, may_lack: bool = False, **asked: Any
    ) -> httpx.Response:
        """Ask, and again after a 503, within a bound; where nobody answers, only if it sends.

        `may_lack`: that there is no such thing (404) is an answer, too.
        """
        deadline = self._clock.monotonic() + RETRY_SECONDS
        pause = FIRST_PAUSE_SECONDS
        while True:
            answer = self._try(method, path, **asked)
            if isinstance(answer, httpx.TransportError) and method == "GET":
                raise answer
            if isinstance(answer, httpx.Response) and answer.status_code not in AGAIN:
                break
            pause = max(pause, asked_pause(answer))
            if self._clock.monotonic() + pause > deadline:
                raise _unreachable(answer)
            sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        lacks = may_lack and answer.status_code == httpx.codes.NOT_FOUND
        if answer.status_code >= httpx.codes.BAD_REQUEST and not lacks:
            raise _refused(answer)
        return answer

    def _try(self, method: str, path: str, **asked: Any) -> httpx.Response | httpx.TransportError:
        try:
            return self._client.request(method, path, **asked)
        except httpx.TransportError as error:
            return error


def _outcome(line: EventLine, result: dict[str, Any]) -> Outcome:
    if result["status"] != "rejected":
        return Outcome(line, result["status"], position=result["position"])
    errors = result["errors"][:PROBLEMS_SHOWN]
    details = [_detail(error) for error in errors] if len(errors) > 1 else []
    return Outcome(
        line,
        "rejected",
        code=result["code"],
        field=result["field"],
        vi=result["detail"],
        en=result["detail_en"],
        expected=errors[0]["expected"] if len(errors) == 1 else "",
        details=tuple(details),
    )


def _detail(problem: dict[str, Any]) -> str:
    right = f" → {problem['expected']}" if problem["expected"] else ""
    return f"{problem['field']}: {problem['vi']} / {problem['en']}{right}"


def _refused(answer: httpx.Response) -> CommandFailed:
    if answer.status_code not in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return refused(answer)
    words, _ = problem_words(answer)
    next_step = (
        "kiểm tra CHITIEU_API_KEY và quyền (--scope) của khóa; khóa mới / a new key: "
        "`chitieu agency key new`"
    )
    return CommandFailed(words, next_step, exit_code=USAGE)


def _unreachable(answer: httpx.Response | httpx.TransportError) -> CommandFailed:
    said = problem_words(answer)[0] if isinstance(answer, httpx.Response) else str(answer)
    return CommandFailed(
        f"ingest did not take the events within {RETRY_SECONDS:.0f} s: {said}",
        "send the same file again when it is back; what was taken already counts once",
        exit_code=UNREACHABLE,
    )
