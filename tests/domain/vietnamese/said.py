"""Say what a target phrase was read as in one short line, so that tests read as tables.

`>= 80 %` a threshold, `band 15..20 %`, `count >= 50 doanh nghiệp`, `rank <= 30`,
`grows >= 7 % each A`, `keeps >= 100 %`, `for all >= 1`, `1/3 sở`, `milestone`; parts as
`cap-tinh: > 90 %; …`, several targets joined by ` + `, notes behind in brackets, and
`not: several_numbers` for what was not understood.
"""

from domain.bound import Relation
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
    Threshold,
)
from domain.vietnamese.reading import NotUnderstood
from domain.vietnamese.targets import ParsedTarget, parse_target

SIGNS = {
    Relation.AT_LEAST: ">=",
    Relation.ABOVE: ">",
    Relation.AT_MOST: "<=",
    Relation.BELOW: "<",
}


def said(text: str, unit: str = "") -> str:
    """Return what a phrase is read as, with the codes of its notes."""
    reading = parse_target(text, unit)
    if isinstance(reading, NotUnderstood):
        return f"not: {reading.reason.value}"
    return " + ".join(map(one, reading.value))


def one(target: ParsedTarget) -> str:
    """Return one target in short."""
    codes = ", ".join(note.code.value for note in target.notes)
    words = rule(target.rule, target.unit).strip()
    return f"{words} ({codes})" if codes else words


def rule(rule_: Rule, unit: str) -> str:
    """Return a rule in short."""
    match rule_:
        case Threshold(relation=relation, value=value):
            return f"{SIGNS[relation]} {value} {unit}"
        case Maintenance(relation=relation, value=value):
            return f"keeps {SIGNS[relation]} {value} {unit}"
        case Band(low=low, high=high, strict_low=strict):
            return f"band {'>' if strict else ''}{low}..{high} {unit}"
        case Rank(worst=worst):
            return f"rank <= {worst}"
        case Count(minimum=minimum, strict=strict, per=per):
            return f"count {'>' if strict else '>='} {minimum} {unit}{f' per {per}' if per else ''}"
        case Growth() | Reduction():
            verb = "grows" if isinstance(rule_, Growth) else "falls"
            each = f" each {rule_.each}" if rule_.each else ""
            return f"{verb} {SIGNS[rule_.relation]} {rule_.percent} %{each}"
        case ForAll(minimum=minimum):
            return f"for all >= {minimum}" if minimum is not None else "for all"
        case EntityFraction(numerator=numerator, denominator=denominator, of=of):
            return f"{numerator}/{denominator}{f' of {of}' if of else ''} {unit}"
        case Milestone():
            return "milestone"
        case Compound(parts=parts):
            return "; ".join(
                f"{part.id}{f' of {part.share_of}' if part.share_of else ''}: "
                f"{rule(part.rule, unit).strip()}"
                for part in parts
            )
