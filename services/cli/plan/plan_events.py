"""The events of a publication: their types, ids and time. Pure.

Sent again, an event has the same id and the same content, so that ingest knows it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from contracts.data import EventData
from contracts.envelope import EVENT_MODELS, EVENT_TYPES, PREFIX, AnyEvent
from infra.clock import BUSINESS_ZONE

NAMESPACE = UUID("8a0f0c2e-5b1d-5c56-9d0e-7f1f6a2b4c10")
"""The namespace of the ids of published events: UUIDv5 of `<kind>/<id>#<revision>#<digest>`."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The types of event that state a kind of thing, amend it and withdraw it."""

    first: str
    later: str
    withdrawn: str = ""


FORMS: Mapping[str, Forms] = {
    "agency": Forms("agency.registered", "agency.registered"),
    "indicator": Forms("indicator.defined", "indicator.redefined"),
    "plan": Forms("plan.issued", "plan.amended"),
    "target": Forms("target.set", "target.amended", "target.withdrawn"),
    "task": Forms("task.assigned", "task.amended", "task.withdrawn"),
    "budget": Forms("budget.allocated", "budget.allocated", "budget.withdrawn"),
    "report": Forms("task.status_reported", "task.status_reported"),
}


@dataclass(frozen=True, slots=True)
class Says:
    """What all events of one publication share: who says it, from when, and why.

    `first_on` is the day from which what is stated for the first time holds, `amended_on` that
    of amendments; `today` bounds the events' own time, which cannot lie ahead.
    """

    source: str
    first_on: date
    amended_on: date
    today: date
    reason: str = "Cập nhật theo tệp kế hoạch"
    dropped: str = "Không còn trong tệp kế hoạch"


def event_id(kind: str, name: str, revision: int, content: str) -> str:
    """Return the id of the event that brings a thing to a revision with a content.

    `content` is the digest of the state in hexadecimal, or `withdrawn`.
    """
    return str(uuid5(NAMESPACE, f"{kind}/{name}#{revision}#{content}"))


def build(
    form: str, subject: str, state: Mapping[str, Any], says: Says, *, event_id: str
) -> AnyEvent:
    """Return an event of a type's short name.

    Raises:
        pydantic.ValidationError: what the file says does not fit the contract.
    """
    name = f"{PREFIX}{form}.v1"
    model: type[EventData] = EVENT_TYPES[name]
    data = model.model_validate(dict(state))
    return EVENT_MODELS[name].model_validate(
        {
            "specversion": "1.0",
            "id": event_id,
            "source": says.source,
            "type": name,
            "subject": subject,
            "time": occurred_at(state["effective_on"], says.today),
            "data": data,
        }
    )


def occurred_at(effective_on: date, today: date) -> datetime:
    """Return the time of an event: the beginning of its day, so that sent again it is the same."""
    return datetime.combine(min(effective_on, today), time(), tzinfo=BUSINESS_ZONE)
