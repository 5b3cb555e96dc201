"""What of a plan has been published: the answer of ingest, and how content is recognised.

Whoever publishes a plan again compares with this what he has, and sends only what differs.
The digest is of a thing's state alone: without its revision, the reason of the revision and
the day from which it holds, so that equal content is equal however often it was stated.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import orjson

from contracts.codec import encode
from contracts.envelope import AnyEvent
from contracts.fields import AgencyId, Contract, Day, Slug, Text

ThingKind = Literal["plan", "target", "task", "budget"]
_OF_THE_STATEMENT = ("revision", "reason", "effective_on")


def state_digest(event: AnyEvent) -> bytes:
    """Return the SHA-256 of what an event states, with its subject (32 bytes).

    The kind of event is left out: what was set and what was amended to the same is the same.
    """
    state = orjson.loads(encode(event.data))
    for name in _OF_THE_STATEMENT:
        state.pop(name, None)
    content = orjson.dumps({"subject": event.subject, "state": state}, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).digest()


class StandingThing(Contract):
    """The latest state of a plan, target, task or amount of the plan.

    `id` is that of the thing; of an amount its project's id, kind of money, year and source.
    `digest` is in hexadecimal; null where nothing stands (`withdrawn`), or where it was stated
    before ingest kept digests, and must be stated again to be known.
    """

    kind: ThingKind
    id: str
    revision: int
    withdrawn: bool
    digest: str | None
    subject: str
    row: Slug | None = None


class StandingIndicator(Contract):
    """An indicator with its definitions: the parts of each, by number."""

    id: Slug
    revision: int
    owner: AgencyId
    digest: str | None
    definitions: dict[int, tuple[Slug, ...]]


class StandingAgency(Contract):
    """A statement of the directory: an agency registered (`members` of a group), or succeeded."""

    agency: AgencyId
    statement: Literal["registered", "succeeded"]
    revision: int
    effective_on: Day
    name: Text = ""
    kind: Text = "agency"
    members: tuple[AgencyId, ...] = ()


class Asker(Contract):
    """Whose key asked, and what it may send; an operator's key speaks for every agency."""

    agency: AgencyId | None
    every_agency: bool
    scopes: tuple[str, ...]


class Publication(Contract):
    """All that stands of a plan at this moment, as ingest has admitted it.

    `effective_on` is the day from which the plan's latest state holds; null where the plan is
    unknown. `directory` holds every statement of it, oldest first, where it was asked for.
    """

    plan: Slug
    effective_on: Day | None
    asker: Asker
    things: tuple[StandingThing, ...]
    indicators: tuple[StandingIndicator, ...]
    directory: tuple[StandingAgency, ...] = ()
