"""The story of the demonstration: two real plans through the front door, then what came of it.

Every step is a real one: events over HTTP and over an inbound Kafka topic, answers from the api.
The story checks itself: a derived verdict that differs from the confirmed one, or an alert that
does not come, fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import orjson
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from contracts.alerts import AlertData
from contracts.status import TargetStatus, TaskStatus
from contracts.topics import Topics
from domain.reasons import Phase, Verdict
from domain.scorecard import Standing, scorecard, scorecard_words
from infra.clock import Clock
from infra.kafka import Producer, Record
from infra.local.process import run_blocking
from services.cli import demo_views as views
from services.cli.api_client import ApiClient
from services.cli.console import CommandFailed
from services.cli.event_lines import EventLine, batches, read_lines
from services.cli.ingest_client import IngestClient, Outcome, Summary

PLAN_2022, PLAN_2023 = "dong-thap-2022-kh144", "dong-thap-2023-cds"
FOLDER_2022, FOLDER_2023 = "dong_thap_2022", "dong_thap_2023"
FOCAL_POINT = "H20.14"
EXPECTED_2022 = "13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt"
EXPECTED_ALERTS = {"III.6": "short_of_pace", "II.4": "large_gap", "I.4": "no_report"}
INBOUND_SECONDS, ALERT_SECONDS = 60, 90
POLL_SECONDS = 0.5
LOOK = (
    "the services' logs say more (.local/demo/logs, .local/logs); on a stack that holds other "
    "reports too, other alerts may be right: start with an empty one"
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the story is played on."""

    ingest: IngestClient
    api: ApiClient
    kafka_bootstrap: str
    topics: Topics
    examples: Path
    console: Console
    progress: Console
    clock: Clock


