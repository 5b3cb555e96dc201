"""events.md: every type of event and message, field by field, from the published JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.envelope import EVENT_TYPES
from contracts.fields import JSON_NUMBER_MAX_DIGITS
from contracts.schemas import Message, messages
from domain.identity import (
    AGENCY_ID_MAX_LENGTH,
    AGENCY_ID_PATTERN,
    SLUG_MAX_LENGTH,
    SLUG_PATTERN,
)
from domain.period import FIRST_YEAR, LAST_YEAR, PERIOD_PATTERN
from services.cli.reference.markdown import anchor, code, table

Schema = Mapping[str, Any]

_KINDS_OF_TEXT = {
    AGENCY_ID_PATTERN: "[agency id](#kinds-of-field)",
    SLUG_PATTERN: "[id](#kinds-of-field)",
    PERIOD_PATTERN: "[period](#kinds-of-field)",
}
_CODES = ("RefusalCode", "FieldCode")
_FORMATS = {"date": "[day](#kinds-of-field)", "date-time": "[instant](#kinds-of-field)"}

_YEARS = f"in the years {FIRST_YEAR} to {LAST_YEAR}"

_INTRO = """# Events

All types of event, field by field, made from the JSON Schemas in
[contracts/schema/](../../contracts/schema/). How to send them is in
[emit-events](../howto/emit-events.md). A field that is not listed is refused. One that is not
required may be left out; leaving it out and sending its default are the same content.

The envelope is the same for all:
"""
_AGENCY_ID = f"""`H20.14` (QĐ 20/2020/QĐ-TTg), `000.00.14.H20` (QCVN 102:2016, means the same),
or `local:` and lower-case words joined by `-`; at most {AGENCY_ID_MAX_LENGTH} characters"""
_ID = f"""lower-case ASCII letters and digits joined by `.`, `_` or `-`: `kinh-te-so-grdp`; at most
{SLUG_MAX_LENGTH} characters"""
_PERIOD = """SDMX: `2023`, `2023-S1`, `2023-Q3`, `2023-09`, `2023-09-15`, or from day to day, both
included: `2023-01-01/2023-08-31`"""
_DECIMAL = f"""`"25.94"`: at most 14 digits, a dot, 6 digits; or a JSON number of at most
{JSON_NUMBER_MAX_DIGITS} digits"""
_KINDS = (
    ("agency id", _AGENCY_ID),
    ("id", _ID),
    ("period", _PERIOD),
    ("day", f"`2023-09-15`, {_YEARS}"),
    ("instant", f"`2023-09-15T08:30:00+07:00`: RFC 3339 with its offset, {_YEARS}"),
    ("decimal", _DECIMAL),
    ("text", "Unicode, put into NFC; no control or invisible characters"),
)
_PUBLISHED = """## What chitieu publishes

Not sent to ingest, but read by whoever wants to follow: statuses, alerts, rejections.

