"""Who reports on a target, and what a later change of the directory would make of that.

A change of the directory alters no status by itself: it proposes `target.amended`, with the
target's whole new state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.directory import Directory, Problem, expansion
from domain.target import Compound, ForAll, Member, Part, Rule, Target


@dataclass(frozen=True, slots=True)
class MembersChange:
    """A target whose members the directory has otherwise by now: what an amendment would say.

    `amended` is the target's whole new state; members that stay keep their minimum and their
    day, new ones hold from the day of the change.
    """

    target: Target
    amended: Target
    added: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]


def changes(targets: Iterable[Target], known: Directory, on: date) -> tuple[MembersChange, ...]:
    """Return the targets under a group lead whose members differ from the directory's on a day.

    Nobody is removed on the word of a group that names nobody: its target is left as it is; and
    nobody joins whom the directory does not know. What changes after a target's period is over
    is no matter of that target.
    """
    found = []
    for target in targets:
        day = min(on, target.period.end_on)
        now = expansion(target.lead, known, day)
        members = tuple(one for one in now.members if known.agency(one.agency, day) is not None)
        if not members:
            continue
        before = members_of(target)
        wanted = {member.agency for member in members}
        had = {member.agency for member in before}
        if wanted == had:
            continue
        found.append(
            MembersChange(
                target=target,
                amended=_amended(target, members, _siblings(target, known, day)),
                added=tuple(m.agency for m in members if m.agency not in had),
                removed=tuple(m.agency for m in before if m.agency not in wanted),
                problems=now.problems,
            )
        )
    return tuple(sorted(found, key=lambda change: change.target.id))


def members_of(target: Target) -> tuple[Member, ...]:
    """Return who reports on a target: its members, else those that its for-all rules name."""
    if target.members:
        return target.members
    rules = [rule for _, _, rule in target.parts if isinstance(rule, ForAll)]
    named = [member for rule in rules for member in rule.members]
    return tuple({member.agency: member for member in named}.values())


@dataclass(frozen=True, slots=True)
class _Siblings:
    """Who belongs with whom, so that a new *huyện* gets the minimum of the other ones."""

    groups: tuple[frozenset[str], ...]

    def merged(self, before: Sequence[Member], now: Sequence[Member]) -> tuple[Member, ...]:
        had = {member.agency: member for member in before}
        return tuple(
            had.get(one.agency) or replace(one, minimum=self._minimum(one.agency, before))
            for one in now
        )

    def of_part(self, own: Sequence[Member], now: Sequence[Member], rule: Compound) -> list[Member]:
        """Return who of `now` belongs to a part: whoever did, and the new ones of its groups.

        A new one without a sibling in any part is asked for all of them.
        """
        parts = [part.rule.members for part in rule.parts if isinstance(part.rule, ForAll)]
        had = {member.agency for members in parts for member in members}
        return [
            one
            for one in now
            if any(one.agency == member.agency for member in own)
            or (
                one.agency not in had
                and (self._near(one, own) or not any(self._near(one, each) for each in parts))
            )
        ]

    def _near(self, one: Member, members: Sequence[Member]) -> bool:
        own = [group for group in self.groups if one.agency in group]
        return any(member.agency in group for group in own for member in members)

    def _minimum(self, agency: str, before: Sequence[Member]) -> Decimal:
        own = [group for group in self.groups if agency in group]
        near = [one.minimum for one in before if any(one.agency in group for group in own)]
        return min(near or [one.minimum for one in before], default=Decimal(0))


def _amended(target: Target, now: Sequence[Member], siblings: _Siblings) -> Target:
    return replace(
        target,
        members=siblings.merged(members_of(target), now),
        rule=_amended_rule(target.rule, now, siblings),
    )


def _amended_rule(rule: Rule, now: Sequence[Member], siblings: _Siblings) -> Rule:
    if isinstance(rule, ForAll) and rule.members:
        return replace(rule, members=siblings.merged(rule.members, now))
    if isinstance(rule, Compound):
        return replace(
            rule, parts=tuple(_amended_part(each, rule, now, siblings) for each in rule.parts)
        )
    return rule


def _amended_part(part: Part, rule: Compound, now: Sequence[Member], siblings: _Siblings) -> Part:
    if not isinstance(part.rule, ForAll) or not part.rule.members:
        return part
    own = part.rule.members
    members = siblings.merged(own, siblings.of_part(own, now, rule))
    return replace(part, rule=replace(part.rule, members=members))


def _siblings(target: Target, known: Directory, on: date) -> _Siblings:
    return _Siblings(
        tuple(
            frozenset(one.agency for one in expansion((lead,), known, on).members)
            for lead in target.lead
        )
    )
