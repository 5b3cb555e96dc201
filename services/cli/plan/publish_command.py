"""`chitieu plan publish`: bring what a plan file says to stand, through ingest."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import (
    REFUSED,
    UNREACHABLE,
    USAGE,
    CommandFailed,
    err,
    help_text,
    out,
)

if TYPE_CHECKING:
    from domain.draft import PlanDraft
    from services.cli.ingest_client import IngestClient
    from services.cli.plan.prepare import Options, Prepared
    from services.cli.plan.sending import Progress
    from services.cli.settings import CliSettings

HELP = help_text(
    "Publish a plan file through ingest: only what differs from what stands is sent.",
    (
        "chitieu plan publish ke-hoach-2023.yaml --dry-run",
        "chitieu plan publish ke-hoach-2023.yaml",
        "chitieu plan publish ke-hoach.yaml --reason 'QĐ 12/QĐ-UBND'",
    ),
    {
        0: "the file's content stands",
        1: "rows are held back for review, or events were refused",
        2: "wrong usage, the key is refused, or agencies are not registered",
        3: "ingest cannot be reached; running again goes on with the rest",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish", help=HELP)(publish)


def publish(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A plan file (YAML).")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the steps and send nothing.")
    ] = False,
    events_to: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the events as JSON lines, too."),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why the plan is amended.")
    ] = "",
    effective_on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="From when it holds: the plan's own day, of amendments today.",
        ),
    ] = None,
    allow_review: Annotated[
        bool,
        typer.Option("--allow-review", help="Publish the rest while rows wait for review."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Return when the read model has it all.")
    ] = False,
) -> None:
    """Compare, show, ask, send."""
    from services.cli.plan.prepare import Options
    from services.cli.settings import load as load_settings

    settings = load_settings()
    draft = _drafted(file)
    day = effective_on.date() if effective_on else None
    options = Options(_today(settings), day, reason)
    asked = _Asked(events_to, allow_review, yes, wait)
    client = _client(settings, dry_run=dry_run)
    if client is None:
        _conclude_dry_run(_compared_with_nothing(draft, options), asked)
        return
    with client:
        prepared = _compared(client, draft, options)
        if dry_run:
            _conclude_dry_run(prepared, asked)
        else:
            _publish(client, prepared, draft, asked, settings)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The command's options that concern sending."""

    events_to: Path | None
    allow_review: bool
    yes: bool
    wait: bool


def _drafted(file: Path) -> PlanDraft:
    from services.cli.plan.plan_file import load
    from services.cli.plan.report_day import tell_where_it_differs

    draft = load(file)
    tell_where_it_differs(draft)
    return draft


def _publish(
    client: IngestClient,
    prepared: Prepared,
    draft: PlanDraft,
    asked: _Asked,
    settings: CliSettings,
) -> None:
    from services.cli.plan.publish_words import show, tell

    show(prepared, steps=False)
    _refuse(prepared, allow_review=asked.allow_review)
    _write(asked.events_to, prepared)
    _confirm(prepared, yes=asked.yes)
    progress = _send(client, prepared, draft)
    tell(progress, prepared)
    if asked.wait:
        _wait(settings, progress.summary.positions)
    if progress.refused or prepared.blocked:
        raise typer.Exit(REFUSED)


def _today(settings: CliSettings) -> date:
    from infra.clock import Clock
    from services.cli.connection import running_stack

    # A stack whose day is fixed knows nothing yet that holds from the real day on.
    running = running_stack(settings) if settings.ingest_url is None else None
    fixed = settings.today or (running.business_day if running else None)
    return min(Clock(fixed).business_day(), Clock().business_day())


def _client(settings: CliSettings, *, dry_run: bool) -> IngestClient | None:
    """Return a client of ingest; None for a dry run where no ingest is named."""
    from infra.clock import Clock
    from services.cli.connection import find_ingest
    from services.cli.ingest_client import IngestClient

    try:
        return IngestClient(find_ingest(settings), Clock())
    except CommandFailed:
        if not dry_run or settings.ingest_url is not None:
            raise
    err().print(
        "Không có ingest nào: so với chưa công bố gì / no ingest is named: compared with nothing"
    )
    return None


