"""`chitieu plan import`: a printed plan becomes one reviewable plan file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import err, help_text, out

if TYPE_CHECKING:
    from services.cli.plan.import_plan import Imported, Tell

HELP = help_text(
    "Read a plan as printed (.xlsx, .docx, .csv, Markdown, text) into one plan file to review.",
    (
        "chitieu plan import ke-hoach-2023.docx --out ke-hoach-2023.yaml",
        "chitieu plan import phu-luc.xlsx --out ke-hoach.yaml --table 'Phụ lục VII'",
        "chitieu plan import ke-hoach.txt --out ke-hoach.yaml --directory agencies.jsonl",
        "chitieu plan import ke-hoach-2024.docx --out 2024.yaml --indicators ke-hoach-2023.yaml",
    ),
    {
        0: "the plan file is written; what to review is told, and marked in it",
        1: "the source or FILE is refused: why, and what to do; nothing is written",
        2: "wrong usage",
    },
)

Out = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FILE", help="The plan file; decisions in one that is there stay."
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Replace FILE, whatever it holds; it is kept as .bak.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help=HELP)(import_)


def import_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The document of the plan.")],
    to: Out,
    table: Annotated[
        list[str] | None,
        typer.Option(metavar="T", help="Only this table: id, or words of its heading; repeatable."),
    ] = None,
    directory: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Known agencies: events (.jsonl) or a plan file."),
    ] = None,
    indicators: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Known indicators: earlier plan files or events."),
    ] = None,
    issuer: Annotated[str, typer.Option(help="Who issues the plan, where it is not read.")] = "",
    province: Annotated[str, typer.Option(help="Its province, where it is not read.")] = "",
    title: Annotated[str, typer.Option(help="Its title, where it is not read.")] = "",
    number: Annotated[str | None, typer.Option(help="The plan's number: 59/KH-UBND.")] = None,
    issued_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Its date.")
    ] = None,
    plan_id: Annotated[str, typer.Option(help="The plan's id, instead of a proposed one.")] = "",
    force: Force = False,
) -> None:
    """Import, then tell what was understood."""
    from services.cli.plan.import_plan import Wish, import_plan

    wish = Wish(
        source=source,
        out=to,
        tables=tuple(table or ()),
        directory=tuple(directory or ()),
        indicators=tuple(indicators or ()),
        issuer=issuer,
        province=province,
        title=title,
        number=number,
        issued_on=issued_on.date() if issued_on else None,
        plan_id=_checked(plan_id),
        force=force,
    )
    with _progress() as tell:
        imported = import_plan(wish, tell)
    _tell(imported, to)


def _checked(plan_id: str) -> str:
    from domain.identity import MalformedId, canonical_slug
    from services.cli.console import USAGE, CommandFailed

    try:
        return canonical_slug(plan_id) if plan_id else ""
    except MalformedId:
        raise CommandFailed(
            f"--plan-id {plan_id}: sai dạng / not an id",
            "chữ thường không dấu, nối bằng dấu gạch: dong-thap-cds-2023",
            exit_code=USAGE,
        ) from None


@contextmanager
def _progress() -> Iterator[Tell]:
    """Show what is being done where somebody watches; a long plan takes seconds."""
    if not err().is_terminal:
        yield lambda _: None
        return
    with err().status("…") as status:
        yield status.update


def _tell(imported: Imported, to: Path) -> None:
    from services.cli.plan.summary import first_to_look_at, headline, next_steps, shown_counts

    draft = imported.draft
    _line(headline(draft))
    out().print(shown_counts(draft))
    if draft.projects or draft.objectives:
        _line(
            f"{len(draft.objectives)} mục tiêu trong phần lời / objectives, "
            f"{len(draft.projects)} dự án / projects, {len(draft.agencies)} cơ quan / agencies"
        )
    if imported.again:
        again = imported.again
        _line(
            f"nhập lại / imported again: {again.kept} dòng giữ id / kept, {len(again.new)} mới / "
            f"new, {len(again.changed)} có thay đổi / changed, {len(again.gone)} không còn / gone"
        )
    if imported.skipped:
        _line(f"không lấy / not taken: {'; '.join(imported.skipped)}")
    first = list(first_to_look_at(draft))
    if first:
        _line("Xem trước hết / look at these first:")
        for words in first:
            _line(f"  {words}")
    _line(f"đã ghi / written: {to}" + (f" (bản cũ: {imported.backup})" if imported.backup else ""))
    _line("Tiếp theo / next:")
    for step in next_steps(to):
        _line(f"  {step}")


def _line(words: str) -> None:
    out().print(words, markup=False, soft_wrap=True)
