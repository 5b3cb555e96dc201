"""The past of a class: every stretch of its series whose end is known, as a lesson.

A window says what a series was on some days and what came later. Inside it lie more: from
each report to each later one. All of them had ended when the window had, so none looks ahead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.forecast.axis import YEAR_DAYS
from domain.forecast.candidates import LONGEST_SERIES
from domain.forecast.question import Question, Window

MOST_STRETCHES = 2_500
ENOUGH_WHOLE = 200
"""From so many windows on they are lessons enough: they ask for what the class asks for."""
LONGEST_PERIODS = 8
LONGEST_YEARS = 2.0
_GOLDEN = 0.6180339887498949


class Seen(NamedTuple):
    """A value on a day."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Path:
    """One series as far as it is known: a question's reports and the outcome after them."""

    entity: str
    question: Question
    seen: tuple[Seen, ...]

    @property
    def order(self) -> tuple[str, tuple[Seen, ...], float, str, bool, int]:
        """Return what tells one path from another, and orders them."""
        asked = self.question
        return (
            *(self.entity, self.seen, asked.target),
            *(asked.direction.value, asked.strict, asked.period_days),
        )


class Stretch(NamedTuple):
    """From the report `start` of a path to its later value `end`."""

    path: Path
    start: int
    end: int

    @property
    def history(self) -> tuple[Seen, ...]:
        """Return the reports known at the start."""
        return self.path.seen[max(0, self.start + 1 - LONGEST_SERIES) : self.start + 1]

    @property
    def ends(self) -> tuple[str, float, Seen, Seen]:
        """Return what tells one stretch from another: the same, told twice, is one lesson."""
        seen = self.path.seen
        return self.path.entity, self.path.question.target, seen[self.start], seen[self.end]

    @property
    def days(self) -> int:
        """Return how far it reaches."""
        return (self.path.seen[self.end].on - self.path.seen[self.start].on).days


def paths(windows: Iterable[Window]) -> list[Path]:
    """Return the series behind windows, in a settled order."""
    found: dict[tuple[object, ...], Path] = {}
    for window in windows:
        question = window.question
        seen = [
            Seen(report.on, report.value)
            for report in question.of_its_year
            if report.on < window.ended_on
        ]
        if seen:
            seen.append(Seen(window.ended_on, window.outcome))
            path = Path(window.entity, question, tuple(seen))
            found[path.order] = path
    return [found[order] for order in sorted(found)]


def stretches(series: Sequence[Path]) -> list[Stretch]:
    """Return at most `MOST_STRETCHES`, spread evenly: whole windows first, then parts of them."""
    whole = [Stretch(path, len(path.seen) - 2, len(path.seen) - 1) for path in series]
    if len(whole) >= ENOUGH_WHOLE:
        return _spread(whole)
    found = {stretch.ends: stretch for stretch in whole}
    for path in series:
        period = path.question.period_days
        reach = max(LONGEST_PERIODS * period, LONGEST_YEARS * YEAR_DAYS) + period / 2
        for start in range(len(path.seen) - 1):
            for end in range(start + 1, len(path.seen)):
                one = Stretch(path, start, end)
                if one.days > reach:
                    break
                found.setdefault(one.ends, one)
    return _spread(list(found.values()))


def _spread(everything: list[Stretch]) -> list[Stretch]:
    size = len(everything)
    if size <= MOST_STRETCHES:
        return everything
    chosen = {int((index * _GOLDEN) % 1 * size) for index in range(MOST_STRETCHES)}
    return [everything[index] for index in sorted(chosen)]


def digest(series: Sequence[Path]) -> str:
    """Return the SHA-256 of all that a class is fitted on."""
    hashed = hashlib.sha256()
    for path in series:
        question = path.question
        head = (path.entity, question.scale, question.direction, repr(question.target))
        hashed.update("|".join([*head, str(question.strict), str(question.period_days)]).encode())
        for seen in path.seen:
            hashed.update(f";{seen.on.isoformat()}={seen.value!r}".encode())
        hashed.update(b"\n")
    return hashed.hexdigest()
