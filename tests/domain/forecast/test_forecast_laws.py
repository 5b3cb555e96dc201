"""What holds of every forecast, whatever is asked."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.forecast.answer import forecast, forecasts, needed_next, point_of_no_return
from domain.forecast.fitting import fit
from domain.forecast.parameters import ClassParameters, default_parameters
from domain.forecast.question import Direction, Question, Report, Scale
from tests.domain.forecast.pools import pool

FIRST = date(2015, 1, 1)


@cache
def of(scale: Scale) -> ClassParameters:
    """Return fitted parameters for percentages, the default of every other scale."""
    if scale is Scale.PERCENT:
        return fit("percent", pool())
    return default_parameters(scale.value, scale)


def values_of(scale: Scale) -> st.SearchStrategy[float]:
    """Return values that a scale takes, those at its ends among them."""
    if scale in (Scale.PERCENT, Scale.MILESTONE, Scale.TASK):
        found = st.one_of(st.sampled_from([0.0, 100.0]), st.floats(0, 100))
    elif scale is Scale.SCORE:
        found = st.floats(-1e4, 1e4)
    else:
        found = st.one_of(st.just(0.0), st.floats(0, 1e6))
    return found.map(lambda value: round(value, 6))


@st.composite
def questions(draw: st.DrawFn, scales: tuple[Scale, ...] = tuple(Scale)) -> Question:
    """Return a question with one to eight irregular reports."""
    scale = draw(st.sampled_from(scales))
    gaps = draw(st.lists(st.integers(1, 800), min_size=1, max_size=8))
    days, on = [], FIRST
    for gap in gaps:
        on += timedelta(days=gap)
        days.append(on)
    reports = tuple(Report(day, draw(values_of(scale))) for day in days)
    return Question(
        scale,
        draw(st.sampled_from(Direction)),
        reports,
        draw(values_of(scale)),
        draw(st.booleans()),
        on + timedelta(days=draw(st.integers(1, 2500))),
        on + timedelta(days=draw(st.integers(0, 400))),
        draw(st.sampled_from([30, 91, 365])),
    )


AXIS = (Scale.PERCENT, Scale.POSITIVE, Scale.SCORE, Scale.RANK, Scale.CUMULATIVE)


@given(questions())
def test_a_chance_is_one_and_an_interval_holds_its_median(question: Question) -> None:
    """Whatever was reported, the answer is a chance, and low, median and high are in order."""
    told = forecast(question, of(question.scale))
    assert 0 <= told.chance <= 1
    if told.low is not None and told.median is not None and told.high is not None:
        assert told.low <= told.median <= told.high


@given(questions((Scale.PERCENT,)), st.floats(0, 50))
def test_a_harder_target_is_missed_no_less_likely(question: Question, harder: float) -> None:
    """The chance of a miss rises with the target."""
    parameters = of(Scale.PERCENT)
    other = replace(question, target=question.target + question.direction.sign * harder)
    assert forecast(other, parameters).chance >= forecast(question, parameters).chance


@settings(max_examples=30)
@given(questions(), st.lists(st.floats(0, 100), min_size=1, max_size=4))
def test_what_is_reported_later_changes_no_earlier_answer(
    question: Question, later: list[float]
) -> None:
    """An answer as of a day rests on what was reported by then."""
    first = max(question.reports[-1].on, question.as_of) + timedelta(days=1)
    added = tuple(Report(first + timedelta(days=at), value) for at, value in enumerate(later))
    grown = replace(question, reports=question.reports + added)
    parameters = of(question.scale)
    assert forecast(grown, parameters) == forecast(question, parameters)
    assert needed_next(grown, parameters, 0.4) == needed_next(question, parameters, 0.4)
    assert point_of_no_return(grown, parameters) == point_of_no_return(question, parameters)


@settings(max_examples=50)
@given(st.lists(questions(AXIS), min_size=1, max_size=5))
def test_a_batch_answers_as_each_alone(asked: list[Question]) -> None:
    """What stands beside a question does not matter."""
    parameters = of(Scale.SCORE)
    alone = [forecast(question, parameters) for question in asked]
    assert forecasts(asked, parameters) == alone
    assert forecasts(asked[::-1], parameters) == alone[::-1]


@given(questions((Scale.POSITIVE,)), st.sampled_from([0.125, 2.0, 1024.0]))
def test_the_unit_of_a_quantity_does_not_matter(question: Question, factor: float) -> None:
    """Đồng or tỷ đồng: the chance is the same, and the interval is in the same unit."""
    assume(question.target > 0 or question.known[-1].value > 0)
    scaled = replace(
        question,
        target=question.target * factor,
        reports=tuple(Report(each.on, each.value * factor) for each in question.reports),
    )
    one, other = forecast(question, of(Scale.POSITIVE)), forecast(scaled, of(Scale.POSITIVE))
    assert other.chance == one.chance
    assert one.median is not None
    assert other.median == pytest.approx(one.median * factor)


@given(questions((Scale.SCORE,)))
def test_lower_is_better_is_the_mirror_of_higher_is_better(question: Question) -> None:
    """A score turned upside down, with its direction, has the same chance."""
    turned = Direction.DOWN if question.direction is Direction.UP else Direction.UP
    mirrored = replace(
        question,
        direction=turned,
        target=-question.target,
        reports=tuple(Report(each.on, -each.value) for each in question.reports),
    )
    parameters = of(Scale.SCORE)
    assert forecast(mirrored, parameters).chance == forecast(question, parameters).chance


@given(questions((Scale.PERCENT,)), st.floats(0.01, 60))
def test_one_better_report_alone_never_raises_the_chance(question: Question, better: float) -> None:
    """With one report there is no trend to misread: better is better."""
    only = replace(question, reports=question.reports[-1:])
    value = only.reports[0].value + question.direction.sign * better
    improved = replace(only, reports=(Report(only.reports[0].on, value),))
    parameters = of(Scale.PERCENT)
    assert forecast(improved, parameters).chance <= forecast(only, parameters).chance


@settings(max_examples=30)
@given(questions((Scale.PERCENT,)), st.floats(0.05, 0.95))
def test_the_value_needed_next_brings_the_chance_down(question: Question, chance: float) -> None:
    """What is asked of the next report suffices, to the digit that is shown."""
    parameters = of(Scale.PERCENT)
    needed = needed_next(question, parameters, chance)
    if needed is None:
        return
    on = question.next_report_on
    reported = replace(question, reports=(*question.known, Report(on, needed)), as_of=on)
    assert forecast(reported, parameters).chance <= chance + 0.0005
