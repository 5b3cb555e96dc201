"""Series for tests of back-tests, short to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.forecast.backtest.batch import Batch
from domain.forecast.backtest.table import Head, Series
from domain.forecast.question import Direction, Question, Report, Scale, Window


def series(
    name: str,
    values: Sequence[float],
    *,
    first_year: int = 2000,
    due_year: int | None = None,
    target: float = 90.0,
    direction: Direction = Direction.UP,
    scale: Scale = Scale.PERCENT,
    entity: str = "",
) -> Series:
    """A report on the last day of each year; due at the last unless said otherwise."""
    reports = tuple(Report(date(first_year + at, 12, 31), value) for at, value in enumerate(values))
    due_on = date(due_year or reports[-1].on.year, 12, 31)
    return Series(name, Head("coverage", entity or name, target, due_on, direction, scale), reports)


def window(
    *values: float,
    target: float,
    ahead: int = 1,
    outcome: float = 0.0,
    direction: Direction = Direction.UP,
    scale: Scale = Scale.POSITIVE,
) -> Window:
    """Yearly values from 2000 on, asked on the day of the last, `ahead` years before the end."""
    reports = tuple(Report(date(2000 + at, 12, 31), value) for at, value in enumerate(values))
    due_on = date(reports[-1].on.year + ahead, 12, 31)
    question = Question(
        scale, direction, reports, target, strict=False, due_on=due_on,
        as_of=reports[-1].on, period_days=365,
    )  # fmt: skip
    return Window("e", question, outcome, due_on)


def batch(*windows: Window) -> Batch:
    """Windows as arrays."""
    return Batch.of(windows)
