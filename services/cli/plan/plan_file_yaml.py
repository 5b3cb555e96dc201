"""Read the YAML of a plan file as plain values, each with its line, and nothing else.

A plan file needs mappings, lists and scalars. Aliases, anchors and tags are refused: they let
a small file grow without bound and make objects. Scalars are those of YAML 1.2's core schema;
a number keeps the digits that were written, so that `01` can still be read as words.
"""

from __future__ import annotations

import codecs
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from infra.yaml_places import FieldPath, shown
from services.cli.plan.plan_file_problems import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 8 * 1024 * 1024
DEPTH_MAX = 16
NODES_MAX = 400_000
DIGITS_MAX = 40

_INT = re.compile(r"-?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII)
_WORDS: dict[str, bool | None] = (
    dict.fromkeys(("", "~", "null", "Null", "NULL"))
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
)


class WrittenInt(int):
    """A whole number, with the text it was written in."""

    text: str


class WrittenDecimal(Decimal):
    """A decimal number, with the text it was written in."""

    text: str


Plain = None | bool | int | Decimal | str | tuple["Plain", ...] | dict[str, "Plain"]


def read_yaml(raw: bytes) -> tuple[dict[str, Plain], dict[FieldPath, int]]:
    """Return the mapping that a file holds, and the line of every field.

    Raises:
        Flaw: too large, not text, not YAML, or more of YAML than a plan file needs.
    """
    text = _text(raw)
    builder = _Builder()
    try:
        builder.build(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        _refuse_syntax(error, text)
    except YAMLError as error:  # characters that YAML does not allow
        refuse(None, f"Có ký tự không được phép: {_short(error)}", "characters YAML does not allow")
    if not isinstance(builder.root, dict):
        refuse(
            1,
            "Tệp phải bắt đầu bằng các mục có tên",
            "the file must be a mapping",
            expected="format: chitieu-plan/1",
        )
    return builder.root, builder.lines


def _text(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        refuse(None, f"Tệp lớn hơn {MAX_BYTES // 1024} KB", "the file is too large")
    try:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return raw.decode("utf-16")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(
            raw.count(b"\n", 0, error.start) + 1 if error.encoding == "utf-8" else None,
            "Tệp không phải là UTF-8",
            "the file is not UTF-8",
            expected="Notepad: Save As, Encoding: UTF-8",
        )


def _refuse_syntax(error: MarkedYAMLError, text: str) -> None:
    written = text.splitlines()
    mark = error.problem_mark or error.context_mark
    if mark and mark.line >= len(written) and error.context_mark:
        mark = error.context_mark  # what was opened here was never closed
    line = mark.line + 1 if mark else None
    there = written[mark.line] if mark and mark.line < len(written) else ""
    if "\t" in there[: len(there) - len(there.lstrip())]:
        refuse(
            line,
            "Thụt đầu dòng bằng phím Tab; hãy dùng dấu cách",
            "a tab indents the line; use blanks",
        )
    refuse(
        line,
        "Sai cách viết YAML: xem dấu hai chấm, dấu ngoặc, dấu nháy và thụt đầu dòng ở đây",
        f"not YAML: {_short(error.problem)}",
        expected='khóa: giá trị; chữ có dấu ":" hoặc "#" đặt trong dấu nháy "…"',
    )


def _short(words: object) -> str:
    return " ".join(str(words).split())[:160]


class _Builder:
    """Builds plain values from the parser's events, without recursion."""

    def __init__(self) -> None:
        self.root: Plain = None
        self.lines: dict[FieldPath, int] = {}
        self._open: list[tuple[FieldPath, dict[str, Plain] | list[Plain]]] = []
        self._keys: list[str | None] = []
        self._documents = self._nodes = 0

    def build(self, events: Iterable[Event]) -> None:
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    refuse(_line(event), "Chỉ một văn bản YAML trong một tệp", "one document only")
            case AliasEvent():
                refuse(_line(event), "Không dùng dấu * của YAML", "aliases are not allowed")
            case ScalarEvent() | MappingStartEvent() | SequenceStartEvent():
                self._begin(event)
            case MappingEndEvent() | SequenceEndEvent():
                self._end()

    def _begin(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        line = _line(event)
        self._nodes += 1
        if event.anchor is not None:
            refuse(line, "Không dùng dấu & của YAML", "anchors are not allowed")
        if event.tag is not None:
            refuse(line, "Không dùng dấu ! của YAML", "tags are not allowed")
        if self._nodes > NODES_MAX or len(self._open) >= DEPTH_MAX:
            refuse(line, "Tệp có quá nhiều mục hoặc lồng quá sâu", "too many or too deep items")
        if self._awaits_key():
            self._take_key(event, line)
            return
        path = self._path()
        self.lines.setdefault(path, line)
        if isinstance(event, ScalarEvent):
            self._put(_scalar(event, line))
            return
        self._open.append((path, {} if isinstance(event, MappingStartEvent) else []))
        self._keys.append(None)

    def _end(self) -> None:
        _, made = self._open.pop()
        self._keys.pop()
        self._put(made if isinstance(made, dict) else tuple(made))

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][1], dict) and self._keys[-1] is None

    def _take_key(self, event: Event, line: int) -> None:
        if not isinstance(event, ScalarEvent):
            refuse(line, "Tên mục phải là chữ", "a key must be words")
        key = event.value
        path, made = self._open[-1]
        if key in made:
            refuse(line, "Một mục ghi hai lần", "a key stands twice", field=shown((*path, key)))
        self._keys[-1] = key
        self.lines[*path, key] = line

    def _path(self) -> FieldPath:
        if not self._open:
            return ()
        path, made = self._open[-1]
        key = self._keys[-1]
        return (*path, len(made) if key is None else key)

    def _put(self, value: Plain) -> None:
        if not self._open:
            self.root = value
            return
        made, key = self._open[-1][1], self._keys[-1]
        if isinstance(made, dict) and key is not None:
            made[key] = value
            self._keys[-1] = None
        elif isinstance(made, list):
            made.append(value)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: ScalarEvent, line: int) -> Plain:
    text: str = event.value
    if not event.implicit[0]:  # quoted, or a block of text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) or _DECIMAL.fullmatch(text):
        if len(text) > DIGITS_MAX:
            refuse(line, "Con số quá dài", "too many digits")
        number = WrittenDecimal(text) if "." in text else WrittenInt(text)
        number.text = text
        return number
    return text
