"""Say how many members of a group a value covers: *12/30 đơn vị đã báo cáo*."""

from __future__ import annotations

from domain.reasons import Words


def coverage_words(covered: int, reported: int, of: int) -> Words:
    """Return how many of the members have reported, and how many of those could be added."""
    said = Words(f"{reported}/{of} đơn vị đã báo cáo", f"{reported} of {of} members have reported")
    if covered == reported:
        return said
    return Words(
        f"{said.vi}, {covered} đơn vị cộng được", f"{said.en}, {covered} of which can be added"
    )
