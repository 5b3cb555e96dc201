"""Compare what two targets ask for: their numbers, and how strict they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.bound import Cut, Relation
from domain.draft import DraftTarget
from domain.target import Band, Compound, Count, Maintenance, Rank, SimpleRule, Threshold
from domain.vietnamese.words import rule_words


@dataclass(frozen=True, slots=True)
class Asked:
    """One threshold of a target: the cut that must be reached, its unit, its own words."""

    cut: Cut
    higher_is_better: bool
    unit: str
    words: str
    subject: str

    def easier_than(self, other: Asked) -> bool:
        """Tell whether this threshold is reached before another one of the same direction."""
        return self.cut < other.cut if self.higher_is_better else self.cut > other.cut


def asked(targets: tuple[DraftTarget, ...]) -> Iterator[Asked]:
    """Return the thresholds of a row's targets, part by part; what has no number is left out."""
    for target in targets:
        subject = target.subject or target.text
        if isinstance(target.rule, Compound):
            for part in target.rule.parts:
                yield from _asked(part.rule, target.unit, f"{subject} {part.text}")
        else:
            yield from _asked(target.rule, target.unit, subject)


def _asked(rule: SimpleRule, unit: str, subject: str) -> Iterator[Asked]:
    found = _cut(rule)
    if found:
        cut, higher = found
        yield Asked(cut, higher, unit, rule_words(rule, unit), subject)


def _cut(rule: SimpleRule) -> tuple[Cut, bool] | None:
    match rule:
        case (
            Threshold(relation=relation, value=value) | Maintenance(relation=relation, value=value)
        ):
            return Cut.of(relation, Fraction(value)), relation.higher_is_better
        case Band(low=low, strict_low=strict):
            return Cut(Fraction(low), int(strict)), True
        case Count(minimum=minimum, strict=strict, per=None):
            return Cut(Fraction(minimum), int(strict)), True
        case Rank(worst=worst):
            return Cut(Fraction(worst)), False
        case _:
            return None


def beyond_whole(rule: SimpleRule, unit: str) -> bool:
    """Tell whether a share is asked for that no whole can give: above 100 %."""
    whole = Decimal(100)
    if unit != "%":
        return False
    match rule:
        case (
            Threshold(relation=relation, value=value) | Maintenance(relation=relation, value=value)
        ):
            return value > whole or (value == whole and relation is Relation.ABOVE)
        case Band(low=low, high=high):
            return low >= whole or high > whole
        case _:
            return False
