"""Targets of several numbers: which rule decides between them, if any does."""

from __future__ import annotations

import re

from domain.vietnamese.reading import NotUnderstood
from domain.vietnamese.review import Review
from domain.vietnamese.target_clauses import Clause, clauses
from domain.vietnamese.target_compounds import by_group, compound, within
from domain.vietnamese.target_indicators import indicators
from domain.vietnamese.target_levels import in_turn, level_parts
from domain.vietnamese.target_mentions import Mention
from domain.vietnamese.target_parsed import TargetReading, one_target, refuse, understood
from domain.vietnamese.target_text import TargetText, has_words
from domain.vietnamese.target_words import Role

_RATE_NAME = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng|suất)(?![^\W_])")
_YEAR = re.compile(r"(?:năm|đến|vào|tới|giai đoạn) (?:(?:hết|cuối) )?((?:19|20)[0-9]{2})(?![0-9])")


def several(text: TargetText) -> TargetReading:
    """Return what a text of several numbers asks for, or that no rule decides between them."""
    if nested := within(text):
        return nested
    if levels := in_turn(text):
        first, last = text.mentions[0].start, text.mentions[-1].end
        return compound(text, levels, pieces=[(text.start, first), (last, text.end)])
    parted = clauses(text)
    if parted:
        if _horizons(text, parted):
            return refuse(text, Review.SEVERAL_NUMBERS)
        if levels := level_parts(text, parted):
            return compound(text, levels)
        if all(clause.mention.denominator is not None for clause in parted):
            return by_group(text, parted)
        if found := indicators(text, parted):
            return found
    return _one_share(text) or refuse(text, Review.SEVERAL_NUMBERS)


def _horizons(text: TargetText, parted: tuple[Clause, ...]) -> bool:
    """Whether the clauses set one thing for several years, which is not one target."""
    years = [_YEAR.findall(text.folded[clause.start : clause.end]) for clause in parted]
    return len({named[-1] for named in years if named}) > 1


def _one_share(text: TargetText) -> TargetReading | None:
    """Return the percentage that a text asks for, where its other numbers only say of what.

    *100% xã có ít nhất 01 tổ*, *100% xã có trên 80% hộ dùng Internet*, *Tỷ lệ doanh nghiệp có
    từ 10 lao động trở lên … đạt 80%*.
    """
    shares = [mention for mention in text.mentions if mention.share]
    if not shares or (len(shares) > 1 and not _opens(text, shares)):
        return None
    share = shares[0]
    ahead = any(mention.number_at < share.number_at for mention in text.mentions)
    named = _RATE_NAME.match(text.covered, text.start)
    behind = text.covered[share.end : text.end]
    if ahead and (not named or has_words(behind.partition("(")[0])):
        return None
    after = [one for one in text.mentions if one.number_at > share.number_at]
    if any(re.search(r"[;.] ?$", text.covered[share.end : one.start]) for one in after):
        return None
    target = one_target(text, share, text.start, text.end)
    return target if isinstance(target, NotUnderstood) else understood(text, target)


def _opens(text: TargetText, shares: list[Mention]) -> bool:
    """Whether the first of two shares opens the clause, the second says what its things have."""
    first, second = shares[0], shares[-1]
    between = text.covered[first.end : second.start]
    plain = not {Role.GROWS, Role.FALLS} & first.before.roles
    one_clause = not re.search(r"[,;.(]|(?<![^\W_])và(?![^\W_])", between)
    has = re.search(r"(?<![^\W_])có(?![^\W_])", between)
    return len(shares) == 2 and first.start == text.start and plain and one_clause and bool(has)
