"""What may be learned from on a day: questions whose outcome was known before it.

A table seldom has deadlines enough in its past, so questions are made from its history: the
latest value of an earlier day against a later report. They ask for what the class's own
questions ask for: the same level where its series share one target (90 % everywhere), else
the same pace, from the latest value, as its open targets need.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.forecast.backtest.chance import share_of
from domain.forecast.backtest.places import placed, valued
from domain.forecast.backtest.windows import USUAL_PERIOD_DAYS, History, tested
from domain.forecast.question import Scale, Window

WINDOWS_MAX = 4_000
SHARED_BY = 10
"""A class shares its targets where ten series and more have the same."""


def training(histories: Sequence[History], before: int, horizon_days: int | None) -> list[Window]:
    """Return at most four thousand windows that ended before a day, by the day they ended."""
    begun = [history for history in histories if history.days[0] < before]
    if not begun:
        return []
    reach = horizon_days or _reach(begun, before)
    quota = -(-WINDOWS_MAX // len(begun))
    aims = _Aims.of(begun, before)
    found = [
        window
        for history in begun
        for window in (*_ended(history, before, quota), *_made(history, before, reach, quota, aims))
    ]
    if len(found) > WINDOWS_MAX:
        ranked = sorted(
            enumerate(found),
            key=lambda item: share_of(0, "training", item[1].entity, *_when(item[1])),
        )
        found = [found[at] for at, _ in sorted(ranked[:WINDOWS_MAX])]
    return sorted(found, key=lambda window: window.ended_on)


def _reach(begun: Sequence[History], before: int) -> int:
    """Return how far the questions still open look ahead; five years where none is open."""
    ahead = [history.series.head.due_on.toordinal() - before for history in begun]
    return max(max(ahead), USUAL_PERIOD_DAYS) if max(ahead) > 0 else 5 * USUAL_PERIOD_DAYS


def _when(window: Window) -> tuple[date, date]:
    return window.question.as_of, window.ended_on


def _ended(history: History, before: int, quota: int) -> list[Window]:
    """Return the table's own questions of a series whose deadline has passed, the latest."""
    if history.series.head.due_on.toordinal() >= before:
        return []
    return list(tested(history, date.min, None))[-quota:]


@dataclass(frozen=True, slots=True)
class _Aims:
    """What past questions are given as their targets."""

    shared: bool
    paces: tuple[float, ...]

    @classmethod
    def of(cls, begun: Sequence[History], before: int) -> _Aims:
        targets = {history.series.head.target for history in begun}
        shared = len(targets) * SHARED_BY <= len(begun)
        paces = () if shared else tuple(_paces(begun, before))
        return cls(shared or not paces, paces)

    def target(self, history: History, origin: int, end: int) -> float | None:
        head = history.series.head
        newest = history.newest_before(origin + 1)
        if self.shared or newest is None:
            return head.target
        drawn = share_of(0, "pace", history.series.name, date.fromordinal(origin))
        pace = self.paces[int(drawn * len(self.paces))]
        sign = float(head.direction.sign)
        from_place = _place(head.scale, newest.value, head.target, sign)
        to_place = from_place + pace * (end - newest.on.toordinal())
        target = float(valued(head.scale, np.array([to_place]), np.array([sign]))[0])
        return max(target, 1.0) if head.scale is Scale.RANK else target


def _paces(begun: Sequence[History], before: int) -> Iterator[float]:
    """Return the pace per day that each open target needs from its newest value."""
    for history in begun:
        head, newest = history.series.head, history.newest_before(before)
        if newest is None or head.due_on <= newest.on:
            continue
        sign = float(head.direction.sign)
        gap = _place(head.scale, head.target, head.target, sign) - _place(
            head.scale, newest.value, head.target, sign
        )
        yield gap / (head.due_on - newest.on).days


def _place(scale: Scale, value: float, unit: float, sign: float) -> float:
    return float(
        placed(scale, np.array([value]), np.array([abs(unit) or 1.0]), np.array([sign]))[0]
    )


def _made(history: History, before: int, reach: int, quota: int, aims: _Aims) -> Iterator[Window]:
    """Return questions made from a series' reports before a day."""
    known = bisect_left(history.days, before)
    for first, last in _pairs(history, known, reach, quota):
        origin, end = history.days[first], history.days[last]
        target = aims.target(history, origin, end)
        question = None if target is None else history.ask(origin, end, target)
        if question is not None:
            outcome = history.series.reports[last]
            yield Window(history.series.head.entity, question, outcome.value, outcome.on)


def _pairs(history: History, known: int, reach: int, quota: int) -> list[tuple[int, int]]:
    """Return pairs of an earlier and a later report within reach: all, or drawn ones."""
    ends = [min(bisect_right(history.days, history.days[at] + reach), known) for at in range(known)]
    if sum(end - at - 1 for at, end in enumerate(ends)) <= quota:
        return [(at, later) for at, end in enumerate(ends) for later in range(at + 1, end)]
    drawn = set()
    for turn in range(quota):
        name = f"{turn}\0{history.series.name}"
        first = int(share_of(0, "from", name) * (known - 1))
        room = ends[first] - first - 1
        if room > 0:
            drawn.add((first, first + 1 + int(share_of(0, "to", name) * room)))
    return sorted(drawn)
