"""What the official methods say of the same reports, exactly enough to be quoted.

None gives a chance, and none is used for a decision. Each takes the first report as its base.

    Eurostat            R = CAGR so far / CAGR required; classes at 0.95, 0.60, 0. Eurostat, EU SDG
                        monitoring report, annex on method (as in `official`).
    Open SDG            the same with the sign of the direction, 0 replaced by 0.001, and a score
                        of -5 to 5 through (-0.60, -5), (0.60, 0), (1.30, 5).
                        open-sdg/sdg-build, sdg/ProgressMeasure.py (MIT).
    SDSN                yearly change so far / yearly change required from the first report on.
                        Sustainable Development Report, methodology; classes 1, 0.5 and 0.
    UNSD                v = latest * (1 + CAGR) ^ years left; (v - base) / (target - base); classes
                        0.95 and 0.10. UNSD, SDG Progress Chart, technical note 2023.
    ESCAP current       10 * (latest - base) / (target - base): 10 is reached.
    ESCAP anticipated   |target - foretold| / |target - base| by a line in which newer reports weigh
                        more: 0 or a value beyond the target is on track. The weights here rise
                        linearly; those of SD/WP/04 (2017) could not be checked.
                        https://data.unescap.org/dataviz/methodology/technical-notes.html
    Earned schedule     SPI(t) = planned time of what is done / time taken; below 1 is late.
                        Lipke, Schedule is different, The Measurable News (2003).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.forecast.official import PROGRESS_WORDS, eurostat_progress, growth
from domain.forecast.pace import figure, years_between
from domain.forecast.question import Question, Scale
from domain.reasons import Words

_MOST = Fraction(1_000_000)
_NOTHING = Fraction(1, 1000)


class InUse(StrEnum):
    """The methods."""

    EUROSTAT = "eurostat"
    OPEN_SDG = "open_sdg"
    SDSN = "sdsn"
    UNSD = "unsd"
    ESCAP_CURRENT = "escap_current"
    ESCAP_ANTICIPATED = "escap_anticipated"
    EARNED_SCHEDULE = "earned_schedule"


ON_TRACK = Words("đúng tiến độ", "on track")
ACCELERATE = Words("có tiến bộ nhưng cần tăng tốc", "progress, but acceleration needed")
LIMITED = Words("tiến bộ hạn chế", "limited or no progress")
REVERSE = Words("đang xấu đi", "deterioration: the trend must be reversed")
MODERATE = Words("cải thiện vừa phải", "moderately improving")
STAGNATING = Words("trì trệ", "stagnating")
REACHED = Words("đã tới mức đề ra", "target achieved")
UNDER_WAY = Words("chưa tới mức đề ra", "not there yet")
LATE = Words("chậm so với kế hoạch", "late against the plan")


@dataclass(frozen=True, slots=True)
class Told:
    """What one method says: its figure, rounded to six decimals, and its class in words."""

    method: InUse
    value: Decimal
    words: Words


@dataclass(frozen=True, slots=True)
class _Course:
    """Base, latest and target, in the order of better, with the years between them."""

    question: Question
    base: Fraction
    latest: Fraction
    target: Fraction
    taken: Fraction
    whole: Fraction
    sign: int

    @property
    def reached(self) -> bool:
        return not self.question.misses(float(self.latest))


def methods_in_use(question: Question) -> tuple[Told, ...]:
    """Return what each method that is defined for a question's reports says."""
    known = question.of_its_year
    if question.scale in (Scale.TASK, Scale.MILESTONE):
        told = _earned_schedule(question)
        return (told,) if told else ()
    if len(known) < 2 or known[-1].on >= question.due_on:
        return ()
    course = _Course(
        question,
        _exact(known[0].value),
        _exact(known[-1].value),
        _exact(question.target),
        years_between(known[0].on, known[-1].on),
        years_between(known[0].on, question.due_on),
        question.direction.sign,
    )
    if (course.target - course.base) * course.sign <= 0:
        return ()
    return tuple(_all(course))


