"""Render values, rules, periods and deadlines as an official document writes them.

Decimal comma, thousands dot, `dd/mm/yyyy`. The parsers of this package read the words back to
an equal value, so each kind has a form of its own (`N` a number with its unit):

| rule | words |
|---|---|
| threshold | `từ N trở lên` · `trên N` · `không quá N` · `dưới N` |
| band | `từ 15 đến 20%`; with a strict lower end `trên 70 đến 80%` |
| rank | `thứ 30 trở lên` |
| count (its unit is never `%`) | `ít nhất N` · strict `nhiều hơn N` · a rate `ít nhất N/năm` |
| growth, reduction | `tăng tối thiểu 7%/năm`, `trên`, `tối đa`, `tăng dưới`, `giảm ít hơn`; |
| … from a baseline | `… so với năm 2020 (1.200)`, its source left out |
| … of a level reported | `… (tính từ số liệu từng kỳ)` behind everything |
| maintenance | `duy trì` and the threshold's words |
| for-all | `mọi đơn vị đạt mức của mình` · `mỗi đơn vị ít nhất N` (no `%` behind it) |
| fraction of entities | `1/3 số đơn vị`, `1/3 số sở`; where their number is known ` (trên 18)` |
| milestone | `hoàn thành` |
| compound | its parts, each with its name before it, joined by `; ` |
| … by level | `cấp tỉnh trên 90%; cấp huyện và cấp xã từ 60% trở lên` |
| … of a whole | `chung từ 80% trở lên; trong đó cấp tỉnh từ 90% trở lên` |
| … nested share | `tổng số từ 50% trở lên; trong đó chiếm từ 80% trở lên` |
| … by group | `1/3 số sở; 1/3 số UBND cấp huyện (trên 12)` |
| … of other parts | `«its text» từ 80% trở lên`, with `(its-id)` behind the text if not from it |
| … a share of the first | `trong đó «its text» chiếm …`; of another `«…» trong phần its-id …` |

A rate or a growth ends in `/năm`, `/quý`, `/tháng` or ` mỗi 6 tháng`.

| deadline | words |
|---|---|
| date | `Ngày 30/11/2023`, exclusive `Trước ngày 30/11/2023` |
| month, before a month | `Tháng 09/2023`, `Trước tháng 09/2023` |
| period | `Quý III/2023`, `6 tháng đầu năm 2023`; of another shape `Kỳ ` before its words |
| window | `Từ ngày 01/10/2023 đến 15/10/2023` |
| year's end, within it, several years | `Cuối năm 2023`, `Trong năm 2023`, `2022 - 2025` |
| continuous | `Thường xuyên` |
| recurring | `Hằng năm` `Mỗi 6 tháng` `Hằng quý` `Hằng tháng` `Định kỳ`; with a day |
| … | `Ngày 01/12 hằng năm`, `Trước tháng 12 hằng năm`, `Trước ngày 25 hằng tháng` |
| before an event | `Trước khi ` and the event |
| external, unresolved | the plan's own words |
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.bound import Relation
from domain.deadline import (
    BeforeEventDeadline,
    BeforeMonthDeadline,
    ContinuousDeadline,
    DateDeadline,
    Deadline,
    ExternalDeadline,
    MonthDeadline,
    MultiYearDeadline,
    PeriodDeadline,
    RecurringDeadline,
    UnresolvedDeadline,
    WindowDeadline,
    WithinYearDeadline,
    YearEndDeadline,
)
from domain.measurement import Bounded, Done, Number, Ratio, Value
from domain.period import Frequency, Period
from domain.target import (
    Band,
    Compound,
    Count,
    EntityFraction,
    ForAll,
    Growth,
    Maintenance,
    Milestone,
    Rank,
    Reduction,
    Rule,
    Stakes,
    Threshold,
)
from domain.vietnamese.part_names import compound_words

_CENT = Decimal("0.01")
_RELATION_WORDS = {
    Relation.AT_LEAST: "từ",
    Relation.ABOVE: "trên",
    Relation.AT_MOST: "không quá",
    Relation.BELOW: "dưới",
}
_CHANGE_WORDS = {
    Relation.AT_LEAST: "tối thiểu",
    Relation.ABOVE: "trên",
    Relation.AT_MOST: "tối đa",
    Relation.BELOW: "dưới",
}
_EACH_WORDS: dict[Frequency | None, str] = {
    "A": "/năm",
    "S": " mỗi 6 tháng",
    "Q": "/quý",
    "M": "/tháng",
    None: "",
}
_AGAIN_WORDS: dict[Frequency | None, str] = {
    "A": "hằng năm",
    "S": "mỗi 6 tháng",
    "Q": "hằng quý",
    "M": "hằng tháng",
    None: "định kỳ",
}
_QUARTERS = ("I", "II", "III", "IV")
_FROM_LEVELS = " (tính từ số liệu từng kỳ)"


def number_words(value: Decimal) -> str:
    """Return a number with decimal comma and thousands dots, without trailing zeros."""
    text = f"{value:,f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.replace(",", ".")
    return f"{whole},{fraction}" if fraction else whole


def amount_words(value: Decimal, unit: str) -> str:
    """Return a number with its unit: `25,94%`, `4% GRDP`, `320 người`."""
    if not unit:
        return number_words(value)
    return f"{number_words(value)}{unit if unit.startswith('%') else f' {unit}'}"


def value_words(value: Value, unit: str) -> str:
    """Return a reported value in words; a ratio with the percentage that it makes."""
    match value:
        case Number(value=number):
            return amount_words(number, unit)
        case Ratio(numerator=numerator, denominator=denominator):
            fraction = f"{number_words(numerator)}/{number_words(denominator)}"
            if not unit.startswith("%"):
                return fraction
            share = (numerator * 100 / denominator).quantize(_CENT, rounding=ROUND_HALF_UP)
            return f"{fraction} ({number_words(share)}%)"
        case Bounded(relation=relation, value=number):
            return f"{_RELATION_WORDS[relation].capitalize()} {amount_words(number, unit)}"
        case Done(done=done):
            return "Hoàn thành" if done else "Chưa hoàn thành"


def stakes_words(stakes: Stakes) -> str:
    """Return what acting on a warning costs and a miss loses, in words; only the ratio counts."""
    cost, loss = number_words(stakes.cost), number_words(stakes.loss)
    return f"chi phí xử lý {cost}, thiệt hại nếu không đạt {loss} (cùng đơn vị)"


def rule_words(rule: Rule, unit: str) -> str:
    """Return what a rule asks for, in words: `trên 60%`, `ít nhất 1 cuộc`, `hoàn thành`."""
    match rule:
        case Threshold(relation=relation, value=value):
            return _bound_words(relation, value, unit)
        case Band(low=low, high=high, strict_low=strict):
            start = "trên" if strict else "từ"
            return f"{start} {number_words(low)} đến {amount_words(high, unit)}"
        case Rank(worst=worst):
            return f"thứ {worst} trở lên"
        case Count(minimum=minimum, strict=strict, per=per):
            start = "nhiều hơn" if strict else "ít nhất"
            return f"{start} {amount_words(minimum, unit)}{_EACH_WORDS[per]}"
        case Growth() | Reduction():
            return _change_words(rule)
        case Maintenance(relation=relation, value=value):
            return f"duy trì {_bound_words(relation, value, unit)}"
        case ForAll():
            return _for_all_words(rule, "" if unit.startswith("%") else unit)
        case EntityFraction(numerator=numerator, denominator=denominator, of=of):
            what = unit if unit and not unit.startswith("%") else "đơn vị"
            known = f" (trên {of})" if of is not None else ""
            return f"{numerator}/{denominator} số {what}{known}"
        case Milestone():
            return "hoàn thành"
        case Compound(parts=parts):
            return compound_words(parts, [rule_words(part.rule, unit) for part in parts])


def _bound_words(relation: Relation, value: Decimal, unit: str) -> str:
    behind = " trở lên" if relation is Relation.AT_LEAST else ""
    return f"{_RELATION_WORDS[relation]} {amount_words(value, unit)}{behind}"


def _change_words(rule: Growth | Reduction) -> str:
    verb, bound = ("tăng" if isinstance(rule, Growth) else "giảm"), _CHANGE_WORDS[rule.relation]
    if isinstance(rule, Reduction) and rule.relation is Relation.BELOW:
        # "Giảm dưới 30%" may be "to below 30%".
        bound = "ít hơn"
    words = f"{verb} {bound} {number_words(rule.percent)}%"
    words += _EACH_WORDS[rule.each]
    if rule.baseline is not None:
        base = rule.baseline
        words += f" so với {period_words(base.period)} ({number_words(base.value)})"
    return words + (_FROM_LEVELS if rule.measured == "level" else "")


def _for_all_words(rule: ForAll, unit: str) -> str:
    """Say what each must reach; of members with different minimums, how many each of them."""
    if not rule.members:
        least = rule.minimum
        if least is None:
            return "mọi đơn vị đạt mức của mình"
        return f"mỗi đơn vị ít nhất {amount_words(least, unit)}"
    counted = sorted(Counter(member.minimum for member in rule.members).items())
    if len(counted) == 1:
        return f"mỗi đơn vị ít nhất {amount_words(counted[0][0], unit)}"
    groups = (f"{amount_words(least, unit)} ({number} đơn vị)" for least, number in counted)
    return f"mỗi đơn vị ít nhất {', '.join(groups)}"


def deadline_words(deadline: Deadline) -> str:
    """Return a deadline in words of its kind; where no kind is known, in the plan's own."""
    match deadline:
        case DateDeadline(on=on, exclusive=exclusive):
            return f"{'Trước ngày' if exclusive else 'Ngày'} {date_words(on)}"
        case MonthDeadline(year=year, month=month):
            return f"Tháng {month:02d}/{year}"
        case BeforeMonthDeadline(year=year, month=month):
            return f"Trước tháng {month:02d}/{year}"
        case PeriodDeadline(period=period):
            words = period_words(period)
            return _capital(words) if _frequency(period) in ("S", "Q") else f"Kỳ {words}"
        case WindowDeadline(start_on=start_on, end_on=end_on):
            return f"Từ ngày {date_words(start_on)} đến {date_words(end_on)}"
        case YearEndDeadline(year=year):
            return f"Cuối năm {year}"
        case WithinYearDeadline(year=year):
            return f"Trong năm {year}"
        case MultiYearDeadline(first_year=first, last_year=last):
            return f"{first} - {last}"
        case ContinuousDeadline():
            return "Thường xuyên"
        case RecurringDeadline():
            return _capital(_recurring_words(deadline))
        case BeforeEventDeadline(event=event):
            return f"Trước khi {event}"
        case ExternalDeadline(text=text) | UnresolvedDeadline(text=text):
            return text


