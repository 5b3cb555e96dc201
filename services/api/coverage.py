"""How far the members of a group lead cover a target's value, in one line. Pure."""

from __future__ import annotations

from contracts.status import Coverage, TargetStatus
from domain.vietnamese.coverage import coverage_words
from services.api import answers


def least_covered(status: TargetStatus) -> Coverage | None:
    """Return the coverage of a target: of its parts that which covers the fewest members."""
    found = [part.coverage for part in status.parts if part.coverage is not None]
    return min(found, key=lambda one: (one.covered - one.of, one.covered), default=None)


def coverage_item(status: TargetStatus) -> answers.CoverageItem | None:
    """Return how many of its members a target's value covers; None where it has none."""
    found = least_covered(status)
    if found is None:
        return None
    said = coverage_words(found.covered, found.reported, found.of)
    return answers.CoverageItem(
        covered=found.covered,
        reported=found.reported,
        of=found.of,
        decides=found.decides,
        words=answers.Words(vi=said.vi, en=said.en),
    )


def coverage_text(status: TargetStatus) -> str:
    """Return the coverage in words, unless the value in words says it already."""
    found = least_covered(status)
    if found is None:
        return ""
    words = coverage_words(found.covered, found.reported, found.of).vi
    return "" if words in status.value_text else words
