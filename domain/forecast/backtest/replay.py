"""Go through the past of a class in order, learn what could be learned, ask, write down.

What is learned on a day rests on reports of earlier days alone, and so does when it is
learned anew: a row appended to the table changes no forecast of a day before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np

from domain.forecast.backtest.answers import Answers
from domain.forecast.backtest.batch import Batch
from domain.forecast.backtest.learned import METHODS, OURS, Learned
from domain.forecast.backtest.places import Flags, Numbers, Places
from domain.forecast.backtest.training import training
from domain.forecast.backtest.windows import History, Thinning, tested
from domain.forecast.question import Window

LEARN_AGAIN_DAYS = 180
LEARN_AGAIN_GROWTH = 1.1
MOMENT_DAYS = 85
"""How large errors are just now is seen anew each quarter at most: irregular days are many."""
AT_ONCE = 10_000
UNSURE = (0.6, 0.8)
"""Between these a chance opens an alert only if it was as high without the newest report."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked: from when on, what arrived, and how far ahead at most."""

    test_from: date
    thinning: Thinning
    horizon_days: int | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """A forecast window, and the series that it is of."""

    series: int
    window: Window


@dataclass(frozen=True, slots=True)
class Marked:
    """Forecasts of one class beside what then happened, a row a window, ordered by origin.

    `series` and `entities` are places in a list of the caller's. Chances, those with the newest
    report set aside, and whether the interval held are by method.
    """

    class_id: str
    series: Places
    entities: tuple[str, ...]
    origins: Places
    due: Places
    period_days: Numbers
    counts: Places
    horizons: Numbers
    missed: Flags
    base_rates: Numbers
    chances: dict[str, Numbers]
    aside: dict[str, Numbers]
    held: dict[str, Numbers]
    learned: tuple[Learned, ...]


def replay(
    class_id: str, histories: Sequence[History], plan: Plan, advance: Callable[[int], None]
) -> Marked | None:
    """Return the marked forecasts of a class; None where nothing could be asked.

    `advance` is told how many windows have been forecast since it was told last.
    """
    asked = [
        Tested(at, window)
        for at, history in enumerate(histories)
        for window in tested(history, plan.test_from, plan.horizon_days)
    ]
    if not asked:
        return None
    asked.sort(key=lambda one: (one.window.question.as_of, one.series))
    days = days_of_moments(histories, plan.test_from)
    parts: list[Marked] = []
    known: list[Learned] = []
    for learned, chunk in _chunks(class_id, histories, plan, asked):
        if not known or known[-1] is not learned:
            known.append(learned)
        for then, same in _by_moment(learned, histories, days, chunk):
            parts.append(_marked(class_id, then, same))
            advance(len(same))
    return _end_to_end(parts, tuple(known))


def _chunks(
    class_id: str, histories: Sequence[History], plan: Plan, asked: Sequence[Tested]
) -> Iterator[tuple[Learned, Sequence[Tested]]]:
    """Return what is asked in parts, each with what was known when its first day came."""
    learning = days_of_learning(histories, plan.test_from)
    scale = histories[0].series.head.scale
    for day, group in groupby(
        asked, key=lambda one: learning[bisect_right(learning, _origin(one)) - 1]
    ):
        windows = training(histories, day, plan.horizon_days)
        learned = Learned.of(class_id, windows) if windows else Learned.nothing(class_id, scale)
        chunk = list(group)
        for first in range(0, len(chunk), AT_ONCE):
            yield learned, chunk[first : first + AT_ONCE]


def _by_moment(
    learned: Learned, histories: Sequence[History], days: list[int], chunk: Sequence[Tested]
) -> Iterator[tuple[Learned, Sequence[Tested]]]:
    """Return what is asked from each of some days on, with how large errors were by then."""
    for at, same in groupby(chunk, key=lambda one: bisect_right(days, _origin(one)) - 1):
        courses = (history.course(days[at]) for history in histories)
        yield learned.knowing([course for course in courses if course]), list(same)


