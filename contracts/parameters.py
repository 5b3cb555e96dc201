"""What forecasts of a class rest on, on `chitieu.alerts.v1`: fitted, versioned, with its digest.

Key and subject are `parameters/<class>`. Every decision names the version that it was made by
(`<class>@<version>:<first characters of the digest>`), so it can be made again. Numbers are
decimal strings that give back exactly the numbers computed with.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    TypeAdapter,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from contracts.fields import Contract, Day, Instant, Slug, Text
from contracts.record_type import is_of_type
from domain.forecast.axis import Transform
from domain.forecast.errors import PROBABILITIES
from domain.forecast.parameters import ClassParameters, Overrun, Skill
from domain.forecast.question import Scale
from domain.forecast.trend import Trend
from domain.reasons import Words

PARAMETERS_TYPE: Final = "vn.chitieu.parameters.fitted.v1"
SUBJECT_PREFIX: Final = "parameters/"

_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,30})?", re.ASCII)
ScaleWord = Literal[
    "percent", "positive", "score", "rank", "cumulative", "count", "milestone", "task"
]
TransformWord = Literal["logit", "fine_logit", "log", "soft_log", "identity", "share", "season"]


def _read(value: object, info: ValidationInfo) -> float:
    if isinstance(value, float) and info.mode == "python":
        return value
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise PydanticCustomError("figure", "a decimal as a string")
    return float(value)


def _written(value: float) -> str:
    number = Decimal(repr(value))
    return f"{number:f}" if number % 1 else f"{number.quantize(Decimal(1)):f}"


Number = Annotated[
    float,
    BeforeValidator(_read),
    PlainSerializer(_written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,40}(\.\d{1,30})?$"}),
]
Chance = Annotated[Number, Field(ge=0, le=1)]
Grid = Annotated[
    tuple[Number, ...], Field(min_length=len(PROBABILITIES), max_length=len(PROBABILITIES))
]


class TrendData(Contract):
    """The pooled local linear trend: standard errors on the axis, per year or its root."""

    walk: Number
    noise: Number
    drift: Number
    drift_spread: Number
    turn: Number
    steadiness: Number
    own_of_last: Number = 1.0
    home: Number = 0.0
    pull: Number = 0.0
    to_mean: Number = 0.0
    to_home: Number = 0.0


class SkillData(Contract):
    """The rolling Brier score of a method on the class's past."""

    method: str
    brier: Chance


class ParametersData(Contract):
    """The parameters of a class, as in `domain.forecast.parameters.ClassParameters`.

    `errors` are the quantiles of each candidate's standardised errors, by group of horizons.
    `fitted_on` is the SHA-256 of the windows, empty for a default; `source` says whose.
    """

    class_id: Slug
    version: Annotated[int, Field(ge=0)]
    scale: ScaleWord
    method: str
    transform: TransformWord
    trend: TrendData
    weights: Annotated[tuple[Chance, ...], Field(min_length=4, max_length=4)]
    errors: Annotated[
        tuple[Annotated[tuple[Grid, ...], Field(min_length=4, max_length=4)], ...],
        Field(min_length=4, max_length=4),
    ]
    tails: tuple[Chance, Chance]
    fast_pace: Number
    curve: Annotated[tuple[Number, ...], Field(min_length=12, max_length=12)]
    overrun_middle: Number
    overrun_spread: Number
    skill: tuple[SkillData, ...] = ()
    scored: Annotated[int, Field(ge=0)] = 0
    miss_rate: Chance
    windows: Annotated[int, Field(ge=0)]
    entities: Annotated[int, Field(ge=0)]
    fitted_on: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    through: Day | None = None
    source_vi: Text
    source_en: Text
    least_level: Number = 0.0
    moment: Number = 1.0

    @classmethod
    def of(cls, fitted: ClassParameters) -> ParametersData:
        """Return parameters as they are told."""
        trend = {name: getattr(fitted.trend, name) for name in Trend.__slots__}
        return cls(
            class_id=fitted.class_id,
            version=fitted.version,
            scale=fitted.scale.value,
            method=fitted.method,
            transform=fitted.transform.value,
            trend=TrendData(**trend),
            weights=fitted.weights,
            errors=fitted.errors,
            tails=fitted.tails,
            fast_pace=fitted.fast_pace,
            curve=fitted.curve,
            overrun_middle=fitted.overrun.middle,
            overrun_spread=fitted.overrun.spread,
            skill=tuple(SkillData(method=each.method, brier=each.brier) for each in fitted.skill),
            scored=fitted.scored,
            miss_rate=fitted.miss_rate,
            windows=fitted.windows,
            entities=fitted.entities,
            fitted_on=fitted.fitted_on,
            through=fitted.through,
            source_vi=fitted.source.vi,
            source_en=fitted.source.en,
            least_level=fitted.least_level,
            moment=fitted.moment,
        )

    def to_domain(self) -> ClassParameters:
        """Return the parameters as forecasts use them."""
        trend = {name: getattr(self.trend, name) for name in Trend.__slots__}
        return ClassParameters(
            class_id=self.class_id,
            version=self.version,
            scale=Scale(self.scale),
            method=self.method,
            transform=Transform(self.transform),
            trend=Trend(**trend),
            weights=self.weights,
            errors=self.errors,
            tails=self.tails,
            fast_pace=self.fast_pace,
            curve=self.curve,
            overrun=Overrun(self.overrun_middle, self.overrun_spread),
            skill=tuple(Skill(each.method, each.brier) for each in self.skill),
            scored=self.scored,
            miss_rate=self.miss_rate,
            windows=self.windows,
            entities=self.entities,
            fitted_on=self.fitted_on,
            through=self.through,
            source=Words(self.source_vi, self.source_en),
            least_level=self.least_level,
            moment=self.moment,
        )


class ParametersFitted(Contract):
    """A CloudEvent: the parameters of a class were fitted and are in force from then on."""

    specversion: Literal["1.0"]
    id: str
    source: Literal["/chitieu/alerts"]
    type: Literal["vn.chitieu.parameters.fitted.v1"]
    subject: Annotated[str, Field(pattern=r"^parameters/[a-z0-9][a-z0-9_.-]*$")]
    time: Instant
    data: ParametersData


PARAMETERS_ADAPTER: TypeAdapter[ParametersFitted] = TypeAdapter(ParametersFitted)


def is_parameters(value: bytes | None) -> bool:
    """Whether a record of the topic tells of parameters, so that it is no change of an alert."""
    return is_of_type(value, PARAMETERS_TYPE)
