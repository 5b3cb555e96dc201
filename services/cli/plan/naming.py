"""Give every agency of a draft its id: the directory's, else a proposed one. Pure.

A name that was not recognised gets no id: an id would make it look like an agency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from domain.draft import Party, PlanDraft
from domain.vietnamese.agency_ids import id_of, propose_agency_id
from domain.vietnamese.agency_scope import Place
from domain.vietnamese.review import Review
from services.cli.plan.catalogue import with_parties


def named(draft: PlanDraft, place: Place, members: Mapping[str, tuple[str, ...]]) -> PlanDraft:
    """Return the draft with ids; `members` are those of the groups that the directory knows."""
    unknown = _unknown(draft)

    def change(party: Party) -> Party:
        if party.agency or not party.name or party.name in unknown:
            return party
        known = id_of(party.name, place)
        if known:
            return replace(party, agency=known)
        return replace(party, agency=propose_agency_id(party, place), proposed=True)

    draft = with_parties(draft, change)
    found = {party.agency for party in draft.agencies}
    return replace(draft, members={id_: members[id_] for id_ in members if id_ in found})


def _unknown(draft: PlanDraft) -> set[str]:
    notes = chain(
        draft.notes,
        *(row.notes for row in draft.rows),
        *(project.notes for project in draft.projects),
    )
    return {note.detail for note in notes if note.code is Review.AGENCY_UNKNOWN}
