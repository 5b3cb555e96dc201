"""Every agency and indicator of a draft once, and drafts in the one form that a file can hold.

Pure. A party of a row says how it is printed; what it is (name, id, kind) is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from domain.draft import (
    DraftDuty,
    DraftProject,
    DraftRow,
    DraftTarget,
    IndicatorChoice,
    Objective,
    Party,
    PlanDraft,
)
from services.cli.plan.plan_file_text import tidied


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency of the catalogue: `key` is its name, told apart by its id where need be."""

    key: str
    party: Party
    printed: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def normal(draft: PlanDraft) -> PlanDraft:
    """Return the draft as its file says it: tidy text, each agency and indicator said once."""
    draft = tidied(draft)
    known = _known(draft)
    draft = with_parties(draft, lambda party: replace(known[_key(party, known)], text=party.text))
    choices: dict[tuple[str, int], IndicatorChoice] = {}
    for target in targets_of(draft):
        if target.indicator:
            choices.setdefault(indicator_key(target.indicator), target.indicator)
    draft = with_targets(
        draft,
        lambda target: (
            replace(target, indicator=choices[indicator_key(target.indicator)])
            if target.indicator
            else target
        ),
    )
    agencies = tuple(replace(party, text=party.name) for party in known.values())
    members = {}
    for party in agencies:
        names = draft.members.get(party.agency or "") or draft.members.get(party.name)
        if names:
            members[party.agency or party.name] = names
    return replace(draft, agencies=agencies, members=members)


def entries(draft: PlanDraft) -> tuple[Entry, ...]:
    """Return the agencies of a normal draft, in the order in which they are first named."""
    known = _known(draft)
    printed: dict[str, list[str]] = {key: [] for key in known}
    for party in parties_of(draft):
        key = _key(party, known)
        if party.text not in ("", key, *printed[key]):
            printed[key].append(party.text)
    return tuple(
        Entry(
            key,
            party,
            tuple(printed[key]),
            draft.members.get(party.agency or party.name, ()),
        )
        for key, party in known.items()
    )


def indicator_key(choice: IndicatorChoice) -> tuple[str, int]:
    """Return what tells one definition of an indicator from all others."""
    return choice.id, choice.definition


def parties_of(draft: PlanDraft) -> Iterator[Party]:
    """Yield every mention of an agency, in the order of the document."""
    yield draft.issuer
    if draft.focal_point:
        yield draft.focal_point
    for duty in draft.duties:
        yield from duty.reporter
        yield from (party for party in (duty.through, duty.recipient) if party)
    for row in draft.rows:
        yield from row.lead
        yield from row.coordinators
    yield from (project.agency for project in draft.projects if project.agency)
    yield from draft.agencies


def targets_of(draft: PlanDraft) -> Iterator[DraftTarget]:
    """Yield every target, those of the rows first."""
    for row in draft.rows:
        yield from row.targets
    for objective in draft.objectives:
        yield from objective.targets


def with_parties(draft: PlanDraft, change: Callable[[Party], Party]) -> PlanDraft:
    """Return the draft with every mention of an agency changed."""

    def maybe(party: Party | None) -> Party | None:
        return change(party) if party else None

    def every(parties: Iterable[Party]) -> tuple[Party, ...]:
        return tuple(change(party) for party in parties)

    def of_duty(duty: DraftDuty) -> DraftDuty:
        return replace(
            duty,
            reporter=every(duty.reporter),
            through=maybe(duty.through),
            recipient=maybe(duty.recipient),
        )

    def of_row(row: DraftRow) -> DraftRow:
        return replace(row, lead=every(row.lead), coordinators=every(row.coordinators))

    def of_project(project: DraftProject) -> DraftProject:
        return replace(project, agency=maybe(project.agency))

    return replace(
        draft,
        issuer=change(draft.issuer),
        focal_point=maybe(draft.focal_point),
        duties=tuple(of_duty(duty) for duty in draft.duties),
        rows=tuple(of_row(row) for row in draft.rows),
        projects=tuple(of_project(project) for project in draft.projects),
        agencies=every(draft.agencies),
    )


def with_targets(draft: PlanDraft, change: Callable[[DraftTarget], DraftTarget]) -> PlanDraft:
    """Return the draft with every target changed."""

    def of_row(row: DraftRow) -> DraftRow:
        return replace(row, targets=tuple(change(target) for target in row.targets))

    def of_objective(objective: Objective) -> Objective:
        return replace(objective, targets=tuple(change(target) for target in objective.targets))

    return replace(
        draft,
        rows=tuple(of_row(row) for row in draft.rows),
        objectives=tuple(of_objective(objective) for objective in draft.objectives),
    )


def _known(draft: PlanDraft) -> dict[str, Party]:
    """Each agency once, by its key; who is resolved somewhere is so everywhere."""
    ids: dict[str, list[Party]] = {}
    for party in parties_of(draft):
        same_name = ids.setdefault(party.name, [])
        at = next((at for at, one in enumerate(same_name) if one.agency == party.agency), None)
        if at is None:
            same_name.append(party)
    known: dict[str, Party] = {}
    for name, parties in ids.items():
        resolved = [party for party in parties if party.agency] or parties
        known[name] = resolved[0]
        known |= {f"{name} ({party.agency})": party for party in resolved[1:]}
    return known


def _key(party: Party, known: dict[str, Party]) -> str:
    other = f"{party.name} ({party.agency})"
    return other if other in known and known[other].name == party.name else party.name
