"""Who issues a document: at which level, and of which place, as far as the name tells."""

from __future__ import annotations

import re

from domain.lint.likeness import likeness, plain

SAME_ISSUER = 50
"""From here on two names without a place may be one issuer's."""
_LEVELS = (
    re.compile(r"\b(?:chính phủ|thủ tướng|quốc gia|bộ trưởng|bộ|trung ương)\b"),
    re.compile(r"\b(?:tỉnh|thành phố (?:hà nội|hồ chí minh|hải phòng|đà nẵng|cần thơ|huế))\b"),
    re.compile(r"\b(?:huyện|quận|thị xã)\b"),
    re.compile(r"\b(?:xã|phường|thị trấn|đặc khu)\b"),
)
_PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|phường|thị trấn|đặc khu|xã)\s+"
    r"(?!kh[oó]|nhiệm|trực)(?P<name>[^,;()]+)"
)


def level_of(issuer: str) -> int | None:
    """Return how deep an issuer stands by the first level its name says: 0 is the state's."""
    said = [
        (match.start(), at)
        for at, level in enumerate(_LEVELS)
        if (match := level.search(plain(issuer)))
    ]
    return min(said)[1] if said else None


def place_of(issuer: str) -> str:
    """Return the name of the issuer's place: *đồng tháp*; empty where it says none."""
    match = _PLACE.search(plain(issuer))
    return match["name"].strip() if match else ""


def differ(one: str, other: str) -> bool:
    """Tell whether two names are surely of two issuers: of two levels, places or bodies."""
    first, second = plain(one), plain(other)
    if not first or not second or first in second or second in first:
        return False
    levels = (level_of(one), level_of(other))
    if None not in levels and levels[0] != levels[1]:
        return True
    places = (place_of(one), place_of(other))
    if all(places):
        return places[0] != places[1]
    return not any(places) and likeness(one, other) < SAME_ISSUER
