"""Decide a batch in order, each event on what those before it have changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.measurements import MeasurementReported
from contracts.rejections import Refusal, RefusalCode
from contracts.tasks import TaskStatusReported
from domain.identity import EventRef
from services.ingest.admit import admit
from services.ingest.authority import check_source
from services.ingest.known import Change, Known
from services.ingest.offers import Entry, Offer, new_entry


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one offer: tell the refusal, or see that the entry is on the log."""

    refusal: Refusal | None = None
    entry: Entry | None = None
    fresh: bool = False


@dataclass(slots=True)
class Decided:
    """The steps in the offers' order, and what the transaction has to write."""

    steps: list[Step] = field(default_factory=list)
    reserved: dict[EventRef, Entry] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    refused: list[tuple[Offer, Refusal]] = field(default_factory=list)


def refs(offers: Sequence[Offer]) -> list[EventRef]:
    """Return the ids whose ledger rows a decision needs."""
    return [offer.event.ref for offer in offers if offer.event and _speaks(offer)]


def changes_registry(offers: Sequence[Offer]) -> bool:
    """Whether anything here may change what others are decided on; reports do not."""
    reports = MeasurementReported | TaskStatusReported
    return any(offer.event and not isinstance(offer.event.data, reports) for offer in offers)


def decide(
    offers: Sequence[Offer],
    *,
    ledger: Mapping[EventRef, Entry],
    known: Known,
    business_day: date,
    now: datetime,
) -> Decided:
    """Decide every offer. `now` is also the instant at which the admitted are received."""
    decided = Decided()
    for offer in offers:
        step = _step(offer, decided, ledger, known, business_day, now)
        decided.steps.append(step)
        if step.refusal:
            decided.refused.append((offer, step.refusal))
    return decided


def _step(
    offer: Offer,
    decided: Decided,
    ledger: Mapping[EventRef, Entry],
    known: Known,
    business_day: date,
    now: datetime,
) -> Step:
    event = offer.event
    if event is None:
        return Step(refusal=offer.refusal)
    # First of all, so that nobody learns which ids another agency has used.
    if refusal := check_source(event, offer.credential):
        return Step(refusal=refusal)
    if taken := ledger.get(event.ref) or decided.reserved.get(event.ref):
        if taken.digest == offer.digest:
            return Step(entry=taken)
        return Step(
            refusal=Refusal.of(RefusalCode.ID_CONFLICT, "id", id=event.id, agency=event.source)
        )
    decision = admit(
        event, credential=offer.credential, known=known, business_day=business_day, now=now
    )
    if isinstance(decision, Refusal):
        return Step(refusal=decision)
    for change in decision.changes:
        known.apply(change)
    decided.changes.extend(decision.changes)
    entry = new_entry(offer, event, now)
    decided.reserved[entry.ref] = entry
    return Step(entry=entry, fresh=True)


def _speaks(offer: Offer) -> bool:
    return offer.event is not None and check_source(offer.event, offer.credential) is None
