"""Whose plan it is, and what that says of an agency's name: its level, its province.

*Công an* in a commune's plan is *Công an xã*; *Sở Y tế tỉnh Vĩnh Long* in the plan of Đồng Tháp is
another province's; the plan's own province and unit are left out of a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.vietnamese.agency_keys import Known, Level, provinces
from domain.vietnamese.agency_names import AT_LEVEL, CITIES
from domain.vietnamese.review import Review
from domain.vietnamese.text import clean, fold

_UNIT = re.compile(
    r"(?:ubnd |ủy ban nhân dân )?"
    r"(?P<unit>tỉnh|thành phố|tp\.?|huyện|thị xã|tx\.?|quận|xã|phường|thị trấn)(?![^\W_]) ?"
)
_SAID = re.compile(
    r"[ -]{0,3}(?:cấp )?"
    r"(?P<unit>tỉnh|thành phố|tp\.?|huyện|thị xã|tx\.?|quận|xã|phường|thị trấn)(?![^\W_])"
)
_PROPER = re.compile(r"[ .]{1,2}(?P<word>[^\W\d_][^\W_]*(?:'[^\W_]+)?|\d{1,2})(?![^\W_])")
_WHOLE = {"tp": "thành phố", "tp.": "thành phố", "tx": "thị xã", "tx.": "thị xã"}
_LEVEL: dict[str, Level] = {
    "tỉnh": "tinh",
    "thành phố": "huyen",
    "huyện": "huyen",
    "thị xã": "huyen",
    "quận": "huyen",
    "xã": "xa",
    "phường": "xa",
    "thị trấn": "xa",
}
_UNITS: dict[Level, str] = {"tinh": "tỉnh", "huyen": "huyện", "xa": "xã"}
_DEPTH: dict[Level, int] = {"tinh": 0, "huyen": 1, "xa": 2}
_MOST_PROPER_WORDS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Whose plan it is: province, level, and the unit's own name below the province.

    `directory` gives the ids of this place's agencies and groups by canonical name (see
    `agency_directory.directory_of`).
    """

    province: str
    level: Level = "tinh"
    name: str = ""
    directory: Mapping[str, str] = field(default_factory=dict)

    @property
    def own_province(self) -> str:
        """Return the province's own name, without *tỉnh* or *thành phố*."""
        return _own(self.province)[1]

    @property
    def own_name(self) -> str:
        """Return the unit's own name: of the province, the district or the commune."""
        return self.own_province if self.level == "tinh" else _own(self.name)[1]

    @property
    def own_unit(self) -> str:
        """Return the word for the plan's own level: *tỉnh*, *huyện*, *phường*, ..."""
        if self.level == "tinh":
            return "thành phố" if self.own_province in CITIES else "tỉnh"
        return _own(self.name)[0] or _UNITS[self.level]


@dataclass(frozen=True, slots=True)
class Said:
    """What the words after a name say: unit, own name, up to where, another province or not."""

    unit: str
    proper: str
    end: int
    province: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """An agency's canonical name, whether it is of another province, and a doubt."""

    name: str
    elsewhere: bool = False
    doubt: Review | None = None
    detail: str = ""


def said_after(
    printed: str, folded: str, at: int, place: Place, stops: Callable[[int], bool]
) -> Said:
    """Read level and own name that follow an agency's name; none goes on where `stops` says."""
    match = _SAID.match(folded, at)
    unit = _WHOLE.get(match["unit"], match["unit"]) if match else ""
    end = match.end() if match else at
    found = _province_at(printed, folded, end, place)
    if found:
        return Said(unit, found[0], found[1], province=True)
    words: list[str] = []
    while len(words) < _MOST_PROPER_WORDS and (word := _PROPER.match(printed, end)):
        if not (word["word"][0].isupper() or (words == [] and word["word"].isdecimal() and unit)):
            break
        if stops(word.start("word")):
            break
        words.append(word["word"])
        end = word.end()
    return Said(unit, " ".join(words), end)


