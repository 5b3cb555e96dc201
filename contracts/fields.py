"""The kinds of field that events are made of, each strict and bounded.

Text is put into one form at the door (NFC, Ð U+00D0 to Đ U+0110), so that two spellings of
the same words are the same content. A number is a decimal: a JSON string such as `"25.94"`,
or a JSON number of at most 15 digits, which a reader cannot round. Never a float.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from domain.identity import MalformedId, canonical_agency_id, canonical_slug
from domain.period import FIRST_YEAR, LAST_YEAR, MalformedPeriod, Period

TEXT_MAX_LENGTH = 4_000
EVENT_ID_MAX_LENGTH = 128
JSON_NUMBER_MAX_DIGITS = 15

_DECIMAL = re.compile(r"-?\d{1,14}(?:\.\d{1,6})?", re.ASCII)
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


class Contract(BaseModel):
    """Base of everything that crosses a boundary: strict, closed, immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _text(text: str) -> str:
    if _FORBIDDEN.search(text):
        raise PydanticCustomError("text_control", "control or direction characters are not text")
    return unicodedata.normalize("NFC", text).replace("\u00d0", "\u0110").strip()


def _decimal(value: object) -> Decimal:
    text = value if isinstance(value, str) else _number_text(value)
    if not _DECIMAL.fullmatch(text):
        raise PydanticCustomError(
            "decimal_form", "a decimal such as 25.94: at most 14 digits, a dot, 6 digits"
        )
    number = Decimal(text)
    return number.copy_abs() if number == 0 else number


def _number_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("decimal_type", "a decimal as a string or a JSON number")
    text = repr(value) if isinstance(value, float) else str(value)
    if sum(sign.isdigit() for sign in text) > JSON_NUMBER_MAX_DIGITS:
        raise PydanticCustomError("decimal_digits", "more than 15 digits: send it as a string")
    return text.removesuffix(".0")


def decimal_text(value: Decimal) -> str:
    """Return the one canonical spelling of a decimal: plain, without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _agency(text: str) -> str:
    try:
        return canonical_agency_id(text)
    except MalformedId as error:
        raise PydanticCustomError(
            "agency_id", "an agency id such as H20.14, 000.00.14.H20 or local:nhnn-dong-thap"
        ) from error


def _slug(text: str) -> str:
    try:
        return canonical_slug(text)
    except MalformedId as error:
        raise PydanticCustomError(
            "slug", "lower-case ASCII letters and digits joined by . _ or -"
        ) from error


def _period(code: str) -> str:
    try:
        return Period.parse(code).code
    except MalformedPeriod as error:
        raise PydanticCustomError(
            "period", "an SDMX period: 2023, 2023-S1, 2023-Q3, 2023-06, or 2023-01-01/2023-09-15"
        ) from error


def _instant(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.astimezone(UTC).year <= LAST_YEAR:
        raise PydanticCustomError("instant_range", "a time between the years 2000 and 2100")
    return instant.astimezone(UTC)


def _instant_text(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _day(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("date_range", "a day between the years 2000 and 2100")
    return day


Text = Annotated[str, StringConstraints(max_length=TEXT_MAX_LENGTH), AfterValidator(_text)]
"""Words for people; may be empty."""

Sentence = Annotated[
    str,
    StringConstraints(min_length=1, max_length=TEXT_MAX_LENGTH),
    AfterValidator(_text),
    StringConstraints(min_length=1),
]
"""Words for people; never empty."""

AgencyId = Annotated[str, StringConstraints(max_length=64), AfterValidator(_agency)]
Slug = Annotated[str, StringConstraints(max_length=96), AfterValidator(_slug)]
EventId = Annotated[
    str, StringConstraints(min_length=1, max_length=EVENT_ID_MAX_LENGTH, pattern=r"^[!-~]+$")
]
PeriodCode = Annotated[str, StringConstraints(max_length=32), AfterValidator(_period)]
Day = Annotated[date, AfterValidator(_day)]
Instant = Annotated[
    AwareDatetime,
    AfterValidator(_instant),
    PlainSerializer(_instant_text, return_type=str, when_used="json"),
]
Revision = Annotated[int, Field(ge=1, le=10_000)]
LaterRevision = Annotated[int, Field(ge=2, le=10_000)]
Exact = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    PlainSerializer(decimal_text, return_type=str, when_used="json"),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": r"^-?\d{1,14}(\.\d{1,6})?$"}, {"type": "number"}]}
    ),
]
"""A decimal number, exact on the wire."""


def period(code: str) -> Period:
    """Return the period that a validated code names."""
    return Period.parse(code)
