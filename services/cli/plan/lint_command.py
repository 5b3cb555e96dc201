"""`chitieu plan lint`: what is contradictory or missing in plan files, before the year starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.console import DONE, USAGE, CommandFailed, help_text

if TYPE_CHECKING:
    from domain.lint.findings import Finding, LintCode, Severity
    from services.cli.plan.lint_words import Linted

WARNINGS, ERRORS = 1, 4
HELP = help_text(
    "Find contradictions and gaps in plan files, in each and across those given together.",
    (
        "chitieu plan lint ke-hoach-2023.yaml",
        "chitieu plan lint ke-hoach-2025.yaml ke-hoach-2023.yaml",
        "chitieu plan lint ke-hoach.yaml --level warning",
        "chitieu plan lint ke-hoach.yaml --only text_differs --only below_parent",
        "chitieu plan lint ke-hoach.yaml --json | jq '.[].detail.vi'",
    ),
    {
        0: "nothing above a note",
        1: "warnings, of those shown",
        2: "wrong usage, no such file, or a source document instead of a plan file",
        4: "errors, of those shown, or a plan file that is refused",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint", help=HELP)(lint)


def lint(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Plan files (YAML).")],
    as_json: Annotated[bool, typer.Option("--json", help="Every finding, as JSON.")] = False,
    only: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only findings of it; repeatable.")
    ] = None,
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="From: note, warning or error.")
    ] = "note",
) -> None:
    """Load the files, look, print, and tell the worst by the exit code."""
    from domain.lint.run import lint as find
    from services.cli.plan.report_day import tell_where_it_differs

    codes, least = _codes(only or ()), _severity(level)
    linted = _loaded(files)
    for _, draft in linted:
        tell_where_it_differs(draft)
    findings = [
        finding
        for finding in find([draft for _, draft in linted])
        if finding.severity >= least and (not codes or finding.code in codes)
    ]
    if as_json:
        from services.cli.plan.lint_json import as_text

        typer.echo(as_text(findings, linted))
    else:
        from services.cli.plan.lint_words import lines

        for line in lines(findings, linted):
            typer.echo(line)
    raise typer.Exit(_exit_code(findings))


def _codes(only: Sequence[str]) -> frozenset[LintCode]:
    from domain.lint.findings import LintCode

    known = {code.value: code for code in LintCode}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise CommandFailed(
            f"--only {unknown[0]}: không có mã này / no such code",
            f"một trong / one of: {', '.join(known)}",
            exit_code=USAGE,
        )
    return frozenset(known[name] for name in only)


def _severity(level: str) -> Severity:
    from domain.lint.findings import Severity

    try:
        return Severity[level.upper()]
    except KeyError:
        raise CommandFailed(
            f"--level {level}: không có mức này / no such level",
            "note, warning, error",
            exit_code=USAGE,
        ) from None


def _loaded(files: Sequence[Path]) -> list[Linted]:
    from services.cli.plan.plan_file import load
    from services.cli.plan.plan_file_problems import PlanFileRefused

    linted: dict[str, Linted] = {}
    for path in files:
        try:
            draft = load(path)
        except PlanFileRefused as refused:
            refused.exit_code = ERRORS
            raise
        if draft.id in linted:
            raise CommandFailed(
                f"{path}: cùng một kế hoạch với {linted[draft.id][0]} / the same plan: {draft.id}",
                f"chitieu plan diff {linted[draft.id][0]} {path}",
                exit_code=USAGE,
            )
        linted[draft.id] = (path, draft)
    return [*linted.values()]


def _exit_code(findings: Sequence[Finding]) -> int:
    from domain.lint.findings import Severity

    worst = max((finding.severity for finding in findings), default=Severity.NOTE)
    return {Severity.NOTE: DONE, Severity.WARNING: WARNINGS, Severity.ERROR: ERRORS}[worst]
