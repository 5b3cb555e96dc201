"""Ids of agencies: those of a place's directory, and a proposal for those that have none."""

from __future__ import annotations

import re
from hashlib import sha256

from domain.draft import Party
from domain.identity import AGENCY_ID_MAX_LENGTH
from domain.vietnamese.agency_keys import key_of, provinces, slug_of
from domain.vietnamese.agency_scope import Place
from domain.vietnamese.text import fold

SEVERAL = ""
"""In a place's directory: the name is borne by several, and stands for none of them."""

_UNIT_NAMED = re.compile(r" (?:tỉnh|huyện|thị xã|thành phố|quận|xã|phường|thị trấn) \S")
_OTHER_PROVINCE = re.compile(r" (?:tỉnh|thành phố) (?=[^ ])")


def id_of(name: str, place: Place) -> str | None:
    """Return the id of a canonical name in the place's directory; None where it has none."""
    return place.directory.get(name) or place.directory.get(key_of(fold(name))) or None


def propose_agency_id(party: Party, place: Place) -> str:
    """Return an id for a party that the directory does not know: `local:so-y-te-dong-thap`.

    It ends with the province, and with the plan's own district or commune where the party is
    not of a level above; a ministry has neither.
    """
    words = party.name
    ends: tuple[str, ...] = ()
    if party.kind != "ministry":
        other = next((name for _, name in provinces() if words.endswith(f" {name}")), "")
        own = "" if place.level == "tinh" or _above(words) else place.own_name
        ends = (own, other or place.own_province)
        words = _OTHER_PROVINCE.sub(" ", words) if other else words
        for name in (other, own):
            words = words.removesuffix(f" {name}") if name else words
    if party.kind == "group":
        words = words.removesuffix(" tỉnh")
    slug = "-".join(part for part in map(slug_of, (words, *ends)) if part) or "khong-ro"
    return _shortened(f"local:{slug}")


def _above(name: str) -> bool:
    """Tell whether a name says by itself which unit it is of, or is of the province."""
    return (
        name.startswith(("Sở ", "Cục ")) or name.endswith(" tỉnh") or bool(_UNIT_NAMED.search(name))
    )


def _shortened(agency_id: str) -> str:
    """Cut an id that is too long at a word, and tell it from others that begin alike."""
    if len(agency_id) <= AGENCY_ID_MAX_LENGTH:
        return agency_id
    mark = sha256(agency_id.encode()).hexdigest()[:6]
    return f"{agency_id[: AGENCY_ID_MAX_LENGTH - 7].rpartition('-')[0]}-{mark}"
