"""Simple rules of every kind with a unit that fits them, drawn by Hypothesis."""

from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from domain.bound import Relation
from domain.period import Frequency, Period
from domain.target import (
    Band,
    Baseline,
    Count,
    EntityFraction,
    ForAll,
    Growth,
    Maintenance,
    Member,
    Milestone,
    Rank,
    Reduction,
    SimpleRule,
    Threshold,
)
from tests.builders import day

RELATIONS = st.sampled_from(Relation)
SPANS: st.SearchStrategy[Frequency | None] = st.sampled_from([None, "A", "S", "Q", "M"])
NUMBERS = st.decimals(Decimal(0), Decimal("9999999.99"), places=2, allow_nan=False)
SHARES = st.decimals(Decimal("0.01"), Decimal(100), places=2, allow_nan=False)
WHOLE = st.integers(1, 999_999).map(Decimal)
PERIODS = st.sampled_from(
    ["2020", "2022-S1", "2021-Q3", "2022-06", "2022-06-30", "2020-01-01/2020-09-15"]
).map(Period.parse)
BASELINES = st.none() | st.builds(Baseline, NUMBERS, PERIODS)
MEASURED: st.SearchStrategy[Literal["change", "level"]] = st.sampled_from(["change", "level"])
MINIMA = st.lists(st.integers(1, 5).map(Decimal), max_size=4)


@st.composite
def fractions(draw: st.DrawFn) -> EntityFraction:
    """Return a fraction of entities, not above the whole."""
    denominator = draw(st.integers(2, 400))
    of = draw(st.none() | st.integers(1, 10_000))
    return EntityFraction(draw(st.integers(1, denominator)), denominator, of)


@st.composite
def bands(draw: st.DrawFn) -> Band:
    """Return a band between two shares."""
    low, high = sorted(draw(st.lists(SHARES, min_size=2, max_size=2, unique=True)))
    return Band(low, high, draw(st.booleans()))


def changes() -> st.SearchStrategy[SimpleRule]:
    """Return growths and reductions."""
    drawn = (RELATIONS, SHARES, MEASURED, SPANS, BASELINES)
    return st.builds(Growth, *drawn) | st.builds(Reduction, *drawn)


def shares(unit: str) -> st.SearchStrategy[SimpleRule]:
    """Return rules on a percentage; a change is of no other thing than itself."""
    bounds = st.one_of(
        st.builds(Threshold, RELATIONS, SHARES), st.builds(Maintenance, RELATIONS, SHARES), bands()
    )
    return bounds | changes() if unit == "%" else bounds


def measured_bounds() -> st.SearchStrategy[SimpleRule]:
    """Return bounds on a measure."""
    return st.builds(Threshold, RELATIONS, NUMBERS)


def counts() -> st.SearchStrategy[SimpleRule]:
    """Return numbers of things, in all or in every span."""
    return st.builds(Count, WHOLE, st.booleans(), SPANS)


def for_alls() -> st.SearchStrategy[SimpleRule]:
    """Return minimums of everyone, of members listed with one of their own or of nobody yet."""
    listed = MINIMA.map(
        lambda minima: ForAll(
            tuple(Member(f"H20.{n}", one, day("2022-01-01")) for n, one in enumerate(minima))
        )
    )
    return st.builds(ForAll, st.just(()), st.none() | WHOLE) | listed


RULES: st.SearchStrategy[tuple[SimpleRule, str]] = st.one_of(
    *(st.tuples(shares(unit), st.just(unit)) for unit in ("%", "% GRDP")),
    st.tuples(measured_bounds(), st.sampled_from(["điểm", "giờ", "triệu đồng", "Mbps"])),
    st.tuples(
        counts(),
        st.sampled_from(["người", "cuộc", "mô hình", "doanh nghiệp", "lượt", "văn bản", "tổ"]),
    ),
    st.tuples(st.builds(Rank, st.integers(1, 999)), st.just("")),
    st.tuples(fractions(), st.sampled_from(["sở", "đơn vị", "xã"])),
    st.tuples(for_alls(), st.just("%")),
    st.tuples(st.just(Milestone()), st.just("")),
)


def as_read(rule: SimpleRule) -> SimpleRule:
    """Return what the words of a rule say: all but who the members are."""
    if not isinstance(rule, ForAll) or not rule.members:
        return rule
    minima = {member.minimum for member in rule.members}
    return ForAll((), minima.pop() if len(minima) == 1 else None)
