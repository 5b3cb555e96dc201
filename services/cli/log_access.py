"""What the commands on the log share: which log, its checkpoint's file, progress, findings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from services.cli.console import USAGE, CommandFailed, err, out

if TYPE_CHECKING:
    from services.cli.settings import CliSettings
    from services.projector.proof.checkpoint import Checkpoint
    from services.projector.proof.exam import Finding

Tell = Callable[[int, int], None]


class Log(StrEnum):
    """Which of the two topics that are kept for ever."""

    EVENTS = "events"
    ALERTS = "alerts"


def find_topic(settings: CliSettings, of: Log) -> tuple[str, str]:
    """Return Kafka's first addresses and the topic's name."""
    from contracts.topics import Topics
    from services.cli.connection import find_log

    bootstrap, namespace = find_log(settings)
    topics = Topics(namespace)
    return bootstrap, (topics.events if of is Log.EVENTS else topics.alerts).name


def find_view(settings: CliSettings) -> str | None:
    """Return the address of the database whose view is compared; None where none is named."""
    from services.cli.connection import running_stack

    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    if settings.kafka_bootstrap is not None:
        return None
    running = running_stack(settings)
    return None if running is None else running.addresses["database_url"]


def processes_or_all(given: int | None) -> int:
    """Return how many processes to use: those asked for, else one for each processor."""
    return given or os.cpu_count() or 1


def load_checkpoint(path: Path, public_key: Path | None) -> Checkpoint:
    """Read a checkpoint's file and check its signature, where a key is given."""
    from services.projector.proof.checkpoint import (
        CHECKPOINT_BYTES,
        CheckpointError,
        read_checkpoint,
    )
    from services.projector.proof.signing import (
        SIGNATURE_BYTES,
        SigningError,
        check_signature,
        signature_path,
    )

    try:
        with path.open("rb") as file:
            data = file.read(CHECKPOINT_BYTES + 1)
        if public_key is not None:
            with signature_path(path).open("rb") as file:
                check_signature(data, file.read(SIGNATURE_BYTES + 1), public_key)
        return read_checkpoint(data)
    except OSError as error:
        raise CommandFailed(f"{error.filename}: {error.strerror}", exit_code=USAGE) from None
    except SigningError as error:
        raise CommandFailed(
            f"{path}: chữ ký không đúng / the signature does not hold: {error}",
            "lấy lại điểm kiểm chứng từ nơi cất giữ khác / fetch the checkpoint from another copy",
        ) from None
    except CheckpointError as error:
        raise CommandFailed(
            f"{path}: không phải điểm kiểm chứng / no checkpoint: {error}", exit_code=USAGE
        ) from None


@contextmanager
def progress(words: str) -> Iterator[Tell]:
    """Show a bar with rate and time left on a terminal, nothing elsewhere."""
    from concurrent.futures.process import BrokenProcessPool

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), Left())
    with Progress(*columns, console=err(), transient=True, disable=not err().is_terminal) as bar:
        task = bar.add_task(words, total=None)
        try:
            yield lambda done, total: bar.update(task, completed=done, total=total)
        except BrokenProcessPool:
            raise CommandFailed(
                "một tiến trình đọc đã bị dừng / a process of the work was killed",
                "chạy lại, giảm --processes nếu cần / run it again, with fewer --processes",
            ) from None


def print_findings(findings: Sequence[Finding]) -> None:
    """Print what is wrong, in both languages."""
    for one in findings:
        place = f"{one.partition}:{one.first_offset}"
        out().print(f"[bold red]✗[/] {place}  {one.vi}", soft_wrap=True)
        out().print(f"  {one.en} [dim]({one.code})[/]", soft_wrap=True)


def as_json(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """Return findings for programs."""
    return [asdict(one) for one in findings]
