"""The story of the demonstration: real plans through the front door, then what came of them.

The story checks itself: a derived verdict that differs from the confirmed one, or an alert that
does not come, fails it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import orjson

from contracts.alerts import AlertData
from contracts.status import TargetStatus, TaskStatus
from domain.reasons import Phase, Verdict
from domain.scorecard import Standing, scorecard, scorecard_words
from services.cli import demo_overview as overview
from services.cli import demo_views as views
from services.cli import report
from services.cli.console import CommandFailed
from services.cli.demo_alerts import alert_panel
from services.cli.demo_stage import Stage, indented, lines_of

PLAN_2022, PLAN_2023 = "dong-thap-2022-kh144", "dong-thap-2023-cds"
PLAN_TO_2030 = "dong-thap-2022-kh241"
FOLDER_2022, FOLDER_2023 = "dong_thap_2022", "dong_thap_2023"
FOCAL_POINT = "H20.14"
EXPECTED_2022 = "13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt"
APPENDIX = f"{PLAN_2023}.phu-luc-vii"
STILL_POLLS = 6
EXPECTED_ALERTS = {
    f"{APPENDIX}.iii-6": "likely_miss",
    f"{APPENDIX}.ii-4-2": "likely_miss",
    f"{APPENDIX}.i-4": "missing_report",
}
"""The alerts that are shown whole, by target: the rest say only that nothing was reported."""
REPORT_ON = date(2023, 11, 30)
"""The day before which the plan of 2023 asks for reports."""
ALERT_SECONDS = 90
ALERTS_MIN = 40
"""So many alerts at least there are on that day: most only watch a silence."""


class Story:
    """The demonstration, act by act."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> None:
        """Play the plans.

        Raises:
            CommandFailed: something did not come out as it must; the text says what.
        """
        self._play_2022()
        self._play_2023()
        self._play_alerts()
        self._play_reports()

    def _play_2022(self) -> None:
        stage, folder = self._stage, self._stage.examples / FOLDER_2022
        stage.headline(
            "1. Kế hoạch 144/KH-UBND ngày 25/4/2022: 15 chỉ tiêu của Phụ lục I",
            "The plan of 2022, its results and its official verdicts",
        )
        stage.publish(folder / "01_directory.jsonl")
        stage.publish_plan(PLAN_2022)
        self._make_the_mistake()
        stage.publish(folder / "04_results_http.jsonl")
        stage.publish_by_kafka(folder / "05_results_kafka.jsonl", FOCAL_POINT)
        stage.publish(folder / "06_evaluations.jsonl")
        status = stage.api.get(f"/v1/plans/{PLAN_2022}/status")
        targets = self._targets(one["target_id"] for one in status)
        stage.tell(views.results_table(targets))
        self._check_2022(targets)
        self._write_report(PLAN_2022, None)

    def _play_2023(self) -> None:
        stage, folder = self._stage, self._stage.examples / FOLDER_2023
        stage.headline(
            "2. Kế hoạch chuyển đổi số năm 2023, tại ngày 15/09/2023: "
            "55 dòng của Phụ lục VII và các bảng kinh phí",
            "The whole plan of 2023 as of 15/09/2023, beside one that runs until 2030",
        )
        stage.publish(folder / "01_directory.jsonl")
        stage.publish_plan(PLAN_TO_2030)
        stage.publish_plan(PLAN_2023)
        stage.publish(folder / "03_history.jsonl", folder / "04_task_states.jsonl")
        self._tell_2023()

    def _tell_2023(self) -> None:
        stage, api = self._stage, self._stage.api
        status = api.get(f"/v1/plans/{PLAN_2023}/status")
        targets = [one for one in status if one["row_id"].startswith(APPENDIX)]
        work = api.all("/v1/tasks", plan=PLAN_2023)
        tasks = [one for one in work if one["row_id"].startswith(APPENDIX)]
        stage.tell(overview.sections_table("PHỤ LỤC VII NĂM 2023, THEO MỤC", targets, tasks))
        stage.tell(api.get(f"/v1/plans/{PLAN_2023}/scorecard")["words"], style="bold")
        unassigned = len({one["row_id"] for one in status if one not in targets})
        words = f"trong đó {unassigned} mục tiêu của phần lời không giao ai / assigned to nobody"
        stage.tell(indented(words), style="dim")
        for line in overview.money_lines(api.get(f"/v1/plans/{PLAN_2023}/projects")):
            stage.tell(indented(line), style="dim")
        shown = self._targets(
            one["target_id"] for one in targets if one["target_id"] in EXPECTED_ALERTS
        )
        stage.tell(views.targets_table(shown, stage.names))
        known = [one["task_id"] for one in tasks if one["state"] or one["overdue"]]
        stage.tell(views.tasks_table(self._tasks(known), stage.names))
        words = f"đủ bảng / the full table: {stage.page_url}ke-hoach/{PLAN_2023}"
        stage.tell(indented(words))

    def _play_alerts(self) -> None:
        self._stage.headline(
            "3. Cảnh báo: chỉ tiêu có nguy cơ chưa đạt", "Alerts, before the deadline"
        )
        alerts = self._wait_for_alerts()
        expected = [
            next(one for one in alerts if (one.target, one.evidence.risk) == pair)
            for pair in EXPECTED_ALERTS.items()
        ]
        for alert in expected:
            self._stage.tell(alert_panel(alert, self._stage.names))
        rest = [one for one in alerts if one not in expected]
        self._stage.tell(indented(overview.other_alerts(rest)))

    def _play_reports(self) -> None:
        stage = self._stage
        stage.headline(
            "4. Ai phải báo cáo gì, và báo cáo in ra", "Who owes which report, and back to paper"
        )
        self._write_report(PLAN_2023, REPORT_ON)

    def _write_report(self, plan: str, as_of: date | None) -> None:
        stage, file = self._stage, self._stage.reports / f"bao-cao-{plan}.xlsx"
        asked = {"as_of": as_of.isoformat() if as_of else None}
        content, told = report.fetched(stage.api, f"/v1/plans/{plan}/report", ".xlsx", asked)
        report.write(content, file)
        if as_of:
            owed = stage.api.get(f"/v1/plans/{plan}/obligations", limit=1)["counts"]
            for line in overview.owed_lines(owed, told["silent"], as_of, stage.names):
                stage.tell(indented(line))
        stage.tell(indented(f"report → {file}"), style="dim")

    def _make_the_mistake(self) -> None:
        """Send the deliberate mistake, and show the refusal."""
        stage = self._stage
        file = stage.examples / FOLDER_2022 / "03_mistake.jsonl"
        (outcome,) = stage.ingest.send(lines_of(file))
        if outcome.kind != "rejected":
            raise CommandFailed("the event with the decimal comma was not refused")
        stage.tell(
            indented("Cố ý gửi sai để xem lời từ chối / a deliberate mistake, to see the refusal:"),
            style="yellow",
        )
        stage.tell(indented(f"✗ {outcome.words()}", 4), style="yellow")

    def _wait_for_alerts(self) -> list[AlertData]:
        counts: list[int] = []

        def found() -> list[AlertData] | None:
            """Return the alerts once the expected ones are there and no more come."""
            open_ones = self._stage.api.all("/v1/alerts", plan=PLAN_2023, state="open")
            alerts = [
                AlertData.model_validate_json(orjson.dumps(one["detail"])) for one in open_ones
            ]
            there = {(alert.target, alert.evidence.risk) for alert in alerts}
            came = there.issuperset(EXPECTED_ALERTS.items())
            counts.append(len(alerts))
            still = len(counts) > STILL_POLLS and len({*counts[-STILL_POLLS:]}) == 1
            return alerts if came and still and len(alerts) >= ALERTS_MIN else None

        with self._stage.waiting("chờ cảnh báo / waiting for alerts (silence counts after 10 s)"):
            return self._stage.poll(
                found,
                ALERT_SECONDS,
                f"the alerts of {', '.join(EXPECTED_ALERTS)} did not all come in {ALERT_SECONDS} s",
            )

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
        closing = scorecard_words(scorecard(map(_standing, targets)))
        self._stage.tell(
            indented(
                f"{len(targets)} đánh giá suy ra theo quy tắc, khớp với đánh giá đã xác nhận / "
                "derived by the rule, equal to the confirmed ones"
            ),
            style="dim",
        )
        self._stage.tell(closing, style="bold")
        if closing != EXPECTED_2022:
            raise CommandFailed(f"expected: {EXPECTED_2022}")

    def _targets(self, ids: Iterable[str]) -> list[TargetStatus]:
        answers = [self._stage.api.get(f"/v1/targets/{name}") for name in ids]
        return [TargetStatus.model_validate_json(orjson.dumps(one["target"])) for one in answers]

    def _tasks(self, ids: Iterable[str]) -> list[TaskStatus]:
        answers = [self._stage.api.get(f"/v1/tasks/{name}") for name in ids]
        tasks = [TaskStatus.model_validate_json(orjson.dumps(one["task"])) for one in answers]
        return sorted(tasks, key=lambda task: task.due_on.isoformat() if task.due_on else "")


def _standing(status: TargetStatus) -> Standing:
    return Standing(
        status.row,
        Phase(status.phase),
        Verdict(status.provisional_verdict),
        Verdict(status.official_verdict) if status.official_verdict else None,
    )