"""


def page() -> str:
    """Return the page."""
    all_messages = list(messages())
    definitions: dict[str, Schema] = {}
    for message in all_messages:
        schema: Schema = message.schema()
        definitions |= schema.get("$defs", {})
    events = [message for message in all_messages if message.name in EVENT_TYPES]
    others = [message for message in all_messages if message.name not in EVENT_TYPES]
    elsewhere = {kind.__name__ for kind in EVENT_TYPES.values()} | {*_CODES}
    shared = sorted(name for name in definitions if name not in elsewhere)
    return "".join(
        [
            f"{_INTRO}\n{_fields(_envelope(events[0]))}\n",
            f"## Types\n\n{_contents(events)}\n",
            *(_event(message, definitions) for message in events),
            _PUBLISHED,
            *(_published(message) for message in others),
            "## Shared parts\n\n",
            *(section(name, definitions[name]) for name in shared),
            f"## Kinds of field\n\n{table(('kind', 'is'), _KINDS)}",
        ]
    )


def _envelope(message: Message) -> Schema:
    schema: Schema = message.schema()
    kept = {k: v for k, v in schema["properties"].items() if k not in ("data", "receivedat")}
    kept["type"] = {"type": "string", "description": "one of the types below"}
    return {**schema, "properties": kept}


def _contents(events: Sequence[Message]) -> str:
    rows = []
    for one in events:
        data = EVENT_TYPES[one.name]
        subjects = ", ".join(code(f"{kind}/<id>") for kind in data.SUBJECT.split("|"))
        link = f"[{code(one.name)}]({anchor(one.name)})"
        rows.append((link, subjects, code(data.SCOPE), _first_line(data.__doc__)))
    return table(("type", "subject", "scope", "says"), rows)


def _event(message: Message, definitions: Mapping[str, Schema]) -> str:
    schema = definitions[EVENT_TYPES[message.name].__name__]
    return section(message.name, schema)


def _published(message: Message) -> str:
    schema: Schema = message.schema()
    words = f"On `{message.topic}`; schema `{message.file_name}`."
    if "properties" in schema:
        return f"### {message.name}\n\n{words} {_words(schema)}\n\n{_fields(schema)}\n"
    return f"### {message.name}\n\n{words} {_kind(schema).capitalize()}.\n\n"


def section(name: str, schema: Schema) -> str:
    """Return the section of one model: its words, then its fields."""
    heading = f"### {name}\n\n{_words(schema)}\n\n"
    if "properties" not in schema:
        return f"{heading}{_kind(schema)}\n\n"
    return f"{heading}{_fields(schema)}\n"


def _words(schema: Schema) -> str:
    return str(schema.get("description", "")).strip()


def _first_line(words: str | None) -> str:
    return (words or "").strip().partition("\n")[0]


def _fields(schema: Schema) -> str:
    required = set(schema.get("required", ()))
    return table(
        ("field", "kind", "default"),
        (
            (code(name), _kind(field), "**required**" if name in required else _default(field))
            for name, field in schema["properties"].items()
        ),
    )


def _default(field: Schema) -> str:
    value = field.get("default")
    if value in (None, "", [], ()):
        return ""
    return code(str(value).lower() if isinstance(value, bool) else value)


def _kind(field: Schema) -> str:
    """Say in a few words what may stand in a field."""
    if ref := field.get("$ref"):
        name = ref.rpartition("/")[2]
        if name in _CODES:
            return f"[{name}](refusal-codes.md)"
        return f"[{name}]({anchor(name)})"
    if "const" in field:
        return code(field["const"])
    if "enum" in field:
        return ", ".join(map(code, field["enum"]))
    if choices := field.get("anyOf") or field.get("oneOf"):
        return _choice(choices)
    match field.get("type"):
        case "array":
            return _list(field)
        case "integer" | "number":
            return _number(field)
        case "boolean":
            return "`true`, `false`"
        case "object":
            return f"object of {_kind(field.get('additionalProperties', {}))}"
        case "string":
            return _text(field)
        case "null":
            return "`null`"
    return "any"


def _choice(choices: Sequence[Schema]) -> str:
    kinds = [one for one in choices if one.get("type") != "null"]
    if {one.get("type") for one in kinds} == {"string", "number"}:
        said = "[decimal](#kinds-of-field)"
    else:
        said = " or ".join(_kind(one) for one in kinds)
    return said if len(kinds) == len(choices) else f"{said} or `null`"


def _list(field: Schema) -> str:
    most, least = field.get("maxItems"), field.get("minItems")
    if "prefixItems" in field:
        return f"[{', '.join(_kind(one) for one in field['prefixItems'])}]"
    bounds = f", {least or 0} to {most}" if most is not None else ""
    return f"list of {_kind(field['items'])}{bounds}"


def _number(field: Schema) -> str:
    bounds = [
        f"{sign} {field[name]}"
        for name, sign in (("minimum", "≥"), ("maximum", "≤"))
        if name in field
    ]
    return " ".join(["whole number" if field["type"] == "integer" else "number", *bounds])


def _text(field: Schema) -> str:
    if kind := _KINDS_OF_TEXT.get(field.get("pattern", "")) or _FORMATS.get(
        field.get("format", "")
    ):
        return kind
    if words := field.get("description"):
        return str(words)
    if pattern := field.get("pattern"):
        return f"text of the form {code(pattern)}"
    most = field.get("maxLength")
    empty = ", not empty" if field.get("minLength") else ""
    return f"text{f', at most {most} characters' if most else ''}{empty}"
