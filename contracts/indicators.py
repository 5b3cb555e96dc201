"""Events of `indicator/<id>` that say what is measured: defined, redefined."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.data import Context, Statement
from contracts.fields import Exact, LaterRevision, Sentence, Slug, Text, Unit, decimal_text
from domain import plan as dp


class IndicatorState(Statement):
    """The whole definition of an indicator.

    `unit` begins with `%` where values are percentages (`%`, `% GRDP`); `maximum` is the
    natural ceiling; `method` is null where none is laid down, which is worth knowing.
    """

    SUBJECT: ClassVar[str] = "indicator"
    SCOPE: ClassVar[str] = "plan"

    name: Sentence
    unit: Unit
    direction: Literal["higher", "lower"] = "higher"
    numerator: Text | None = None
    denominator: Text | None = None
    method: Text | None = None
    maximum: Exact | None = None
    parts: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()

    def indicator(self, indicator_id: str, definition: int) -> dp.Indicator:
        """Return the indicator of the domain."""
        return dp.Indicator(
            id=indicator_id,
            definition=definition,
            name=self.name,
            unit=self.unit,
            higher_is_better=self.direction == "higher",
            numerator=self.numerator,
            denominator=self.denominator,
            method=self.method,
            maximum=None if self.maximum is None else decimal_text(self.maximum),
            parts=self.parts,
        )


class IndicatorDefined(IndicatorState):
    """An indicator is defined: definition 1."""

    def to_domain(self, context: Context) -> dp.IndicatorStated:
        """Return the fact."""
        return dp.IndicatorStated(self.stamp(context), self.indicator(context.subject_id, 1))


class IndicatorRedefined(IndicatorState):
    """An indicator counts another thing from now on: a break in its series (SDMX `B`).

    `revision` is the number of the new definition; a measurement and a target name theirs.
    """

    revision: LaterRevision
    reason: Sentence

    def to_domain(self, context: Context) -> dp.IndicatorStated:
        """Return the fact."""
        return dp.IndicatorStated(
            self.stamp(context, self.revision),
            self.indicator(context.subject_id, self.revision),
            self.reason,
        )
