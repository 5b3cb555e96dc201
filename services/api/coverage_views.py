"""The members of a group lead on a target's page: what each adds and what it lacks. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.status import Contribution, Coverage, PartStatus, TargetStatus
from domain.contribution import SHARE_WORDS, Share
from domain.vietnamese.coverage import coverage_words
from domain.vietnamese.words import number_words
from services.api.views import Names
from services.api.wording import period_words


@dataclass(frozen=True, slots=True)
class MemberLine:
    """What one member adds, and what it lacks; `explains`: the gap lies with it."""

    agency: str
    value: str
    note: str
    explains: bool


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """The members of one part: how many there are, and each one's own line."""

    part: str
    words: str
    period: str
    decides: bool
    members: tuple[MemberLine, ...]
    omitted: int


def coverage_lines(status: TargetStatus, names: Names) -> tuple[CoverageLine, ...]:
    """Return the members of every part of a target, those who explain the gap first."""
    return tuple(
        _line(part, part.coverage, names, several=len(status.parts) > 1)
        for part in status.parts
        if part.coverage is not None
    )


def _line(part: PartStatus, found: Coverage, names: Names, *, several: bool) -> CoverageLine:
    return CoverageLine(
        part=part.text if several else "",
        words=coverage_words(found.covered, found.reported, found.of).vi,
        period=period_words(found.period),
        decides=found.decides,
        members=tuple(_member(one, names) for one in found.contributions),
        omitted=found.omitted,
    )


def _member(one: Contribution, names: Names) -> MemberLine:
    share = Share(one.share)
    note = "" if share is Share.COUNTED else SHARE_WORDS[share].vi
    if one.short:
        note = f"còn thiếu {number_words(one.lack)}" if one.lack else "chưa tới mức đề ra"
    return MemberLine(
        agency=names.short(one.agency),
        value=one.value_text,
        note=note,
        explains=one.short or share is not Share.COUNTED,
    )
