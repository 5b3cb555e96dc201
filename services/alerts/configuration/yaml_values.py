"""Read the YAML of the alerts' configuration as plain values, each with its line.

Mappings, lists and scalars only: anchors, aliases and tags let a small file grow without bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from infra.yaml_places import FieldPath, Lines
from services.alerts.configuration.flaws import ConfigurationRefused, Flaw

DEPTH_MAX = 12
EVENTS_MAX = 100_000


def read_yaml(raw: bytes, *, name: str) -> tuple[dict[str, Any], Lines]:
    """Return the mapping that a file holds, and the line of every place in it.

    Raises:
        ConfigurationRefused: not UTF-8, not YAML, or more of YAML than is needed.
    """
    try:
        text = raw.decode("utf-8-sig")
        _check(text, name)
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
        plain = YAML(typ="safe", pure=True).load(text)
    except UnicodeDecodeError:
        raise _refused(name, None, "tệp không phải là UTF-8", "the file is not UTF-8") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        why = " ".join(str(error.problem).split())[:120]
        vi = "sai cách viết YAML: xem dấu hai chấm, dấu ngoặc và thụt đầu dòng"
        raise _refused(name, line, vi, f"not YAML: {why}") from None
    except (YAMLError, ValueError):
        raise _refused(name, None, "không phải YAML", "not YAML") from None
    if plain is None:
        return {}, {}
    if not isinstance(plain, dict) or root is None:
        vi, en = "tệp phải gồm các mục có tên, như channels:", "the file must be a mapping"
        raise _refused(name, 1, vi, en)
    return _as_json(plain), dict(_lines(root, ()))


def _refused(name: str, line: int | None, vi: str, en: str) -> ConfigurationRefused:
    return ConfigurationRefused(name, (Flaw(line, "", vi, en),))


def _check(text: str, name: str) -> None:
    """Refuse what could grow, before anything is built."""
    depth = 0
    for count, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
        line = event.start_mark.line + 1
        opens = isinstance(event, MappingStartEvent | SequenceStartEvent)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _refused(name, line, "không dùng & và * của YAML", "no anchors, no aliases")
        if (opens or isinstance(event, ScalarEvent)) and event.tag is not None:
            raise _refused(name, line, "không dùng ! của YAML", "no tags")
        depth += opens - type(event).__name__.endswith(("MappingEndEvent", "SequenceEndEvent"))
        if depth > DEPTH_MAX or count > EVENTS_MAX:
            raise _refused(name, line, "quá nhiều mục hoặc lồng quá sâu", "too many or too deep")


def _as_json(value: object) -> Any:
    """Return values as JSON has them: keys and days as text."""
    if isinstance(value, dict):
        return {str(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _lines(node: Node, path: FieldPath) -> Iterator[tuple[FieldPath, int]]:
    if isinstance(node, MappingNode):
        for key, inner in node.value:
            yield (*path, str(key.value)), key.start_mark.line + 1
            yield from _lines(inner, (*path, str(key.value)))
    elif isinstance(node, SequenceNode):
        for number, inner in enumerate(node.value):
            yield (*path, number), inner.start_mark.line + 1
            yield from _lines(inner, (*path, number))
