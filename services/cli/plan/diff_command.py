"""`chitieu plan diff`: what changed from one plan file to another, in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import DONE, USAGE, help_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.draft_diff import DraftChange

DIFFERS = 1
WIDTH = 80
HELP = help_text(
    "Show what changed between two plan files, row by row: old, then new.",
    (
        "chitieu plan diff ke-hoach-2023.yaml ke-hoach-2023-sua-doi.yaml",
        "chitieu plan diff ke-hoach-2023.yaml.bak ke-hoach-2023.yaml",
        "chitieu plan diff cu.yaml moi.yaml --json | jq '.[] | select(.change == \"threshold\")'",
    ),
    {
        0: "they say the same",
        1: "they differ",
        2: "wrong usage, no such file, or a file that is refused",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff", help=HELP)(diff)


def diff(
    old: Annotated[Path, typer.Argument(metavar="A", help="A plan file.")],
    new: Annotated[Path, typer.Argument(metavar="B", help="The plan file to compare with it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Every change, as JSON.")] = False,
) -> None:
    """Load both, compare, print; the exit code tells whether they differ."""
    from domain.draft_diff import diff as find
    from services.cli.plan.plan_file import load
    from services.cli.plan.plan_file_problems import PlanFileRefused

    try:
        changes = find(load(old), load(new))
    except PlanFileRefused as refused:
        refused.exit_code = USAGE  # 1 says that two plans differ, nothing else
        raise
    if as_json:
        typer.echo(_as_text(changes))
    else:
        for line in _lines(changes):
            typer.echo(line)
    raise typer.Exit(DIFFERS if changes else DONE)


def _as_text(changes: Sequence[DraftChange]) -> str:
    trees = [
        {
            "change": one.change.value,
            "id": one.id or None,
            "number": one.number or None,
            "old": one.old,
            "new": one.new,
        }
        for one in changes
    ]
    return json.dumps(trees, ensure_ascii=False, indent=2)


def _lines(changes: Sequence[DraftChange]) -> Iterator[str]:
    import textwrap

    from domain.draft_diff import CHANGE_WORDS

    if not changes:
        yield "không có thay đổi / no changes"
        return
    for one in changes:
        words = CHANGE_WORDS[one.change]
        place = " ".join(piece for piece in (one.number, f"[{one.id}]" if one.id else "") if piece)
        yield f"{words.vi} / {words.en}: {place}".removesuffix(": ")
        for mark, text in (("-", one.old), ("+", one.new)):
            head = f"  {mark} "
            yield from textwrap.wrap(
                text, WIDTH, initial_indent=head, subsequent_indent="    ", break_on_hyphens=False
            )
    yield f"{len(changes)} thay đổi / changes"
