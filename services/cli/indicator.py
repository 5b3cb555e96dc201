"""`chitieu indicator list | show | link`: what is measured, and which target measures it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.console import CommandFailed, help_text, out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.cli.plan.linking import Known

_NUMBER = re.compile(r"[0-9]{0,4}")
CODES = {0: "done", 1: "refused", 2: "wrong usage", 3: "the api cannot be reached"}
LIST_HELP = help_text(
    "List the indicators (chỉ số): id, definition, unit, how many targets use it.",
    ("chitieu indicator list", "chitieu indicator list --search 'hồ sơ'"),
    CODES,
)
SHOW_HELP = help_text(
    "Show an indicator: its definitions with their breaks, and the targets of all plans on it.",
    ("chitieu indicator show kinh-te-so-grdp",),
    CODES,
)
LINK_HELP = help_text(
    "Set the indicator of a row of a plan file to one that exists.",
    (
        "chitieu indicator link ke-hoach.yaml II.2 ho-so-truc-tuyen",
        "chitieu indicator link ke-hoach.yaml II.4 ho-so-so-hoa --part 1",
        "chitieu indicator link ke-hoach.yaml II.2 ho-so --from ke-hoach-2022.yaml",
    ),
    CODES,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    indicators = typer.Typer(help="Indicators: list, show, link.", no_args_is_help=True)
    indicators.command("list", help=LIST_HELP)(list_indicators)
    indicators.command("show", help=SHOW_HELP)(show)
    indicators.command("link", help=LINK_HELP)(link)
    app.add_typer(indicators, name="indicator")


def list_indicators(
    search: Annotated[str | None, typer.Option(help="Words of the name.")] = None,
    json: Annotated[bool, typer.Option("--json", help="A JSON list, for programs.")] = False,
) -> None:
    """Ask the api for all indicators and print them."""
    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    with ApiClient(find_api(load())) as api:
        items = api.all("/v1/indicators", q=search)
    if json:
        _print_json(items)
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    table.add_column("Mã", overflow="fold")
    for heading in ("Tên chỉ số", "Đơn vị", "Định nghĩa", "Chỉ tiêu"):
        table.add_column(heading)
    for item in items:
        counts = (str(item["definition"]), str(item["targets"]))
        table.add_row(item["indicator_id"], escape(item["name"]), escape(item["unit"]), *counts)
    out().print(table)


def show(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="The indicator's id.")],
    json: Annotated[bool, typer.Option("--json", help="The api's answer, for programs.")] = False,
) -> None:
    """Ask the api for one indicator and print it."""
    answer = _asked(indicator)
    if json:
        _print_json(answer)
        return
    from rich.markup import escape

    for one in answer["definitions"]:
        better = "cao hơn là tốt hơn" if one["higher_is_better"] else "thấp hơn là tốt hơn"
        out().print(f"[bold]{indicator}@{one['definition']}[/] {escape(one['name'])}")
        unit = one["unit"] or "không có đơn vị"
        out().print(f"  đơn vị / unit: {escape(unit)}; {better}")
        if one["reason"]:
            out().print(f"  gián đoạn chuỗi / break: {escape(one['reason'])}")
        if one["parts"]:
            out().print(f"  các phần / parts: {', '.join(one['parts'])}")
        out().print(f"  cách tính / method: {escape(one['method'] or 'không quy định')}")
    for target in answer["targets"]:
        words = escape(f"{target['number']} {target['text']}")
        out().print(f"- {target['plan_id']} · {target['target_id']} · {words}", soft_wrap=True)


def link(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A plan file.")],
    row: Annotated[str, typer.Argument(metavar="ROW", help="A row's id, or its number.")],
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its id, or id@2.")],
    part: Annotated[
        int | None, typer.Option(min=1, metavar="P", help="Which target of the row, from 1.")
    ] = None,
    known_from: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE", help="Plan files or events instead of the api."),
    ] = None,
) -> None:
    """Change the file, once the indicator is known to exist and to fit."""
    from services.cli.plan.linking import CannotLink, linked
    from services.cli.plan.plan_file import load, save

    draft = load(file)
    name, _, number = indicator.partition("@")
    if not _NUMBER.fullmatch(number):
        raise CommandFailed(f"{indicator}: viết mã@số / write id@number")
    definition = int(number) if number else None
    known = _of_files(name, known_from) if known_from else _of_api(name)
    try:
        changed = linked(draft, row, part, name, definition, known)
    except CannotLink as error:
        raise CommandFailed(str(error), "chitieu indicator list") from None
    save(changed, file)
    out().print(f"{row} → {name}@{definition or max(known)}: {file}", markup=False, soft_wrap=True)


def _of_api(name: str) -> Mapping[int, Known]:
    from services.cli.plan.linking import Known

    return {
        one["definition"]: Known(
            one["name"],
            one["unit"],
            "higher" if one["higher_is_better"] else "lower",
            tuple(one["parts"]),
        )
        for one in _asked(name)["definitions"]
    }


def _of_files(name: str, paths: list[Path]) -> Mapping[int, Known]:
    from services.cli.plan.indicator_files import read_indicators
    from services.cli.plan.linking import Known

    found = {
        one.choice.definition: Known(one.choice.name, one.choice.unit, one.choice.direction)
        for one in read_indicators(paths)
        if one.choice.id == name
    }
    if not found:
        listed = ", ".join(map(str, paths))
        raise CommandFailed(f"không có chỉ số {name} trong / no indicator {name} in {listed}")
    return found


def _asked(indicator: str) -> Any:
    from urllib.parse import quote

    from services.cli.api_client import ApiClient
    from services.cli.connection import find_api
    from services.cli.settings import load

    with ApiClient(find_api(load())) as api:
        return api.get(f"/v1/indicators/{quote(indicator, safe='')}")


def _print_json(value: object) -> None:
    import orjson

    print(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
