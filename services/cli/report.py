"""`chitieu report`: a plan's report as a file, and what keeps it from being issued."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from services.cli.console import REFUSED, USAGE, CommandFailed, err, help_text, out
from services.cli.looking import AsOf, KnownAt, day_of, tell_unsettled

if TYPE_CHECKING:
    from services.cli.api_client import ApiClient

EXTENSIONS = (".xlsx", ".csv")
LOOKS_MAX = 3
ROWS_SHOWN = 20
TEXT_SHOWN = 70
HELP = help_text(
    "Write a plan's report in the columns of Phụ lục I, ready to complete, print and sign.",
    (
        "chitieu report --plan dong-thap-2023-cds --as-of 2023-11-30 --out bao-cao-2023.xlsx",
        "chitieu report --plan dong-thap-2023-cds --known-at 2023-11-30 --out ky-truoc.xlsx",
        "chitieu report --plan dong-thap-2022-kh144 --out bao-cao-2022.csv",
        "chitieu report --plan dong-thap-2023-cds --out bao-cao-2023.xlsx --force",
    ),
    {
        0: "the file is written; rows that still need a reason are listed",
        1: "there is no such plan, or FILE is there already; nothing is written",
        2: "wrong usage: another kind of file, a folder that is not there",
        3: "the api cannot be reached",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", help=HELP)(report)


def report(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan's id.")],
    to: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write: .xlsx or .csv.")
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
) -> None:
    """Fetch the report, write it, and tell what is left to do."""
    check(to, force=force)
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    asked = {"as_of": day_of(as_of), "known_at": known_at}
    with ApiClient(find_api(load())) as api:
        content, told = fetched(
            api, f"/v1/plans/{quote(plan, safe='')}/report", to.suffix.casefold(), asked
        )
        tell_unsettled(api)
    write(content, to)
    for line in summary(told, to):
        out().print(line, markup=False, soft_wrap=True)
    for line in to_do(told):
        err().print(line, markup=False, soft_wrap=True)


def check(to: Path, *, force: bool) -> None:
    """Refuse a file that cannot be meant.

    Raises:
        CommandFailed: another extension, no such folder, or a file that is there.
    """
    if to.suffix.casefold() not in EXTENSIONS:
        raise CommandFailed(
            f"{to}: chỉ ghi được tệp .xlsx hoặc .csv / only .xlsx or .csv can be written",
            "đặt tên tệp / name it: --out bao-cao.xlsx",
            exit_code=USAGE,
        )
    if not to.parent.is_dir():
        raise CommandFailed(
            f"{to.parent}: không có thư mục này / there is no such folder",
            "tạo thư mục trước, hoặc chọn nơi khác / create it, or name another",
            exit_code=USAGE,
        )
    if to.is_dir():
        raise CommandFailed(f"{to}: là một thư mục / is a folder", exit_code=USAGE)
    if to.exists() and not force:
        raise CommandFailed(
            f"{to}: tệp đã có, không ghi đè / is there already, and is not overwritten",
            "chọn tên khác, hoặc thêm --force / name another file, or add --force",
            exit_code=REFUSED,
        )


def fetched(
    api: ApiClient, path: str, extension: str, asked: Mapping[str, str | None]
) -> tuple[bytes, Mapping[str, Any]]:
    """Return the file, and what the api says of the same state of the log.

    Raises:
        CommandFailed: refused, or reports came in faster than they could be read.
    """
    for _ in range(LOOKS_MAX):
        told = api.get(path, **asked)
        content, headers = api.download(f"{path}{extension}", **asked)
        stood = (told["as_of"], " ".join(told["known_at"]))
        if stood == (headers["chitieu-as-of"], headers["chitieu-known-at"]):
            return content, told
    raise CommandFailed(
        "số liệu đang thay đổi liên tục / the data changes while it is read",
        "chạy lại sau ít phút / run it again in some minutes",
    )


def write(content: bytes, to: Path) -> None:
    """Write the file at once or not at all.

    Raises:
        CommandFailed: it cannot be written.
    """
    beside = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(to)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CommandFailed(
            f"{to}: không ghi được tệp / cannot be written: {error.strerror}",
            "tệp đang mở trong Excel? / is it open in Excel?",
        ) from error


def summary(told: Mapping[str, Any], to: Path) -> list[str]:
    """Return what was written, in lines: the headline, the rows, the silent."""
    targets, tasks, silent = told["targets"], told["tasks"], told["silent"]
    official = sum(row["official"] for row in targets)
    written = (
        f"Đã ghi / written: {to} · {len(targets)} dòng chỉ tiêu ({official} đã xác nhận đánh giá),"
        f" {len(tasks)} nhiệm vụ"
    )
    said = [*told["headline"], written]
    if silent:
        reports = sum(one["reports"] for one in silent)
        said.append(f"{len(silent)} đơn vị quá hạn chưa gửi {reports} báo cáo / silent agencies")
    return said


def to_do(told: Mapping[str, Any]) -> list[str]:
    """Return the rows without which the report cannot be issued, and the next step."""
    rows = [row for row in (*told["targets"], *told["tasks"]) if row["needs_reason"]]
    if not rows:
        return []
    first = (
        f"{len(rows):02d} dòng chưa đạt chưa có nguyên nhân, báo cáo chưa ban hành được"
        " / missed without a reason, so that the report cannot be issued:"
    )
    said = [first, *_named(rows[:ROWS_SHOWN])]
    if len(rows) > ROWS_SHOWN:
        said.append(f"  … và {len(rows) - ROWS_SHOWN} dòng khác / and more")
    said.append(
        "Tiếp theo / Next: gửi evaluation.confirmed với verdict chua_dat và reason cho từng dòng,"
        " rồi lập lại báo cáo / confirm each with its reason, then run this again"
    )
    return said


def _named(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"  {row['number'] or row['row_id']}  {_short(row['text'])}" for row in rows]


def _short(text: str) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= TEXT_SHOWN else f"{line[:TEXT_SHOWN].rstrip()}…"
