"""What there is to fear of a target or task on a day: each kind of alert, with its evidence. Pure.

A status, the parameters and what was last said go in; what would open, change or end an alert of
each kind comes out. A value that looks wrong is told, and counts for nothing else until it is
borne out: by a comma left out no alert may be closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from contracts.alerts import AlertData, KindWord
from contracts.status import TargetStatus, TaskStatus
from services.alerts.assessing.calm import calm_of
from services.alerts.assessing.finding import Assessment
from services.alerts.assessing.missing_report import (
    report_finding,
    report_review,
    reported_on,
)
from services.alerts.assessing.parameters import Parameters
from services.alerts.assessing.series import points_of
from services.alerts.assessing.suspicious_input import doubtful, input_finding
from services.alerts.assessing.target import target_finding, target_review
from services.alerts.assessing.task import assess_task

Said = Mapping[KindWord, AlertData]
"""What the latest alert of each kind said last."""


def assess(
    status: TargetStatus | TaskStatus, as_of: date, *, parameters: Parameters, said: Said
) -> Assessment:
    """Assess as of a day, which is not before the day the status was judged for."""
    if isinstance(status, TaskStatus):
        return assess_task(status, as_of, parameters, said.get("task"))
    points, reported = points_of(status), reported_on(status)
    plan_due_on = parameters.report_due.get(status.plan)
    wrong = doubtful(status, points, as_of, parameters)
    findings = (
        input_finding(status, points, wrong, said.get("input")),
        report_finding(status, points, reported, as_of, said.get("report"), plan_due_on),
        target_finding(
            status,
            points,
            as_of,
            parameters,
            said.get("target"),
            frozenset(each.event for each in wrong.values()),
        ),
    )
    missing = report_review(status, points, reported, as_of, plan_due_on)
    calm = calm_of(status, as_of, findings, missing, parameters)
    days = (*missing, *target_review(status, as_of))
    return Assessment(findings, _next(as_of, days), calm)


def _next(as_of: date, days: tuple[date, ...]) -> date | None:
    return min((day for day in days if day > as_of), default=None)
