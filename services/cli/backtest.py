"""`chitieu backtest`: would our alerts have been right on this data, and would others?"""

from __future__ import annotations

import re
from datetime import date
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import REFUSED, USAGE, CommandFailed, help_text, out

if TYPE_CHECKING:
    from domain.forecast.backtest.flaws import BadTable
    from domain.forecast.backtest.replay import Plan
    from domain.forecast.backtest.report import Report
    from domain.forecast.backtest.table import Series

HELP = help_text(
    "Hold forecasts against what then happened, on any table of reports: "
    "series,class,entity,on,value,target,due_on,direction,scale; a row a report. "
    "Each question is answered with what was known on its day, by our method and by those that "
    "are in use, and all are marked alike. docs/forecasting.md explains every figure.",
    (
        "chitieu backtest examples/backtest/pci_score.csv --test-from 2012-01-01",
        "chitieu backtest a.csv b.csv --test-from 2015-01-01 --thin .25 --seed 7",
        "chitieu backtest a.csv --test-from 2015-01-01 --json out.json",
    ),
    {
        0: "printed",
        1: "a row of a file is wrong, or nothing could be tested",
        2: "wrong usage, or a file that cannot be read",
    },
)
LONGEST_YEAR_DAYS = 366
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HISTORY = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backtest", help=HELP)(backtest_command)


def backtest_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Tables of reports, CSV.")],
    test_from: Annotated[
        str, typer.Option("--test-from", metavar="DATE", help="Forecast from this day on.")
    ],
    thin: Annotated[
        float, typer.Option("--thin", metavar="SHARE", help="Let this share of reports go missing.")
    ] = 0.0,
    seed: Annotated[int, typer.Option("--seed", help="Which ones; the same seed, the same.")] = 0,
    history: Annotated[
        str,
        typer.Option(
            "--history",
            metavar="MOST",
            help="Look at so many newest reports; 3-8 draws how many for each question.",
        ),
    ] = "8",
    horizon: Annotated[
        float | None,
        typer.Option(
            "--horizon", metavar="YEARS", min=0.01, help="Ask only so long before a deadline."
        ),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write every figure to this file.")
    ] = None,
) -> None:
    """Read, replay, mark, print."""
    from services.cli.backtest_text import print_report, write_report

    plan = _plan(test_from, thin, seed, history, horizon)
    if json is not None and not json.parent.is_dir():
        raise CommandFailed(
            f"không có thư mục / no folder {json.parent}",
            f"mkdir -p {json.parent}",
            exit_code=USAGE,
        )
    report = _run(read_tables(files), plan)
    print_report(report, out())
    if json is not None:
        write_report(report, plan, json)


def read_tables(files: list[Path]) -> tuple[Series, ...]:
    """Return the series of some files.

    Raises:
        CommandFailed: a file cannot be read, or its rows are wrong; every flaw is told.
    """
    from domain.forecast.backtest.flaws import BadTable, Flaw, FlawCode
    from domain.forecast.backtest.table import TableReader

    reader = TableReader()
    try:
        for path in files:
            try:
                with path.open(encoding="utf-8-sig", newline="") as lines:
                    reader.read(str(path), lines)
            except UnicodeDecodeError as error:
                flaw = Flaw.of(FlawCode.NOT_UTF8, str(path), 0, "", "")
                raise BadTable([flaw]) from error
        return reader.series()
    except OSError as error:
        raise CommandFailed(
            f"không đọc được / cannot read {error.filename}: {error.strerror}", exit_code=USAGE
        ) from error
    except BadTable as error:
        raise CommandFailed(
            "\n".join(["bảng bị từ chối / the table is refused", *(told for told in _told(error))]),
            "sửa những dòng này rồi chạy lại / mend these rows and run again",
        ) from error


def _told(refused: BadTable) -> list[str]:
    lines = [f"  {words.vi} / {words.en}" for words in (f.words() for f in refused.flaws)]
    more = refused.count - len(refused.flaws)
    return [*lines, f"  … và {more:,} lỗi nữa / and {more:,} more"] if more > 0 else lines


def _plan(test_from: str, thin: float, seed: int, history: str, horizon: float | None) -> Plan:
    from domain.forecast.backtest.replay import Plan
    from domain.forecast.backtest.windows import Thinning

    try:
        first = date.fromisoformat(test_from) if _DAY.fullmatch(test_from) else None
    except ValueError:
        first = None
    if first is None:
        raise CommandFailed(
            f"--test-from {test_from}: không phải ngày / not a day",
            "--test-from 2015-01-01",
            exit_code=USAGE,
        )
    if not 0 <= thin < 1:
        raise CommandFailed(
            f"--thin {thin}: từ 0 đến dưới 1 / 0 or more, below 1", "--thin .25", exit_code=USAGE
        )
    fewest, most = _history(history)
    days = None if horizon is None else ceil(horizon * LONGEST_YEAR_DAYS)
    return Plan(first, Thinning(thin, seed, fewest, most), days)


def _history(asked: str) -> tuple[int, int]:
    from domain.forecast.backtest.windows import HISTORY_MAX

    found = _HISTORY.fullmatch(asked)
    fewest, most = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= fewest <= most <= HISTORY_MAX:
        raise CommandFailed(
            f"--history {asked}: từ 1 đến {HISTORY_MAX} báo cáo / 1 to {HISTORY_MAX} reports",
            "--history 8, --history 3-8",
            exit_code=USAGE,
        )
    return fewest, most


def _run(series: tuple[Series, ...], plan: Plan) -> Report:
    from domain.forecast.backtest.report import NothingToTest

    try:
        return _watched(series, plan)
    except NothingToTest as error:
        raise CommandFailed(
            f"không có gì để kiểm nghiệm từ ngày {plan.test_from} / nothing to test from then on: "
            "cần báo cáo từ ngày đó và một báo cáo tại hạn sau đó / "
            "a report from that day on and a later one at the deadline are needed",
            "--test-from với một ngày sớm hơn / with an earlier day",
            exit_code=REFUSED,
        ) from error


def _watched(series: tuple[Series, ...], plan: Plan) -> Report:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from domain.forecast.backtest.report import backtest, windows_to_test
    from services.cli.console import err

    if not err().is_terminal:
        return backtest(series, plan, lambda _: None)
    columns = (
        TextColumn("[dim]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err(), transient=True) as progress:
        bar = progress.add_task("dự báo / forecasts", total=windows_to_test(series, plan))
        return backtest(series, plan, lambda done: progress.advance(bar, done))
