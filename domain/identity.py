"""Who and what a fact speaks of: agencies, events, and the ids derived from them.

An agency is known by its electronic identifier where it has one. Decision 20/2020/QĐ-TTg
writes it from general to specific (`H20.14`); QCVN 102:2016/BTTTT wrote it the other way
round (`000.00.14.H20`). Both name the same agency, so the older form is turned into the
newer one at the door. Banks, committees, schools and roles have `local:` ids.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid5

AGENCY_ID_MAX_LENGTH = 64
SLUG_MAX_LENGTH = 96

_NEW = r"[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,8}"
_OLD = r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})"
_LOCAL = r"local:[a-z0-9]+(?:-[a-z0-9]+)*"
AGENCY_ID_PATTERN = rf"^(?:{_NEW}|{_OLD}|{_LOCAL})$"
SLUG_PATTERN = r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$"

_NEW_FORM = re.compile(_NEW)
_OLD_FORM = re.compile(_OLD)
_LOCAL_FORM = re.compile(_LOCAL)
_SLUG = re.compile(SLUG_PATTERN)

_ALERT_NAMESPACE = UUID("6f1c1d0e-6a1b-5f43-9c3e-3d2a1f0b7c55")


class MalformedId(ValueError):
    """An identifier is written in no known form."""


@lru_cache(maxsize=4096)
def canonical_agency_id(text: str) -> str:
    """Return the one spelling under which an agency is stored; the few in use are read once.

    Raises:
        MalformedId: the text is neither a QĐ 20/2020 id, nor a QCVN 102 id, nor `local:`.
    """
    if len(text) <= AGENCY_ID_MAX_LENGTH:
        if old := _OLD_FORM.fullmatch(text):
            return _without_zeros(old.groups()[::-1])
        if _NEW_FORM.fullmatch(text):
            return _without_zeros(text.split("."))
        if _LOCAL_FORM.fullmatch(text):
            return text
    raise MalformedId(text)


def _without_zeros(groups: Sequence[str]) -> str:
    """Join an id's groups; those of zeros at the end say that there is no such level."""
    last = max(at for at, group in enumerate(groups) if group.strip("0"))
    return ".".join(groups[: last + 1])


def agency_slug(agency_id: str) -> str:
    """Return the agency's part of a topic name: lower case, dots and colons to hyphens.

    No two agencies have one slug: an identifier has no hyphens, a `local:` id no dots.
    """
    return agency_id.lower().replace(".", "-").replace(":", "-")


def canonical_slug(text: str) -> str:
    """Return a slug (ids of plans, indicators, targets, tasks) unchanged, or refuse it.

    Raises:
        MalformedId: not lower-case ASCII words joined by `.`, `_` or `-`, or too long.
    """
    if len(text) <= SLUG_MAX_LENGTH and _SLUG.fullmatch(text):
        return text
    raise MalformedId(text)


class EventRef(NamedTuple):
    """An event's identity: its agency and the id that agency gave it.

    A tuple, since whatever is folded is looked up by it: hashed and compared without a call.
    """

    agency: str
    id: str


class Stamp(NamedTuple):
    """What every fact carries: which event said it, when, in which revision, from which day.

    `effective_on` is None for measurements, whose day is that of their period. A tuple, since
    one is made for every event of a log.
    """

    event: EventRef
    occurred_at: datetime
    revision: int = 1
    effective_on: date | None = None

    @property
    def order(self) -> tuple[int, datetime, EventRef]:
        """The rank among statements of one thing; the highest stands, whatever came first."""
        return (self.revision, self.occurred_at, self.event)

    def in_force(self, as_of: date) -> bool:
        """Tell whether the statement holds on a day."""
        return self.effective_on is None or self.effective_on <= as_of


def alert_id(target_id: str, scope: str, due_on: date | None, opening: int) -> str:
    """Return the id of a target's n-th alert (n from 1): the same on every replay."""
    due = due_on.isoformat() if due_on else "unresolved"
    return str(uuid5(_ALERT_NAMESPACE, f"{target_id}@{scope}#{due}#{opening}"))
