"""`chitieu rebuild --of ingest|alerts`: progress, the question before tables change, the report."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any

import orjson

from infra.logs import configure_logging
from infra.rebuilding import Onlooker, RebuildRefused, Report, Wish
from services.cli.connection import find_database, find_kafka
from services.cli.console import DONE, USAGE, CommandFailed, out
from services.cli.rebuild import EXIT_CODES, Asked
from services.cli.rebuild_views import Teller
from services.cli.settings import load

ROWS_SHOWN = 20
OUTCOMES = {
    "equal": "không phải làm gì: bằng nhau / nothing to do: equal",
    "differs": "KHÁC NHAU, chưa thay / DIFFERENT, nothing replaced",
    "declined": "khác nhau, không thay / different, declined",
    "replaced": "đã thay các dòng khác / the rows that differ are replaced",
}

Rebuild = Callable[[dict[str, Any], Wish, Onlooker], Coroutine[Any, Any, Report]]
"""What rebuilds, given the settings of the servers."""


def run(asked: Asked, rebuild: Rebuild) -> int:
    """Do what was asked; the exit code tells how it went.

    Raises:
        CommandFailed: it was refused, or a server is away.
    """
    configure_logging(service="rebuild", level="warning", log_format="console")
    _check(asked)
    known = load()
    bootstrap, namespace = find_kafka(known)
    servers = {
        "kafka_bootstrap": bootstrap,
        "database_url": find_database(known),
        "topic_namespace": namespace,
        "today": None,
    }
    with TablesTeller(yes=asked.yes, terminal=sys.stderr.isatty()) as teller:
        try:
            report = asyncio.run(rebuild(servers, Wish(asked.dry_run), teller))
        except RebuildRefused as error:
            raise CommandFailed(
                f"{error.reason.vi} / {error.reason.en} [{error.reason.code}]"
            ) from None
    told = report.told_as()
    if asked.json:
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    else:
        for line in lines(told):
            out().print(line, markup=False, soft_wrap=True)
    return EXIT_CODES.get(report.outcome, DONE)


def _check(asked: Asked) -> None:
    only_views = {
        "--processes": asked.processes is not None,
        "--back": asked.back,
        "--expect": asked.expect is not None,
        "--list": asked.listing,
        "--report": asked.report is not None,
        "--drop": asked.drop,
    }
    given = [name for name, is_given in only_views.items() if is_given]
    if given:
        raise CommandFailed(
            f"{', '.join(given)}: chỉ dùng với --of views / only with --of views",
            "chitieu rebuild --help",
            exit_code=USAGE,
        )
    if not (asked.yes or asked.dry_run or (sys.stdin.isatty() and sys.stderr.isatty())):
        raise CommandFailed(
            "không có màn hình để hỏi / there is no terminal to ask on",
            "--yes, hoặc / or --dry-run",
            exit_code=USAGE,
        )


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Return a report in words."""
    yield f"{told['of']}: {OUTCOMES[told['outcome']]}"
    yield (
        f"  {told['records']:,} bản ghi / records, {told['records_per_second']:,}/s;"
        f" {told['seconds']:.1f} s, dịch vụ chờ / the service waited {told['held_seconds']:.2f} s"
    )
    built = ", ".join(f"{name} {rows:,}" for name, rows in told["built"].items())
    yield f"  dựng lại / built: {built}"
    for one in told["differing"]:
        yield f"  {one['table']}: {one['rows']} {one['kind']}"
    for row in told["rows"][:ROWS_SHOWN]:
        cells = "; ".join(f"{c['column']}: {c['old']} → {c['new']}" for c in row["changes"])
        yield f"    {row['table']} {row['key']} {row['kind']} {cells}".rstrip()
    more = sum(one["rows"] for one in told["differing"]) - ROWS_SHOWN
    if more > 0:
        yield f"    … và {more} dòng khác / and more"
    if told["skipped_records"]:
        first = told["skipped"][0]
        yield (
            f"  bỏ qua / passed over: {told['skipped_records']} bản ghi không đọc được / records"
            f" that cannot be read, first {first['partition']}:{first['offset']}: {first['why']}"
        )
    if told["outcome"] in ("differs", "declined"):
        yield f"  Tiếp theo / Next: chitieu rebuild --of {told['of']} --yes"


class TablesTeller(Teller):
    """Tells how it goes; asks before live tables change."""

    def may_replace(self, report: Report) -> bool:
        """Show what differs, and ask."""
        return self.agreed(
            lines(report.told_as()), "Thay các dòng này? / Replace these rows? [c/y · k/N] "
        )
