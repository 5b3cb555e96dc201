"""Admission without servers: tell ingest a world, then ask what it would say to one event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from contracts.rejections import Refusal
from contracts.untrusted import read_untrusted
from infra.access import Credential
from services.ingest.admit import Admitted, admit
from services.ingest.known import Known
from tests.services.ingest.events import Event, raw, world

NOW = datetime(2023, 9, 15, 3, 0, tzinfo=UTC)
TODAY = date(2023, 9, 15)
ADMITTED = "admitted"
OPERATOR = Credential(
    "operator", None, frozenset({"report", "plan", "directory"}), every_agency=True
)


def credential(agency: str, *scopes: str) -> Credential:
    """A key of one agency."""
    return Credential("key", agency, frozenset(scopes))


def ask(known: Known, message: Event, who: Credential = OPERATOR) -> Admitted | Refusal:
    """What admission says to one event, of which nothing is remembered."""
    event = read_untrusted(raw(message))
    return admit(event, credential=who, known=known, business_day=TODAY, now=NOW)


def knowing(messages: Iterable[Event]) -> Known:
    """What is known after events that must all be admitted."""
    known = Known()
    for message in messages:
        said = ask(known, message)
        if isinstance(said, Refusal):
            pytest.fail(f"{message['type']} {message['subject']}: {said.en}")
        for change in said.changes:
            known.apply(change)
    return known


def after(*messages: Event) -> Known:
    """What is known after the little world and these events."""
    return knowing([*world(), *messages])


def verdict(known: Known, message: Event, who: Credential = OPERATOR) -> tuple[str, str]:
    """Code and field of a refusal; `("admitted", "")` where there is none."""
    said = ask(known, message, who)
    return (said.code.value, said.field) if isinstance(said, Refusal) else (ADMITTED, "")


def said(known: Known, message: Event, *scopes: str) -> str:
    """The answer to an event sent under a key of the agency that it names as its source."""
    return verdict(known, message, credential(message["source"], *scopes))[0]


def unled() -> list[Event]:
    """The little world before anybody leads a target or a task."""
    return [e for e in world() if e["type"].split(".")[2] not in ("target", "task")]