def _all(course: _Course) -> Iterator[Told]:
    progress = eurostat_progress(
        base=course.base,
        latest=course.latest,
        target=course.target,
        years_to_latest=course.taken,
        years_to_deadline=course.whole,
    )
    if progress is not None:
        yield Told(InUse.EUROSTAT, progress.recorded, PROGRESS_WORDS[progress.progress_class])
    yield from _open_sdg(course)
    required = (course.target - course.base) / course.whole
    rate = (course.latest - course.base) / course.taken / required
    words = _classed(rate, (Fraction(1), ON_TRACK), (Fraction(1, 2), MODERATE), STAGNATING)
    yield Told(InUse.SDSN, _held(rate), words)
    yield from _unsd(course)
    current = 10 * (course.latest - course.base) / (course.target - course.base)
    yield Told(InUse.ESCAP_CURRENT, _held(current), REACHED if course.reached else UNDER_WAY)
    yield _anticipated(course)


def _open_sdg(course: _Course) -> Iterator[Told]:
    base, latest, target = (
        each or _NOTHING for each in (course.base, course.latest, course.target)
    )
    if base == target or len({each > 0 for each in (base, latest, target)}) > 1:
        return
    if course.reached:
        yield Told(InUse.OPEN_SDG, Decimal(5), REACHED)
        return
    actual = Fraction(growth(latest / base, course.taken))
    required = Fraction(growth(target / base, course.whole))
    sign = course.sign if base > 0 else -course.sign
    ratio = sign * actual / abs(required)
    middle = Fraction(6, 10)
    score = 5 * (ratio - middle) / (Fraction(12, 10) if ratio < middle else Fraction(7, 10))
    words = _classed(ratio, (Fraction(95, 100), ON_TRACK), (middle, ACCELERATE), LIMITED)
    yield Told(InUse.OPEN_SDG, figure(min(max(score, Fraction(-5)), Fraction(5))), words)


def _unsd(course: _Course) -> Iterator[Told]:
    if course.base <= 0 or course.latest <= 0:
        return
    left = course.whole - course.taken
    yearly = Fraction(growth(course.latest / course.base, course.taken)) + 1
    foretold = course.latest * (Fraction(growth(yearly, 1 / left)) + 1)
    ratio = (foretold - course.base) / (course.target - course.base)
    words = _classed(ratio, (Fraction(95, 100), ON_TRACK), (Fraction(1, 10), ACCELERATE), LIMITED)
    yield Told(InUse.UNSD, _held(ratio), words)


def _anticipated(course: _Course) -> Told:
    known = course.question.of_its_year
    points = [(years_between(known[0].on, one.on), _exact(one.value)) for one in known]
    weighted = [(Fraction(rank), x, y) for rank, (x, y) in enumerate(points, start=1)]
    total = sum((w for w, _, _ in weighted), Fraction(0))
    when = sum((w * x for w, x, _ in weighted), Fraction(0)) / total
    where = sum((w * y for w, _, y in weighted), Fraction(0)) / total
    across = sum((w * (x - when) ** 2 for w, x, _ in weighted), Fraction(0))
    along = sum((w * (x - when) * (y - where) for w, x, y in weighted), Fraction(0))
    foretold = where + along / across * (course.whole - when)
    gap = (course.target - foretold) * course.sign
    index = max(gap, Fraction(0)) / abs(course.target - course.base)
    words = ON_TRACK if gap <= 0 else REVERSE if along * course.sign < 0 else ACCELERATE
    return Told(InUse.ESCAP_ANTICIPATED, _held(index), words)


def _earned_schedule(question: Question) -> Told | None:
    known = question.known
    if not known or question.target <= 0:
        return None
    began_on = question.started_on or known[0].on
    planned, taken = (question.due_on - began_on).days, (known[-1].on - began_on).days
    if planned <= 0 or taken <= 0:
        return None
    done = min(_exact(known[-1].value) / _exact(question.target), Fraction(1))
    index = done * planned / taken
    return Told(InUse.EARNED_SCHEDULE, _held(index), ON_TRACK if index >= 1 else LATE)


def _classed(
    ratio: Fraction, first: tuple[Fraction, Words], second: tuple[Fraction, Words], least: Words
) -> Words:
    if ratio < 0:
        return REVERSE
    return next((words for bound, words in (first, second) if ratio >= bound), least)


def _exact(value: float) -> Fraction:
    return Fraction(Decimal(repr(float(value))))


def _held(number: Fraction) -> Decimal:
    return figure(max(-_MOST, min(_MOST, number)))
