"""From one number of a target and the words around it to a rule, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.bound import Relation
from domain.target import (
    Band,
    Count,
    EntityFraction,
    Growth,
    Maintenance,
    Rank,
    Reduction,
    SimpleRule,
    Threshold,
)
from domain.vietnamese.review import Review
from domain.vietnamese.target_mentions import Mention, bound_of
from domain.vietnamese.target_units import is_money, span_named
from domain.vietnamese.target_words import Role

_HUNDRED = Decimal(100)
_MAY_EXCEED = (
    "dự toán",
    "kế hoạch",
    "so với",
    "cùng kỳ",
    "mật độ",
    "chỉ tiêu giao",
    "lần",
    "tăng trưởng",
)
_LESS_IS_BETTER = ("thời gian ", "thời hạn ", "độ trễ ", "tổng thời gian ")
_WHERE = (
    "huyện", "xã", "phường", "tỉnh", "sàn", "nền tảng", "hệ thống", "kênh", "thiết bị", "địa bàn",
    "trang", "môi trường", "cổng", "website", "thôn", "ấp", "khóm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A rule with its unit, and the codes of what rests on a convention."""

    rule: SimpleRule
    unit: str
    notes: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a number gives no rule."""

    reason: Review
    detail: str = ""


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
    if (
        unit.share
        and mention.low > _HUNDRED
        and mention.low == int(mention.low)
        and mention.low >= 1000
    ):
        # 1.234% could be 1,234 % as well.
        return Refused(Review.NUMBER_AMBIGUOUS, str(mention.low))
    if _rate_of_growth(mention, clause):
        return _growth_rate(mention, clause, notes)
    return _level(mention, clause, notes)


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
    ):
        # "Giảm dưới 5%": by less than 5 %, or to below it.
        return Refused(Review.NUMBER_AMBIGUOUS, "giảm dưới")
    previous = mention.comparison is not None and mention.comparison.previous
    each = (
        mention.unit.per or mention.before.each or span_named(clause) or ("A" if previous else None)
    )
    if mention.baseline is None and each is None:
        notes += (Review.BASELINE_MISSING,)
    notes += _conventions(mention)
    kind = Growth if grows else Reduction
    measured = "level" if mention.levels else "change"
    rule = kind(relation, mention.low, measured, each, mention.baseline)  # type: ignore[arg-type]
    return Typed(rule, "%", notes)


def _rate_of_growth(mention: Mention, clause: str) -> bool:
    named = "tốc độ tăng" in clause or "tăng trưởng" in clause
    return named and mention.unit.share and mention.unit.per is not None and mention.high is None


def _growth_rate(mention: Mention, clause: str, notes: tuple[Review, ...]) -> Typed:
    notes += _conventions(mention)
    if ("bình quân" in clause or "trung bình" in clause) and Review.AVERAGE_RATE not in notes:
        notes += (Review.AVERAGE_RATE,)
    return Typed(Growth(bound_of(mention), mention.low, "change", mention.unit.per), "%", notes)


def _level(mention: Mention, clause: str, notes: tuple[Review, ...]) -> Typed | Refused:
    unit = mention.unit
    relation = bound_of(mention)
    notes += _conventions(mention)
    if relation is Relation.ABOVE and mention.upward is not None:
        notes += (Review.NUMBER_AMBIGUOUS,)
    if mention.high is not None:
        return _band(mention, notes)
    value = mention.goal if mention.goal is not None else mention.low
    if unit.time and not mention.before.relations and mention.upward is None:
        if mention.high is not None or not clause.lstrip().startswith(_LESS_IS_BETTER):
            return Refused(Review.NUMBER_AMBIGUOUS, unit.unit)
        relation = Relation.AT_MOST
        if Role.DOWN_TO not in mention.before.roles and not mention.falls:
            notes += (Review.DIRECTION_ASSUMED,)
    if unit.share and _beyond_the_whole(relation, value) and not _may_exceed(clause):
        notes += (Review.IMPOSSIBLE,)
    if (not unit.share and not unit.unit) or not unit.known:
        notes += (Review.UNIT_UNKNOWN,)
    name = f"{unit.unit}{_per_words(mention)}" if unit.measure and not unit.share else unit.unit
    if _kept(mention, clause):
        return Typed(Maintenance(relation, value), name, notes)
    if (
        unit.share
        or unit.measure
        or is_money(unit.unit)
        or not relation.higher_is_better
        or not unit.unit
    ):
        return Typed(Threshold(relation, value), name, notes)
    if relation is Relation.ABOVE and unit.unit in _WHERE and "trên" in clause:
        # "Trên 12 huyện" is "in twelve districts" as well.
        return Refused(Review.NUMBER_AMBIGUOUS, f"trên … {unit.unit}")
    per = unit.per or mention.before.each or span_named(clause)
    return Typed(Count(value, strict=relation is Relation.ABOVE, per=per), unit.unit, notes)


def _band(mention: Mention, notes: tuple[Review, ...]) -> Typed | Refused:
    low, high, unit = mention.low, mention.high, mention.unit
    named = set(mention.before.relations)
    open_low = named == {Relation.ABOVE}
    bounded = bool(named) and not open_low and not mention.before.loose
    if high is None or low >= high or bounded or mention.upward is not None or unit.time:
        return Refused(Review.NUMBER_AMBIGUOUS)
    if mention.strict_high:
        return Refused(Review.NUMBER_AMBIGUOUS)
    if unit.share and high > _HUNDRED:
        notes += (Review.IMPOSSIBLE,)
    if not unit.known:
        notes += (Review.UNIT_UNKNOWN,)
    strict = (Review.STRICT_BAND,) if open_low else ()
    return Typed(Band(low, high, strict_low=open_low), unit.unit, notes + strict)


def _conventions(mention: Mention) -> tuple[Review, ...]:
    roles = mention.before.roles
    about = (Review.APPROXIMATE,) if Role.ABOUT in roles else ()
    return about + ((Review.AVERAGE_RATE,) if Role.AVERAGE in roles else ())


def _per_words(mention: Mention) -> str:
    return {"A": "/năm", "S": "/6 tháng", "Q": "/quý", "M": "/tháng"}.get(
        mention.unit.per or "", ""
    )


def _beyond_the_whole(relation: Relation, value: Decimal) -> bool:
    return value > _HUNDRED or (value == _HUNDRED and relation is Relation.ABOVE)


def _may_exceed(clause: str) -> bool:
    return any(words in clause for words in _MAY_EXCEED)


def _kept(mention: Mention, clause: str) -> bool:
    lead = clause.lstrip().removeprefix("phấn đấu ").removeprefix("tiếp tục ")
    return Role.KEPT in mention.before.roles or lead.startswith(("duy trì ", "giữ vững "))
