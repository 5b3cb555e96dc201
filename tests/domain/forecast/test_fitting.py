"""What a class learns from its past, and that it learns the same whoever asks."""

from dataclasses import replace

import pytest

from domain.forecast.answer import forecasts
from domain.forecast.axis import Transform, transform_for
from domain.forecast.candidates import CANDIDATES, guesses
from domain.forecast.errors import PROBABILITIES, STUDENT, below, quantile
from domain.forecast.fitting import fit
from domain.forecast.parameters import DEFAULT_SOURCE, MIXTURE
from domain.forecast.question import Report, Scale
from tests.domain.forecast.pools import chance, pool

POOL = pool()
FITTED = fit("percent", POOL)


def test_the_order_of_windows_does_not_matter() -> None:
    """Turned round, or told twice, they give the same parameters with the same digest."""
    mixed = [*POOL[:40], *POOL[::-1]]
    again = fit("percent", mixed)
    assert replace(again, windows=FITTED.windows, miss_rate=FITTED.miss_rate,
                   source=FITTED.source) == FITTED  # fmt: skip


def test_another_past_has_another_digest() -> None:
    """One value changed is told by the digest."""
    changed = replace(POOL[0], outcome=POOL[0].outcome + 0.5)
    assert fit("percent", [changed, *POOL[1:]]).fitted_on != FITTED.fitted_on


def test_the_method_is_the_one_that_did_best_and_all_scores_are_told() -> None:
    """Every candidate's rolling Brier score is published; the choice is among the best."""
    told = {each.method: each.brier for each in FITTED.skill}
    assert set(told) == {*CANDIDATES, MIXTURE}
    assert told[FITTED.method] <= 1.03 * min(told.values())
    assert sum(FITTED.weights) == pytest.approx(1)


def test_what_was_learned_beats_knowing_only_how_many_missed() -> None:
    """On its own class the forecast is better than the share of misses, and its interval holds."""
    told = forecasts([window.question for window in POOL], FITTED)
    missed = [window.missed for window in POOL]
    share = sum(missed) / len(missed)
    brier = sum((one.chance - hit) ** 2 for one, hit in zip(told, missed, strict=True))
    assert brier / len(POOL) < 0.8 * share * (1 - share)
    held = sum(
        one.low is not None and one.high is not None and one.low <= window.outcome <= one.high
        for one, window in zip(told, POOL, strict=True)
    )
    assert 0.7 <= held / len(POOL) <= 0.92


def test_a_class_that_goes_back_is_expected_to_and_one_that_wanders_is_not() -> None:
    """Values about a level of their own lead back to it; each step from the last does not."""
    about = [
        replace(
            window,
            question=replace(
                window.question,
                reports=tuple(
                    Report(each.on, 50 + 40 * chance(at // 24, each.on.year))
                    for each in window.question.reports
                ),
            ),
            outcome=50 + 40 * chance(at // 24, window.ended_on.year),
        )
        for at, window in enumerate(POOL)
    ]
    trend = fit("percent", about).trend
    assert trend.pull > 0
    assert 0.7 < trend.to_mean + trend.to_home <= 1.000001
    back = guesses([0.0], [trend.home + 2], 3.0, trend)[CANDIDATES.index("mean")]
    assert trend.home <= back[0] < trend.home + 2
    assert FITTED.trend.pull == 0
    assert fit("percent", about, for_others=True).trend.pull == 0


def test_too_short_a_past_leaves_the_default_and_says_so() -> None:
    """Three windows teach nothing about errors."""
    few = fit("percent", POOL[:1])
    assert few.errors[0][0] == STUDENT
    assert few.source == DEFAULT_SOURCE


def test_a_class_has_one_scale() -> None:
    """Windows of two scales, or none, cannot be a class."""
    other = replace(POOL[0], question=replace(POOL[0].question, scale=Scale.SCORE))
    for windows in ([], [POOL[0], other]):
        with pytest.raises(ValueError, match="one scale"):
            fit("percent", windows)


@pytest.mark.parametrize(
    ("scale", "values", "transform"),
    [
        (Scale.PERCENT, [0, 50, 60, 100], Transform.LOGIT),
        (Scale.PERCENT, [0.4, 3.7, 12], Transform.FINE_LOGIT),
        (Scale.PERCENT, [97.5, 99, 88], Transform.FINE_LOGIT),
        (Scale.PERCENT, [-4, 6, 112], Transform.IDENTITY),
        (Scale.POSITIVE, [1, 20, 300], Transform.LOG),
        (Scale.POSITIVE, [0, 20, 300], Transform.SOFT_LOG),
        (Scale.POSITIVE, [-5, 20, 300], Transform.SHARE),
        (Scale.SCORE, [-5, 20], Transform.IDENTITY),
    ],
)
def test_values_that_do_not_fit_an_axis_choose_another(
    scale: Scale, values: list[float], transform: Transform
) -> None:
    """A growth rate may be negative, a quantity nothing; of 3 % half a point matters."""
    assert transform_for(scale, values) is transform


def test_student_s_quantiles_are_those_of_the_tables() -> None:
    """Student's t with four degrees of freedom: 1.533 at .9, 2.132 at .95, 3.747 at .99."""
    for probability, expected in ((0.9, 1.533), (0.95, 2.132), (0.99, 3.747)):
        assert STUDENT[PROBABILITIES.index(probability)] == pytest.approx(expected, abs=0.001)
        assert below(STUDENT, expected, strict=False) == pytest.approx(probability, abs=0.001)
        assert quantile(STUDENT, probability) == pytest.approx(expected, abs=0.001)
