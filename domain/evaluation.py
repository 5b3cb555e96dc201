"""What the authority settles by event: an open deadline, and the official verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.identity import Stamp
from domain.period import Period
from domain.reasons import Verdict


@dataclass(frozen=True, slots=True)
class DeadlineResolved:
    """A go-live or a directive that fixes an open deadline of a target or task (`of`)."""

    stamp: Stamp
    of: str
    due_on: date


@dataclass(frozen=True, slots=True)
class EvaluationConfirmed:
    """The authority's verdict on a target or task (`of`); *chưa đạt* carries its reason."""

    stamp: Stamp
    of: str
    scope: str
    period: Period
    verdict: Verdict
    reason: str = ""
