"""How each notice of an alert fared, on `chitieu.alerts.v1`: delivered, failed, or given up.

Key and subject are the alert's id (of a report about a channel, `channel/<name>`). The id is that
of the notice with the number of the attempt. It is no change of the alert: it has no place in the
alert's `seq`, and nothing is sent because of it. Whoever folds alerts passes over it.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from contracts.fields import Contract, Instant, Text
from contracts.record_type import is_of_type

DELIVERED_TYPE: Final = "vn.chitieu.alert.delivered.v1"

OutcomeOfDelivery = Literal["delivered", "failed", "given_up"]


class DeliveryData(Contract):
    """One attempt to deliver a notice.

    `notice` is the same on every attempt, and a duplicate carries it too; `message` is what it
    went in: itself, or a digest of several. `recipient` is masked; empty where the channel itself
    is the place. `code` says why it failed; `next_at` when it is tried again.
    """

    notice: UUID
    message: UUID
    alert: UUID | None
    seq: Annotated[int, Field(ge=1)] | None
    channel: str
    recipient: Text
    route: str
    attempt: Annotated[int, Field(ge=1)]
    outcome: OutcomeOfDelivery
    code: str = ""
    next_at: Instant | None = None


class Delivery(Contract):
    """A CloudEvent: an attempt was made."""

    specversion: Literal["1.0"]
    id: str
    source: Literal["/chitieu/alerts"]
    type: Literal["vn.chitieu.alert.delivered.v1"]
    subject: str
    time: Instant
    data: DeliveryData


DELIVERY_ADAPTER: TypeAdapter[Delivery] = TypeAdapter(Delivery)


def is_delivery(value: bytes | None) -> bool:
    """Whether a record of the topic tells of a delivery, so that it is no change of an alert."""
    return is_of_type(value, DELIVERED_TYPE)
