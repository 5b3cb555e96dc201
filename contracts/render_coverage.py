"""What the members of a group lead have reported, as it crosses a boundary."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from contracts import status
from domain.aggregate import Aggregate
from domain.contribution import Contribution
from domain.part_status import PartStatus
from domain.vietnamese.coverage import coverage_words
from domain.vietnamese.words import value_words

_MICROS = 10**6
_LARGEST = 10**14


def part_text(part: PartStatus, unit: str) -> str:
    """Return a part's value in words; a sum that lacks members says how many it covers."""
    point, found = part.decided_by, part.aggregate
    if point is None:
        return ""
    words = point.phrase or value_words(point.value, unit)
    if found is None or found.complete or not part.by_members:
        return words
    return f"{words} ({coverage_words(found.covered, found.reported, found.of).vi})"


def coverage_message(part: PartStatus, unit: str) -> status.Coverage | None:
    """Return how far the members' reports cover a part; None where it has no members."""
    found: Aggregate | None = part.aggregate
    if found is None:
        return None
    shown = found.contributions[: status.CONTRIBUTIONS_MAX]
    return status.Coverage(
        covered=found.covered,
        reported=found.reported,
        of=found.of,
        period=found.period.code,
        method=found.method.value,
        decides=part.by_members,
        value_text=value_words(found.value, unit) if found.value is not None else "",
        contributions=tuple(_contribution(one, unit) for one in shown),
        omitted=found.of - len(shown),
    )


def _contribution(one: Contribution, unit: str) -> status.Contribution:
    return status.Contribution.model_construct(
        agency=one.agency,
        share=one.share.value,
        value_text=value_words(one.value, unit) if one.value is not None else "",
        short=one.short,
        lack=_told(one.lack),
    )


def _told(lack: Fraction | None) -> Decimal | None:
    """Return a lack as a decimal; one that no message can carry is left out."""
    if lack is None or lack >= _LARGEST - 1:
        return None
    return Decimal(round(lack * _MICROS)) / _MICROS
