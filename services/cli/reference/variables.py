"""settings.md: every environment variable, by the settings that read it.

What a setting means is the docstring below its field. Services have no use for it while they
run, so it is read from the source here rather than kept by pydantic.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from infra.local.settings import LocalSettings
from infra.settings import PREFIX, ServiceSettings
from services.alerts.settings import AlertsSettings
from services.api.settings import ApiSettings
from services.cli.reference.markdown import code, table
from services.cli.settings import CliSettings
from services.ingest.settings import IngestSettings
from services.projector.settings import ProjectorSettings

GROUPS: Mapping[str, type[BaseSettings]] = {
    "Every service": ServiceSettings,
    "ingest": IngestSettings,
    "projector": ProjectorSettings,
    "alerts": AlertsSettings,
    "api": ApiSettings,
    "The command line": CliSettings,
    "The local stack": LocalSettings,
}
_BOUNDS = ((Ge, "ge", "≥"), (Gt, "gt", ">"), (Le, "le", "≤"), (Lt, "lt", "<"))

_KINDS: Mapping[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true`, `false`",
    date: "`YYYY-MM-DD`",
    SecretStr: "secret",
    Path: "folder",
}

_INTRO = f"""# Settings

All settings are environment variables `{PREFIX}…`; nothing else configures a service. They are
checked once, before anything starts: a service that lacks one ends with exit code 2 and names it.
Secrets are never logged.
"""


def page() -> str:
    """Return the page."""
    parts = [_INTRO]
    for title, kind in GROUPS.items():
        rows = (_row(name, field, meaning) for name, field, meaning in own_fields(kind))
        body = table(("variable", "means", "values", "default"), rows)
        parts.append(f"## {title}\n\n{body}")
    return "\n".join(parts)


def own_fields(kind: type[BaseSettings]) -> list[tuple[str, FieldInfo, str]]:
    """Return name, field and meaning of what a class itself declares."""
    meanings = _docstrings(kind)
    return [
        (name, kind.model_fields[name], meanings.get(name, ""))
        for name in kind.__annotations__
        if name in kind.model_fields
    ]


def _row(name: str, field: FieldInfo, meaning: str) -> tuple[str, str, str, str]:
    return code(PREFIX + name.upper()), meaning, _values(field), _default(field)


def _values(field: FieldInfo) -> str:
    kind = _without_none(field.annotation)
    if get_origin(kind) is Literal:
        return ", ".join(map(code, get_args(kind)))
    bounds = [
        f"{sign} {getattr(one, name)}"
        for one in field.metadata
        for bound, name, sign in _BOUNDS
        if isinstance(one, bound)
    ]
    return " ".join([_KINDS[kind], *bounds])


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return code(".local")
    if field.default is PydanticUndefined:
        return "**required**"
    return "" if field.default in (None, "") else code(_json_like(field.default))


def _json_like(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _without_none(annotation: Any) -> Any:
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 and get_origin(annotation) is not Literal else annotation


def _docstrings(kind: type[BaseSettings]) -> dict[str, str]:
    """Return the words below each field in the class's source."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    found: dict[str, str] = {}
    if not isinstance(body, ast.ClassDef):
        return found
    for field, after in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[field.target.id] = inspect.cleandoc(str(after.value.value))
    return found
