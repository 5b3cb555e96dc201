"""Bounds, bands and counts: what a plain number of a target asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.bound import Relation
from domain.target import Band, Count, Maintenance, Rank, SimpleRule, Threshold
from domain.vietnamese.review import Review
from domain.vietnamese.target_mentions import Mention, bound_of
from domain.vietnamese.target_units import is_money, span_named
from domain.vietnamese.target_words import Role

_HUNDRED = Decimal(100)
_HALF = Decimal(50)
_MAY_EXCEED = ("dự toán", "kế hoạch", "so với", "cùng kỳ", "mật độ", "chỉ tiêu giao", "tăng trưởng")
_LESS_IS_BETTER = ("thời gian ", "thời hạn ", "độ trễ ", "tổng thời gian ")
_BAD = (
    "trễ hạn", "quá hạn", "chậm hạn", "hộ nghèo", "cận nghèo", "thất nghiệp", "tử vong", "vi phạm",
    "suy dinh dưỡng", "sự cố", "lây nhiễm", "thất thoát", "tai nạn", "mù chữ", "sai sót", "bỏ học",
    "khiếu nại", "tồn đọng", "nhiễm mã độc",
)  # fmt: skip
_CURED = ("xử lý", "khắc phục", "giải quyết", "giảm", "được", "không", "hỗ trợ", "phát hiện")
_WHERE = (
    "huyện", "xã", "phường", "tỉnh", "sàn", "nền tảng", "hệ thống", "kênh", "thiết bị", "trang",
    "cổng", "website", "thôn", "ấp", "khóm",
)  # fmt: skip
_IN_A_RANKING = ("xếp hạng ", "thứ hạng ", "vị trí xếp hạng ", "thứ bậc ", "vị thứ ")
_WORST_PLACE = 1000
_MORE_THAN_IT_WAS = re.compile(
    r"\s*(?:vượt .{0,60}\d.{0,60} so với |(?:tăng|nâng|giảm) .{1,150} thêm [^\d]{0,20}\d)"
)
"""*Vượt 10% so với kế hoạch*, *Tăng tỷ lệ … thêm 10%*: the number is a change, not a level."""
_RATES = {"A": "/năm", "S": "/6 tháng", "Q": "/quý", "M": "/tháng"}


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


def bound_rule(mention: Mention, clause: str, notes: tuple[Review, ...]) -> Typed | Refused:
    """Return the bound, band or count that a number sets within its clause."""
    directed = _direction(mention, clause)
    if isinstance(directed, Refused):
        return directed
    relation, doubts = directed
    notes += doubts
    unit = mention.unit
    if Role.ABOUT in mention.before.roles:
        notes += (Review.APPROXIMATE,)
    if not unit.known and not unit.share:
        notes += (Review.UNIT_UNKNOWN,)
    name = f"{unit.unit}{_RATES.get(unit.per or '', '')}"
    if mention.high is not None:
        return _band(mention, name, notes)
    value = mention.goal if mention.goal is not None else mention.low
    if unit.share and _beyond_the_whole(relation, value) and not _may_exceed(clause):
        notes += (Review.IMPOSSIBLE,)
    if relation is Relation.ABOVE and mention.upward is not None:
        notes += (Review.NUMBER_AMBIGUOUS,)
    if mention.grouped and not unit.share:
        return Refused(Review.NUMBER_AMBIGUOUS)
    if _MORE_THAN_IT_WAS.match(clause):
        return Refused(Review.BASELINE_MISSING)
    if _kept(mention, clause):
        return Typed(Maintenance(relation, value), name, notes)
    if not name and not unit.share and clause.lstrip().startswith(_IN_A_RANKING):
        return _place(relation, value)
    things = unit.unit and not (unit.share or unit.measure or is_money(name) or "/" in unit.unit)
    if not things or not relation.higher_is_better:
        return Typed(Threshold(relation, value), name, notes)
    if relation is Relation.ABOVE and unit.unit in _WHERE and "trên" in clause:
        # "Trên 12 huyện" is "in twelve districts" as well.
        return Refused(Review.NUMBER_AMBIGUOUS, f"trên … {unit.unit}")
    if value != int(value):
        return Refused(Review.NUMBER_AMBIGUOUS)
    per = unit.per or mention.before.each or span_named(clause)
    return Typed(Count(value, strict=relation is Relation.ABOVE, per=per), unit.unit, notes)


def _place(relation: Relation, value: Decimal) -> Typed | Refused:
    """Return the place that a bare number behind *Xếp hạng …* is: the first is the best."""
    if relation is not Relation.AT_LEAST or value != int(value) or not 0 < value < _WORST_PLACE:
        return Refused(Review.NUMBER_AMBIGUOUS)
    return Typed(Rank(int(value)), "", (Review.DIRECTION_ASSUMED,))


def conventions(mention: Mention) -> tuple[Review, ...]:
    """Return what a change rests on: *khoảng*, *bình quân*."""
    roles = mention.before.roles
    about = (Review.APPROXIMATE,) if Role.ABOUT in roles else ()
    return about + ((Review.AVERAGE_RATE,) if Role.AVERAGE in roles else ())


def _direction(mention: Mention, clause: str) -> tuple[Relation, tuple[Review, ...]] | Refused:
    """Return how the number binds; where no word says so, by what it is a number of.

    Time of no direction is a ceiling in a clause about a length of time, else nothing.
    """
    relation, unit = bound_of(mention), mention.unit
    said = mention.before.relations or mention.upward is not None or mention.goal is not None
    if said or Role.DOWN_TO in mention.before.roles:
        return relation, ()
    if unit.time:
        if mention.high is None and clause.lstrip().startswith(_LESS_IS_BETTER):
            return Relation.AT_MOST, (Review.DIRECTION_ASSUMED,)
        return Refused(Review.NUMBER_AMBIGUOUS, unit.unit)
    if mention.high is None and _less_is_better(mention, clause):
        return Relation.AT_MOST, (Review.DIRECTION_ASSUMED,)
    return relation, ()


def _less_is_better(mention: Mention, clause: str) -> bool:
    """Whether a bare number is a ceiling: nought, or a small share of something bad."""
    if mention.low == 0:
        return True
    bad = any(words in clause for words in _BAD)
    small = mention.share and mention.low <= _HALF
    return bad and small and not any(words in clause for words in _CURED)


def _band(mention: Mention, name: str, notes: tuple[Review, ...]) -> Typed | Refused:
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
    strict = (Review.STRICT_BAND,) if open_low else ()
    return Typed(Band(low, high, strict_low=open_low), name, notes + strict)


def _beyond_the_whole(relation: Relation, value: Decimal) -> bool:
    return value > _HUNDRED or (value == _HUNDRED and relation is Relation.ABOVE)


def _may_exceed(clause: str) -> bool:
    return any(words in clause for words in _MAY_EXCEED)


def _kept(mention: Mention, clause: str) -> bool:
    lead = clause.lstrip().removeprefix("phấn đấu ").removeprefix("tiếp tục ")
    return Role.KEPT in mention.before.roles or lead.startswith(("duy trì ", "giữ vững "))
