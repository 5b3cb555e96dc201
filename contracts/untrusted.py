"""Read events that nobody has checked yet: every flaw becomes words, nothing else is raised.

Two passes. The first reads plain JSON and refuses what parsers disagree on: a key that
stands twice, NaN, numbers that a reader would round, bottomless nesting. The second is the
contract's own. A batch is cut into the very bytes that were sent, so that one bad event
does not spoil the others and no number passes through a float on the way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import NoReturn

from pydantic import ValidationError

from contracts.envelope import EVENT_ADAPTER, AnyEvent
from contracts.fields import JSON_NUMBER_MAX_DIGITS
from contracts.problems import PROBLEMS_MAX, FieldCode, FieldProblem
from contracts.topics import MAX_RECORD_BYTES
from contracts.validation_words import field_problems, shown_key

DEPTH_MAX = 16
BATCH_MAX = 500

_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_BLANK = " \t\r\n"


class Unreadable(Exception):
    """The bytes are no event; `problems` says why, at least one, at most PROBLEMS_MAX."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(problems[0].code)
        self.problems = problems


def _refuse(code: FieldCode, field: str = "", expected: str = "") -> NoReturn:
    raise Unreadable((FieldProblem.of(code, field, expected),))


def read_untrusted(raw: bytes) -> AnyEvent:
    """Return the event that a sender's bytes hold, in structured mode.

    Raises:
        Unreadable: the bytes are no event of a known type; nothing else is raised.
    """
    plain = _read_plain(raw)
    if not isinstance(plain, dict):
        _refuse(FieldCode.NOT_AN_OBJECT, expected='{"specversion":"1.0","id":…}')
    if "receivedat" in plain:
        _refuse(FieldCode.RESERVED_FIELD, "receivedat")
    try:
        return EVENT_ADAPTER.validate_json(raw)
    except ValidationError as error:
        raise Unreadable(field_problems(error, plain)[:PROBLEMS_MAX]) from None


def split_batch(raw: bytes) -> list[bytes]:
    """Cut a JSON array into its items, each exactly as it was sent.

    Raises:
        Unreadable: not a JSON array, empty, or of more than BATCH_MAX items.
    """
    text = _text(raw)
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    items: list[bytes] = []
    at = _skip_blank(text, 0)
    if text[at : at + 1] != "[":
        _refuse(FieldCode.NOT_A_BATCH, expected="[{…}, {…}]")
    at = _skip_blank(text, at + 1)
    while text[at : at + 1] != "]" or items:
        if len(items) == BATCH_MAX:
            _refuse(FieldCode.BATCH_TOO_LONG, expected=f"≤ {BATCH_MAX}")
        try:
            end = decoder.raw_decode(text, at)[1]
        except json.JSONDecodeError as error:
            _refuse(FieldCode.NOT_JSON, expected=_place(error))
        except RecursionError:
            _refuse(FieldCode.TOO_DEEP, expected=f"≤ {DEPTH_MAX}")
        items.append(text[at:end].encode())
        at = _skip_blank(text, end)
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            _refuse(FieldCode.NOT_JSON, expected=f"',' @ {at + 1}")
        at = _skip_blank(text, at + 1)
    if text[_skip_blank(text, at + 1) :]:
        _refuse(FieldCode.NOT_JSON, expected=f"end @ {at + 2}")
    if not items:
        _refuse(FieldCode.EMPTY, expected=f"1 – {BATCH_MAX}")
    return items


def check_json(raw: bytes) -> None:
    """Raise Unreadable unless the bytes are one JSON value that every parser reads alike."""
    _read_plain(raw)


class _Flaw:
    """Stands in the parsed value where something is wrong, so that its path can be told."""

    __slots__ = ("code", "key")

    def __init__(self, code: FieldCode, key: str = "") -> None:
        self.code = code
        self.key = key


class _Reader:
    """Collects flaws while the JSON is read; walking for their paths is the rare case."""

    def __init__(self) -> None:
        self.flawed = False

    def number(self, text: str) -> object:
        if _PLAIN_NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= JSON_NUMBER_MAX_DIGITS:
            return 0
        self.flawed = True
        return _Flaw(FieldCode.NUMBER_FORM)

    def pairs(self, pairs: list[tuple[str, object]]) -> object:
        read = dict(pairs)
        if len(read) == len(pairs):
            return read
        self.flawed = True
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value] # set.add is the memory
        return _Flaw(FieldCode.DUPLICATE_KEY, twice)


def _text(raw: bytes) -> str:
    if raw.startswith(b"\xef\xbb\xbf"):
        _refuse(FieldCode.BYTE_ORDER_MARK)
    try:
        return raw.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        _refuse(FieldCode.NOT_UTF8, expected=f"UTF-8 @ {error.start + 1}")


def _read_plain(raw: bytes) -> object:
    if len(raw) > MAX_RECORD_BYTES:
        _refuse(FieldCode.TOO_LARGE, expected=f"≤ {MAX_RECORD_BYTES} byte")
    text = _text(raw)
    if not text.strip(_BLANK):
        _refuse(FieldCode.EMPTY)
    reader = _Reader()
    try:
        plain: object = json.loads(
            text,
            object_pairs_hook=reader.pairs,
            parse_float=reader.number,
            parse_int=reader.number,
            parse_constant=reader.number,
        )
    except json.JSONDecodeError as error:
        _refuse(FieldCode.NOT_JSON, expected=_place(error))
    except RecursionError:
        _refuse(FieldCode.TOO_DEEP, expected=f"≤ {DEPTH_MAX}")
    # Few events have so many brackets at all; only they are measured.
    if text.count("{") + text.count("[") > DEPTH_MAX and _depth(plain) > DEPTH_MAX:
        _refuse(FieldCode.TOO_DEEP, expected=f"≤ {DEPTH_MAX}")
    if reader.flawed:
        problems = tuple(islice(_flaws(plain, ""), PROBLEMS_MAX))
        raise Unreadable(problems)
    return plain


def _depth(value: object) -> int:
    """Levels of nesting, without recursion: the text may hold a hundred thousand."""
    depth, level = 0, [value]
    while level := [
        inner
        for outer in level
        if isinstance(outer, dict | list)
        for inner in ((outer.values() if isinstance(outer, dict) else outer) or (None,))
    ]:
        depth += 1
    return depth


def _flaws(value: object, path: str) -> Iterator[FieldProblem]:
    """The flaws in a value with their paths; its depth is bounded already."""
    if isinstance(value, _Flaw):
        field = _joined(path, value.key) if value.key else path
        expected = "25.94" if value.code is FieldCode.NUMBER_FORM else ""
        yield FieldProblem.of(value.code, field, expected)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _flaws(inner, _joined(path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _flaws(inner, _joined(path, str(index)))


def _joined(path: str, key: str) -> str:
    shown = shown_key(key)
    return f"{path}.{shown}" if path else shown


def _skip_blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _place(error: json.JSONDecodeError) -> str:
    return f"JSON @ {error.lineno}:{error.colno}"
