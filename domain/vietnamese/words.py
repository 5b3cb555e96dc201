"""Render values, rules and days as an official document writes them.

Decimal comma, thousands dot, `dd/mm/yyyy`; *Trên 85%*, *16/18*, *Hoàn thành*.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.bound import Relation
from domain.measurement import Bounded, Done, Number, Ratio, Value
from domain.target import Compound, Count, ForAll, Milestone, Rule, Threshold

_CENT = Decimal("0.01")
_RELATION_WORDS = {
    Relation.AT_LEAST: "từ",
    Relation.ABOVE: "trên",
    Relation.AT_MOST: "không quá",
    Relation.BELOW: "dưới",
}


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


def rule_words(rule: Rule, unit: str) -> str:
    """Return what a rule asks for, in words: `trên 60%`, `ít nhất 1 cuộc`, `hoàn thành`."""
    match rule:
        case Threshold(relation=relation, value=value):
            return f"{_RELATION_WORDS[relation]} {amount_words(value, unit)}" + (
                " trở lên" if relation is Relation.AT_LEAST else ""
            )
        case Count(minimum=minimum):
            return f"ít nhất {amount_words(minimum, unit)}"
        case ForAll():
            return "mọi đơn vị đạt mức của mình"
        case Milestone():
            return "hoàn thành"
        case Compound(parts=parts):
            return "; ".join(rule_words(part.rule, unit) for part in parts)


def date_words(day: date) -> str:
    """Return a day as `dd/mm/yyyy`."""
    return f"{day:%d/%m/%Y}"
