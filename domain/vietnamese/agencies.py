"""Read who leads and who coordinates: the agencies, groups and roles that a cell names.

What is not known stays a party under its printed words, marked; nothing is dropped, nothing is
guessed. Names carry no province: ids come from the directory of the place whose plan it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from domain.draft import Party
from domain.vietnamese.agency_groups import DISTRICTS, is_plural, opens_group
from domain.vietnamese.agency_ids import SEVERAL, id_of, propose_agency_id
from domain.vietnamese.agency_keys import key_of, known_keys, misspelt
from domain.vietnamese.agency_scan import (
    Cell,
    Hit,
    cell_of,
    communes_at,
    hit_at,
    run_end,
    skip,
    starts_head,
)
from domain.vietnamese.agency_scope import Named, Place, Said, named
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from domain.vietnamese.text import clean, fold

__all__ = ["AgencyList", "Place", "parse_agencies", "propose_agency_id"]

LONGEST_CELL = 10_000
"""Characters: a longer text is no cell of agencies."""

_ELLIPSIS = re.compile(
    r"(?:(?:các )?(?P<head>sở|bộ|phòng|trường|cục|chi cục|hội|trung tâm|bệnh viện|công ty)"
    r"(?: sau)?(?: đây)? ?:|các (?P<plain>sở|bộ|phòng)(?= [^\W_]))"
)
_UNITS_LISTED = re.compile(
    r"(?P<head>ubnd|ủy ban nhân dân|công an) các (?P<unit>huyện|thị xã|thành phố|xã|phường)"
    r"(?:[ ,/và]{1,4}(?:huyện|thị xã|thành phố|xã|phường|thị trấn)){0,3} ?: ?"
)
_LABEL = re.compile(
    r"(?:cơ quan|đơn vị)? ?(?:chủ trì|phối hợp|thực hiện|đầu mối)(?: thực hiện)? ?:|phối hợp với "
    r"|(?:tất cả|toàn thể|toàn bộ) (?=các )"
)
_DOUBLED = re.compile(r"([^\W\d_]+) (?=\1 )")
_LEADER = re.compile(r"(?:thủ trưởng|lãnh đạo|giám đốc|chủ tịch|người đứng đầu) (?=\S)")
_ROLE = re.compile(
    r"(?:công chức|cán bộ|viên chức|phó chủ tịch|chủ tịch|bí thư|phó bí thư|giám đốc|hiệu trưởng"
    r"|kế toán|văn thư|chỉ huy trưởng|tổ trưởng|trưởng (?:các )?(?:xóm|thôn|ấp|khóm|bản|khối|ban"
    r"|phòng|trạm|công an|khu|đoàn thể))(?= |$)"
)
_SCHOOL = re.compile(r"(?P<head>trường )?(?P<kind>đại học|đh|cao đẳng|cđcđ|cđ|trung cấp)(?= )")
_SCHOOL_WORDS = {"đh": "Đại học", "cđ": "Cao đẳng", "cđcđ": "Cao đẳng Cộng đồng"}
_OWN_KIND = (
    (re.compile(r"trường "), "school"),
    (
        re.compile(r"(?:tổng )?công ty |tập đoàn |hợp tác xã |htx |fpt|ngân hàng (?!nhà nước)"),
        "enterprise",
    ),
)
_OWN_LEVEL = re.compile(r" (?:tỉnh|tinh)(?: (?P<proper>.+))?$")
_MOST_MENDED = 40


@dataclass(frozen=True, slots=True)
class AgencyList:
    """The parties of a cell in their order, and what the officer has to look at."""

    parties: tuple[Party, ...]
    notes: tuple[Note, ...]


@dataclass(slots=True)
class _Reading:
    cell: Cell
    place: Place
    parties: list[Party] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    head: str = ""
    """The head of an elliptical list: what its items leave out."""
    said: bool = False
    """Whether the list says so (*các Sở: …*), and not only a first full name."""
    tried: int = 0


def parse_agencies(text: str, place: Place) -> AgencyList:
    """Return the agencies, groups and roles that a cell names; total on any text.

    Notes: AGENCY_UNKNOWN, AGENCY_TYPO, AGENCY_AMBIGUOUS, GROUP_UNRESOLVED (a group without an
    id in the directory), TEXT_TOO_LONG (nothing is read then).
    """
    if len(text) > LONGEST_CELL:
        return AgencyList((), (Note(Review.TEXT_TOO_LONG),))
    reading = _Reading(cell_of(clean(text), text), place)
    at = skip(reading.cell, 0)
    while at < len(reading.cell.folded):
        after = _next(reading, at)
        at = skip(reading.cell, max(after, at + 1))
    return AgencyList(tuple(reading.parties), tuple(reading.notes))


def _next(reading: _Reading, at: int) -> int:
    """Read one party, or the head of a list, and return where it ends."""
    cell, place = reading.cell, reading.place
    if match := _LABEL.match(cell.folded, at):
        return match.end()
    if match := _UNITS_LISTED.match(cell.folded, at):
        head = "Công an" if match["head"] == "công an" else "UBND"
        reading.head, reading.said = f"{head} {match['unit']}", True
        return match.end()
    start, at = at, _once(reading, at)
    if hit := hit_at(cell, at, place):
        _take(reading, hit, start)
        reading.head, reading.said = _head_of(cell.folded[at : hit.end]), False
        return hit.end
    if reading.parties and reading.parties[-1].name == DISTRICTS and (hit := communes_at(cell, at)):
        _take(reading, hit, start)
        return hit.end
    if (end := _listed(reading, at)) is not None:
        return end
    if reading.head and (hit := _item(reading, at)):
        _take(reading, hit, start)
        return hit.end
    leader = _LEADER.match(cell.folded, at)
    hit = hit_at(cell, leader.end(), place) if leader else None
    if hit and hit.kind == "group":
        _take(reading, hit, start)
        _note(reading, Review.AGENCY_AMBIGUOUS, start, hit.end, "người đứng đầu / its head")
        return hit.end
    end = run_end(cell, at)
    _unlisted(reading, start, at, end)
    return end


def _once(reading: _Reading, at: int) -> int:
    """Step over a doubled first word (*Sở Sở TTTT*)."""
    if match := _DOUBLED.match(reading.cell.folded, at):
        _note(reading, Review.AGENCY_TYPO, at, match.end(), "chữ lặp / a doubled word")
        return match.end()
    return at


def _listed(reading: _Reading, at: int) -> int | None:
    """Read the head of an elliptical list, if one stands here, and return where it ends."""
    cell = reading.cell
    match = _ELLIPSIS.match(cell.folded, at)
    if not match:
        return None
    head = match["head"] or match["plain"]
    if match["plain"] and not hit_at(cell, match.end() + 1, reading.place, prefix=key_of(head)):
        return None
    reading.head, reading.said = head.capitalize(), True
    return match.end()


def _item(reading: _Reading, at: int) -> Hit | None:
    """Read an item of an elliptical list: its head is said before."""
    cell, place, head = reading.cell, reading.place, reading.head
    hit = hit_at(cell, at, place, prefix=key_of(fold(head)))
    if hit and not reading.said:
        doubt = "hiểu là " + hit.name.name
        name = Named(hit.name.name, hit.name.elsewhere, Review.AGENCY_AMBIGUOUS, doubt)
        return Hit(name, hit.kind, hit.end)
    if hit or not reading.said or opens_group(cell.folded, at) or not cell.printed[at].isupper():
        return hit
    if head != "Trường" and (starts_head(cell, at) or _SCHOOL.match(cell.folded, at)):
        # What brings a head of its own is no item of the list, but stands behind it.
        return None
    end = run_end(cell, at)
    comma = cell.folded.find(",", at, end)
    end = comma if comma > 0 else end
    words = cell.printed[at:end].strip(" .")
    if head.startswith(("UBND ", "Công an ")):
        unit = "" if words.startswith(("thành phố ", "Thành phố ", "thị xã ", "TP")) else head
        kind = "people_committee" if head.startswith("UBND") else "agency"
        return Hit(Named(f"{unit or head.rsplit(' ', 1)[0]} {words}"), kind, end)
    if head == "Trường":
        return Hit(Named(_school(words)), "school", end)
    detail = f"{head} {words}"
    return Hit(Named(detail, doubt=Review.AGENCY_UNKNOWN, detail=detail), "agency", end)


def _take(reading: _Reading, hit: Hit, start: int) -> None:
    cell = reading.cell
    name = hit.name
    text = cell.printed[start : hit.end].strip()
    agency = None if name.elsewhere else id_of(name.name, reading.place)
    if any(party.name == name.name for party in reading.parties):
        return
    reading.parties.append(Party(text, name.name, hit.kind, agency))
    if name.doubt and agency is None:
        _note(reading, name.doubt, start, hit.end, name.detail)
    elif name.elsewhere:
        _note(reading, Review.AGENCY_UNKNOWN, start, hit.end, "của tỉnh khác / of another province")
    elif reading.place.directory.get(name.name) == SEVERAL:
        detail = "danh bạ có nhiều cơ quan cùng tên / the directory has several"
        _note(reading, Review.AGENCY_AMBIGUOUS, start, hit.end, detail)
    elif hit.kind == "group" and agency is None:
        _note(reading, Review.GROUP_UNRESOLVED, start, hit.end, name.name)


def _unlisted(reading: _Reading, start: int, at: int, end: int) -> None:
    """Take words that no table holds: a role, a school, a group, a misspelling, or unknown."""
    cell = reading.cell
    words = cell.printed[at:end].strip(" .,;:-")
    if not words or not re.search(r"[^\W\d_]", words):
        return
    folded = fold(words)
    if _ROLE.match(folded):
        _take(reading, Hit(Named(words[:1].upper() + words[1:]), "role", end), start)
    elif _SCHOOL.match(folded):
        _take(reading, Hit(Named(_school(words)), "school", end), start)
    elif opens_group(folded, 0) or is_plural(folded):
        _take(reading, Hit(Named(_group_name(words)), "group", end), start)
    elif mended := _mended(reading, folded):
        _take(reading, Hit(mended[0], mended[1], end), start)
        _note(reading, Review.AGENCY_TYPO, start, end, mended[0].name)
    else:
        kind = next((kind for opening, kind in _OWN_KIND if opening.match(folded)), "agency")
        doubt = None if kind != "agency" else Review.AGENCY_UNKNOWN
        _take(reading, Hit(Named(words, doubt=doubt, detail=words), kind, end), start)


def _mended(reading: _Reading, folded: str) -> tuple[Named, str] | None:
    """Return the one agency whose name the words misspell, if there is one."""
    if reading.tried >= _MOST_MENDED:
        return None
    reading.tried += 1
    level = _OWN_LEVEL.search(folded)
    own = fold(reading.place.own_province)
    if level and level["proper"] in (None, own):
        folded = folded[: level.start()]
    key = key_of(folded)
    exact = known_keys().get(key) if level else None
    found = (exact,) if exact else misspelt(key)
    if len(found) != 1:
        return None
    name = named(found[0], Said("", "", 0), reading.place)
    return (name, found[0].kind) if name else None


def _school(words: str) -> str:
    """Return a school's name in full: *ĐH Đồng Tháp* is *Trường Đại học Đồng Tháp*."""
    match = _SCHOOL.match(fold(words))
    if not match:
        return words if fold(words).startswith("trường ") else f"Trường {words}"
    kind = match["kind"]
    full = _SCHOOL_WORDS.get(kind, kind.capitalize())
    return f"Trường {full}{words[match.end() :]}"


def _group_name(words: str) -> str:
    """Return a group's words as a name: *các DN viễn thông* is *Các doanh nghiệp viễn thông*."""
    words = re.sub(r"\b(?:DN|dn)\b", "doanh nghiệp", words).replace(" có liên quan", " liên quan")
    return words[:1].upper() + words[1:]


def _head_of(folded: str) -> str:
    return next((head for head in ("Sở", "Phòng") if folded.startswith(f"{head.lower()} ")), "")


def _note(reading: _Reading, code: Review, start: int, end: int, detail: str) -> None:
    reading.notes.append(Note(code, reading.cell.source.span(start, end), detail))
