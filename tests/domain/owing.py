"""A plan with its directory, and what is owed of it: what tests of obligations start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.deadline import ContinuousDeadline, Deadline
from domain.directory import Directory, directory, expansion
from domain.history import Fact
from domain.measurement import ReportStated
from domain.obligation import Obligation, ReportState, Why
from domain.obligations import obligations
from domain.owed import follow
from domain.period import Frequency, Period
from domain.plan import Plan, PlanRow, ReportDuty, RowKind
from domain.target import Rule, TargetStated
from tests.builders import FOCAL_POINT, PROVINCE, at_least, day, report, stamp, target
from tests.domain.test_directory import DEPARTMENTS, FACTS, registered

KNOWN = directory([*FACTS, registered(FOCAL_POINT)])
DUE = "2022-11-29"
PLAN = Plan(
    id="ke-hoach",
    issuer=PROVINCE,
    title="Kế hoạch chuyển đổi số",
    number=None,
    issued_on=None,
    period=Period.parse("2022"),
    focal_point=FOCAL_POINT,
    rows=(
        PlanRow("dong-1", "1", "", "Tỷ lệ hồ sơ", RowKind.TARGET),
        PlanRow("dong-9", "9", "", "Công bố nền tảng", RowKind.TASK),
    ),
    duties=(ReportDuty(DEPARTMENTS, FOCAL_POINT, PROVINCE, day(DUE), "A"),),
)
ALWAYS = ContinuousDeadline()


def led_by(
    *lead: str,
    rule: Rule | None = None,
    members: bool = True,
    frequency: Frequency = "A",
    due_on: str | None = None,
    deadline: Deadline | None = None,
    unit: str = "%",
) -> TargetStated:
    """Return a target with its members resolved from the directory, as a plan is published."""
    fact = target(rule or at_least("80"), deadline=deadline, unit=unit)
    stated = replace(
        fact.target,
        lead=lead,
        frequency=frequency,
        report_due_on=day(due_on) if due_on else None,
        members=expansion(lead, KNOWN, day("2022-01-01")).members if members else (),
    )
    return replace(fact, target=stated)


def owed(on: str, *facts: Fact, known: Directory = KNOWN) -> list[Obligation]:
    """Return the obligations of the plan on a day, from the facts of one subject."""
    return list(obligations(PLAN, follow(facts, day(on)), known, day(on)))


def states(found: Sequence[Obligation]) -> dict[str, tuple[ReportState, Why]]:
    """Return state and reason by agency, of rows that have one period each."""
    return {one.agency: (one.state, one.why) for one in found}


def sent(
    words: str,
    by: str,
    *,
    on: str,
    period: str = "2022",
    status: str = "A",
    scope: str | None = None,
    part: str | None = None,
    definition: int = 1,
) -> ReportStated:
    """Return a report sent on a day; an agency speaks of its own unit unless told otherwise."""
    return report(
        words,
        period=period,
        status=status,
        scope=scope or by,
        part=part,
        definition=definition,
        at=stamp(agency=by, at=f"{on}T03:00:00+00:00"),
    )
