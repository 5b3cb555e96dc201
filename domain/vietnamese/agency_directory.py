"""The directory of a place, for `Place.directory`: canonical name → id.

Built from what `agency.registered` events say (name *Sở Y tế tỉnh Đồng Tháp*, short name *Sở Y
tế*). The same short name in two provinces is two agencies: those of another province are left
out, and a name that two of the place's own bear stands for neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.plan import Agency
from domain.vietnamese.agencies import parse_agencies
from domain.vietnamese.agency_ids import SEVERAL
from domain.vietnamese.agency_keys import key_of, provinces
from domain.vietnamese.agency_scope import Place
from domain.vietnamese.text import clean, fold


def directory_of(
    agencies: Iterable[Agency], place: Place, *, parent: str | None = None
) -> Mapping[str, str]:
    """Return the ids of a place's agencies and groups by canonical name and by its letters.

    `parent` is the id of the place's people's committee: an agency of another parent, whose
    own name tells no province, is left out.
    """
    found: dict[str, set[str]] = {}
    bare = replace(place, directory={})
    for agency in agencies:
        if not _belongs(agency, place, parent):
            continue
        for name in (agency.name, agency.short_name):
            for canonical in _names(name, bare):
                found.setdefault(canonical, set()).add(agency.id)
                found.setdefault(key_of(fold(canonical)), set()).add(agency.id)
    return {name: next(iter(ids)) if len(ids) == 1 else SEVERAL for name, ids in found.items()}


def _belongs(agency: Agency, place: Place, parent: str | None) -> bool:
    folded = fold(clean(agency.name).text)
    own = fold(place.own_province)
    if agency.kind == "ministry" or (own and own in folded):
        return True
    if any(folded.endswith(f" {name}") for name, _ in provinces()):
        return False
    return parent is None or agency.parent is None or parent in (agency.parent, agency.id)


def _names(name: str, place: Place) -> tuple[str, ...]:
    """Return the canonical form of a registered name, and the name as it is registered."""
    printed = clean(name).text
    if not printed:
        return ()
    parties = parse_agencies(printed, place).parties
    return (parties[0].name,) if len(parties) == 1 else (printed,)