def _compared(client: IngestClient, draft: PlanDraft, options: Options) -> Prepared:
    from services.cli.plan.prepare import prepare
    from services.cli.plan.sending import ask_standing, reported_already

    prepared = prepare(draft, ask_standing(client, draft), options)
    return prepared.without(reported_already(client, prepared))


def _compared_with_nothing(draft: PlanDraft, options: Options) -> Prepared:
    from services.cli.plan.prepare import prepare
    from services.cli.plan.sending import nothing_standing

    return prepare(draft, nothing_standing(draft), options)


def _conclude_dry_run(prepared: Prepared, asked: _Asked) -> None:
    from services.cli.plan.publish_words import show

    show(prepared, steps=True)
    _refuse(prepared, allow_review=asked.allow_review)
    _write(asked.events_to, prepared)
    count = len(prepared.compared.steps)
    out().print(f"{count} sự kiện sẽ được gửi / events would be sent; --dry-run: chưa gửi gì")


def _refuse(prepared: Prepared, *, allow_review: bool) -> None:
    """Stop where nothing can be published, or where rows wait and nobody has allowed the rest."""
    from services.cli.plan.publish_words import remark_words

    if prepared.problems:
        said = "\n".join(remark_words(one) for one in prepared.problems)
        raise CommandFailed(f"chưa công bố được / cannot be published:\n{said}", exit_code=USAGE)
    if not prepared.blocked:
        return
    for one in prepared.blocked:
        err().print(f"✗ {remark_words(one)}", markup=False, soft_wrap=True)
    rows = len({one.row for one in prepared.blocked})
    if not allow_review:
        raise CommandFailed(
            f"{rows} dòng còn phải xem lại / rows wait for review; chưa gửi gì / nothing was sent",
            "sửa các dòng này trong tệp, hoặc thêm --allow-review / correct these rows in the "
            "file, or publish the rest with --allow-review",
        )


def _write(path: Path | None, prepared: Prepared) -> None:
    from contracts.codec import encode

    if path is None:
        return
    lines = (encode(step.event) + b"\n" for step in prepared.compared.steps)
    try:
        path.write_bytes(b"".join(lines))
    except OSError as error:
        raise CommandFailed(
            f"{path}: không ghi được tệp / cannot be written: {error.strerror}",
            "chọn nơi khác cho --out / name another place",
            exit_code=USAGE,
        ) from error


def _confirm(prepared: Prepared, *, yes: bool) -> None:
    steps = prepared.compared.steps
    if yes or not steps or not sys.stdin.isatty():
        return
    withdrawn = sum(step.act == "withdraw" for step in steps)
    asked = f"Gửi {len(steps)} sự kiện, trong đó rút {withdrawn}? / Send?"
    if not typer.confirm(asked):
        raise CommandFailed("không gửi gì / nothing was sent", exit_code=REFUSED)


def _send(client: IngestClient, prepared: Prepared, draft: PlanDraft) -> Progress:
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    from services.cli.plan.row_things import tables_by_row
    from services.cli.plan.sending import Progress, send

    progress = Progress(prepared.compared, tables_by_row(draft))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=err(), transient=True, disable=not err().is_terminal) as bar:
        task = bar.add_task(progress.words(), total=len(prepared.compared.steps))

        def told(now: Progress) -> None:
            bar.update(task, completed=len(now.taken), description=now.words())

        try:
            send(client, progress, draft.source, told)
        except (CommandFailed, KeyboardInterrupt) as error:
            by_table = progress.words_by_table()
            why = (f" ({by_table})" if by_table else "") + (f": {error}" if str(error) else "")
            raise CommandFailed(
                f"dừng giữa chừng / interrupted at {progress.words()}{why}",
                "chạy lại lệnh này, phần còn lại sẽ được gửi tiếp / run it again: it goes on "
                "with the rest",
                exit_code=UNREACHABLE,
            ) from error
    return progress


def _wait(settings: CliSettings, positions: list[str]) -> None:
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api

    with ApiClient(find_api(settings)) as api, err().status("waiting for the read model"):
        for position in positions:
            api.wait_until_applied(position)
