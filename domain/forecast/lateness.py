"""The chance that a task or milestone ends late, from how far it is and how fast it went.

The pool says how much longer than planned finished work took (the logarithm of actual over
planned duration); the work's own tempo says the same of itself, the surer the more is done.
The two are weighed by their precision, and what is not yet done has taken at least until now.
A task without a known beginning is measured from its first report.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import erf, exp, log, sqrt
from statistics import NormalDist, fmean, pstdev
from typing import NamedTuple

from domain.forecast.parameters import USUAL_OVERRUN, Overrun
from domain.forecast.question import Question, Window

_TEMPO_SPREAD = 0.6
_LEAST_DONE = 0.02
_SHRUNK_BY = 10.0
_TENTH = 1.2815515655446004
_TENTHS = (0.1, 0.5, 0.9)
_LONGEST = 20.0
"""No end is foretold later than after so many times what was planned."""


class Lateness(NamedTuple):
    """The chance of being late, and the part of the work done by the deadline."""

    chance: float
    low: float
    median: float
    high: float


def lateness(question: Question, overrun: Overrun) -> Lateness:
    """Answer for work of which at least one report says how far it is."""
    done = _done(question, question.known[-1].value)
    if done >= 1 and not question.misses(question.known[-1].value):
        return Lateness(0.0, 1.0, 1.0, 1.0)
    taking = _taking(question, overrun)
    late = _above(0.0, taking.middle, taking.spread)
    open_yet = question.as_of < question.due_on and taking.still > 1e-9
    chance = late / taking.still if open_yet else 1.0
    shares = [
        min(1.0, exp(-(taking.middle + side * taking.spread))) for side in (_TENTH, 0.0, -_TENTH)
    ]
    low, median, high = (max(share, min(done, 1.0)) for share in shares)
    return Lateness(min(max(chance, 0.0), 1.0), low, median, high)


def finishing(question: Question, overrun: Overrun) -> tuple[date, date, date]:
    """Return the days by which unfinished work is done in 1, 5 and 9 cases of 10."""
    taking = _taking(question, overrun)
    usual = NormalDist(taking.middle, taking.spread)
    early, middle, late = (
        taking.began_on + timedelta(days=round(taking.planned * min(exp(place), _LONGEST)))
        for place in (
            usual.inv_cdf(min(max(1 - taking.still * (1 - share), 1e-9), 1 - 1e-9))
            for share in _TENTHS
        )
    )
    return early, middle, late


class _Taking(NamedTuple):
    """How long work takes: the logarithm of actual over planned duration, and its first day.

    `still` is the chance of its taking as long as it has by now.
    """

    began_on: date
    planned: int
    middle: float
    spread: float
    still: float


def _taking(question: Question, overrun: Overrun) -> _Taking:
    last = question.known[-1]
    began_on = question.started_on or min(question.known[0].on, question.due_on)
    planned = max((question.due_on - began_on).days, 1)
    middle, spread = overrun.middle, overrun.spread
    taken = (last.on - began_on).days / planned
    if taken > 0:
        share = min(max(_done(question, last.value), _LEAST_DONE), 0.999)
        tempo = _TEMPO_SPREAD**2 * (1 - share) / share
        trust = spread**2 / (spread**2 + tempo)
        middle += trust * (log(taken / share) - middle)
        spread *= sqrt(1 - trust)
    spread = max(spread, 0.02)
    until = max((min(question.as_of, question.due_on) - began_on).days / planned, 1e-6)
    return _Taking(began_on, planned, middle, spread, _above(log(until), middle, spread))


def fitted_overrun(windows: Sequence[Window]) -> Overrun:
    """Return the pooled overrun of finished work; few cases are drawn to the usual one.

    A window's `ended_on` is the day the work was finished, its `started_on` when it began.
    """
    ratios = []
    for entity_window in {(each.entity, each.ended_on): each for each in windows}.values():
        question = entity_window.question
        began_on = question.started_on or (question.known[0].on if question.known else None)
        if began_on is not None and question.due_on > began_on:
            taken = max((entity_window.ended_on - began_on).days, 1)
            ratios.append(log(taken / (question.due_on - began_on).days))
    if not ratios:
        return USUAL_OVERRUN
    trust = len(ratios) / (len(ratios) + _SHRUNK_BY)
    middle = USUAL_OVERRUN.middle + trust * (fmean(ratios) - USUAL_OVERRUN.middle)
    spread = USUAL_OVERRUN.spread + trust * (pstdev(ratios) - USUAL_OVERRUN.spread)
    return Overrun(round(middle, 6), round(max(spread, 0.05), 6))


def _done(question: Question, value: float) -> float:
    return value / question.target if question.target > 0 else float(not question.misses(value))


def _above(place: float, middle: float, spread: float) -> float:
    return 0.5 * (1 - erf((place - middle) / spread / sqrt(2)))
