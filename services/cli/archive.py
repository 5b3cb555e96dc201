"""`chitieu archive`: the log as files, for other disks and other places, checked without Kafka."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from services.cli.console import REFUSED, USAGE, CommandFailed, help_text, out
from services.cli.log_access import Log

if TYPE_CHECKING:
    from services.projector.proof.manifest import Manifest

HELP = help_text(
    "Write the log to compressed files with their SHA-256 and hash chains; run again, it adds "
    "what is new. Needs READ on the topic and nothing else.",
    (
        "chitieu archive --to /backup/log",
        "chitieu archive --of alerts --to /backup/alerts",
        "chitieu archive --check /backup/log",
        "chitieu archive --check /backup/log --checkpoint log.checkpoint --public-key k.pub",
    ),
    {
        0: "archived up to the log's end; with --check: sound",
        1: "another log, or the files are not what was written; findings name the records",
        2: "wrong usage, no archive there, or the files cannot be written",
        3: "Kafka cannot be reached",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("archive", help=HELP)(archive_command)


def archive_command(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Write, or go on writing, here.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="DIR", help="Only check what stands here.")
    ] = None,
    of: Annotated[Log, typer.Option("--of", help="Which log.")] = Log.EVENTS,
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --check: what the log once was.")
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Check the checkpoint's signature first.")
    ] = None,
    segment_mib: Annotated[
        int, typer.Option(min=1, max=4096, help="Size of a file before compression, in MiB.")
    ] = 64,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many work; one for each processor.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Write or check an archive."""
    if (to is None) == (check is None) or (checkpoint and not check):
        raise CommandFailed(
            "cần một trong hai: --to DIR hoặc --check DIR / give one of --to and --check; "
            "--checkpoint đi cùng / goes with --check",
            "chitieu archive --help",
            exit_code=USAGE,
        )
    from services.cli.log_access import processes_or_all

    count = processes_or_all(processes)
    if to is not None:
        _write(to, of, segment_mib * 1_048_576, count, json)
    elif check is not None:
        _check(check, checkpoint, public_key, count, json)


def _write(folder: Path, of: Log, segment_bytes: int, processes: int, json: bool) -> None:
    from infra.clock import Clock
    from services.cli.log_access import find_topic, progress
    from services.cli.settings import load
    from services.projector.proof import archive as proof
    from services.projector.proof.manifest import ManifestError
    from services.projector.proof.verify import NoLog
    from services.projector.refusals import Refused

    bootstrap, topic = find_topic(load(), of)
    kind: Literal["events", "alerts"] = "events" if of is Log.EVENTS else "alerts"
    asked = proof.Asked(bootstrap, topic, kind, folder, segment_bytes)
    now = Clock().now().isoformat(timespec="seconds").replace("+00:00", "Z")
    try:
        with progress("lưu trữ / archive") as tell:
            manifest, added = proof.archive(asked, written_at=now, processes=processes, tell=tell)
    except (proof.OtherLog, Refused) as error:
        words = error.reason.vi + " / " + error.reason.en if isinstance(error, Refused) else error
        raise CommandFailed(
            f"không phải nhật ký đã lưu trữ / not the log that was archived: {words}",
            "lưu trữ vào thư mục khác / archive into another folder; chitieu verify",
        ) from None
    except proof.Busy:
        raise CommandFailed(
            f"{folder}: đang được một tiến trình khác ghi / another process writes here"
        ) from None
    except NoLog:
        raise CommandFailed(f"không có nhật ký / there is no log: {topic}") from None
    except ManifestError as error:
        raise CommandFailed(str(error), exit_code=USAGE) from None
    except OSError as error:
        raise CommandFailed(f"{error.filename}: {error.strerror}", exit_code=USAGE) from None
    _tell(manifest, added, folder, json)


def _tell(manifest: Manifest, added: int, folder: Path, json: bool) -> None:
    segments = [segment for one in manifest.partitions for segment in one.segments]
    size = sum(one.bytes for one in segments)
    if json:
        import orjson

        shown = {
            "log": manifest.log,
            "folder": str(folder),
            "records": manifest.records,
            "added": added,
            "files": len(segments),
            "bytes": size,
        }
        print(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode())
        return
    out().print(
        f"{manifest.log}: thêm / added {added:,}; có / holds {manifest.records:,} bản ghi / "
        f"records, {len(segments)} tệp / files, {size / 1_048_576:,.1f} MiB",
        soft_wrap=True,
    )


def _check(
    folder: Path, checkpoint: Path | None, public_key: Path | None, processes: int, json: bool
) -> None:
    from services.cli.log_access import as_json, load_checkpoint, print_findings, progress
    from services.projector.proof.archive import check_archive
    from services.projector.proof.manifest import ManifestError

    known = None if checkpoint is None else load_checkpoint(checkpoint, public_key)
    try:
        with progress("kiểm tra / check") as tell:
            manifest, findings = check_archive(
                folder, checkpoint=known, processes=processes, tell=tell
            )
    except ManifestError as error:
        raise CommandFailed(
            f"không có bản lưu trữ / no archive: {error}", exit_code=USAGE
        ) from None
    if json:
        import orjson

        shown = {
            "log": manifest.log,
            "sound": not findings,
            "records": manifest.records,
            "findings": as_json(findings),
        }
        print(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode())
    else:
        print_findings(findings)
        out().print(
            f"{manifest.log}: {manifest.records:,} bản ghi / records, "
            f"ghi lúc / written {manifest.written_at}"
        )
        if not findings:
            out().print("[green]✓[/] nguyên vẹn / sound")
    if findings:
        raise typer.Exit(REFUSED)