def _recurring_words(deadline: RecurringDeadline) -> str:
    again, month, day = _AGAIN_WORDS[deadline.frequency], deadline.month, deadline.day
    if month is None and day is None:
        return again
    if day is None:
        when = f"tháng {month:02d}"
    else:
        when = f"ngày {day:02d}" if month is None else f"ngày {day:02d}/{month:02d}"
    return f"{'trước ' if deadline.exclusive else ''}{when} {again}"


def period_words(period: Period) -> str:
    """Return a period within a sentence: `năm 2022`, `quý III/2023`, `tháng 06/2023`."""
    start, end = period.start_on, period.end_on
    match _frequency(period):
        case "A":
            return f"năm {start.year}"
        case "S":
            return f"6 tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
        case "Q":
            return f"quý {_QUARTERS[start.month // 3]}/{start.year}"
        case "M":
            return f"tháng {start.month:02d}/{start.year}"
        case None if start == end:
            return f"ngày {date_words(start)}"
        case None:
            return f"từ {date_words(start)} đến {date_words(end)}"


def _frequency(period: Period) -> Frequency | None:
    """Return whether a period was written as a year, a half, a quarter or a month."""
    code = period.code
    if "/" in code or len(code) == len("2023-06-30"):
        return None
    if "S" in code or "Q" in code:
        return "S" if "S" in code else "Q"
    return "A" if len(code) == len("2023") else "M"


def date_words(day: date) -> str:
    """Return a day as `dd/mm/yyyy`."""
    return f"{day:%d/%m/%Y}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