def days_of_moments(histories: Sequence[History], test_from: date) -> list[int]:
    """Return the days on which it is seen how large errors are: by the days of reports alone."""
    found: list[int] = []
    for day in sorted({day for history in histories for day in history.days}):
        if day >= test_from.toordinal() and (not found or day - found[-1] >= MOMENT_DAYS):
            found.append(day)
    return found


def days_of_learning(histories: Sequence[History], test_from: date) -> list[int]:
    """Return the days on which all is learned anew, the first report's from the test date on.

    They follow from the days of reports alone, whether or not anything is asked on them.
    """
    days = sorted(day for history in histories for day in history.days)
    found: list[int] = []
    reports = 0
    for before, day in enumerate(days):
        if day < test_from.toordinal() or (before and day == days[before - 1]):
            continue
        grown = before >= reports * LEARN_AGAIN_GROWTH and before > reports
        if not found or (grown and day - found[-1] >= LEARN_AGAIN_DAYS):
            found.append(day)
            reports = before
    return found


def _origin(one: Tested) -> int:
    return one.window.question.as_of.toordinal()


def _marked(class_id: str, learned: Learned, chunk: Sequence[Tested]) -> Marked:
    windows = [one.window for one in chunk]
    batch = Batch.of(windows)
    answers = {**learned.beside(batch), OURS: learned.ours([w.question for w in windows])}
    return Marked(
        class_id=class_id,
        series=np.array([one.series for one in chunk]),
        entities=tuple(window.entity for window in windows),
        origins=np.array([window.question.as_of.toordinal() for window in windows]),
        due=np.array([window.question.due_on.toordinal() for window in windows]),
        period_days=batch.period_days,
        counts=batch.counts,
        horizons=batch.horizons,
        missed=batch.missed,
        base_rates=np.full(len(windows), learned.base_rate),
        chances={method: answers[method].chance for method in METHODS},
        aside=_aside(learned, windows, answers),
        held={method: answers[method].holds(batch.outcomes) for method in METHODS},
        learned=(),
    )


def _aside(
    learned: Learned, windows: Sequence[Window], answers: dict[str, Answers]
) -> dict[str, Numbers]:
    """Return the chances with the newest report set aside; the same where nothing is left.

    Where the newest alone is all there is, a chance is never confirmed: then 0.
    """
    chances = {method: np.zeros(len(windows)) for method in METHODS}
    several = [at for at, window in enumerate(windows) if len(window.question.reports) > 1]
    if not several:
        return chances
    without = {
        at: replace(windows[at].question, reports=windows[at].question.reports[:-1])
        for at in several
    }
    batch = Batch.of([replace(windows[at], question=without[at]) for at in several])
    for method, told in learned.beside(batch).items():
        chances[method][several] = told.chance
    ours = answers[OURS].chance
    unsure = [at for at in several if UNSURE[0] <= ours[at] < UNSURE[1]]
    if unsure:
        chances[OURS][unsure] = learned.ours([without[at] for at in unsure]).chance
    return chances


def joined(parts: Sequence[Marked]) -> Marked:
    """Return classes as one set of windows, with series told apart."""
    first, apart = 0, []
    for part in parts:
        apart.append(replace(part, series=part.series + first))
        first += int(part.series.max()) + 1
    return _end_to_end(apart, tuple(one for part in parts for one in part.learned))


def _end_to_end(parts: Sequence[Marked], learned: tuple[Learned, ...]) -> Marked:
    def whole(name: str) -> Numbers:
        return np.concatenate([getattr(part, name) for part in parts])

    def by_method(name: str) -> dict[str, Numbers]:
        return {
            method: np.concatenate([getattr(part, name)[method] for part in parts])
            for method in METHODS
        }

    return Marked(
        class_id=parts[0].class_id,
        series=whole("series").astype(np.int64),
        entities=tuple(entity for part in parts for entity in part.entities),
        origins=whole("origins").astype(np.int64),
        due=whole("due").astype(np.int64),
        period_days=whole("period_days"),
        counts=whole("counts").astype(np.int64),
        horizons=whole("horizons"),
        missed=whole("missed").astype(bool),
        base_rates=whole("base_rates"),
        chances=by_method("chances"),
        aside=by_method("aside"),
        held=by_method("held"),
        learned=learned,
    )
