"""What the demonstration is played on, and the steps that every act of it takes.

Every step is a real one: events over HTTP and over an inbound Kafka topic, plan files through the
code of `chitieu plan publish`, answers from the api.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import sleep
from typing import TypeVar

import orjson
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from contracts.codec import decode
from contracts.publication import Publication
from contracts.topics import Topics
from infra.clock import Clock
from infra.kafka import Producer, Record
from infra.local.process import run_blocking
from services.cli.api_client import ApiClient
from services.cli.console import CommandFailed
from services.cli.demo_directory import may_stand, stands_alike
from services.cli.event_lines import EventLine, batches, read_lines
from services.cli.ingest_client import IngestClient, Outcome, Summary
from services.cli.plan.plan_file import load
from services.cli.plan.prepare import Options, prepare
from services.cli.plan.row_things import Remark
from services.cli.plan.sending import Progress, ask_standing, reported_already, send

INBOUND_SECONDS = 60
POLL_SECONDS = 0.5
ANY_PLAN = "dong-thap-2022-kh144"
"""Ingest tells the directory with what stands of a plan; which one does not matter."""
LOOK = (
    "the services' logs say more (.local/demo/logs, .local/logs); on a stack that holds other "
    "reports too, other alerts may be right: start with an empty one"
)

EMPTY = "chitieu down, rồi chạy trên hệ thống trống / play on an empty stack: chitieu demo"

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Stage:
    """What the story is played on; `names` are the agencies' short names, as far as sent."""

    ingest: IngestClient
    api: ApiClient
    kafka_bootstrap: str
    topics: Topics
    examples: Path
    reports: Path
    page_url: str
    business_day: date
    console: Console
    progress: Console
    clock: Clock
    names: dict[str, str] = field(default_factory=dict)

    def tell(self, what: RenderableType, style: str | None = None) -> None:
        """Print."""
        self.console.print(what, style=style)

    def headline(self, vi: str, en: str) -> None:
        """Print what comes next."""
        self.console.print()
        self.console.print(vi, style="bold cyan")
        self.console.print(en, style="dim")

    def waiting(self, words: str) -> AbstractContextManager[object]:
        """Show what is waited for."""
        return self.progress.status(words)

    def publish(self, *files: Path) -> None:
        """Send files of events over HTTP.

        Raises:
            CommandFailed: an event is refused.
        """
        lines = [line for file in files for line in lines_of(file)]
        self._learn_names(lines)
        summary = Summary()
        for batch in batches(lines):
            summary.add(self.ingest.send(batch))
        known = self._standing(summary)
        self._tell_sent("HTTP", files, summary)
        if known:
            words = f"{known} cơ quan đã có trong danh bạ, cùng nghĩa / agencies stand already"
            self.tell(indented(words, 4), style="dim")
        if summary.rejected:
            raise CommandFailed(
                f"an example event was refused: {summary.rejected[0].words()}", EMPTY
            )
        self.wait_applied(summary)

    def publish_plan(self, plan: str) -> None:
        """Publish a plan file of the examples, as `chitieu plan publish` does.

        Raises:
            CommandFailed: a row is held back, or an event is refused.
        """
        draft = load(self.examples / "plans" / f"{plan}.yaml")
        standing = ask_standing(self.ingest, draft)
        prepared = prepare(draft, standing, Options(self.business_day))
        prepared = prepared.without(reported_already(self.ingest, prepared))
        held = (*prepared.problems, *prepared.blocked)
        if held:
            raise CommandFailed(f"{plan}: {_held(held)}")
        progress = Progress(prepared.compared)
        with self.waiting(f"{plan}: công bố / publishing"):
            send(self.ingest, progress, draft.source, lambda _: None)
        words = f"plan publish ← {plan}.yaml: {progress.words()}: {progress.summary.words_both()}"
        self.tell(indented(words), style="dim")
        if progress.refused:
            raise CommandFailed(f"{plan}: {progress.refused[0][1].words()}")
        self.wait_applied(progress.summary)

    def publish_by_kafka(self, file: Path, agency: str) -> None:
        """Send a file of events over an agency's inbound topic."""
        lines = list(lines_of(file))
        topic = self.topics.inbound(agency).name
        run_blocking(_produce(self.kafka_bootstrap, topic, lines))
        with self.waiting(f"{topic}: chờ được nhận / waiting until {len(lines)} are admitted"):
            summary = Summary()
            summary.add(self._admitted(line) for line in lines)
        self._tell_sent(f"Kafka {topic}", (file,), summary)
        self.wait_applied(summary)

    def wait_applied(self, summary: Summary) -> None:
        """Wait until the read model has what was taken."""
        with self.waiting("chờ bảng đọc / waiting for the read model"):
            for position in summary.positions:
                self.api.wait_until_applied(position)

    def poll(self, ask: Callable[[], Found | None], seconds: float, failure: str) -> Found:
        """Ask until there is an answer.

        Raises:
            CommandFailed: there is none in time; the text is `failure`.
        """
        deadline = self.clock.monotonic() + seconds
        while (found := ask()) is None:
            if self.clock.monotonic() > deadline:
                raise CommandFailed(failure, LOOK)
            sleep(POLL_SECONDS)
        return found

    def _tell_sent(self, way: str, files: Sequence[Path], summary: Summary) -> None:
        names = ", ".join(file.stem for file in files)
        words = f"{way} ← {files[0].parent.name}: {names}: {summary.words_both()}"
        self.tell(indented(words), style="dim")

    def _standing(self, summary: Summary) -> int:
        """Return how many refused agencies stand with the same meaning: they are not refused."""
        before = len(summary.rejected)
        if any(may_stand(one) for one in summary.rejected):
            answer = self.ingest.get(f"/v1/plans/{ANY_PLAN}/publication", directory="true")
            directory = Publication.model_validate_json(answer).directory
            summary.rejected = [
                one
                for one in summary.rejected
                if not (may_stand(one) and stands_alike(decode(one.line.raw), directory))
            ]
        return before - len(summary.rejected)

    def _admitted(self, line: EventLine) -> Outcome:
        event = orjson.loads(line.raw)
        position = self.poll(
            lambda: self.ingest.position(event["source"], event["id"]),
            INBOUND_SECONDS,
            f"{event['id']}, sent to Kafka, was not admitted in {INBOUND_SECONDS} s",
        )
        return Outcome(line, "accepted", position=position)

    def _learn_names(self, lines: Iterable[EventLine]) -> None:
        for line in lines:
            event = orjson.loads(line.raw)
            if event["type"] == "vn.chitieu.agency.registered.v1":
                id_ = event["subject"].removeprefix("agency/")
                self.names[id_] = event["data"]["short_name"]


def indented(words: str, by: int = 2) -> Padding:
    """Return words that keep their indent where a narrow terminal breaks them."""
    return Padding(Text(words), (0, 0, 0, by), expand=False)


def lines_of(file: Path) -> list[EventLine]:
    """Return the lines of a file of events."""
    with file.open("rb") as stream:
        return list(read_lines(stream, file.name))


def _held(remarks: Sequence[Remark]) -> str:
    return "; ".join(f"{one.label}: {one.words.vi} / {one.words.en}" for one in remarks[:3])


async def _produce(bootstrap: str, topic: str, lines: Sequence[EventLine]) -> None:
    producer = Producer(bootstrap, client_id="chitieu-demo")
    await producer.start()
    try:
        await producer.send_all(
            [Record(topic, line.raw) for line in lines], timeout_seconds=INBOUND_SECONDS
        )
    finally:
        await producer.stop()
