"""Turn what the contract's models refuse into field problems: paths and words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.envelope import EVENT_TYPES
from contracts.problems import FieldCode, FieldProblem

_KEY_MAX_LENGTH = 64
_DECIMAL_EXPECTED = "25.94"
_DATE_EXPECTED = "2023-09-15"
_TIME_EXPECTED = "2023-09-15T08:30:00+07:00"

_CODES: Mapping[str, tuple[FieldCode, str]] = {
    "missing": (FieldCode.MISSING, ""),
    "extra_forbidden": (FieldCode.UNKNOWN_FIELD, ""),
    "literal_error": (FieldCode.NOT_ALLOWED, "{expected}"),
    "enum": (FieldCode.NOT_ALLOWED, "{expected}"),
    "union_tag_invalid": (FieldCode.WRONG_KIND, "{expected_tags}"),
    "union_tag_not_found": (FieldCode.WRONG_KIND, ""),
    "string_type": (FieldCode.WRONG_TYPE, '"…"'),
    "int_type": (FieldCode.WRONG_TYPE, "1"),
    "bool_type": (FieldCode.WRONG_TYPE, "true, false"),
    "dict_type": (FieldCode.WRONG_TYPE, "{{…}}"),
    "model_type": (FieldCode.WRONG_TYPE, "{{…}}"),
    "model_attributes_type": (FieldCode.WRONG_TYPE, "{{…}}"),
    "tuple_type": (FieldCode.WRONG_TYPE, "[…]"),
    "string_too_long": (FieldCode.TOO_LONG, "≤ {max_length}"),
    "string_too_short": (FieldCode.TOO_SHORT, "≥ {min_length}"),
    "string_pattern_mismatch": (FieldCode.WRONG_FORM, "{pattern}"),
    "too_long": (FieldCode.TOO_MANY, "≤ {max_length}"),
    "too_short": (FieldCode.TOO_FEW, "≥ {min_length}"),
    "greater_than": (FieldCode.OUT_OF_RANGE, "> {gt}"),
    "greater_than_equal": (FieldCode.OUT_OF_RANGE, "≥ {ge}"),
    "less_than_equal": (FieldCode.OUT_OF_RANGE, "≤ {le}"),
    "date_type": (FieldCode.DATE_FORM, _DATE_EXPECTED),
    "date_parsing": (FieldCode.DATE_FORM, _DATE_EXPECTED),
    "date_form": (FieldCode.DATE_FORM, _DATE_EXPECTED),
    "date_range": (FieldCode.OUT_OF_RANGE, "2000-01-01 – 2100-12-31"),
    "datetime_type": (FieldCode.TIME_FORM, _TIME_EXPECTED),
    "datetime_parsing": (FieldCode.TIME_FORM, _TIME_EXPECTED),
    "instant_form": (FieldCode.TIME_FORM, _TIME_EXPECTED),
    "instant_range": (FieldCode.OUT_OF_RANGE, "2000 – 2100"),
    "timezone_aware": (FieldCode.TIME_FORM, _TIME_EXPECTED),
    "text_control": (FieldCode.TEXT_CONTROL, ""),
    "decimal_form": (FieldCode.DECIMAL_FORM, _DECIMAL_EXPECTED),
    "decimal_type": (FieldCode.WRONG_TYPE, _DECIMAL_EXPECTED),
    "decimal_digits": (FieldCode.NUMBER_FORM, '"25.94"'),
    "agency_id": (FieldCode.AGENCY_ID, "H20.14, 000.00.14.H20, local:nhnn-dong-thap"),
    "slug": (FieldCode.SLUG, "kinh-te-so-grdp (a-z 0-9 . _ -)"),
    "period": (FieldCode.PERIOD, "2023, 2023-S1, 2023-Q3, 2023-06, 2023-01-01/2023-09-15"),
    "ratio": (FieldCode.RATIO, ""),
    "parts_distinct": (FieldCode.PARTS_DISTINCT, ""),
    "rows_distinct": (FieldCode.ROWS_DISTINCT, ""),
    "band_order": (FieldCode.ORDER, "low < high"),
    "window_order": (FieldCode.ORDER, "start_on ≤ end_on"),
    "years_order": (FieldCode.ORDER, "first_year ≤ last_year"),
    "recurring_month": (FieldCode.DATE_FORM, '"frequency": "A", "month": 12, "day": 1'),
    "recurring_day": (FieldCode.DATE_FORM, '"month": 12, "day": 1'),
    "fraction": (FieldCode.FRACTION, "numerator ≤ denominator"),
    "share_of": (FieldCode.SHARE_OF, ""),
    "stakes_order": (FieldCode.STAKES, "0 < cost < loss"),
    "years": (FieldCode.OUT_OF_RANGE, "first_year ≤ last_year"),
    "reason_missing": (FieldCode.REASON_MISSING, ""),
    "subject_kind": (FieldCode.SUBJECT, "{kind}/<id>"),
    "subject_id": (FieldCode.SUBJECT, "indicator/kinh-te-so-grdp"),
    "subject_spelling": (FieldCode.SUBJECT, "{kind}/{name}"),
}
# Raised by the model as a whole, though one field of it is meant.
_FIELD_OF = {
    "subject_kind": "subject",
    "subject_id": "subject",
    "subject_spelling": "subject",
    "reason_missing": "data.reason",
    "rows_distinct": "data.rows",
    "years": "data.last_year",
}


def field_problems(error: ValidationError, plain: Mapping[str, Any]) -> tuple[FieldProblem, ...]:
    """Return what a validation of `plain` refused, field by field; at least one."""
    details = error.errors(include_url=False, include_input=False)
    return tuple(_problem(detail, plain) for detail in details)


def _problem(detail: ErrorDetails, plain: Mapping[str, Any]) -> FieldProblem:
    kind, context = detail["type"], detail.get("ctx", {})
    if not detail["loc"] and kind.startswith("union_tag"):
        return _type_problem(plain)
    path = _path(detail["loc"], plain)
    field = _FIELD_OF.get(kind) or ".".join(path)
    code, expected = _CODES.get(kind, (FieldCode.INVALID, ""))
    if code is FieldCode.WRONG_KIND:
        field = f"{field}.kind"
    if code is FieldCode.DECIMAL_FORM and "," in str(_value_at(path, plain)):
        code = FieldCode.DECIMAL_COMMA
    return FieldProblem.of(code, field, expected.format_map(context))


def _type_problem(plain: Mapping[str, Any]) -> FieldProblem:
    known = ", ".join(EVENT_TYPES)
    code = FieldCode.UNKNOWN_TYPE if "type" in plain else FieldCode.MISSING
    return FieldProblem.of(code, "type", known)


def _path(loc: tuple[int | str, ...], plain: object) -> list[str]:
    """The path of a field as its sender wrote it: without the tags of unions that pydantic adds."""
    path: list[str] = []
    value, entered = plain, True
    for part in loc:
        if entered and isinstance(value, dict) and part in (value.get("kind"), value.get("type")):
            entered = False  # a union's tag, once for each object
            continue
        path.append(shown_key(str(part)))
        value, entered = _inside(value, part), True
    return path


def _inside(value: object, part: int | str) -> object:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _value_at(path: list[str], value: object) -> object:
    for part in path:
        value = _inside(value, int(part) if isinstance(value, list) else part)
    return value


def shown_key(key: str) -> str:
    """A sender's own key, made safe to show: printable ASCII, bounded."""
    safe = "".join(sign if "!" <= sign <= "~" else "?" for sign in key[:_KEY_MAX_LENGTH])
    return safe or "?"
