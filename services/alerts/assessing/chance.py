"""How likely a miss is by what the class of the value has learned, and how bad that is. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from domain.alert_rules import Level, Thresholds
from domain.forecast.answer import Forecast, forecast
from domain.forecast.parameters import ClassParameters
from domain.forecast.question import Question
from services.alerts.assessing.parameters import Parameters
from services.alerts.assessing.questions import decimal_of


@dataclass(frozen=True, slots=True)
class Chance:
    """The answer to a question, by which parameters, and its level by the thresholds.

    `without_newest` is the chance with the newest report set aside, where that matters.
    """

    answer: Forecast
    fitted: ClassParameters
    without_newest: Decimal | None
    level: Level


def chance_of(question: Question, parameters: Parameters, thresholds: Thresholds) -> Chance:
    """Return the chance that a question's target is missed."""
    fitted = parameters.of_question(question)
    answer = forecast(question, fitted)
    chance, without = decimal_of(answer.chance, "0.0001"), None
    if len(question.reports) > 1 and chance >= thresholds.close:
        earlier = replace(question, reports=question.reports[:-1])
        without = decimal_of(forecast(earlier, fitted).chance, "0.0001")
    level = thresholds.level(Fraction(chance), None if without is None else Fraction(without))
    return Chance(answer, fitted, without, level)
