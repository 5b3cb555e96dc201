"""`chitieu plan show`: a plan file, typed: as a table for people, as JSON for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import USAGE, CommandFailed, help_text, out

if TYPE_CHECKING:
    from domain.draft import DraftRow, PlanDraft

HELP = help_text(
    "Show what a plan file says, row by row, typed.",
    (
        "chitieu plan show ke-hoach-2023.yaml",
        "chitieu plan show ke-hoach-2023.yaml --review",
        "chitieu plan show ke-hoach-2023.yaml --row pl7-ii-4",
        "chitieu plan show ke-hoach-2023.yaml --json | jq '.rows[].target'",
    ),
    {0: "shown", 1: "the file is refused, line by line", 2: "no such file, or no such row"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", help=HELP)(show)


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A plan file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
    row: Annotated[str | None, typer.Option(metavar="ID", help="One row, by id or number.")] = None,
    review: Annotated[bool, typer.Option("--review", help="Only rows to look at.")] = False,
) -> None:
    """Load the file, pick rows, print."""
    from services.cli.plan.plan_file import load

    draft = load(file)
    rows = _picked(draft, row, review=review)
    if as_json:
        from services.cli.plan.show_json import as_text

        typer.echo(as_text(draft, rows))
    elif row is not None:
        from services.cli.plan.show_row import row_lines

        for one in rows:
            for line in row_lines(one):
                _line(line)
    elif review:
        _print_reviews(draft, rows)
    else:
        _print_table(draft, rows)


def _picked(draft: PlanDraft, wanted: str | None, *, review: bool) -> list[DraftRow]:
    from services.cli.plan.summary import to_review

    rows = [row for row in draft.rows if not review or to_review(row)]
    if wanted is None:
        return rows
    found = [row for row in rows if row.id == wanted] or [
        row
        for row in rows
        if row.number.lower() == wanted.lower() or row.id.endswith(f".{wanted.lower()}")
    ]
    if not found:
        raise CommandFailed(
            f"không có dòng {wanted} / no such row",
            "chitieu plan show FILE liệt kê các dòng / lists the rows",
            exit_code=USAGE,
        )
    return found


def _print_table(draft: PlanDraft, rows: list[DraftRow]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from services.cli.plan.show_row import brief
    from services.cli.plan.summary import headline

    _line(headline(draft))
    names = {table.id: table.heading or table.id for table in draft.tables}
    for name in dict.fromkeys(row.table for row in rows):
        shown = Table(title=escape(names.get(name, name)), title_justify="left")
        for head in ("số", "nội dung", "loại", "mức", "thời hạn", "chủ trì", "xem lại"):
            shown.add_column(head)
        for row in (one for one in rows if one.table == name):
            shown.add_row(*(escape(cell) for cell in brief(row)))
        out().print(shown)


def _print_reviews(draft: PlanDraft, rows: list[DraftRow]) -> None:
    from services.cli.plan.show_row import review_lines, shared_notes
    from services.cli.plan.summary import headline, note_words

    _line(headline(draft))
    for note in draft.notes:
        _line(f"  • {note_words(note, draft)}")
    shared = shared_notes(rows)
    for words, numbers in shared.items():
        _line(f"  • {words}\n    {len(numbers)} dòng / rows: {', '.join(numbers)}")
    for row in rows:
        for line in review_lines(row, shared):
            _line(line)
    if not rows:
        _line("không có dòng nào cần xem lại / no row to review")


def _line(words: str) -> None:
    out().print(words, markup=False, soft_wrap=True)
