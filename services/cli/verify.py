"""`chitieu verify`: is the log still, byte for byte, what it was, and what the view was made of?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import REFUSED, USAGE, CommandFailed, help_text, out, say
from services.cli.log_access import Log

if TYPE_CHECKING:
    from services.projector.proof.checkpoint import Checkpoint
    from services.projector.proof.verify import Verified

HELP = help_text(
    "Read the whole log, compute its hash chains, compare them with the live view's and with a "
    "checkpoint's. Changes nothing; needs READ on the topic and SELECT on the views.",
    (
        "chitieu verify",
        "chitieu verify --facts all --json",
        "chitieu verify --new-key /media/usb/chitieu.key",
        "chitieu verify --write-checkpoint log.checkpoint --key /media/usb/chitieu.key",
        "chitieu verify --checkpoint log.checkpoint --public-key chitieu.key.pub",
    ),
    {
        0: "sound: nothing differs",
        1: "something differs; each finding names partition and offset",
        2: "wrong usage, or a file that is not what it should be",
        3: "Kafka or PostgreSQL cannot be reached",
    },
)


class Facts(StrEnum):
    """How many records are compared with the facts table."""

    NONE = "none"
    SAMPLE = "sample"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", help=HELP)(verify_command)


def verify_command(
    of: Annotated[Log, typer.Option("--of", help="Which log.")] = Log.EVENTS,
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with what the log once was.")
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Check the checkpoint's signature first.")
    ] = None,
    write_checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what the log is now, if sound.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Sign it with this key, as FILE.sig.")
    ] = None,
    every: Annotated[
        int, typer.Option(min=1, help="In a checkpoint: a head after so many records.")
    ] = 10_000,
    facts: Annotated[
        Facts, typer.Option(help="Compare records with the facts table: one in 100, or all.")
    ] = Facts.NONE,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many read; one for each processor.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    new_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Only make a key to sign with, and FILE.pub."),
    ] = None,
) -> None:
    """Verify, or make a key."""
    if new_key is not None:
        _make_key(new_key)
        return
    if (key is None) != (write_checkpoint is None) or (public_key and not checkpoint):
        raise CommandFailed(
            "--write-checkpoint đi cùng --key, --public-key đi cùng --checkpoint / "
            "these options go together",
            "chitieu verify --help",
            exit_code=USAGE,
        )
    from services.cli import log_access

    known = None if checkpoint is None else log_access.load_checkpoint(checkpoint, public_key)
    verified = _verify(of, known, facts, every, log_access.processes_or_all(processes))
    if write_checkpoint is not None and key is not None and not verified.findings:
        _write(verified, every, write_checkpoint, key)
    (_print_json if json else _print)(verified)
    if verified.findings:
        raise typer.Exit(REFUSED)


def _make_key(path: Path) -> None:
    from services.projector.proof.signing import SigningError, new_key

    try:
        public = new_key(path)
    except SigningError as error:
        raise CommandFailed(
            f"không ghi được khóa / the key cannot be written: {error}",
            "chọn tên chưa có / choose a name that does not exist yet",
            exit_code=USAGE,
        ) from None
    say(f"{path}: khóa riêng, hãy cất nơi khác / the private key, keep it elsewhere")
    say(f"{public}: khóa công khai, trao cho ai muốn kiểm tra / the public key, give it away")


def _verify(
    of: Log, known: Checkpoint | None, facts: Facts, every: int, processes: int
) -> Verified:
    from services.cli.log_access import find_topic, find_view, progress
    from services.cli.settings import load
    from services.projector.proof import verify as proof

    settings = load()
    bootstrap, topic = find_topic(settings, of)
    events = of is Log.EVENTS
    source = proof.Source(bootstrap, topic, find_view(settings) if events else None, events)
    if known is not None and not known.log.endswith(topic.removeprefix(settings.topic_namespace)):
        raise CommandFailed(
            f"điểm kiểm chứng của nhật ký khác / a checkpoint of another log: {known.log}, "
            f"không phải / not {topic}",
            exit_code=USAGE,
        )
    if facts is not Facts.NONE and source.database_url is None:
        raise CommandFailed(
            "--facts cần CHITIEU_DATABASE_URL / needs a database of views", exit_code=USAGE
        )
    compared = {"none": proof.NO_FACTS, "sample": proof.SAMPLE_EVERY, "all": proof.ALL_FACTS}
    try:
        with progress("kiểm tra / verify") as tell:
            return proof.verify(
                source,
                checkpoint=known,
                facts_every=compared[facts.value],
                every=every,
                processes=processes,
                tell=tell,
            )
    except proof.NoLog:
        raise CommandFailed(
            f"không có nhật ký này / there is no such log: {topic}", "chitieu migrate"
        ) from None


def _write(verified: Verified, every: int, path: Path, key: Path) -> None:
    from infra.clock import Clock
    from services.projector.proof.checkpoint import CHECKPOINT_BYTES, write_checkpoint
    from services.projector.proof.files import write_whole
    from services.projector.proof.signing import SigningError, sign, signature_path
    from services.projector.proof.verify import checkpoint_of

    now = Clock().now().isoformat(timespec="seconds").replace("+00:00", "Z")
    data = write_checkpoint(checkpoint_of(verified, every=every, written_at=now))
    if len(data) > CHECKPOINT_BYTES:
        raise CommandFailed(
            f"điểm kiểm chứng quá lớn / the checkpoint is too large: {len(data):,} bytes",
            f"--every lớn hơn / larger, e.g. --every {max(10_000, every * 10)}",
            exit_code=USAGE,
        )
    try:
        signature = sign(data, key)
        write_whole(path, data)
        write_whole(signature_path(path), signature)
    except SigningError as error:
        raise CommandFailed(
            f"không ký được / cannot be signed: {error}",
            "chitieu verify --new-key FILE",
            exit_code=USAGE,
        ) from None
    except OSError as error:
        raise CommandFailed(f"{error.filename}: {error.strerror}", exit_code=USAGE) from None
    say(f"{path}, {signature_path(path)}")


def _print(verified: Verified) -> None:
    from services.cli.log_access import print_findings

    print_findings(verified.findings)
    if verified.without_chain:
        numbers = ", ".join(map(str, verified.without_chain))
        say(
            f"khung nhìn có từ trước khi giữ chuỗi băm (phân vùng {numbers}): `chitieu rebuild` "
            "bắt đầu chuỗi / the view is older than chains are: a rebuild begins them"
        )
    words = {"view": "khung nhìn / the live view", "checkpoint": "điểm kiểm chứng / checkpoint"}
    compared = ", ".join(words[one] for one in verified.compared_with)
    facts = sum(one.facts_compared for one in verified.partitions)
    line = (
        f"{verified.topic}: {verified.records:,} bản ghi / records, "
        f"{len(verified.partitions)} phân vùng / partitions; "
        f"so với / compared with: {compared or '—'}"
    )
    out().print(line + (f"; sự kiện / facts: {facts:,}" if facts else ""), soft_wrap=True)
    if not verified.findings:
        out().print("[green]✓[/] nguyên vẹn / sound")


def _print_json(verified: Verified) -> None:
    import orjson

    from services.cli.log_access import as_json

    shown = {
        "log": verified.topic,
        "sound": not verified.findings,
        "records": verified.records,
        "compared_with": verified.compared_with,
        "view_without_chain": verified.without_chain,
        "findings": as_json(verified.findings),
        "partitions": [
            {
                "partition": one.partition,
                "next_offset": one.next_offset,
                "chain_sha256": one.chain.hex(),
                "facts_compared": one.facts_compared,
            }
            for one in verified.partitions
        ],
    }
    print(orjson.dumps(shown, option=orjson.OPT_INDENT_2).decode())
