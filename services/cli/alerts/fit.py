"""`chitieu alerts fit`: let forecasts learn from the province's own past, where it teaches more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.alerts.naming import number
from services.cli.console import help_text, out

if TYPE_CHECKING:
    from domain.forecast.parameters import ClassParameters
    from services.cli.alerts.fitting import Compared

HELP = help_text(
    "Fit the parameters of forecasts on the province's own targets, and hold them against those "
    "in force on the later half of its past. With --into, write those that did better; the "
    "alerts service takes them in at its next start from the folder that "
    "CHITIEU_ALERTS_PARAMETERS names, and tells them on the topic of alerts, for good. Changes "
    "nothing else; needs READ on the topics of statuses and alerts.",
    (
        "chitieu alerts fit",
        "chitieu alerts fit --into parameters && CHITIEU_ALERTS_PARAMETERS=parameters chitieu up",
    ),
    {
        0: "compared",
        2: "wrong usage, or a file that is not right",
        3: "Kafka cannot be reached",
    },
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("fit", help=HELP)(fit_command)


def fit_command(
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Write what did better here.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Compare, print, and write."""
    from services.alerts.assessing.past import windows_of
    from services.cli.alerts.fit_log import read_statuses
    from services.cli.alerts.fitting import compare
    from services.cli.alerts.parameters_log import read_in_force
    from services.cli.settings import load

    settings = load()
    told = {one.class_id: one for one in read_in_force(settings)}
    found = compare(windows_of(read_statuses(settings)), told)
    better = [one.new for one in found if one.better and one.new is not None]
    written = [_write(into, new) for new in better] if into else []
    (_print_json if json else _print)(found, written)


def _write(into: Path, new: ClassParameters) -> Path:
    import orjson

    from contracts.parameters import ParametersData

    told = ParametersData.of(new).model_dump(mode="json")
    path = into / f"{new.class_id}-{new.version}.json"
    into.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    return path


def _print(found: list[Compared], written: list[Path]) -> None:
    if not found:
        out().print(
            "Chưa có chỉ tiêu nào có từ hai số liệu trở lên / no target has two reports yet"
        )
    for one in found:
        out().print(_line(one), soft_wrap=True, markup=False)
    for path in written:
        out().print(f"đã ghi / written: {path}", soft_wrap=True, markup=False)
    if written:
        folder = written[0].parent
        out().print(
            "Xem lại tệp, rồi khởi động lại dịch vụ cảnh báo / review them, then start the alerts"
            f" service again, with CHITIEU_ALERTS_PARAMETERS={folder}",
            soft_wrap=True,
            markup=False,
        )
    elif any(one.better for one in found):
        out().print("Chưa ghi gì; --into DIR để ghi / nothing is written; --into DIR writes it")


def _line(one: Compared) -> str:
    """Return what came of a class in a line."""
    from services.api.alerts.score_answers import CLASS_WORDS

    name = f"{CLASS_WORDS.get(one.class_id, one.class_id)} / {one.class_id}"
    past = f"{name}: {one.windows} đợt / windows, {one.targets} chỉ tiêu / targets"
    if one.old_brier is None or one.new_brier is None:
        return f"{past}: còn quá ít, giữ như cũ / too few, what is in force stays"
    old, new = (number(brier, decimals=4) for brier in (one.old_brier, one.new_brier))
    verdict = "tốt hơn / better" if one.better else "không tốt hơn / not better"
    return f"{past}: Brier {old} → {new} trên {one.examined} đợt sau / on later windows: {verdict}"


def _print_json(found: list[Compared], written: list[Path]) -> None:
    import orjson

    told = {
        "classes": [
            {
                "class": one.class_id,
                "windows": one.windows,
                "targets": one.targets,
                "examined": one.examined,
                "old_brier": one.old_brier,
                "new_brier": one.new_brier,
                "better": one.better,
            }
            for one in found
        ],
        "written": [str(path) for path in written],
    }
    print(orjson.dumps(told).decode())
