"""Whose plan it is: issuer, level and province, from letterhead, signature or title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.cli.plan.importing.words import bare, plain, shouted

Level = Literal["tinh", "huyen", "xa"]
_LEVELS: dict[str, Level] = {
    "tỉnh": "tinh",
    "huyện": "huyen",
    "thị xã": "huyen",
    "quận": "huyen",
    "thành phố": "huyen",
    "xã": "xa",
    "phường": "xa",
    "thị trấn": "xa",
    "đặc khu": "xa",
}
# The five (six) cities that are provinces of their own.
_CITY_PROVINCES = ("ha noi", "ho chi minh", "da nang", "hai phong", "can tho", "hue")
_UNIT = r"tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu"
# Looked at, not taken: the next committee may begin within what could be this one's name.
_NAME = r"(?=(?P<name>\w[\w’']*(?:\s+\w[\w’']*){0,5}))"
_COMMITTEE = re.compile(
    rf"(?:ủy\s+ban\s+nhân\s+dân|ubnd)\s+(?P<unit>{_UNIT})\s+{_NAME}", re.IGNORECASE
)
_UNIT_AND_NAME = re.compile(rf"\b(?P<unit>{_UNIT})\s+{_NAME}", re.IGNORECASE)
_PROVINCE = re.compile(rf"\b(?P<unit>tỉnh)\s+{_NAME}", re.IGNORECASE)
_OF_COMMITTEE = re.compile(rf"(?:ủy\s+ban\s+nhân\s+dân|ubnd)\s+(?P<unit>{_UNIT})\b", re.IGNORECASE)
_NUMBERED = ("phường", "quận")
_NO_NAME = frozenset(
    [
        "cộng",
        "độc",
        "số",
        "ngày",
        "năm",
        "kế",
        "về",
        "đến",
        "giai",
        "ban",
        "và",
        "do",
        "thực",
        "chủ",
        "tm",
        "kt",
        "thành",
        "phường",
        "ủy",
        "ubnd",
        "của",
        "trong",
    ]
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """A people's committee: its full name, level, own name, and the province that it is in."""

    name: str
    unit: str
    level: Level
    place: str
    province: str


def find_issuer(
    top: Sequence[str], belonging: Sequence[str], title: str, whole: Sequence[str], given: str
) -> Issuer | None:
    """Return the issuer by what is given, else the letterhead, else the title and the text.

    `top` are the first pieces of the document, `belonging` the lines that name the plan of an
    appendix, `whole` all of its prose.
    """
    whole = [*whole, *belonging]
    province = _most(_PROVINCE, whole)
    if given:
        return _issuer(_match(_COMMITTEE, given) or _match(_UNIT_AND_NAME, given), province)
    head = _normal(" ".join(plain(piece) for piece in top))
    # A commune's letterhead may name the district above it first: the last one is its own.
    own = [found for found in _COMMITTEE.finditer(head) if shouted(found.group()) and _name(found)]
    if own:
        return _issuer(own[-1], province)
    for line in belonging:
        if named := _match(_COMMITTEE, line):
            return _issuer(named, province)
    if named := _match(_UNIT_AND_NAME, title):
        return _issuer(named, province)
    text = _normal(" ".join(whole))
    level = next(iter(_OF_COMMITTEE.finditer(text)), None)
    if level and bare(level["unit"]) == "tinh" and province:
        return Issuer(f"Ủy ban nhân dân tỉnh {province}", "tỉnh", "tinh", province, province)
    return None


def _issuer(found: re.Match[str] | None, province: str) -> Issuer | None:
    if not found:
        return None
    unit, name = found["unit"].lower(), _name(found)
    if unit == "thành phố" and any(bare(name).startswith(city) for city in _CITY_PROVINCES):
        return Issuer(f"Ủy ban nhân dân thành phố {name}", unit, "tinh", name, name)
    level = _LEVELS[unit]
    province = name if level == "tinh" else province
    return Issuer(f"Ủy ban nhân dân {unit} {name}", unit, level, name, province)


def _name(found: re.Match[str]) -> str:
    """Return the name after the kind of unit: its words with a capital, none of what follows."""
    words: list[str] = []
    if found["name"][:1].isdigit():
        return found["name"].split()[0] if found["unit"].lower() in _NUMBERED else ""
    for word in found["name"].split():
        if not word[0].isupper() or word.lower() in _NO_NAME or len(words) == 4:
            break
        words.append(word.capitalize() if word.isupper() else word)
    return " ".join(words)


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next((found for found in pattern.finditer(_normal(text)) if _name(found)), None)


def _normal(text: str) -> str:
    return plain(text).replace("uỷ", "ủy").replace("Uỷ", "Ủy").replace("UỶ", "ỦY")


def _most(pattern: re.Pattern[str], pieces: Sequence[str]) -> str:
    """Return the province that the text names most often."""
    counted = Counter(
        name
        for piece in pieces
        for found in pattern.finditer(_normal(piece))
        if (name := _name(found))
    )
    return counted.most_common(1)[0][0] if counted else ""
