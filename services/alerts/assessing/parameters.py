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
from contracts.render_rules import stakes_message
from domain.alert_rules import GivenBy, Grounds, Thresholds
from domain.forecast.parameters import ClassParameters, default_parameters
from domain.forecast.question import Question, Scale
from domain.target import Stakes

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

    A class without parameters has a wide default of its scale. `own` are the thresholds that the
    alerts' file gives a target; they stand before those of its plan. `report_due` are the days by
    which the reports of a plan are waited for, where a target names none.
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

    def thresholds(self, name: str, stakes: Stakes | None = None) -> Thresholds:
        """Return the thresholds of a target or task; `stakes` are what its plan says is at stake.

        The operator's file stands before the plan, and the plan before the usual ones.
        """
        if (own := self.own.get(name)) is not None:
            return own
        return _by_plan(stakes) if stakes is not None else self.usual

    def as_recorded(self, said: AlertData) -> Parameters:
        """Return the same with what the alerts' file said when a decision was made, by its record.

        What the plan says is at stake is not taken from there: the status says it again.
        """
        told, due_on = said.decision.thresholds, said.decision.report_due_on
        found = replace(self, own={}, report_due={said.plan: due_on} if due_on else {})
        if told is None:
            return found
        if told.given_by == "file" and told.stakes is not None:
            own = Thresholds.of_stakes(told.stakes.to_domain(), GivenBy.FILE)
            return replace(found, own={said.target: own})
        usual = Thresholds(Fraction(told.open), Fraction(told.sure), Fraction(told.close))
        return replace(found, usual=usual)


def by_older_rules(said: AlertData) -> bool:
    """Tell whether a decision was made by rules that are gone: it reads, and stays.

    Before there were forecasts; or, of missing reports and tasks, by the first rules.
    """
    named = said.decision.parameters
    return named == BEFORE_FORECASTS or (said.kind in ("report", "task") and named == RULES)


@lru_cache(maxsize=4096)
def _by_plan(stakes: Stakes) -> Thresholds:
    return Thresholds.of_stakes(stakes, GivenBy.PLAN)


@lru_cache(maxsize=4096)
def thresholds_message(thresholds: Thresholds) -> ThresholdsMessage:
    """Return thresholds as a decision records them, to four decimals, and what they follow from."""
    grounds = thresholds.grounds
    return ThresholdsMessage(
        open=_share(thresholds.open),
        sure=_share(thresholds.sure),
        close=_share(thresholds.close),
        stakes=stakes_message(grounds.stakes) if grounds else None,
        given_by=grounds.given_by.value if grounds else None,
    )


def recorded_grounds(said: AlertData) -> Grounds | None:
    """Return why a target had thresholds of its own when its alert spoke last."""
    told = said.decision.thresholds
    if told is None or told.stakes is None or told.given_by is None:
        return None
    return Grounds(told.stakes.to_domain(), GivenBy(told.given_by))


def _share(of: Fraction) -> Decimal:
    return Decimal(repr(float(of))).quantize(Decimal("0.0001"))
