"""Who must act: whoever explains most of a gap, else the lead. Pure.

Of a group's sum each member's part in the gap is known. The few who explain four fifths of it are
told, with the share; the others are held back. Where the gap is everybody's, the lead is told.
"""

from __future__ import annotations

from decimal import Decimal

from contracts.alert_evidence import MEMBERS_NAMED_MAX, Explained
from contracts.status import PartStatus, TargetStatus

ENOUGH = Decimal("0.8")
"""So much of the gap must be explained by those who are told alone."""
FEW = Decimal("0.5")
"""They are at most so large a part of the group."""
_SHARE = Decimal("0.0001")


def explained(part: PartStatus) -> Explained | None:
    """Return the fewest members who explain most of a part's gap; None where it is everybody's."""
    coverage = part.coverage
    if coverage is None or not coverage.decides:
        return None
    lacks = sorted(
        ((one.lack, one.agency) for one in coverage.contributions if one.short and one.lack),
        key=lambda each: (-each[0], each[1]),
    )
    whole = sum((lack for lack, _ in lacks), Decimal(0))
    if whole <= 0:
        return None
    told: list[str] = []
    sum_told = Decimal(0)
    for lack, agency in lacks:
        told.append(agency)
        sum_told += lack
        if sum_told >= ENOUGH * whole:
            break
    if len(told) > FEW * coverage.of or len(told) > MEMBERS_NAMED_MAX:
        return None
    share = (sum_told / whole).quantize(_SHARE)
    return Explained(agencies=tuple(told), share=share, short=len(lacks), of=coverage.of)


def addressees(status: TargetStatus, part: PartStatus) -> tuple[str, ...]:
    """Return the agencies that must act on a part's gap."""
    found = explained(part)
    return found.agencies if found else status.lead
