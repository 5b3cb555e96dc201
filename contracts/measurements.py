"""Events of `indicator/<id>` that say what was measured: reported, corrected, withdrawn."""

from __future__ import annotations

from typing import ClassVar, Literal

from contracts.common import OnBehalf, ReportRef, Value
from contracts.data import Context, EventData
from contracts.fields import AgencyId, LaterRevision, PeriodCode, Phrase, Revision, Sentence, Slug
from contracts.fields import period as parse_period
from domain import measurement as ms
from domain.identity import Stamp


class MeasurementState(EventData):
    """One value, with what it is about. The document behind it is the evidence.

    `definition` may be left out while the indicator has only one.
    """

    SUBJECT: ClassVar[str] = "indicator"
    SCOPE: ClassVar[str] = "report"

    scope: AgencyId
    period: PeriodCode
    part: Slug | None = None
    definition: Revision | None = None
    value: Value
    observation_status: Literal["A", "E", "P", "B"] = "A"
    phrase: Phrase = ""
    on_behalf_of: OnBehalf | None = None

    def measurement(self, indicator_id: str) -> ms.Measurement:
        """Return the measurement of the domain."""
        return ms.Measurement(
            indicator_id=indicator_id,
            scope=self.scope,
            period=parse_period(self.period),
            value=self.value.to_domain(),
            status=ms.ObservationStatus(self.observation_status),
            part=self.part,
            definition=self.definition or 1,
            phrase=self.phrase,
            source_kind=self.source_kind,
        )


class MeasurementReported(MeasurementState):
    """An agency reports a value. The event's own id is the id of the report."""

    def to_domain(self, context: Context) -> ms.ReportStated:
        """Return the fact."""
        stamp = Stamp(context.event, context.occurred_at)
        return ms.ReportStated(stamp, context.event, self.measurement(context.subject_id))


class MeasurementCorrected(MeasurementState):
    """A report is corrected: its whole new state, and why."""

    report: ReportRef
    revision: LaterRevision
    reason: Sentence

    def to_domain(self, context: Context) -> ms.ReportStated:
        """Return the fact."""
        stamp = Stamp(context.event, context.occurred_at, self.revision)
        return ms.ReportStated(stamp, self.report.to_domain(), self.measurement(context.subject_id))


class MeasurementWithdrawn(EventData):
    """A report is taken back."""

    SUBJECT: ClassVar[str] = "indicator"
    SCOPE: ClassVar[str] = "report"

    report: ReportRef
    revision: LaterRevision
    reason: Sentence
    on_behalf_of: OnBehalf | None = None

    def to_domain(self, context: Context) -> ms.ReportWithdrawn:
        """Return the fact."""
        stamp = Stamp(context.event, context.occurred_at, self.revision)
        return ms.ReportWithdrawn(stamp, self.report.to_domain(), self.reason)
