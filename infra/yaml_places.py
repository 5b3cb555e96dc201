"""Where a value stands in a YAML file that a person wrote: its path, its line, its way in words.

A reader of the file notes the line of every place; what a model refuses later is told by it.
"""

from collections.abc import Mapping
from typing import TypeAlias

FieldPath: TypeAlias = tuple[str | int, ...]
Lines: TypeAlias = Mapping[FieldPath, int]
"""The line of every place of a file, from 1."""

_NOTHING = object()


def written(loc: FieldPath, plain: object, *, missing: bool = False) -> tuple[FieldPath, object]:
    """Return a model's place as it stands in the file, and the value there.

    What models put between (the kind of a union) is left out. `missing`: the last name is not in
    the file, and belongs to the path all the same.
    """
    path: FieldPath = ()
    value = plain
    for part in loc:
        inner = _inside(value, part)
        if inner is not _NOTHING:
            path, value = (*path, part), inner
    return ((*path, loc[-1]) if missing else path), value


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part, _NOTHING)
    if isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
        return value[part]
    return _NOTHING


def line_of(path: FieldPath, lines: Lines) -> int | None:
    """Return the line of a place, or of the nearest one around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def shown(path: FieldPath) -> str:
    """Return a path for people: `rows[3].target.value`; items count from 1 as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
