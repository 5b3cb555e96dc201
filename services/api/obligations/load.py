"""Load who owes which report: kept facts, folded for the day, in a thread beside the loop.

What spans subjects is computed when asked. The day is the one asked for, else that up to which
everything has been swept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from domain.directory import Directory, DirectoryFact, directory
from domain.history import Fact
from domain.membership import MembersChange, changes
from domain.obligation import Obligation
from domain.obligations import obligations
from domain.owed import Followed, FollowedTarget, follow
from domain.plan import (
    AgencyStated,
    AgencySucceeded,
    Indicator,
    IndicatorStated,
    Plan,
)
from domain.target import TargetStated
from services.api.asof import facts_by_subject
from services.api.load import Asked, plan_of_day
from services.api.store import Reading, TooMany

OBLIGATIONS_MAX = 20_000
"""Reports that are owed, of one plan and over all its periods, at most in one answer."""


@dataclass(frozen=True, slots=True)
class Owed:
    """The obligations of a plan (or of one agency over several), and what they are about."""

    rows: tuple[Obligation, ...]
    followed: Mapping[str, Followed] = field(default_factory=dict)
    """By `target/<id>` or `task/<id>`."""
    indicators: Mapping[tuple[str, int], Indicator] = field(default_factory=dict)
    """By id and definition."""


@dataclass(frozen=True, slots=True)
class PlanOwed:
    """A plan with its obligations."""

    plan: Plan
    owed: Owed


@dataclass(frozen=True, slots=True)
class Proposed:
    """A target whose members the directory has otherwise, and the revision of an amendment."""

    change: MembersChange
    revision: int


async def load_plan_owed(
    reading: Reading, plan_id: str, asked: Asked, as_of: date
) -> PlanOwed | None:
    """Load the obligations of a plan on a day; None where there is no such plan then.

    Raises:
        TooMany: more facts or obligations than one answer may hold.
    """
    plan = await plan_of_day(reading, plan_id, asked)
    if plan is None:
        return None
    told = await reading.directory_records()
    subjects = await reading.subjects_of_plan(plan_id)
    records = await reading.records(subjects, limit=asked.facts_max)
    return PlanOwed(plan, await asked.judging.run(lambda: owed([plan], records, told, as_of)))


async def load_agency_owed(
    reading: Reading, agency: str, plan_id: str | None, asked: Asked, as_of: date
) -> Owed:
    """Load what one agency owes, on all plans or one, today. Raises TooMany."""
    told = await reading.directory_records()
    known = await asked.judging.run(lambda: directory_of(told))
    groups = known.groups_of(agency, as_of)
    found = await reading.subjects_of_agency(agency, groups, plan=plan_id)
    records = await reading.records([name for name, _ in found], limit=asked.facts_max)
    plans = await reading.plans_named(sorted({plan for _, plan in found}))
    return await asked.judging.run(
        lambda: owed(plans, records, told, as_of, agency=agency, known=known)
    )


async def load_changes(
    reading: Reading, plan_id: str, asked: Asked, as_of: date
) -> tuple[Plan, tuple[Proposed, ...]] | None:
    """Load which targets' members the directory has otherwise; None: no such plan."""
    plan = await plan_of_day(reading, plan_id, asked)
    if plan is None:
        return None
    told = await reading.directory_records()
    subjects = await reading.subjects_of_plan(plan_id)
    records = await reading.records(subjects, limit=asked.facts_max)
    return plan, await asked.judging.run(lambda: proposed(plan_id, records, told, as_of))


def owed(
    plans: Iterable[Plan],
    records: Iterable[bytes],
    directory_records: Iterable[bytes],
    as_of: date,
    *,
    agency: str | None = None,
    known: Directory | None = None,
) -> Owed:
    """Return the obligations of some plans, of one agency or of all. Pure. Raises TooMany."""
    known = known or directory_of(directory_records)
    facts = facts_by_subject(records)
    followed = [one for own in facts.values() for one in follow(own, as_of)]
    every = (row for plan in plans for row in obligations(plan, followed, known, as_of))
    wanted = (row for row in every if agency is None or row.agency == agency)
    rows = tuple(islice(wanted, OBLIGATIONS_MAX + 1))
    if len(rows) > OBLIGATIONS_MAX:
        raise TooMany("obligations", OBLIGATIONS_MAX)
    return Owed(rows, {_name(one): one for one in followed}, _indicators(facts.values()))


def proposed(
    plan_id: str, records: Iterable[bytes], directory_records: Iterable[bytes], as_of: date
) -> tuple[Proposed, ...]:
    """Return what the directory of a day proposes to amend in a plan's targets. Pure."""
    facts = facts_by_subject(records)
    revisions = {
        fact.target.id: fact.stamp.revision
        for own in facts.values()
        for fact in sorted(
            (fact for fact in own if isinstance(fact, TargetStated)),
            key=lambda fact: fact.stamp.order,
        )
    }
    targets = [
        one.target
        for own in facts.values()
        for one in follow(own, as_of)
        if isinstance(one, FollowedTarget) and not one.withdrawn and one.target.plan_id == plan_id
    ]
    found = changes(targets, directory_of(directory_records), as_of)
    return tuple(Proposed(change, revisions[change.target.id] + 1) for change in found)


def directory_of(records: Iterable[bytes]) -> Directory:
    """Fold the directory from its records."""
    facts: list[DirectoryFact] = [
        fact
        for own in facts_by_subject(records).values()
        for fact in own
        if isinstance(fact, AgencyStated | AgencySucceeded)
    ]
    return directory(facts)


def _name(one: Followed) -> str:
    kind = "target" if isinstance(one, FollowedTarget) else "task"
    return f"{kind}/{one.stated.id}"


def _indicators(facts: Iterable[Sequence[Fact]]) -> dict[tuple[str, int], Indicator]:
    stated = [fact for own in facts for fact in own if isinstance(fact, IndicatorStated)]
    return {
        (fact.indicator.id, fact.indicator.definition): fact.indicator
        for fact in sorted(stated, key=lambda fact: fact.stamp.order)
    }
