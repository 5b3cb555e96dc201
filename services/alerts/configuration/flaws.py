"""What is wrong in the alerts' configuration: the line, the place, what would be right.

The value itself is never shown: somebody may have written a secret where only its place belongs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from infra.yaml_places import FieldPath, Lines, line_of, shown, written
from services.alerts.configuration.document import Configuration
from services.alerts.configuration.part import Part

SHOWN_MAX = 20

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("thiếu mục này", "is missing"),
    "extra_forbidden": ("không có mục nào tên như vậy", "there is no such field"),
    "literal_error": ("không phải một trong các từ được dùng", "not one of the words in use"),
    "union_tag_invalid": ("không có loại này", "there is no such kind"),
    "union_tag_not_found": ("thiếu kind (loại kênh)", "kind is missing"),
    "string_pattern_mismatch": ("viết chưa đúng dạng", "not of the form expected"),
    "string_too_long": ("quá dài", "too long"),
    "string_too_short": ("để trống", "empty"),
    "text_control": ("có ký tự điều khiển", "has control characters"),
    "string_type": ("phải là chữ, đặt trong dấu nháy nếu cần", "must be text, quoted if need be"),
    "int_type": ("phải là số nguyên", "must be a whole number"),
    "bool_type": ("phải là true hoặc false", "must be true or false"),
    "tuple_type": ("phải là danh sách [...]", "must be a list [...]"),
    "dict_type": ("phải là các mục có tên", "must be a mapping"),
    "model_type": ("phải là các mục có tên", "must be a mapping"),
    "too_long": ("quá nhiều mục", "too many items"),
    "too_short": ("cần ít nhất một mục", "needs at least one item"),
    "time_type": ("phải là giờ, ví dụ \"07:30\"", "must be a time such as \"07:30\""),
    "time_parsing": ("phải là giờ, ví dụ \"07:30\"", "must be a time such as \"07:30\""),
    "date_from_datetime_parsing": ("phải là ngày, ví dụ 2026-02-16", "must be a day: 2026-02-16"),
    "date_parsing": ("phải là ngày, ví dụ 2026-02-16", "must be a day: 2026-02-16"),
    "decimal_form": ("phải là số, viết dấu chấm: 0.7", "must be a number, with a dot: 0.7"),
    "stakes_order": ("cost phải nhỏ hơn loss", "cost must be below loss"),
    "login_in_clear": ("có mật khẩu thì phải mã hóa", "a password must not go in clear"),
    "unencrypted": ("địa chỉ ngoài phải là https", "an outside address must be https"),
    "own_topic": ("chủ đề của chitieu chỉ chitieu ghi", "chitieu alone writes its own topics"),
}  # fmt: skip
_ELSE = ("giá trị chưa đúng", "not a right value")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong: `line` counts from 1, None for the file as a whole."""

    line: int | None
    place: str
    vi: str
    en: str
    expected: str = ""

    def __str__(self) -> str:
        """Return it as one line for people."""
        place = " ".join(filter(None, (f"dòng {self.line}" if self.line else "", self.place)))
        right = f" Đúng ra / right: {self.expected}" if self.expected else ""
        return f"{place}: {self.vi} / {self.en}.{right}".removeprefix(": ")


class ConfigurationRefused(Exception):
    """The file is not a right one; `flaws` says why, at least one."""

    def __init__(self, name: str, flaws: tuple[Flaw, ...]) -> None:
        shown = [f"  {flaw}" for flaw in flaws[:SHOWN_MAX]]
        if len(flaws) > SHOWN_MAX:
            shown.append(f"  … và {len(flaws) - SHOWN_MAX} lỗi nữa / and more")
        head = f"{name}: tệp cấu hình cảnh báo chưa đúng / not a right file of alerts"
        super().__init__("\n".join([head, *shown]))
        self.flaws = flaws


def model_flaws(error: ValidationError, plain: object, lines: Lines) -> tuple[Flaw, ...]:
    """Return what the models refused, each with its line."""
    details = error.errors(include_url=False, include_input=False)
    return tuple(_flaw(detail, plain, lines) for detail in details)


def _flaw(detail: ErrorDetails, plain: object, lines: Lines) -> Flaw:
    path, _ = written(detail["loc"], plain, missing=detail["type"] == "missing")
    vi, en = _WORDS.get(detail["type"], _ELSE)
    return Flaw(line_of(path, lines), shown(path), vi, en, _expected(detail, path))


def _expected(detail: ErrorDetails, path: FieldPath) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error":
            return str(context["expected"])
        case "union_tag_invalid":
            return str(context["expected_tags"])
        case "string_pattern_mismatch":
            return str(context["pattern"])
        case "extra_forbidden":
            known = sorted(_names_near(path))
            near = get_close_matches(str(path[-1]) if path else "", known, n=1)
            return near[0] if near else ""
        case kind if kind in _WORDS and kind not in ("unencrypted", "own_topic"):
            return ""
    return detail["msg"]


def _names_near(path: FieldPath) -> set[str]:
    """Return every name that a field has in the section that a path leads into."""
    section = Configuration.model_fields.get(str(path[0])) if len(path) > 1 else None
    parts = _parts_of(section.annotation) if section else [Configuration]
    return {field.alias or name for part in parts for name, field in part.model_fields.items()}


def _parts_of(annotation: object) -> Iterator[type[Part]]:
    """Yield the models within an annotation, and those within their fields."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _parts_of(field.annotation)
    for argument in get_args(annotation):
        yield from _parts_of(argument)