def named(known: Known, said: Said, place: Place) -> Named | None:
    """Return the canonical name of a known agency, or None where the words after are not its."""
    level = _level(said, place)
    own = said.province and fold(said.proper) == fold(place.own_province)
    own = own and level in (None, "tinh")
    if known.named:
        return Named(f"{known.name} {said.proper or place.own_province}".strip())
    if said.province and not own and level in (None, "tinh"):
        unit = "thành phố" if said.proper in CITIES else "tỉnh"
        return (
            None if known.kind == "ministry" else Named(f"{known.name} {unit} {said.proper}", True)
        )
    if known.kind == "ministry":
        return Named(known.name) if not said.unit and not said.proper else None
    proper = "" if own or _is_own(said, level, place) else said.proper
    level = "tinh" if own and level is None else level
    if proper and not said.unit and known.name.startswith(("Sở ", "Phòng ")):
        return None
    if not known.levelled:
        return _plain(known, said, level, proper, place)
    if not said.unit and proper:
        return None
    return _levelled(known, said, level or place.level, proper, place)


def _levelled(known: Known, said: Said, level: Level, proper: str, place: Place) -> Named:
    unit = place.own_unit if level == place.level and (not said.unit or not proper) else said.unit
    unit = unit or _UNITS[level]
    name = AT_LEVEL.get((known.name, level)) if not proper else None
    doubt = _which(said, level, proper, place)
    return Named(name or f"{known.name} {unit} {proper}".strip(), False, *doubt)


def _plain(known: Known, said: Said, level: Level | None, proper: str, place: Place) -> Named:
    if proper:
        return Named(" ".join(part for part in (known.name, said.unit, proper) if part))
    if level is None or level == (known.natural or place.level) or known.name.startswith("Sở "):
        doubt = (Review.AGENCY_AMBIGUOUS, "hay Ngân hàng Nhà nước Việt Nam / or the bank itself")
        return Named(known.name, False, *(doubt if known.doubtful and level is None else ()))
    return Named(f"{known.name} {said.unit}", False, *_which(said, level, proper, place))


def _which(said: Said, level: Level, proper: str, place: Place) -> tuple[()] | tuple[Review, str]:
    """Doubt a unit below the plan's own, or a city, that is not named."""
    if proper or not said.unit or _is_own(said, level, place):
        return ()
    if said.unit == "thành phố" and place.own_unit != "thành phố":
        return Review.AGENCY_AMBIGUOUS, "không rõ thành phố nào / which city is not said"
    if _DEPTH[level] > _DEPTH[place.level]:
        return Review.AGENCY_AMBIGUOUS, f"không rõ {said.unit} nào / which one is not said"
    return ()


def _is_own(said: Said, level: Level | None, place: Place) -> bool:
    """Tell whether the words name the plan's own unit."""
    return bool(said.proper) and level == place.level and fold(said.proper) == fold(place.own_name)


def _level(said: Said, place: Place) -> Level | None:
    if not said.unit:
        return None
    if said.unit == "thành phố":
        city = said.proper in CITIES or (not said.proper and place.own_province in CITIES)
        return "tinh" if city and (said.proper or place.level == "tinh") else "huyen"
    return _LEVEL[said.unit]


def _province_at(printed: str, folded: str, at: int, place: Place) -> tuple[str, int] | None:
    """Return the province named at a place of the text: in full, or the own one by initials."""
    start = at
    while start < len(folded) and folded[start] in " -.":
        start += 1
    if start == at and at < len(folded):
        return None
    own = place.own_province
    for name, as_printed in ((fold(own), own), *provinces()):
        if name and folded.startswith(name, start) and _ends(folded, start + len(name)):
            return as_printed, start + len(name)
    initials = "".join(word[0] for word in own.split())
    if len(initials) > 1 and printed.startswith(initials.upper(), start):
        end = start + len(initials)
        return (own, end) if _ends(folded, end) else None
    return None


def _ends(folded: str, at: int) -> bool:
    return at >= len(folded) or not (folded[at].isalnum() or folded[at] == "_")


def _own(name: str) -> tuple[str, str]:
    """Return unit and own name of *xã Nghi Hưng*; the unit is empty where it is not said."""
    printed = clean(name).text
    match = _UNIT.match(fold(printed))
    if not match:
        return "", printed
    return _WHOLE.get(match["unit"], match["unit"]), printed[match.end() :]
