"""Points on the axis of values, fine enough to tell *80*, *trên 80* and *gần 80* apart.

A bound is a cut `(value, epsilon)`: `X` is `(X, 0)`, `trên X` is `(X, +1)`, `dưới X` and
`gần X` are `(X, -1)`. Cuts compare lexicographically, which is what reproduces the fifteen
official verdicts of Phụ lục I of 2022: *trên 95%* against *95% trở lên* is *vượt*.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Relation(StrEnum):
    """How a bound stands to its number: `ít nhất`, `trên`, `nhiều nhất`, `dưới`."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"

    @property
    def higher_is_better(self) -> bool:
        """Whether a target of this relation is met from below upwards."""
        return self in (Relation.AT_LEAST, Relation.ABOVE)


_EPSILON = {Relation.AT_LEAST: 0, Relation.ABOVE: 1, Relation.AT_MOST: 0, Relation.BELOW: -1}


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A point of the axis, or the place just above (+1) or just below (-1) it."""

    value: Fraction
    epsilon: int = 0

    @classmethod
    def of(cls, relation: Relation, value: Fraction) -> Cut:
        """Return the cut that a relation and its number name."""
        return cls(value, _EPSILON[relation])

    def __neg__(self) -> Cut:
        return Cut(-self.value, -self.epsilon)


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a reported value lies; None is an end without limit."""

    low: Cut | None
    high: Cut | None

    @classmethod
    def point(cls, value: Fraction) -> Interval:
        """Return the interval of an exactly known value."""
        return cls(Cut(value), Cut(value))

    @classmethod
    def of(cls, relation: Relation, value: Fraction) -> Interval:
        """Return where a value lies of which only a bound is known (`Trên 85%`)."""
        cut = Cut.of(relation, value)
        return cls(cut, None) if relation.higher_is_better else cls(None, cut)

    def mirrored(self) -> Interval:
        """Return the interval on the negated axis, for targets where lower is better."""
        return Interval(
            -self.high if self.high is not None else None,
            -self.low if self.low is not None else None,
        )
