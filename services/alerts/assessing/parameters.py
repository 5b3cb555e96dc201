"""What decisions are made by: the fitted parameters of each class, and the thresholds. Pure.

Every version that was ever decided by can be kept, so that each decision can be made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256

from contracts.alerts import AlertData
from contracts.alerts import Thresholds as ThresholdsMessage
from domain.alert_rules import Thresholds
from domain.forecast.parameters import ClassParameters, default_parameters
from domain.forecast.question import Question, Scale

DIGEST_CHARACTERS = 12
BEFORE_FORECASTS = "pace-1"
"""The version by which alerts were decided before there were forecasts."""
RULES = "rules-1"
"""The version of what is decided of targets and doubtful values without a forecast."""
ABSENCE_RULES = "rules-2"
"""The same of missing reports, and of tasks of which nothing was reported."""


def version_of(fitted: ClassParameters) -> str:
    """Return how a decision names the parameters of a class."""
    digest = f":{fitted.fitted_on[:DIGEST_CHARACTERS]}" if fitted.fitted_on else ""
    return f"{fitted.class_id}@{fitted.version}{digest}"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters in force by class, and thresholds: the usual ones, and those of targets.

    A class without parameters has a wide default of its scale. `report_due` are the days by which
    the reports of a plan are waited for, where a target names none.
    """

    classes: Mapping[str, ClassParameters] = field(default_factory=dict)
    usual: Thresholds = field(default_factory=Thresholds)
    own: Mapping[str, Thresholds] = field(default_factory=dict)
    report_due: Mapping[str, date] = field(default_factory=dict)
    named: str = field(init=False, compare=False, repr=False)
    """By what is decided whatever the thresholds: rules, parameters and days, as one digest."""

    def __post_init__(self) -> None:
        told = [RULES, ABSENCE_RULES, *map(version_of, self.classes.values())]
        told += [f"{plan} {due_on}" for plan, due_on in self.report_due.items()]
        digest = sha256("\n".join(sorted(told)).encode()).hexdigest()
        object.__setattr__(self, "named", digest[:DIGEST_CHARACTERS])

    @classmethod
    def of(cls, fitted: Iterable[ClassParameters]) -> Parameters:
        """Return parameters by class, the usual thresholds beside."""
        return cls({one.class_id: one for one in fitted})

    def of_scale(self, scale: Scale) -> ClassParameters:
        """Return the parameters for values of a kind."""
        return self.classes.get(scale.value) or default_parameters(scale.value, scale)

    def of_question(self, question: Question) -> ClassParameters:
        """Return what answers a question: what its class learned, if of such values."""
        return self.of_scale(question.scale).suited_to(question)

    def thresholds(self, target_id: str) -> Thresholds:
        """Return the thresholds of a target."""
        return self.own.get(target_id, self.usual)

    def as_recorded(self, said: AlertData) -> Parameters:
        """Return the same with the thresholds and days that a decision recorded."""
        told, due_on = said.decision.thresholds, said.decision.report_due_on
        found = replace(self, report_due={said.plan: due_on} if due_on else {})
        if told is None:
            return found
        thresholds = Thresholds(Fraction(told.open), Fraction(told.sure), Fraction(told.close))
        return replace(found, own={**self.own, said.target: thresholds})


def by_older_rules(said: AlertData) -> bool:
    """Tell whether a decision was made by rules that are gone: it reads, and stays.

    Before there were forecasts; or, of missing reports and tasks, by the first rules.
    """
    named = said.decision.parameters
    return named == BEFORE_FORECASTS or (said.kind in ("report", "task") and named == RULES)


@lru_cache(maxsize=4096)
def thresholds_message(thresholds: Thresholds) -> ThresholdsMessage:
    """Return thresholds as a decision records them, to four decimals."""
    return ThresholdsMessage(
        open=_share(thresholds.open),
        sure=_share(thresholds.sure),
        close=_share(thresholds.close),
    )


def _share(of: Fraction) -> Decimal:
    return Decimal(repr(float(of))).quantize(Decimal("0.0001"))
