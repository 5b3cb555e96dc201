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
from domain.target import Compound, ForAll, Member, Rule, Target


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

    Nobody is removed on the word of a group that names nobody: its target is left as it is.
    """
    found = []
    for target in targets:
        now = expansion(target.lead, known, on)
        if not now.members:
            continue
        before = members_of(target)
        wanted = {member.agency for member in now.members}
        had = {member.agency for member in before}
        if wanted == had:
            continue
        found.append(
            MembersChange(
                target=target,
                amended=_amended(target, now.members, _siblings(target, known, on)),
                added=tuple(m.agency for m in now.members if m.agency not in had),
                removed=tuple(m.agency for m in before if m.agency not in wanted),
                problems=now.problems,
            )
        )
    return tuple(sorted(found, key=lambda change: change.target.id))


def members_of(target: Target) -> tuple[Member, ...]:
    """Return who reports on a target: its members, else those that its for-all rules name."""
    if target.members:
        return target.members
    rules = (
        [part.rule for part in target.rule.parts]
        if isinstance(target.rule, Compound)
        else [target.rule]
    )
    named = [member for rule in rules if isinstance(rule, ForAll) for member in rule.members]
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
        parts = [
            replace(part, rule=replace(part.rule, members=siblings.merged(part.rule.members, now)))
            if isinstance(part.rule, ForAll) and part.rule.members
            else part
            for part in rule.parts
        ]
        return replace(rule, parts=tuple(parts))
    return rule


def _siblings(target: Target, known: Directory, on: date) -> _Siblings:
    return _Siblings(
        tuple(
            frozenset(one.agency for one in expansion((lead,), known, on).members)
            for lead in target.lead
        )
    )
