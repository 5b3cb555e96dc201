"""Numbers as Vietnamese documents write them: decimal comma, thousands dots, units of money.

The rule that reproduces the official table of 2022 (domain A1): with a comma present, dots
part thousands and the comma is decimal; `1.234` is thousands; any other single dot is
decimal, as in the one printed `96.6%`, and is marked as repaired, like an inner blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.vietnamese.reading import Note, NotUnderstood, Reading, Span, Understood
from domain.vietnamese.review import Review
from domain.vietnamese.text import Clean, clean, fold

MAX_TEXT = 200
"""Longer text is no number: refused before it is looked at."""
_MAX_DIGITS = 18

MILLION_DONG = "triệu đồng"
_DONG = {"": 1, "nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000}

NUMBER = r"[0-9][0-9.,]{0,40}"
"""A run of digits and separators, to be read by `read_number`; it may end in punctuation."""
SPACED = (
    r"[0-9]{1,3} [0-9]{3}(?: [0-9]{3})?(?: [0-9]{3})?(?:,[0-9]{1,4})?(?![0-9])"
    r"|[0-9]{1,7}, [0-9]{1,2}(?![0-9])"
)
"""A number with an inner blank: `1 000 000`, `105, 24`."""

_WHOLE = re.compile(r"[0-9]{1,18}|[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,9}", re.ASCII)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,9}", re.ASCII)
_DOTTED = re.compile(r"0\.[0-9]{1,9}|[0-9]{1,15}\.(?:[0-9]{1,2}|[0-9]{4,9})", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)

_NUMBER_ONLY = re.compile(rf"(?P<sign>[+-]?)\s?(?P<core>{SPACED}|{NUMBER})(?P<unit>.{{0,60}})")
_SCALE = re.compile(r"\s?(nghìn|ngàn|triệu|tỷ|tỉ|trđ|tr\.? ?đ|tr)(?![^\W\d_])\.?")
_MONEY = re.compile(r"\s?(?:đồng|vnđ|vnd|đ)(?![^\W\d_])\.?")
_PERCENT = re.compile(r"\s?(?:%|phần trăm(?![^\W_]))\s?(?P<base>grdp|gdp)?")
_POINTS = re.compile(r"\s?điểm (?:%|phần trăm)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as read; `repaired` where it was written otherwise than the rule asks."""

    value: Decimal
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit; money is in million đồng."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What follows a number: a factor, a unit, and where its words end."""

    factor: Decimal
    unit: str
    end: int


def read_number(core: str) -> Numeral | None:
    """Return what a run of digits and separators is worth, None where no rule decides."""
    blank = " " in core
    core = core.replace(" ", "")
    if sum(letter.isdigit() for letter in core) > _MAX_DIGITS:
        return None
    if "," in core:
        whole, _, fraction = core.partition(",")
        if not _WHOLE.fullmatch(whole) or not _DIGITS.fullmatch(fraction):
            return None
        return Numeral(Decimal(f"{whole.replace('.', '')}.{fraction}"), blank)
    if _DIGITS.fullmatch(core):
        return Numeral(Decimal(core), blank)
    if _THOUSANDS.fullmatch(core):
        return Numeral(Decimal(core.replace(".", "")), blank)
    return Numeral(Decimal(core), repaired=True) if _DOTTED.fullmatch(core) else None


def plain(value: Decimal) -> Decimal:
    """Return an equal number without trailing zeros and without an exponent."""
    short = value.normalize()
    return short if short.as_tuple().exponent in range(-_MAX_DIGITS, 1) else short.quantize(1)


def money_or_share(folded: str, at: int) -> Unit | None:
    """Return the percent sign, points or money that stands at a place; None for other words.

    `triệu` without `đồng` is money only where nothing else follows it: *2,5 triệu lượt* is a
    count, for which the factor is returned with no unit.
    """
    if points := _POINTS.match(folded, at):
        return Unit(Decimal(1), "điểm %", points.end())
    if percent := _PERCENT.match(folded, at):
        base = percent["base"]
        end = percent.end() if base else at + len(percent.group().rstrip())
        return Unit(Decimal(1), f"% {base.upper()}" if base else "%", end)
    scale = _SCALE.match(folded, at)
    word = {"tỉ": "tỷ", "ngàn": "nghìn"}.get(scale[1], scale[1]) if scale else ""
    end = scale.end() if scale else at
    if word.startswith("tr") and word != "triệu":
        return Unit(Decimal(1), MILLION_DONG, end)
    money = _MONEY.match(folded, end)
    if money or (word in ("tỷ", "triệu") and not folded[end:].strip(" .;,)")):
        return Unit(Decimal(_DONG[word]) / 1_000_000, MILLION_DONG, money.end() if money else end)
    return Unit(Decimal(_DONG[word]), "", end) if scale else None


def parse_number(text: str) -> Reading[Decimal]:
    """Read a number that stands alone; a percent sign after it is allowed."""
    reading = parse_amount(text, money=False)
    if isinstance(reading, NotUnderstood):
        return reading
    if reading.value.unit not in ("", "%"):
        return NotUnderstood(Review.NUMBER_AMBIGUOUS, reading.span, reading.value.unit)
    return Understood(reading.value.value, reading.span, reading.notes)


def parse_amount(text: str, *, money: bool = True) -> Reading[Amount]:
    """Read a number with its unit: `105, 24 tỷ` is 105 240 million đồng, `0,1 điểm %`.

    `money` takes a bare `nghìn` for money too, as in the cells of a money table.
    """
    whole = Span(0, len(text))
    if len(text) > MAX_TEXT:
        return NotUnderstood(Review.TEXT_TOO_LONG, whole)
    cleaned = clean(text)
    folded = fold(cleaned.text).strip()
    if not folded:
        return NotUnderstood(Review.EMPTY, whole)
    match = _NUMBER_ONLY.fullmatch(folded)
    if not match:
        reason = Review.NUMBER_AMBIGUOUS if re.search("[0-9]", folded) else Review.NO_NUMBER
        return NotUnderstood(reason, whole, cleaned.text)
    core = match["core"].rstrip(".,")
    number = read_number(core)
    if number is None:
        return NotUnderstood(Review.NUMBER_AMBIGUOUS, whole, core)
    after = match.start("core") + len(core)
    unit = money_or_share(folded, after)
    rest_at = unit.end if unit else after
    rest = cleaned.text.strip()[rest_at:].strip(" .,;")
    value = number.value.copy_negate() if match["sign"] == "-" else number.value
    factor, name = (unit.factor, unit.unit) if unit else (Decimal(1), "")
    if money and unit and not name and not rest:
        factor, name = factor / 1_000_000, MILLION_DONG
    notes = (Note(Review.NUMBER_REPAIRED, whole, core),) if number.repaired else ()
    joined = f"{name}{rest}" if rest.startswith("/") else f"{name} {rest}".strip()
    return Understood(Amount(plain(value * factor), joined), _span(cleaned), notes)


def _span(cleaned: Clean) -> Span:
    return cleaned.span(0, len(cleaned.text))
