"""How good alerts have been: precision, recall, lead, Brier and the reliability table. Pure.

Every figure is a function of the set of marks and of missed targets, whatever their order, so
that whoever folds the log again gets the same. Below ENOUGH cases a share says little, so it is not
given; the counts are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.alert_scoring import Mark, Told, rounded

ENOUGH = 20
"""Fewer cases than these are too few to say."""
BINS = 10
_Z = Decimal("1.959964")
_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True, order=True)
class Aimed:
    """A target or task in a scope with one deadline: what can be missed once."""

    name: str
    scope: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class MarkedAlert:
    """An alert as it stands in the record. `missed`: what became of its target; None: unknown."""

    aimed: Aimed
    mark: Mark
    missed: bool | None
    official: bool
    lead_days: int | None
    lead_periods: Decimal | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Of what was told between two chances: how many, their mean, and the share that was missed."""

    low: Decimal
    high: Decimal
    n: int
    chance: Decimal | None
    missed: Decimal | None


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`; value and interval (95 %, Wilson) are None where these are too few to say."""

    hits: int
    of: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Record:
    """The figures of a set of alerts.

    `precision`: of the alerts that stood at the verdict, those whose target was missed. `recall`:
    of the targets missed, those warned of in time. `without_alert` were missed with no warning at
    all. Lead is the median of the warnings that were right. Brier, ECE and reliability are of every
    chance that was told (`forecasts`), compared with what became of the target.
    """

    alerts: int
    marks: dict[Mark, int]
    provisional: int
    missed: int
    without_alert: int
    precision: Share
    recall: Share
    lead_days: Decimal | None
    lead_periods: Decimal | None
    forecasts: int
    brier: Decimal | None
    ece: Decimal | None
    reliability: tuple[Bin, ...]


def record(alerts: Iterable[MarkedAlert], missed: Iterable[Aimed]) -> Record:
    """Return the figures of marked alerts; `missed` are all targets that were, warned of or not."""
    found = list(alerts)
    marks = Counter(one.mark for one in found)
    lost = set(missed) | {one.aimed for one in found if one.missed}
    warned = {one.aimed for one in found if one.mark is not Mark.WATCHED}
    hit = {one.aimed for one in found if one.mark is Mark.HIT}
    right = [one for one in found if one.mark in (Mark.HIT, Mark.LATE)]
    told = _told(found)
    bins = reliability(told)
    return Record(
        alerts=len(found),
        marks={mark: marks[mark] for mark in Mark},
        provisional=sum(not one.official for one in found),
        missed=len(lost),
        without_alert=len(lost - warned),
        precision=share(len(right), len(right) + marks[Mark.FALSE]),
        recall=share(len(hit), len(lost)),
        lead_days=_median([Decimal(o.lead_days) for o in right if o.lead_days is not None]),
        lead_periods=_median([o.lead_periods for o in right if o.lead_periods is not None]),
        forecasts=len(told),
        brier=_brier(told),
        ece=_ece(bins, len(told)),
        reliability=bins,
    )


def share(hits: int, of: int) -> Share:
    """Return a share with its interval, or without where it is of too few."""
    if of < ENOUGH:
        return Share(hits, of, None, None, None)
    n, p = Decimal(of), Decimal(hits) / of
    whole = 1 + _Z**2 / n
    middle = (p + _Z**2 / (2 * n)) / whole
    half = _Z * (p * (1 - p) / n + _Z**2 / (4 * n**2)).sqrt() / whole
    low, high = (_within(end).quantize(_SHOWN) for end in (middle - half, middle + half))
    return Share(hits, of, rounded(Fraction(hits, of)), low, high)


def _within(share: Decimal) -> Decimal:
    return min(max(share, Decimal(0)), Decimal(1))


def reliability(told: Sequence[tuple[Fraction, bool]]) -> tuple[Bin, ...]:
    """Return, for every tenth of chance, what was told and what then happened."""
    sorted_in: list[list[tuple[Fraction, bool]]] = [[] for _ in range(BINS)]
    for chance, missed in told:
        sorted_in[min(int(chance * BINS), BINS - 1)].append((chance, missed))
    return tuple(_bin(number, inside) for number, inside in enumerate(sorted_in))


def _bin(number: int, inside: Sequence[tuple[Fraction, bool]]) -> Bin:
    low, high = Decimal(number) / BINS, Decimal(number + 1) / BINS
    if not inside:
        return Bin(low, high, 0, None, None)
    n = len(inside)
    chance = sum((chance for chance, _ in inside), Fraction(0)) / n
    return Bin(low, high, n, rounded(chance), rounded(Fraction(sum(m for _, m in inside), n)))


def _told(alerts: Iterable[MarkedAlert]) -> list[tuple[Fraction, bool]]:
    """Return each chance told with what became of it, in an order of its own."""
    return sorted(
        (Fraction(one.chance), alert.missed)
        for alert in alerts
        if alert.missed is not None and alert.mark is not Mark.VOID
        for one in alert.told
    )


def _brier(told: Sequence[tuple[Fraction, bool]]) -> Decimal | None:
    if len(told) < ENOUGH:
        return None
    return rounded(sum(((p - missed) ** 2 for p, missed in told), Fraction(0)) / len(told))


def _ece(bins: Iterable[Bin], n: int) -> Decimal | None:
    """Return the mean distance of chance told and share missed, weighed by how often told."""
    if n < ENOUGH:
        return None
    off = sum(
        (
            abs(Fraction(one.chance) - Fraction(one.missed)) * one.n
            for one in bins
            if one.chance is not None and one.missed is not None
        ),
        Fraction(0),
    )
    return rounded(off / n)


def _median(numbers: Sequence[Decimal]) -> Decimal | None:
    """Return the middle one; of an even number the mean of the two."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) * Decimal("0.5")
