"""What a growth or a reduction is compared with: *so với năm 2020 (1.200)*, *so với năm trước*."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.period import MalformedPeriod, Period
from domain.target import Baseline
from domain.vietnamese.numbers import NUMBER, read_number

_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = rf"[0-9]{{1,2}}/[0-9]{{1,2}}/{_YEAR}"
_COMPARED = re.compile(
    r"so với (?:(?:cuối|đầu|thực hiện|kết quả|mức|ước thực hiện|cùng kỳ|của|với) ){0,3}(?P<what>"
    rf"từ (?:{_DAY}) đến (?:{_DAY})|ngày (?:{_DAY})"
    rf"|6 tháng (?:đầu|cuối) năm {_YEAR}|quý [1-4iv]{{1,3}}/{_YEAR}|tháng [0-9]{{1,2}}/{_YEAR}"
    rf"|năm {_YEAR}|năm (?:trước|liền trước|ngoái)(?: đó)?|cùng kỳ(?: năm trước| năm ngoái)?)"
    rf"(?: \((?P<value>-?{NUMBER})\))?"
)
FROM_LEVELS = re.compile(r" ?\(tính từ số liệu từng kỳ\)")
"""Says that levels are reported, from which the change is computed (`words.rule_words`)."""
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where a text says what it compares with, and as much of it as it says.

    `previous` is *so với năm trước*: each year with the one before it.
    """

    start: int
    end: int
    words: str
    baseline: Baseline | None
    previous: bool


def find_comparisons(folded: str) -> tuple[Comparison, ...]:
    """Return every comparison that a text names."""
    return tuple(_comparison(match) for match in _COMPARED.finditer(folded))


def _comparison(match: re.Match[str]) -> Comparison:
    period = _period(match["what"])
    number = read_number(match["value"].lstrip("-").rstrip(".,")) if match["value"] else None
    baseline = None
    if period and number:
        negative = match["value"].startswith("-")
        baseline = Baseline(-number.value if negative else number.value, period)
    return Comparison(
        match.start(),
        match.end(),
        match["what"],
        baseline,
        "trước" in match["what"] or "ngoái" in match["what"],
    )


def _period(words: str) -> Period | None:
    code = _code(words)
    try:
        return Period.parse(code) if code else None
    except MalformedPeriod:
        return None


def _code(words: str) -> str | None:
    parts = re.findall(r"[0-9]+|[iv]+(?=/)", words)
    match words.split(maxsplit=1)[0]:
        case "năm" if len(parts) == 1:
            return str(parts[0])
        case "6" if len(parts) == 2:
            return f"{parts[1]}-S{1 if 'đầu' in words else 2}"
        case "quý" if len(parts) == 2 and parts[0] in _QUARTERS:
            return f"{parts[1]}-Q{_QUARTERS[parts[0]]}"
        case "tháng" if len(parts) == 2:
            return f"{parts[1]}-{int(parts[0]):02d}"
        case "ngày" if len(parts) == 3:
            return _day(parts)
        case "từ" if len(parts) == 6:
            return f"{_day(parts[:3])}/{_day(parts[3:])}"
        case _:
            return None


def _day(parts: list[str]) -> str:
    return f"{parts[2]}-{int(parts[1]):02d}-{int(parts[0]):02d}"
