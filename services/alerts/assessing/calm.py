"""A later look at a target of which nothing was to be told, without its status. Pure.

With no news little can change of it: a report falls due, the deadline goes by, or a chance is
another as it is reckoned for another day. The days of the former are known beforehand, and of the
chances the questions are kept, to be answered by the same `chance_of`. So of most targets a sweep
needs a small part of the row, and no evidence; whatever may be told is left to a whole look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import msgspec

from contracts.status import TargetStatus
from domain.alert_rules import Level
from services.alerts.assessing.chance import chance_of
from services.alerts.assessing.finding import Calm, Finding
from services.alerts.assessing.parameters import Parameters
from services.alerts.assessing.target import changes_by_time, review_days, running


def calm_of(
    status: TargetStatus,
    as_of: date,
    findings: Iterable[Finding],
    review: Iterable[date],
    parameters: Parameters,
) -> Calm | None:
    """Return what a later look needs; None of a target that has to be looked at as a whole.

    `review` are the days on which the findings of a day may be others with no news.
    """
    due_on = status.due_on
    if due_on is None or not running(status, as_of):
        return None
    if any(found.risk for found in findings):
        return None
    if any(point.end_on > as_of for point in status.series):
        return None  # an estimate of a period that still runs speaks as of the day
    asked = [question for found in findings for question in found.questions]
    return Calm(
        target=status.target,
        due_on=due_on,
        until=min((*review, due_on + timedelta(days=1))),
        by_time=changes_by_time(status),
        decided_by=parameters.named,
        stakes=status.stakes.to_domain() if status.stakes else None,
        questions=tuple(replace(each, as_of=due_on) for each in asked),
    )


def look(calm: Calm, on: date, parameters: Parameters) -> date | None:
    """Return on which day to look again, if there is nothing to tell on this one.

    None: there may be, and a whole look says what.
    """
    if on >= calm.until or calm.decided_by != parameters.named:
        return None
    thresholds = parameters.thresholds(calm.target, calm.stakes)
    for question in calm.questions:
        asked = replace(question, as_of=on)
        if chance_of(asked, parameters, thresholds).level is not Level.CALM:
            return None
    return min(calm.until, *review_days(calm.due_on, on, by_time=calm.by_time))


_decoder = msgspec.json.Decoder(Calm)


def written(calm: Calm) -> bytes:
    """Return what is kept of it."""
    return msgspec.json.encode(calm)


def read_calm(kept: bytes) -> Calm | None:
    """Return what was kept; None of what another version of this program wrote."""
    try:
        return _decoder.decode(kept)
    except msgspec.MsgspecError:
        return None
