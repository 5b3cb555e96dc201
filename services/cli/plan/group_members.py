"""The directory that a plan is published into: who is registered, who is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from contracts.publication import Publication, StandingAgency
from domain.directory import Directory, DirectoryFact, directory
from domain.draft import Party, PlanDraft
from domain.identity import EventRef, MalformedId, Stamp, canonical_agency_id
from domain.plan import Agency, AgencyStated, AgencySucceeded
from domain.reasons import Words
from services.cli.plan.catalogue import parties_of
from services.cli.plan.publication import Wanted
from services.cli.plan.row_things import Remark

_KINDS = frozenset(
    {
        *("agency", "ministry", "people_committee", "committee", "central_branch"),
        *("school", "enterprise", "role", "group"),
    }
)
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def registrations(
    draft: PlanDraft, standing: Publication, plan_on: date, remarks: list[Remark]
) -> list[Wanted]:
    """Return the agencies that the plan names and the directory lacks, members before groups.

    A group that stands without members is registered again where the file names them.
    """
    known = _latest(standing.directory)
    named = named_agencies(draft)
    members = _members(draft, named, known, remarks)
    wanted = []
    for name in sorted(named, key=lambda one: (bool(members.get(one)), one)):
        before = known.get(name)
        if before is None:
            wanted.append(_registration(name, named[name], members.get(name, ()), plan_on))
        elif members.get(name) and not before.members:
            again = _registration(name, named[name], members[name], plan_on)
            wanted.append(replace(again, revision=before.revision + 1))
    return wanted


def directory_of(standing: Publication, wanted: Iterable[Wanted], plan_on: date) -> Directory:
    """Return the directory as it will be once what is missing is registered.

    The first that is known of an agency holds for the days before it, too: a directory that
    was begun after the plan was issued is still the best that is known of that day.
    """
    facts: list[DirectoryFact] = []
    first: set[str] = set()
    for one in sorted(standing.directory, key=lambda each: (each.agency, each.revision)):
        since = one.effective_on
        if one.statement == "registered" and one.agency not in first:
            first.add(one.agency)
            since = min(since, plan_on)
        facts.append(_fact(one, since))
    for each in wanted:
        state = each.state
        agency = Agency(each.id, state["name"], "", state["kind"], tuple(state["members"]))
        facts.append(AgencyStated(_stamp(each.id, each.revision or 1, plan_on), agency))
    return directory(facts)


def _latest(stated: Iterable[StandingAgency]) -> dict[str, StandingAgency]:
    """Return the latest registration of each agency; the answer lists them by revision."""
    return {one.agency: one for one in stated if one.statement == "registered"}


def named_agencies(draft: PlanDraft) -> dict[str, Party]:
    """Return every agency with an id that the events of a plan will name."""
    return {party.agency: party for party in parties_of(draft) if party.agency}


def _members(
    draft: PlanDraft,
    named: Mapping[str, Party],
    known: Mapping[str, StandingAgency],
    remarks: list[Remark],
) -> dict[str, tuple[str, ...]]:
    """Return the members of the file's groups by id; one that is not known is remarked on.

    A group that stands with members is the directory's, and not looked at.
    """
    by_name = {party.name: name for name, party in named.items()}
    found: dict[str, tuple[str, ...]] = {}
    for group, members in draft.members.items():
        of = group if group in named else by_name.get(group)
        if of is None or (of in known and known[of].members):
            continue
        ids = []
        for member in members:
            name = member if member in named or member in known else by_name.get(member)
            if name is None:
                words = Words(
                    f"Thành viên “{member}” của nhóm {of} chưa có mã cơ quan: để ngoài",
                    f"Member “{member}” of {of} has no agency id: left out",
                )
                remarks.append(Remark(words))
            else:
                ids.append(name)
        found[of] = tuple(dict.fromkeys(ids))
    return found


def _registration(name: str, party: Party, members: tuple[str, ...], plan_on: date) -> Wanted:
    state: dict[str, Any] = {
        "name": party.name or party.text,
        "kind": party.kind if party.kind in _KINDS else "agency",
        "members": members,
        "effective_on": plan_on,
    }
    return Wanted("agency", name, f"agency/{_canonical(name)}", state, label=party.name)


def _canonical(name: str) -> str:
    try:
        return canonical_agency_id(name)
    except MalformedId:
        return name


def _fact(one: StandingAgency, since: date) -> DirectoryFact:
    stamp = _stamp(one.agency, one.revision, since)
    if one.statement == "succeeded":
        return AgencySucceeded(stamp, one.agency, one.members, "")
    return AgencyStated(stamp, Agency(one.agency, one.name, "", one.kind, one.members))


def _stamp(name: str, revision: int, since: date) -> Stamp:
    return Stamp(EventRef(name, f"{name}#{revision}"), _ANY_TIME, revision, since)
