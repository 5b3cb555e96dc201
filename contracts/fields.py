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
from functools import partial
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
from pydantic_core import PydanticCustomError, PydanticKnownError

from domain.identity import (
    AGENCY_ID_MAX_LENGTH,
    AGENCY_ID_PATTERN,
    SLUG_MAX_LENGTH,
    SLUG_PATTERN,
    MalformedId,
    canonical_agency_id,
    canonical_slug,
)
from domain.period import FIRST_YEAR, LAST_YEAR, PERIOD_PATTERN, MalformedPeriod, Period

TEXT_MAX_LENGTH = 4_000
PHRASE_MAX_LENGTH = 300
UNIT_MAX_LENGTH = 40
EVENT_ID_MAX_LENGTH = 128
JSON_NUMBER_MAX_DIGITS = 15
DECIMAL_MAX_EXPONENT = 20

_DECIMAL = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_NO_TEXT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that are not words: control, format (with direction), surrogate, breaks."""


class Contract(BaseModel):
    """Base of everything that crosses a boundary: strict, closed, immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def read_text(text: str, min_length: int, max_length: int) -> str:
    """Put words into the one form in which they are kept; raises ValueError for what is none."""
    if not text.isprintable() and any(
        unicodedata.category(sign) in _NO_TEXT and sign not in "\n\t" for sign in text
    ):
        raise PydanticCustomError("text_control", "control or direction characters are not text")
    words = unicodedata.normalize("NFC", text).replace("\u00d0", "\u0110").strip()
    # Once more after the change of form: NFC makes some text longer, and strip makes it shorter.
    if len(words) > max_length:
        raise PydanticKnownError("string_too_long", {"max_length": max_length})
    if len(words) < min_length:
        raise PydanticKnownError("string_too_short", {"min_length": min_length})
    return words


def read_decimal(value: object) -> Decimal:
    """Read a decimal in the one form that is admitted; raises ValueError for any other."""
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
    # A float's shortest spelling is the one that its sender wrote, up to 15 digits.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > DECIMAL_MAX_EXPONENT:
        return ""
    whole = number == number.to_integral_value()
    text = f"{number.quantize(Decimal(1)) if whole else number:f}"
    if (
        not isinstance(value, Decimal)
        and len(text.strip("-0").replace(".", "")) > JSON_NUMBER_MAX_DIGITS
    ):
        raise PydanticCustomError("decimal_digits", "more than 15 digits: send it as a string")
    return text


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


def _read_instant(value: object) -> object:
    """Read RFC 3339 alone; the library would take `1673316000` for a time, too."""
    if not isinstance(value, str):
        return value
    try:
        if _INSTANT.fullmatch(value):
            return datetime.fromisoformat(value.upper())
    except ValueError:
        pass
    raise PydanticCustomError("instant_form", "a time such as 2023-09-15T08:30:00+07:00")


def _instant(instant: datetime) -> datetime:
    # The years around are let through to the change of zone, which the year 1 would not survive.
    near = FIRST_YEAR - 1 <= instant.year <= LAST_YEAR + 1
    if not near or not FIRST_YEAR <= instant.astimezone(UTC).year <= LAST_YEAR:
        raise PydanticCustomError("instant_range", "a time between the years 2000 and 2100")
    return instant.astimezone(UTC)


def instant_text(instant: datetime) -> str:
    """Return the one canonical spelling of an instant in UTC."""
    return instant.isoformat().replace("+00:00", "Z")


def read_day(value: object) -> object:
    """Read `2023-09-15` alone; the library would take `1673308800` for a day, too."""
    if not isinstance(value, str):
        return value
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("date_form", "a day such as 2023-09-15")


def _day(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("date_range", "a day between the years 2000 and 2100")
    return day


def _words(min_length: int, max_length: int) -> tuple[StringConstraints, AfterValidator]:
    return (
        StringConstraints(min_length=min_length or None, max_length=max_length),
        AfterValidator(partial(read_text, min_length=min_length, max_length=max_length)),
    )


Text = Annotated[str, *_words(0, TEXT_MAX_LENGTH)]
"""Words for people; may be empty."""

Sentence = Annotated[str, *_words(1, TEXT_MAX_LENGTH)]
"""Words for people; never empty."""

Phrase = Annotated[str, *_words(0, PHRASE_MAX_LENGTH)]
"""The words in which something was reported; a status repeats every one, so they are short."""

Unit = Annotated[str, *_words(0, UNIT_MAX_LENGTH)]
"""A unit of measure (`%`, `% GRDP`, `người`); empty where there is none."""

AgencyId = Annotated[
    str,
    StringConstraints(max_length=AGENCY_ID_MAX_LENGTH),
    AfterValidator(_agency),
    Field(json_schema_extra={"pattern": AGENCY_ID_PATTERN}),
]
"""An agency, stored under its one canonical spelling."""

Slug = Annotated[
    str,
    StringConstraints(max_length=SLUG_MAX_LENGTH),
    AfterValidator(_slug),
    Field(json_schema_extra={"pattern": SLUG_PATTERN}),
]
"""The id of a plan, a row, an indicator, a part, a target, a task or a project."""

EventId = Annotated[
    str, StringConstraints(min_length=1, max_length=EVENT_ID_MAX_LENGTH, pattern=r"^[!-~]+$")
]
PeriodCode = Annotated[
    str,
    StringConstraints(max_length=32),
    AfterValidator(_period),
    Field(json_schema_extra={"pattern": PERIOD_PATTERN}),
]
Day = Annotated[date, BeforeValidator(read_day), AfterValidator(_day)]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_read_instant),
    AfterValidator(_instant),
    PlainSerializer(instant_text, return_type=str, when_used="json"),
]
Revision = Annotated[int, Field(ge=1, le=10_000)]
LaterRevision = Annotated[int, Field(ge=2, le=10_000)]
Exact = Annotated[
    Decimal,
    BeforeValidator(read_decimal),
    PlainSerializer(decimal_text, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^-?[0-9]{1,14}(\.[0-9]{1,6})?$"},
                {"type": "number"},
            ]
        }
    ),
]
"""A decimal number, exact on the wire."""


def period(code: str) -> Period:
    """Return the period that a validated code names."""
    return Period.parse(code)
