"""`chitieu rebuild --of views`: progress meanwhile, the question before the swap, the report."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any, Self, TypeVar

import orjson
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from infra.clock import Clock
from infra.logs import configure_logging
from infra.settings import load_settings
from services.cli.connection import find_database, find_kafka
from services.cli.console import DONE, USAGE, CommandFailed, err, out
from services.cli.rebuild import EXIT_CODES, Asked
from services.cli.rebuild_text import listed, summary
from services.cli.settings import load
from services.projector.rebuild.crew import WorkerDied, hired
from services.projector.rebuild.expectation import (
    MAX_BYTES,
    Expectation,
    ExpectationWrong,
    read_expectation,
)
from services.projector.rebuild.flow import Wish
from services.projector.rebuild.main import drop, rebuild, reports
from services.projector.rebuild.record import Report
from services.projector.refusals import Refused
from services.projector.settings import ProjectorSettings

PHASES = {
    "build": "Dựng lại từ nhật ký / building",
    "index": "Lập chỉ mục / indexing",
    "catch_up": "Bắt kịp / catching up",
    "prove": "Chứng minh / proving",
    "swap": "Đổi phiên bản / swapping",
}
PROCESSES = 2
LINE_SECONDS = 5.0
T = TypeVar("T")


def run(asked: Asked) -> int:
    """Do what was asked; the exit code tells how it went.

    Raises:
        CommandFailed: it was refused, or a server is away.
    """
    configure_logging(service="rebuild", level="warning", log_format="console")
    settings = _settings()
    if asked.listing or asked.report is not None:
        return _show_reports(settings, asked)
    if asked.drop:
        gone = _run(drop(settings))
        out().print(f"đã xóa / dropped: {', '.join(f'read_{one}' for one in gone) or '—'}")
        return DONE
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    if not asked.yes and not asked.dry_run and not terminal:
        raise CommandFailed(
            "không có màn hình để hỏi / there is no terminal to ask on",
            "chitieu rebuild --yes, hoặc / or --dry-run",
            exit_code=USAGE,
        )
    wish = Wish(asked.dry_run, asked.back, _expectation(asked.expect))
    # The bar has a thread of its own, so the processes come first.
    with (
        hired(asked.processes or PROCESSES) as crew,
        Teller(yes=asked.yes, terminal=sys.stderr.isatty()) as teller,
    ):
        report = _run(rebuild(settings, wish, teller, crew))
    if asked.json:
        print(orjson.dumps(report.told_as(), option=orjson.OPT_INDENT_2).decode())
    else:
        for line in summary(report.told_as()):
            out().print(line, markup=False, soft_wrap=True)
    return EXIT_CODES.get(report.outcome, DONE)


def _settings() -> ProjectorSettings:
    """Return a projector's settings, for the servers of the environment or of the local stack."""
    known = load()
    bootstrap, namespace = find_kafka(known)
    return load_settings(
        ProjectorSettings,
        kafka_bootstrap=bootstrap,
        database_url=find_database(known),
        topic_namespace=namespace,
        today=None,
    )


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except Refused as error:
        raise CommandFailed(
            f"{error.reason.vi} / {error.reason.en} [{error.reason.code}]"
        ) from None
    except WorkerDied as error:
        raise CommandFailed(
            f"một tiến trình dựng lại đã chết / a process of the rebuild died: {error}",
            "chạy lại cùng lệnh, phần đã dựng được giữ / run it again: what is built stays",
        ) from None


def _expectation(path: Path | None) -> Expectation | None:
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1).decode()
        return read_expectation(text)
    except (OSError, UnicodeDecodeError) as error:
        told = f"{path}: không đọc được / cannot be read: {error}"
        raise CommandFailed(told, exit_code=USAGE) from None
    except ExpectationWrong as error:
        raise CommandFailed(
            f"{path}: {error}",
            "mỗi mục cần / each needs: table, keys, why; columns, kinds; xem / see "
            "docs/howto/rebuild-history.md",
            exit_code=USAGE,
        ) from None


def _show_reports(settings: ProjectorSettings, asked: Asked) -> int:
    found = _run(reports(settings, asked.report))
    if asked.report is not None and not found:
        raise CommandFailed(
            f"không có báo cáo {asked.report} / there is no such report", "chitieu rebuild --list"
        )
    if asked.json:
        told = found[0] if asked.report is not None else found
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return DONE
    if asked.report is None:
        out().print(listed(found))
        return DONE
    for line in summary(found[0]):
        out().print(line, markup=False, soft_wrap=True)
    return DONE


class Teller:
    """Tells how it goes: a bar on a terminal, else a line now and then; asks before the swap."""

    def __init__(self, *, yes: bool, terminal: bool) -> None:
        self._yes = yes
        self._clock = Clock()
        self._bar = _bar() if terminal else None
        self._task: TaskID | None = None
        self._phase, self._total = "", 0
        self._begun = self._told = self._clock.monotonic()

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def phase(self, name: str, records: int) -> None:
        """Begin a phase."""
        self._phase, self._total = PHASES[name], records
        self._begun = self._told = self._clock.monotonic()
        if self._bar is None:
            amount = f" ({records:,})" if records else ""
            err().print(f"{self._phase}{amount}", markup=False)
            return
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(self._phase, total=records or None, rate="")

    def done(self, records: int) -> None:
        """Tell how far the phase is."""
        now = self._clock.monotonic()
        rate = records / max(now - self._begun, 0.001)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=records, rate=f"{rate:,.0f}/s")
        elif now - self._told >= LINE_SECONDS:
            self._told = now
            left = f"{max(0, self._total - records) / rate:,.0f} s" if records else "?"
            err().print(
                f"  {records:,} / {self._total:,} · {rate:,.0f}/s · còn / left {left}", markup=False
            )

    def may_swap(self, report: Report) -> bool:
        """Show what was proved, and ask."""
        return self.agreed(
            summary(report.told_as()), "Đổi sang phiên bản này? / Swap? [c/y · k/N] "
        )

    def agreed(self, lines: Iterable[str], question: str) -> bool:
        """Show lines and ask, unless all was agreed to beforehand."""
        if self._yes:
            return True
        if self._bar is not None:
            self._bar.stop()
        for line in lines:
            err().print(line, markup=False, soft_wrap=True)
        err().print(question, end="", markup=False)
        try:
            answer = input()
        except EOFError:  # nobody is there any more
            return False
        return answer.strip().casefold() in {"c", "co", "có", "y", "yes"}


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=err(),
        transient=True,
    )
