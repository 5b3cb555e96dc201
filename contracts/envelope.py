"""The envelope of every event: CloudEvents 1.0, with the types that chitieu knows.

`id` is the sender's idempotency key, unique per agency (`source`). `receivedat` is what
ingest adds when it admits an event; the content of an event is everything else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar, Union

from pydantic import Field, StringConstraints, TypeAdapter, create_model, model_validator
from pydantic_core import PydanticCustomError

from contracts import (
    budgets,
    directory,
    evaluations,
    indicators,
    measurements,
    plans,
    targets,
    tasks,
)
from contracts.data import Context, EventData
from contracts.fields import AgencyId, Contract, EventId, Instant
from domain.history import Fact
from domain.identity import EventRef, MalformedId, canonical_agency_id, canonical_slug

PREFIX = "vn.chitieu."

_MODELS: tuple[tuple[str, type[EventData]], ...] = (
    ("plan.issued", plans.PlanIssued),
    ("plan.amended", plans.PlanAmended),
    ("indicator.defined", indicators.IndicatorDefined),
    ("indicator.redefined", indicators.IndicatorRedefined),
    ("target.set", targets.TargetSet),
    ("target.amended", targets.TargetAmended),
    ("target.withdrawn", targets.TargetWithdrawn),
    ("measurement.reported", measurements.MeasurementReported),
    ("measurement.corrected", measurements.MeasurementCorrected),
    ("measurement.withdrawn", measurements.MeasurementWithdrawn),
    ("task.assigned", tasks.TaskAssigned),
    ("task.amended", tasks.TaskAmended),
    ("task.withdrawn", tasks.TaskWithdrawn),
    ("task.status_reported", tasks.TaskStatusReported),
    ("deadline.resolved", evaluations.DeadlineResolved),
    ("evaluation.confirmed", evaluations.EvaluationConfirmed),
    ("agency.registered", directory.AgencyRegistered),
    ("agency.succeeded", directory.AgencySucceeded),
    ("budget.allocated", budgets.BudgetAllocated),
    ("budget.disbursed", budgets.BudgetDisbursed),
    ("budget.withdrawn", budgets.BudgetWithdrawn),
)

EVENT_TYPES: dict[str, type[EventData]] = {f"{PREFIX}{name}.v1": model for name, model in _MODELS}

D = TypeVar("D", bound=EventData)


class Envelope(Contract, Generic[D]):
    """A CloudEvent in structured mode. `time` is when it happened, by the sender's word."""

    specversion: Literal["1.0"]
    id: EventId
    source: AgencyId
    type: str
    subject: Annotated[str, StringConstraints(max_length=120)]
    time: Instant
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: (
        Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[!-~]+$")] | None
    ) = None
    data: D
    receivedat: Instant | None = None

    @model_validator(mode="after")
    def _subject_fits(self) -> Envelope[D]:
        kind, _, name = self.subject.partition("/")
        if kind not in self.data.SUBJECT.split("|"):
            raise PydanticCustomError(
                "subject_kind", "the subject is {kind}/<id>", {"kind": self.data.SUBJECT}
            )
        try:
            canonical = canonical_agency_id(name) if kind == "agency" else canonical_slug(name)
        except MalformedId as error:
            raise PydanticCustomError(
                "subject_id", "the subject's id is lower-case ASCII joined by . _ or -"
            ) from error
        if canonical != name:
            raise PydanticCustomError(
                "subject_spelling",
                "write the subject {kind}/{name}",
                {"kind": kind, "name": canonical},
            )
        return self

    @property
    def ref(self) -> EventRef:
        """The event's identity."""
        return EventRef(self.source, self.id)

    @property
    def subject_kind(self) -> str:
        """What the subject is: indicator, task, plan, agency, project."""
        return self.subject.partition("/")[0]

    @property
    def subject_id(self) -> str:
        """The subject's id, without its kind."""
        return self.subject.partition("/")[2]

    @property
    def occurred_at(self) -> datetime:
        """When it happened, by the sender's word."""
        return self.time

    def to_domain(self) -> Fact:
        """Return the fact that the event states."""
        return self.data.to_domain(Context(self.ref, self.time, self.subject_id))


AnyEvent = Envelope[Any]


def _event_model(name: str, data: type[EventData]) -> type[Envelope[Any]]:
    return create_model(
        data.__name__ + "Event",
        __base__=Envelope[data],  # type: ignore[valid-type] # made here, from the table
        __doc__=data.__doc__,
        type=(Literal[name], ...),  # type: ignore[arg-type] # the literal is the table's key
    )


EVENT_MODELS: dict[str, type[Envelope[Any]]] = {
    name: _event_model(name, data) for name, data in EVENT_TYPES.items()
}

EVENT_ADAPTER: TypeAdapter[AnyEvent] = TypeAdapter(
    Annotated[Union[tuple(EVENT_MODELS.values())], Field(discriminator="type")]  # type: ignore[arg-type] # noqa: UP007 - a union of the table's models
)