class Story:
    """The demonstration, act by act."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._names: dict[str, str] = {}

    def play(self) -> None:
        """Play both plans.

        Raises:
            CommandFailed: something did not come out as it must; the text says what.
        """
        self._play_2022()
        self._play_2023()

    def _play_2022(self) -> None:
        self._headline(
            "1. Kế hoạch 144/KH-UBND ngày 25/4/2022: 15 chỉ tiêu của Phụ lục I",
            "The plan of 2022, its results and its official verdicts",
        )
        folder = self._stage.examples / FOLDER_2022
        self._publish(folder / "01_directory.jsonl", folder / "02_plan.jsonl")
        self._make_the_mistake(folder / "03_mistake.jsonl")
        self._publish(folder / "04_results_http.jsonl")
        self._publish_by_kafka(folder / "05_results_kafka.jsonl")
        self._publish(folder / "06_evaluations.jsonl")
        targets = self._targets(PLAN_2022)
        self._stage.console.print(views.results_table(targets))
        self._check_2022(targets)

    def _play_2023(self) -> None:
        self._headline(
            "2. Kế hoạch chuyển đổi số năm 2023, tại ngày 15/09/2023: "
            "ba chỉ tiêu và bốn nhiệm vụ của Phụ lục VII",
            "The plan of 2023 as of 15/09/2023; task states are illustrative",
        )
        folder = self._stage.examples / FOLDER_2023
        self._publish(*sorted(folder.glob("*.jsonl")))
        self._stage.console.print(views.targets_table(self._targets(PLAN_2023), self._names))
        self._stage.console.print(views.tasks_table(self._tasks(PLAN_2023), self._names))
        self._headline("Cảnh báo: chỉ tiêu có nguy cơ chưa đạt", "Alerts, before the deadline")
        for alert in self._wait_for_alerts():
            self._stage.console.print(views.alert_panel(alert, self._names))

    def _publish(self, *files: Path) -> None:
        lines = [line for file in files for line in _lines(file)]
        self._learn_names(lines)
        summary = Summary()
        for batch in batches(lines):
            summary.add(self._stage.ingest.send(batch))
        self._tell_sent("HTTP", files, summary)
        if summary.rejected:
            raise CommandFailed(f"an example event was refused: {summary.rejected[0].words()}")
        self._wait_applied(summary)

    def _make_the_mistake(self, file: Path) -> None:
        """Send the deliberate mistake, and show the refusal."""
        (outcome,) = self._stage.ingest.send(list(_lines(file)))
        if outcome.kind != "rejected":
            raise CommandFailed("the event with the decimal comma was not refused")
        self._stage.console.print(
            indented("Cố ý gửi sai để xem lời từ chối / a deliberate mistake, to see the refusal:"),
            style="yellow",
        )
        self._stage.console.print(indented(f"✗ {outcome.words()}", 4), style="yellow")

    def _publish_by_kafka(self, file: Path) -> None:
        lines = list(_lines(file))
        topic = self._stage.topics.inbound(FOCAL_POINT).name
        run_blocking(_produce(self._stage.kafka_bootstrap, topic, lines))
        with self._waiting(f"{topic}: chờ được nhận / waiting until {len(lines)} are admitted"):
            summary = Summary()
            summary.add(self._admitted(line) for line in lines)
        self._tell_sent(f"Kafka {topic}", (file,), summary)
        self._wait_applied(summary)

    def _tell_sent(self, way: str, files: Sequence[Path], summary: Summary) -> None:
        names = ", ".join(file.stem for file in files)
        words = f"{way} ← {files[0].parent.name}: {names}: {summary.words_both()}"
        self._stage.console.print(indented(words), style="dim")

    def _admitted(self, line: EventLine) -> Outcome:
        event = orjson.loads(line.raw)
        position = self._poll(
            lambda: self._stage.ingest.position(event["source"], event["id"]),
            INBOUND_SECONDS,
            f"{event['id']}, sent to Kafka, was not admitted in {INBOUND_SECONDS} s",
        )
        return Outcome(line, "accepted", position=position)

    def _wait_applied(self, summary: Summary) -> None:
        with self._waiting("chờ bảng đọc / waiting for the read model"):
            for position in summary.positions:
                self._stage.api.wait_until_applied(position)

    def _wait_for_alerts(self) -> list[AlertData]:
        def found() -> list[AlertData] | None:
            open_ones = self._stage.api.all("/v1/alerts", plan=PLAN_2023, state="open")
            alerts = [
                AlertData.model_validate_json(orjson.dumps(one["detail"])) for one in open_ones
            ]
            risks = {alert.number: alert.evidence.risk for alert in alerts}
            return alerts if risks == EXPECTED_ALERTS else None

        with self._waiting("chờ cảnh báo / waiting for the alerts (silence counts after 10 s)"):
            alerts = self._poll(
                found,
                ALERT_SECONDS,
                f"the alerts of {', '.join(EXPECTED_ALERTS)} did not all come in {ALERT_SECONDS} s",
            )
        order = list(EXPECTED_ALERTS)
        return sorted(alerts, key=lambda alert: order.index(alert.number))

    def _check_2022(self, targets: Sequence[TargetStatus]) -> None:
        differing = [
            status.number
            for status in targets
            if status.official_verdict != status.provisional_verdict
        ]
        if differing:
            raise CommandFailed(
                f"derived and confirmed verdicts differ in rows {', '.join(differing)}"
            )
        closing = scorecard_words(scorecard(_standing(status) for status in targets))
        self._stage.console.print(
            indented(
                f"{len(targets)} đánh giá suy ra theo quy tắc, khớp với đánh giá đã xác nhận / "
                "derived by the rule, equal to the confirmed ones"
            ),
            style="dim",
        )
        self._stage.console.print(closing, style="bold")
        if closing != EXPECTED_2022:
            raise CommandFailed(f"expected: {EXPECTED_2022}")

    def _targets(self, plan: str) -> list[TargetStatus]:
        items = self._stage.api.get(f"/v1/plans/{plan}/status")
        answers = [self._stage.api.get(f"/v1/targets/{item['target_id']}") for item in items]
        return [TargetStatus.model_validate_json(orjson.dumps(one["target"])) for one in answers]

    def _tasks(self, plan: str) -> list[TaskStatus]:
        items = self._stage.api.all("/v1/tasks", plan=plan)
        answers = [self._stage.api.get(f"/v1/tasks/{item['task_id']}") for item in items]
        tasks = [TaskStatus.model_validate_json(orjson.dumps(one["task"])) for one in answers]
        return sorted(tasks, key=lambda task: task.due_on.isoformat() if task.due_on else "")

    def _learn_names(self, lines: Iterable[EventLine]) -> None:
        for line in lines:
            event = orjson.loads(line.raw)
            if event["type"] == "vn.chitieu.agency.registered.v1":
                id_ = event["subject"].removeprefix("agency/")
                self._names[id_] = event["data"]["short_name"]

    def _headline(self, vi: str, en: str) -> None:
        self._stage.console.print()
        self._stage.console.print(vi, style="bold cyan")
        self._stage.console.print(en, style="dim")

    def _waiting(self, words: str) -> Any:
        return self._stage.progress.status(words)

    def _poll(self, ask: Callable[[], Any], seconds: float, failure: str) -> Any:
        deadline = self._stage.clock.monotonic() + seconds
        while (found := ask()) is None:
            if self._stage.clock.monotonic() > deadline:
                raise CommandFailed(failure, LOOK)
            sleep(POLL_SECONDS)
        return found


def indented(words: str, by: int = 2) -> Padding:
    """Return words that keep their indent where a narrow terminal breaks them."""
    return Padding(Text(words), (0, 0, 0, by), expand=False)


def _standing(status: TargetStatus) -> Standing:
    return Standing(
        status.row,
        Phase(status.phase),
        Verdict(status.provisional_verdict),
        Verdict(status.official_verdict) if status.official_verdict else None,
    )


def _lines(file: Path) -> list[EventLine]:
    with file.open("rb") as stream:
        return list(read_lines(stream, file.name))


async def _produce(bootstrap: str, topic: str, lines: Sequence[EventLine]) -> None:
    producer = Producer(bootstrap, client_id="chitieu-demo")
    await producer.start()
    try:
        await producer.send_all(
            [Record(topic, line.raw) for line in lines], timeout_seconds=INBOUND_SECONDS
        )
    finally:
        await producer.stop()
