"""Several indicators in one row: *100% …, trên 60% …, trên 30% …*, a target for each."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from domain.vietnamese.reading import NotUnderstood
from domain.vietnamese.review import Review
from domain.vietnamese.target_clauses import Clause
from domain.vietnamese.target_compounds import strictness_notes
from domain.vietnamese.target_parsed import (
    ParsedTarget,
    TargetReading,
    one_target,
    refuse,
    understood,
)
from domain.vietnamese.target_text import TargetText, has_words, subject
from domain.vietnamese.target_words import Role

_PREDICATE = re.compile(
    r" (?:được|có|sử dụng|thực hiện|tham gia|kết nối|triển khai|hoàn thành|cung cấp|ứng dụng"
    r"|đạt|đưa|tổ chức|xây dựng|trực tuyến|hài lòng|biết|phủ|chia sẻ|cập nhật|giám sát"
    r"|công bố|mở|đáp ứng)"
    r"(?![^\W_])"
)
_CHANGES = {Role.GROWS, Role.FALLS}
_FEW_WORDS = 2


def indicators(text: TargetText, parted: tuple[Clause, ...]) -> TargetReading | None:
    """Return one target for each clause, with the words that they share.

    None where a clause has no words to be a name, or two have the same.
    """
    if _verb_may_be_shared(text, parted):
        return refuse(text, Review.SEVERAL_NUMBERS)
    head, tail = _shared_head(text, parted), _shared_tail(text, parted)
    targets: list[ParsedTarget] = []
    for place, clause in enumerate(parted):
        target = one_target(text, clause.mention, clause.start, clause.end)
        if isinstance(target, NotUnderstood):
            return target
        pieces = [(clause.start, clause.end)]
        if place and head:
            pieces.insert(0, head)
        if tail and clause is not parted[-1]:
            pieces.append(tail)
        name = target.subject if len(pieces) == 1 else subject(text, pieces, [clause.mention])
        if len(name.split()) < _FEW_WORDS:
            return None
        mark = text.note(Review.SEVERAL_INDICATORS, clause.mention, f"{place + 1}/{len(parted)}")
        notes = (*target.notes, *strictness_notes(text, parted[0], clause), mark)
        targets.append(replace(target, subject=name, notes=notes))
    if len({target.subject for target in targets}) < len(targets):
        return None
    return understood(text, *targets)


def _verb_may_be_shared(text: TargetText, parted: tuple[Clause, ...]) -> bool:
    """Whether *giảm 10% … và 20% …* leaves open if the second is a reduction too."""
    for before, clause in itertools.pairwise(parted):
        changed = _CHANGES & before.mention.before.roles
        plain = clause.leading and not _CHANGES & clause.mention.before.roles
        if changed and plain and not _strongly_parted(text, before, clause):
            return True
    return False


def _strongly_parted(text: TargetText, first: Clause, second: Clause) -> bool:
    return bool(re.search(r"[;.]", text.covered[first.end : second.start]))


def _shared_head(text: TargetText, parted: tuple[Clause, ...]) -> tuple[int, int] | None:
    """Return the words before the first number, where they belong to every clause."""
    first = parted[0]
    opens = all(clause.leading for clause in parted[1:])
    if not opens or first.leading or not has_words(first.behind(text)):
        return None
    return first.start, first.mention.start


def _shared_tail(text: TargetText, parted: tuple[Clause, ...]) -> tuple[int, int] | None:
    """Return the predicate of the last clause, where those before it have none."""
    last = parted[-1]
    if not all(clause.leading for clause in parted[1:]):
        return None
    for clause, follower in itertools.pairwise(parted):
        behind = clause.behind(text)
        if not has_words(behind) or _PREDICATE.search(f" {behind}"):
            return None
        if _strongly_parted(text, clause, follower):
            return None
    predicate = _PREDICATE.search(text.covered, last.mention.unit.said_end, last.end)
    return (predicate.start(), last.end) if predicate else None
