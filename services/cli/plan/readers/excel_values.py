"""A cell's value as a Vietnamese reader sees it: 60%, 99,21, 5.600, 09/2023, 30/11/2023.

Percent and thousands follow the cell's number format; digits are never rounded away as a
format may do on paper, so that 99,21% does not become 99%.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_BRACKETED = re.compile(r"\[[^\]]*\]")
_FILL = re.compile(r"[_*].")
_PADDED = re.compile(r"0{2,}")
_GROUPED = re.compile(r"[#0],[#0]{2}")
_DIGITS = "#0?"
SIGNIFICANT_DIGITS = 15
"""What a spreadsheet keeps of a number."""


def text_of(value: object, number_format: str) -> str:
    """Return a value as text; formulas are not values and must not come here."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number(value, number_format)
        case datetime():
            return _date(value, number_format)
        case date():
            return value.strftime("%d/%m/%Y")
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


def number(value: float, number_format: str) -> str:
    """Return a number with a decimal comma and without exponent."""
    section = number_format.split(";", maxsplit=1)[0]
    bare = _FILL.sub("", _BRACKETED.sub("", _LITERAL.sub("", section)))
    exact = Decimal(f"{value:.{SIGNIFICANT_DIGITS}g}")
    percent = "%" in bare
    if percent:
        exact *= 100
    plain = format(exact, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    whole, _, fraction = plain.removeprefix("-").partition(".")
    if _PADDED.fullmatch(bare.strip()):
        whole = whole.zfill(len(bare.strip()))
    elif _GROUPED.search(bare):
        whole = f"{int(whole):,}".replace(",", ".")
    digits = f"{whole},{fraction}" if fraction else whole
    sign = "-" if exact < 0 else ""
    before, after = _literals(section)
    return f"{before}{sign}{digits}{'%' if percent else ''}{after}".strip()


def _literals(section: str) -> tuple[str, str]:
    """Return the words that a number format puts before and after the digits."""
    places = [index for index, letter in enumerate(_masked(section)) if letter in _DIGITS]
    if not places:
        return "", ""
    before, after = section[: places[0]], section[places[-1] + 1 :]
    return _words(before), _words(after)


def _masked(section: str) -> str:
    return _BRACKETED.sub(_blank, _LITERAL.sub(_blank, section))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _words(part: str) -> str:
    return "".join(match.group(1) or match.group(2) or "" for match in _LITERAL.finditer(part))


def _date(value: datetime, number_format: str) -> str:
    """A day; a month or a year alone where the format shows no more (`mm/yyyy`)."""
    shown = _BRACKETED.sub("", _LITERAL.sub("", number_format)).lower()
    day, year = "d" in shown, "y" in shown
    month = "m" in shown.replace("am/pm", "").replace("h:mm", "").replace("mm:ss", "")
    if value.hour or value.minute:
        return value.strftime("%d/%m/%Y %H:%M")
    if year and not day:
        return value.strftime("%m/%Y" if month else "%Y")
    if day and month and not year:
        return value.strftime("%d/%m")
    return value.strftime("%d/%m/%Y")
