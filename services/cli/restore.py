"""`chitieu restore`: a log's topic from an archive, however often the run is killed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import USAGE, CommandFailed, help_text, out, say

if TYPE_CHECKING:
    from contracts.topics import Topic
    from services.cli.settings import CliSettings
    from services.projector.proof.manifest import Manifest
    from services.projector.proof.restore import Restored

HELP = help_text(
    "Build the log's topic from an archive: same records, order, times and headers. Refuses a "
    "topic that holds anything else; run again after an interruption, it goes on.",
    (
        "CHITIEU_KAFKA_BOOTSTRAP=new-cluster:9092 chitieu restore /backup/log",
        "chitieu restore /backup/log --namespace rehearsal.",
        "chitieu restore /backup/log --namespace wider. --partitions 24",
    ),
    {
        0: "the topic holds what the archive holds",
        1: "the topic holds something else, or a file of the archive is damaged",
        2: "wrong usage, or no archive there",
        3: "Kafka cannot be reached; run it again",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("restore", help=HELP)(restore_command)


def restore_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The archive's folder.")],
    namespace: Annotated[
        str | None,
        typer.Option(metavar="PREFIX.", help="Before the topic's name; else as the environment."),
    ] = None,
    partitions: Annotated[
        int | None,
        typer.Option(min=1, max=1_000, help="Another count: records are keyed again."),
    ] = None,
) -> None:
    """Restore a log."""
    from services.cli.connection import find_log
    from services.cli.log_access import progress
    from services.cli.settings import load
    from services.projector.proof import restore as proof
    from services.projector.proof.manifest import ManifestError, read_manifest
    from services.projector.proof.segments import BadSegment

    settings = load()
    bootstrap, found_namespace = find_log(settings)
    try:
        manifest = read_manifest(folder)
        topic = _topic(manifest, found_namespace if namespace is None else namespace, partitions)
        with progress("khôi phục / restore") as tell:
            restored = asyncio.run(
                proof.restore(
                    folder, bootstrap, topic,
                    replication_factor=settings.replication_factor, tell=tell,
                )
            )  # fmt: skip
    except ManifestError as error:
        raise CommandFailed(
            f"không có bản lưu trữ / no archive: {error}", exit_code=USAGE
        ) from None
    except BadSegment as error:
        raise CommandFailed(
            f"tệp lưu trữ hỏng / a damaged file: {error}",
            "lấy tệp này từ bản sao khác / take it from another copy; chitieu archive --check",
        ) from None
    except proof.NotRestorable as error:
        raise CommandFailed(
            f"{topic.name} không trống / is not empty, or not of this archive: {error}",
            "khôi phục vào tên khác / restore elsewhere: --namespace PREFIX.",
        ) from None
    _tell(restored, topic, settings)


def _topic(manifest: Manifest, namespace: str, partitions: int | None) -> Topic:
    import re

    from contracts.topics import Topics

    if not re.fullmatch(r"([a-z0-9][a-z0-9-]{0,30}\.)?", namespace):
        raise CommandFailed(
            f"--namespace {namespace!r}: chữ thường, số, gạch nối, rồi một dấu chấm / lower-case "
            "letters, digits, hyphens, then a dot; e.g. rehearsal.",
            exit_code=USAGE,
        )
    count = len(manifest.partitions)
    if manifest.of == "alerts":
        topic = Topics(namespace).alerts
        if (partitions or count) != topic.partitions:
            raise CommandFailed(
                f"nhật ký cảnh báo luôn có {topic.partitions} phân vùng / the alerts' log always "
                f"has {topic.partitions} partitions",
                exit_code=USAGE,
            )
        return topic
    return Topics(namespace, partitions or count).events


def _tell(restored: Restored, topic: Topic, settings: CliSettings) -> None:
    out().print(
        f"{topic.name}: {topic.partitions} phân vùng / partitions, "
        f"gửi / sent {restored.sent:,}, đã có / stood {restored.stood:,}",
        soft_wrap=True,
    )
    if restored.same_offsets:
        say("cùng số phân vùng: mọi bản ghi giữ vị trí cũ / every record has its offset back")
        return
    say("số phân vùng khác: vị trí gốc ở tiêu đề chitieu_origin / first places in that header")
    if topic.partitions != settings.log_partitions:
        say(f"CHITIEU_LOG_PARTITIONS={topic.partitions} cho mọi dịch vụ / for every service")
