"""Forecasts by example: what few reports say, and when there is still time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.forecast.answer import Grade, forecast, needed_next, point_of_no_return
from domain.forecast.fitting import fit
from domain.forecast.parameters import default_parameters
from domain.forecast.question import Direction, Question, Report, Scale
from tests.domain.forecast.pools import asked, pool

FITTED = fit("percent", pool())
WIDE = default_parameters("percent", Scale.PERCENT)


def width(question: Question) -> float:
    """Return how wide the interval is."""
    told = forecast(question, FITTED)
    assert told.low is not None
    assert told.high is not None
    return told.high - told.low


def test_one_report_has_a_wide_answer_not_none() -> None:
    """A single value says something: where it is, with the errors of its class."""
    told = forecast(asked(70), WIDE)
    assert told.low is not None
    assert told.high is not None
    assert 0.5 < told.chance < 0.9
    assert told.high - told.low > 20
    assert told.grade is Grade.DEFAULT


def test_no_report_has_the_rate_of_its_class_and_says_so() -> None:
    """Nothing reported: what became of the class, and no interval."""
    told = forecast(asked(), FITTED)
    assert (told.chance, told.method, told.low) == (FITTED.miss_rate, "no_report", None)


def test_a_value_on_the_deadline_settles_it() -> None:
    """A result is not foretold: 80 meets 80, but not *trên 80*."""
    assert forecast(asked(70, 80, due=2016), FITTED).chance == 0
    assert forecast(asked(70, 80, due=2016, strict=True), FITTED).chance == 1


def test_the_farther_the_deadline_the_wider_the_interval() -> None:
    """The same reports leave more open in five years than in one."""
    assert width(asked(60, 64, 66, due=2022)) > width(asked(60, 64, 66, due=2018))


@pytest.mark.parametrize("scale", [Scale.TASK, Scale.MILESTONE])
def test_work_that_keeps_its_tempo_is_less_likely_late(scale: Scale) -> None:
    """Half done in a third of the time is better than a tenth; past its day it is late."""

    def late(done: float, as_of: date = date(2023, 5, 1)) -> float:
        reports = (Report(date(2023, 5, 1), done),)
        question = Question(
            scale, Direction.UP, reports, 100, False, date(2023, 12, 31), as_of, 91,
            started_on=date(2023, 1, 1),
        )  # fmt: skip
        return forecast(question, default_parameters(scale.value, scale)).chance

    assert late(100) == 0
    assert late(60) < late(33) < late(10)
    assert late(60, as_of=date(2024, 1, 5)) == 1


def test_a_count_is_foretold_by_its_pace() -> None:
    """Twenty by the year's end: twelve by June are many, three are few."""

    def short(so_far: float) -> float:
        reports = (Report(date(2023, 6, 30), so_far),)
        question = Question(
            Scale.COUNT, Direction.UP, reports, 20, False, date(2023, 12, 31),
            date(2023, 7, 1), 91,
        )  # fmt: skip
        return forecast(question, default_parameters("count", Scale.COUNT)).chance

    assert short(20) == 0
    assert short(12) < 0.35 < 0.9 < short(3)


def test_a_sum_within_the_year_is_held_against_what_is_usual_by_then() -> None:
    """Disbursement comes late in the year: 40 % by June is on its way, 15 % is not."""

    def short(so_far: float) -> float:
        reports = (Report(date(2022, 12, 31), 95.0), Report(date(2023, 6, 30), so_far))
        question = Question(
            Scale.CUMULATIVE, Direction.UP, reports, 100, False, date(2024, 1, 31),
            date(2023, 7, 1), 91,
        )  # fmt: skip
        return forecast(question, default_parameters("sum", Scale.CUMULATIVE)).chance

    assert short(55) < 0.3
    assert short(15) > 0.9


def test_the_point_of_no_return_comes_earlier_the_more_is_missing() -> None:
    """A large gap takes the fastest longer to close; once reached, there is none."""
    small, large = (point_of_no_return(asked(value), FITTED) for value in (78, 60))
    assert small is not None
    assert large is not None
    assert large < small <= date(2025, 12, 31)
    assert point_of_no_return(asked(81), FITTED) is None


def test_the_next_report_must_say_more_for_a_lower_chance() -> None:
    """To be surer of the target, the next value must be better."""
    sure, fair = (needed_next(asked(60, 64), FITTED, chance) for chance in (0.1, 0.4))
    assert sure is not None
    assert fair is not None
    assert sure > fair > 64
    assert needed_next(replace(asked(60, 64), due_on=date(2017, 1, 1)), FITTED, 0.4) is None


def test_parameters_do_not_speak_of_values_far_below_their_own() -> None:
    """Fitted on coverage, they leave 3,7 % of a product to a wide answer of relative change."""
    fitted = replace(FITTED, least_level=10.0, version=7)
    small, large = asked(3.2, 3.7, target=4, due=2017), asked(3.2, 37, target=40, due=2017)
    assert fitted.suited_to(large) is fitted
    wide = fitted.suited_to(small)
    assert (wide.class_id, wide.version, wide.fitted_on) == ("percent", 7, FITTED.fitted_on)
    told = forecast(small, wide)
    assert told.grade is Grade.DEFAULT
    assert told.low is not None
    assert told.high is not None
    assert 2 < told.low < 3.7 < told.high < 6


GOOD = asked(50)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: replace(GOOD, target=float("nan")), "target"),
        (lambda: replace(GOOD, period_days=0), "period"),
        (lambda: replace(GOOD, reports=GOOD.reports * 2), "ascend"),
        (lambda: asked(float("inf")), "finite"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    ask: Callable[[], Question], words: str
) -> None:
    """It says what is wrong with it."""
    with pytest.raises(ValueError, match=words):
        ask()
