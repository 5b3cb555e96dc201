"""`chitieu alerts verify`: does every alert ever told still follow from the log?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import REFUSED, CommandFailed, help_text, out

if TYPE_CHECKING:
    from services.cli.alerts.told import Difference
    from services.cli.alerts.verifying import Verified

HELP = help_text(
    "Make every change of every alert again from the event log, and compare each field. Changes "
    "nothing; needs READ on both topics, and disk for a copy of the topic of alerts.",
    (
        "chitieu alerts verify",
        "chitieu alerts verify --file alerts-2023.yaml    # older steps, by the file of then",
        "chitieu alerts verify --processes 4 --json | jq '.differences[] | {alert, seq, what}'",
    ),
    {
        0: "all follow: no difference",
        1: "something differs; each row names the alert, its change and the field",
        2: "wrong usage",
        3: "Kafka cannot be reached",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", help=HELP)(verify_command)


def verify_command(
    file: Annotated[
        list[Path] | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="A file of alerts as it was: steps up its chain of before chains were told are"
            " made again, too; repeatable. Else that of CHITIEU_ALERTS_FILE.",
        ),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many read; one for each processor.")
    ] = None,
    words: Annotated[
        bool, typer.Option("--words", help="Hold sentences to the wording of this version, too.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Verify, and tell what was found and how fast."""
    from infra.clock import Clock
    from services.cli.log_access import processes_or_all

    clock = Clock()
    began = clock.monotonic()
    done = _verify(processes_or_all(processes), file or [], words=words)
    seconds = clock.monotonic() - began
    (_print_json if json else _print)(done, seconds)
    if done.found:
        raise typer.Exit(REFUSED)


def _verify(processes: int, files: list[Path], *, words: bool) -> Verified:
    from contracts.topics import Topics
    from services.cli.alerts import verifying
    from services.cli.alerts.chains import chains_of
    from services.cli.alerts.routing import configured
    from services.cli.connection import find_log
    from services.cli.log_access import progress
    from services.cli.settings import load
    from services.projector.proof.verify import NoLog
    from services.projector.refusals import Refused

    settings = load()
    named = files or ([settings.alerts_file] if settings.alerts_file else [])
    chains = chains_of(configured(one) for one in named)
    bootstrap, namespace = find_log(settings)
    try:
        with (
            TemporaryDirectory(prefix="chitieu-alerts-") as directory,
            progress("dựng lại / making again") as tell,
        ):
            return verifying.verify(
                bootstrap,
                Topics(namespace),
                Path(directory),
                processes=processes,
                tell=tell,
                words=words,
                files=chains,
            )
    except NoLog as none:
        raise CommandFailed(
            f"không có nhật ký này / there is no such log: {none}", "chitieu migrate"
        ) from None
    except Refused as refused:
        raise CommandFailed(
            f"{refused.reason.vi} / {refused.reason.en}",
            "đây có phải đúng nhật ký không? / is this the right log? `chitieu verify`",
        ) from None


def _print(done: Verified, seconds: float) -> None:
    for one in done.differences:
        out().print(f"[bold red]✗[/] {_named(one)}", soft_wrap=True)
        out().print(f"    {one.what}", markup=False, soft_wrap=True)
        out().print(f"    đã ghi / recorded: {one.recorded}", markup=False, soft_wrap=True)
        out().print(f"    dựng lại / again:  {one.again}", markup=False, soft_wrap=True)
    if done.found > len(done.differences):
        out().print(f"… {done.found:,} khác biệt / differences", soft_wrap=True)
    rate = done.changes / seconds if seconds else 0.0
    out().print(
        f"{done.changes:,} thay đổi cảnh báo / changes of alerts, {done.records:,} bản ghi"
        f" / records of the log; {rate:,.0f} mỗi giây / a second",
        soft_wrap=True,
    )
    if done.before_forecasts:
        out().print(
            f"{done.before_forecasts:,} quyết định theo quy tắc cũ: chỉ đọc, không dựng lại /"
            " decided by older rules: read, not made again",
            soft_wrap=True,
        )
    if done.as_recorded:
        out().print(
            f"{done.as_recorded:,} bước báo cấp, lần nhắc của phiên bản cũ: chỉ đối chiếu thứ tự"
            " (--file: chuỗi báo cấp) / steps up and reminders told before their chain was: only"
            " their order was checked (--file: the chain of a step)",
            soft_wrap=True,
        )
    if done.reworded:
        out().print(
            f"{done.reworded:,} câu văn khác cách viết của phiên bản này (nội dung như nhau) /"
            " sentences that this version words otherwise (the same is said); --words",
            soft_wrap=True,
        )
    if not done.found:
        out().print("[green]✓[/] mọi cảnh báo đều suy ra được từ nhật ký / all follow from the log")


def _named(one: Difference) -> str:
    name = f"{one.alert}/{one.seq}" if one.alert else one.place
    return f"{name}  [dim]{one.place} {one.type.removeprefix('vn.chitieu.alert.')}[/]"


def _print_json(done: Verified, seconds: float) -> None:
    import orjson

    shown = {
        "sound": not done.found,
        "changes": done.changes,
        "records": done.records,
        "before_forecasts": done.before_forecasts,
        "reworded": done.reworded,
        "as_recorded": done.as_recorded,
        "changes_per_second": round(done.changes / seconds) if seconds else 0,
        "found": done.found,
        "differences": [asdict(one) for one in done.differences],
    }
    print(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode())
