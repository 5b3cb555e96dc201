"""From one number of a target and the words around it to a rule, or the reason why not."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from domain.bound import Relation
from domain.period import Frequency
from domain.target import EntityFraction, Growth, Rank, Reduction, Threshold
from domain.vietnamese.review import Review
from domain.vietnamese.target_bounds import Refused, Typed, bound_rule, conventions
from domain.vietnamese.target_mentions import Mention, bound_of
from domain.vietnamese.target_units import span_leading
from domain.vietnamese.target_words import Role

_TOO_MUCH = Decimal(1000)


def rule_of(mention: Mention, clause: str) -> Typed | Refused:
    """Return the rule that one number of a clause (folded, decoys covered) sets."""
    before, unit = mention.before, mention.unit
    if mention.unclear or before.contradictory or Role.NEAR in before.roles:
        return Refused(Review.NUMBER_AMBIGUOUS, mention.unclear)
    notes = (Review.NUMBER_REPAIRED,) if mention.repaired else ()
    if mention.rank:
        return _rank(mention, notes)
    if mention.denominator is not None:
        return _fraction(mention, notes)
    if {Role.GROWS, Role.FALLS} & before.roles and mention.goal is None and not _moved(mention):
        return _change(mention, clause, notes)
    if Role.TIMES in before.roles:
        return Refused(Review.BASELINE_MISSING, "gấp … lần")
    if unit.unit == "điểm %" or unit.unit in ("bậc", "thứ bậc"):
        return Refused(Review.BASELINE_MISSING, unit.unit)
    if unit.share and mention.low >= _TOO_MUCH:
        # 1.234% could be 1,234 % as well.
        return Refused(Review.NUMBER_AMBIGUOUS, str(mention.low))
    if _rate_of_growth(mention, clause):
        return _growth_rate(mention, clause, notes)
    return bound_rule(mention, clause, notes)


def _moved(mention: Mention) -> bool:
    return bool({Role.DOWN_TO, Role.UP_TO} & mention.before.roles)


def _rank(mention: Mention, notes: tuple[Review, ...]) -> Typed | Refused:
    if set(mention.before.relations) - {Relation.AT_LEAST}:
        return Refused(Review.NUMBER_AMBIGUOUS)
    return Typed(Rank(int(mention.low)), "", notes)


def _fraction(mention: Mention, notes: tuple[Review, ...]) -> Typed | Refused:
    if set(mention.before.relations) - {Relation.AT_LEAST} or mention.upward is False:
        return Refused(Review.TARGET_NOT_UNDERSTOOD)
    if {Role.GROWS, Role.FALLS, Role.TIMES} & mention.before.roles:
        return Refused(Review.BASELINE_MISSING)
    score = mention.unit.unit.partition("/")[0] == "điểm"
    if mention.unit.share or (mention.unit.measure and not score):
        return Refused(Review.NUMBER_AMBIGUOUS, mention.unit.unit)
    if score:
        # "700/1000 điểm" is a score out of a thousand.
        return Typed(Threshold(Relation.AT_LEAST, mention.low), mention.unit.unit, notes)
    rule = EntityFraction(int(mention.low), mention.denominator or 1, mention.of)
    base = () if mention.of is not None else (Review.FRACTION_BASE,)
    return Typed(rule, mention.unit.unit if mention.unit.known else "đơn vị", notes + base)


def _change(mention: Mention, clause: str, notes: tuple[Review, ...]) -> Typed | Refused:
    """Return *tăng X%* or *giảm X%*; a change in points, places or things needs a base."""
    if not mention.unit.share:
        return Refused(Review.BASELINE_MISSING, mention.unit.unit)
    if mention.high is not None:
        return Refused(Review.NUMBER_AMBIGUOUS)
    relation = bound_of(mention)
    grows = Role.GROWS in mention.before.roles
    if (
        relation is Relation.BELOW
        and not grows
        and mention.comparison is None
        and not mention.unit.per
        and not mention.before.by_less
    ):
        # "Giảm dưới 5%": by less than 5 %, or to below it.
        return Refused(Review.NUMBER_AMBIGUOUS, "giảm dưới")
    each = _each(mention, clause)
    if mention.baseline is None and each is None:
        notes += (Review.BASELINE_MISSING,)
    measured: Literal["change", "level"] = "level" if mention.levels else "change"
    kind = Growth if grows else Reduction
    rule = kind(relation, mention.low, measured, each, mention.baseline)
    return Typed(rule, "%", notes + conventions(mention))


def _each(mention: Mention, clause: str) -> Frequency | None:
    """Return the span that must change by so much over the one before it."""
    said = mention.unit.per or mention.before.each or span_leading(clause)
    if said or mention.comparison is None:
        return said
    return "A" if mention.comparison.previous else None


def _rate_of_growth(mention: Mention, clause: str) -> bool:
    named = "tốc độ tăng" in clause or "tăng trưởng" in clause
    return named and mention.unit.share and mention.unit.per is not None and mention.high is None


def _growth_rate(mention: Mention, clause: str, notes: tuple[Review, ...]) -> Typed:
    notes += conventions(mention)
    if ("bình quân" in clause or "trung bình" in clause) and Review.AVERAGE_RATE not in notes:
        notes += (Review.AVERAGE_RATE,)
    return Typed(Growth(bound_of(mention), mention.low, "change", mention.unit.per), "%", notes)
