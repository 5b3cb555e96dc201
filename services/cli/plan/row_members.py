"""Who reports a row under a group lead, and whom a rule counts, as of the plan's day. Pure.

The plan names groups in its own words (*mỗi huyện*, *1/3 UBND cấp huyện*). Which group is meant
is taken only where one fits; else nothing is filled in, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from contracts.publication import Publication
from domain.directory import Directory, expansion
from domain.draft import DraftRow, Party
from domain.reasons import Words
from domain.target import Compound, EntityFraction, ForAll, Member, Rule, SimpleRule
from domain.vietnamese.reading import NotUnderstood
from domain.vietnamese.review import REVIEW_WORDS, Review
from domain.vietnamese.target_parsed import Minimum
from domain.vietnamese.targets import parse_target
from domain.vietnamese.text import clean, fold
from services.cli.plan.row_things import Remark

_WORD = re.compile(r"[^\W\d_]+")
_OF_ALL = re.compile(r"\d+ ?/ ?\d+ (?:(?:tổng )?số )?(?P<group>[^\d/]+)$")
_NO_NAMES = frozenset({"các", "mỗi", "và", "tỉnh", "cấp", "ubnd", "ủy", "ban", "nhân", "dân"})
_MINIMA_OPEN = Words(
    "Chưa ghép được mức tối thiểu của từng nhóm với đơn vị chủ trì: để trống thành viên",
    "The minimum of each group fits no one lead: the members are left open",
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a draft is published into: what stands, the directory, and the plan's own day.

    `named` are the agencies and groups by the names that the file has for them.
    """

    standing: Publication
    directory: Directory
    plan_on: date
    named: tuple[Party, ...] = ()


def reporters(row: DraftRow, around: Surroundings, remarks: list[Remark]) -> tuple[Member, ...]:
    """Return who reports under a group lead as of the plan's day, as far as they are known."""
    leads = [party.agency for party in row.lead if party.agency]
    found = expansion(leads, around.directory, around.plan_on)
    words = REVIEW_WORDS[Review.GROUP_UNRESOLVED]
    for problem in found.problems:
        said = Words(f"{problem.agency}: {words.vi}", f"{problem.agency}: {words.en}")
        remarks.append(Remark(said, row.line))
    return _registered(found.members, around)


def with_members(
    rule: Rule, text: str, row: DraftRow, around: Surroundings, remarks: list[Remark]
) -> Rule:
    """Name the members of a for-all, and how many entities a fraction is of, part by part.

    `text` is the phrase that the rule was read from.
    """

    def filled(simple: SimpleRule, phrase: str) -> SimpleRule:
        if isinstance(simple, ForAll) and not simple.members:
            return _for_all(simple, phrase, row, around, remarks)
        if isinstance(simple, EntityFraction) and simple.of is None:
            return replace(simple, of=_entities(phrase, around))
        return simple

    if not isinstance(rule, Compound):
        return filled(rule, text)
    parts = (replace(part, rule=filled(part.rule, part.text)) for part in rule.parts)
    return replace(rule, parts=tuple(parts))


def _for_all(
    rule: ForAll, text: str, row: DraftRow, around: Surroundings, remarks: list[Remark]
) -> ForAll:
    if rule.minimum is not None:
        return ForAll(_members_of(row.lead, rule.minimum, around), rule.minimum)
    groups = [
        _members_of((party,), minimum.value, around) for minimum, party in _meant(text, row, around)
    ]
    members = {member.agency: member for group in groups for member in group}
    if not groups or not all(groups) or len(members) < sum(map(len, groups)):
        remarks.append(Remark(_MINIMA_OPEN, row.line))
        return rule
    return ForAll(tuple(members.values()))


def _members_of(
    parties: Iterable[Party], minimum: Decimal, around: Surroundings
) -> tuple[Member, ...]:
    ids = [party.agency for party in parties if party.agency]
    found = expansion(ids, around.directory, around.plan_on, minimum=minimum)
    return _registered(found.members, around)


def _meant(text: str, row: DraftRow, around: Surroundings) -> list[tuple[Minimum, Party]]:
    """Return which group each minimum is of: among the leads, else among the file's groups.

    A table of results has no column of leads (Phụ lục I of 2023).
    """
    if row.lead:
        return _one_to_one(_minima(text), row.lead)
    groups = [party for party in around.named if party.kind == "group"]
    return _one_to_one(_minima(text), groups, every=False)


def _minima(text: str) -> tuple[Minimum, ...]:
    """Return what each group must reach, read again from the words: a rule holds one minimum."""
    reading = parse_target(text)
    if isinstance(reading, NotUnderstood) or len(reading.value) != 1:
        return ()
    return reading.value[0].minima


def _one_to_one(
    minima: Sequence[Minimum], leads: Sequence[Party], *, every: bool = True
) -> list[tuple[Minimum, Party]]:
    """Return whose minimum is whose, where each fits one lead and no other fits it; else nothing.

    `every`: none of the leads may be left over.
    """
    fits = [
        (of, lead)
        for of, minimum in enumerate(minima)
        for lead, party in enumerate(leads)
        if _names(minimum.group) & _names(f"{party.name} {party.text}")
    ]
    meant = {lead for _, lead in fits}
    once = sorted(of for of, _ in fits) == list(range(len(minima))) and len(meant) == len(fits)
    if not once or (every and len(meant) < len(leads)):
        return []
    return [(minima[of], leads[lead]) for of, lead in fits]


def _names(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_comparable(text))) - _NO_NAMES


def _entities(text: str, around: Surroundings) -> int | None:
    """Return how many members the group has that a fraction names word for word; else None."""
    match = _OF_ALL.search(_comparable(text))
    if match is None:
        return None
    name = match["group"].strip(" .;,")
    meant = {
        one.agency
        for one in around.named
        if one.agency and name in (_comparable(one.name), _comparable(one.text))
    }
    if len(meant) != 1:
        return None
    members = expansion(sorted(meant), around.directory, around.plan_on).members
    return len(_registered(members, around)) or None


def _comparable(text: str) -> str:
    return fold(clean(text).text)


def _registered(members: Iterable[Member], around: Surroundings) -> tuple[Member, ...]:
    known = around.directory
    return tuple(one for one in members if known.agency(one.agency, around.plan_on) is not None)
