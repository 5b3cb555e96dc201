"""The directory on a day: who there is, who belongs to a group, who answers for whom now.

Folded from `agency.registered` and `agency.succeeded`, in any order. A group lead (*các sở,
ngành Tỉnh; UBND cấp huyện*) expands to its members when a plan is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from domain.plan import Agency, AgencyStated, AgencySucceeded
from domain.reasons import Words
from domain.target import Member

DirectoryFact = AgencyStated | AgencySucceeded
_F = TypeVar("_F", AgencyStated, AgencySucceeded)


@dataclass(frozen=True, slots=True)
class Directory:
    """All that is stated of agencies; what holds on a day is asked with the day.

    Each tuple is ordered by rank, the highest last, as an earlier one may hold on an earlier
    day.
    """

    stated: Mapping[str, tuple[AgencyStated, ...]] = field(default_factory=dict)
    succeeded: Mapping[str, tuple[AgencySucceeded, ...]] = field(default_factory=dict)

    def agency(self, agency_id: str, on: date) -> Agency | None:
        """Return an agency as it is registered on a day; None where it is not, or not yet."""
        fact = _standing(self.stated.get(agency_id, ()), on)
        return fact.agency if fact else None

    def successors(self, agency_id: str, on: date) -> tuple[str, ...]:
        """Return who answers for an agency since it was merged or split; () where it stands."""
        fact = _standing(self.succeeded.get(agency_id, ()), on)
        return fact.successors if fact else ()

    def is_group(self, agency_id: str, on: date) -> bool:
        """Whether an id names several agencies, and not one that can report."""
        agency = self.agency(agency_id, on)
        return agency is not None and (agency.kind == "group" or bool(agency.members))

    def reports_for_itself(self, agency_id: str, on: date) -> bool:
        """Whether an id is known to name one agency."""
        return self.agency(agency_id, on) is not None and not self.is_group(agency_id, on)

    def groups_of(self, agency_id: str, on: date) -> tuple[str, ...]:
        """Return the groups to which an agency belongs on a day, by id."""
        return tuple(
            group
            for group in sorted(self.stated)
            if self.is_group(group, on)
            and any(one.agency == agency_id for one in expansion((group,), self, on).members)
        )


def directory(facts: Iterable[DirectoryFact]) -> Directory:
    """Fold facts of agencies; order and duplicates do not matter."""
    distinct = {(fact.stamp.event, type(fact)): fact for fact in facts}
    stated: dict[str, tuple[AgencyStated, ...]] = {}
    succeeded: dict[str, tuple[AgencySucceeded, ...]] = {}
    for fact in sorted(distinct.values(), key=lambda one: one.stamp.order):
        if isinstance(fact, AgencyStated):
            name = fact.agency.id
            stated[name] = (*stated.get(name, ()), fact)
        else:
            name = fact.agency_id
            succeeded[name] = (*succeeded.get(name, ()), fact)
    return Directory(stated, succeeded)


class Unresolved(StrEnum):
    """Why a party of a group lead stands for nobody, or for somebody who is not known."""

    NOT_REGISTERED = "not_registered"
    NO_MEMBERS = "no_members"
    MEMBER_NOT_REGISTERED = "member_not_registered"


UNRESOLVED_WORDS: dict[Unresolved, Words] = {
    Unresolved.NOT_REGISTERED: Words(
        "Chưa có trong danh bạ vào ngày đó", "Not in the directory on that day"
    ),
    Unresolved.NO_MEMBERS: Words(
        "Nhóm chưa ghi thành viên nào trong danh bạ",
        "The directory names no member of the group",
    ),
    Unresolved.MEMBER_NOT_REGISTERED: Words(
        "Thành viên của nhóm chưa có trong danh bạ",
        "A member of the group that the directory does not know",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A party (`agency`) that could not be expanded; `group` is where it is named, if in one."""

    agency: str
    reason: Unresolved
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The members that parties stand for on a day, in their order, and what is unresolved."""

    members: tuple[Member, ...]
    problems: tuple[Problem, ...]


def expansion(
    parties: Sequence[str], directory: Directory, on: date, *, minimum: Decimal = Decimal(0)
) -> Expansion:
    """Return the members that the leads of a target stand for on a day, and what is unresolved.

    Where no party is a group there is nothing to expand, and no member: each lead reports for the
    whole scope. Beside a group a single agency (*Công an Tỉnh; UBND cấp huyện*) is one of the
    members. A group that names nobody leaves no member either, as a sum over the others would pass
    for the whole. `minimum` is what each has to reach by itself, where the target says so.
    """
    leads = [heir for party in parties for heir in heirs(party, directory, on)]
    problems: dict[Problem, None] = {
        Problem(heir, Unresolved.NOT_REGISTERED): None
        for heir in leads
        if directory.agency(heir, on) is None
    }
    if not any(directory.is_group(heir, on) for heir in leads):
        return Expansion((), tuple(problems))
    found: dict[str, None] = {}
    entered: set[str] = set()
    for heir in leads:
        for one in _leaves(heir, directory, on, entered):
            if isinstance(one, Problem):
                problems[one] = None
            else:
                found[one] = None
    whole = all(one.reason is not Unresolved.NO_MEMBERS for one in problems)
    members = tuple(Member(agency, minimum, on) for agency in found) if whole else ()
    return Expansion(members, tuple(problems))


def _leaves(
    party: str, directory: Directory, on: date, entered: set[str], group: str | None = None
) -> Iterator[str | Problem]:
    """Yield the agencies that a party comes to. A group is entered once, so none is endless."""
    agency = directory.agency(party, on)
    if agency is None:
        if group is not None:
            yield Problem(party, Unresolved.MEMBER_NOT_REGISTERED, group)
        yield party
        return
    if not directory.is_group(party, on):
        yield party
        return
    if party in entered:
        return
    entered.add(party)
    if not agency.members:
        yield Problem(party, Unresolved.NO_MEMBERS, group)
    for member in agency.members:
        for heir in heirs(member, directory, on):
            yield from _leaves(heir, directory, on, entered, party)


def heirs(agency_id: str, directory: Directory, on: date) -> tuple[str, ...]:
    """Return who answers for an agency on a day: itself, or the last of its successors."""
    found: dict[str, None] = {}
    waiting, seen = [agency_id], {agency_id}
    while waiting:
        name = waiting.pop(0)
        after = directory.successors(name, on)
        if not after:
            found[name] = None
        waiting += [heir for heir in after if heir not in seen]
        seen |= set(after)
    return tuple(found) or (agency_id,)


def _standing(facts: Sequence[_F], on: date) -> _F | None:
    return next((fact for fact in reversed(facts) if fact.stamp.in_force(on)), None)
