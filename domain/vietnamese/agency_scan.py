"""Find where names of agencies begin and end in a cell: the longest known name first.

Never split on a comma inside a name; a comma, *và*, a slash or a line break parts two agencies
where another name begins after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.vietnamese.agency_groups import (
    Group,
    communes_after,
    goes_on,
    group_at,
    opens_group,
)
from domain.vietnamese.agency_keys import Known, known_keys, longest_key, words_of
from domain.vietnamese.agency_scope import Named, Place, Said, named, said_after
from domain.vietnamese.text import Clean, fold

_SEPARATOR = re.compile(r"[ ;,.:/()+•-]+|và(?![^\W_])|&")
_NUMBERED = re.compile(r"\d{1,2}[.)] ?(?=[^\W\d_])")
_TAIL = re.compile(
    r" ?(?:\((?P<aside>[^()]{1,80})\)|(?:làm |là )?(?:cơ quan |đơn vị )?(?:chủ trì|phối hợp|đầu mối"
    r"|thực hiện)(?:,? phối hợp)?(?![^\W_])(?! với))"
)
_BOUNDARY = re.compile(
    r" ?(?:$|[;,:/()]|\.(?:$| )|(?:và|phối hợp với)(?![^\W_])|- |-$|\d{1,2}[.)] )"
)
_WHOLE = re.compile(r"(?:các )?(?:sở|bộ)(?= )|ubnd cấp ")
_SOFT = re.compile(r"(?P<hard>;)| ?(?P<soft>[,/(]| và | phối hợp với ) ?")
_UNENDED = re.compile(r"(?<![^\W_])(?:các|cấp|và)$", re.IGNORECASE)
"""Words that no name ends with: a cell that is broken behind one is broken within a name."""
_HEAD = re.compile(
    r"(?:sở|bộ|ban(?! hành)|phòng(?! chống)|trung tâm|tt|chi cục|cục|tổng cục|tổng công ty|công ty"
    r"|tập đoàn|đơn vị|các|hội(?! nghị| thảo)|hiệp hội|liên hiệp|liên minh|liên đoàn|ubnd|ủy ban"
    r"|hđnd|hội đồng|văn phòng|vp|trường|bệnh viện|viện|quỹ|ngân hàng|bưu điện|vnpt|viettel"
    r"|mobifone|doanh nghiệp|dn|tổ(?! chức)|đội(?! ngũ)|đoàn(?! thể)|đài|báo(?! cáo)|trạm|kho bạc"
    r"|công an|mttq|ubmttq|mặt trận|công chức|cán bộ|bí thư|chủ tịch|giám đốc|hợp tác xã|htx"
    r"|cơ quan|thanh tra|tòa án|chi nhánh|xóm|thôn|ấp|khóm|bản|đảng ủy|thư viện|bảo tàng|cổng)(?= )"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, cleaned and folded, with the places where a line or a bullet begins."""

    source: Clean
    printed: str
    folded: str
    lines: frozenset[int]
    bullets: frozenset[int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A known agency or group at a place of the cell: canonical name, kind, where it ends."""

    name: Named
    kind: str
    end: int


def cell_of(source: Clean, text: str) -> Cell:
    """Prepare a cell; lines count where the original breaks them."""
    lines, bullets = set(), set()
    for at, letter in enumerate(source.text):
        if letter == " ":
            gap = text[source.origin[at] : source.origin[at + 1]]
            broken = "\n" in gap or "\r" in gap or "<br" in gap.lower()
            if broken and not _UNENDED.search(source.text, 0, at):
                lines.add(at)
                if re.match(r"[-+•] ?", source.text[at + 1 : at + 3]):
                    bullets.add(at)
    return Cell(source, source.text, fold(source.text), frozenset(lines), frozenset(bullets))


def skip(cell: Cell, at: int) -> int:
    """Return the next place that is no separator, bullet or number of a list."""
    while at < len(cell.folded):
        match = _SEPARATOR.match(cell.folded, at) or _NUMBERED.match(cell.folded, at)
        if not match:
            return at
        at = match.end()
    return at


def hit_at(cell: Cell, at: int, place: Place, *, prefix: str = "") -> Hit | None:
    """Return the longest known agency or group that begins here and ends where a name may.

    `prefix` are the letters of a head said before (*các Sở: Y tế, Nội vụ*).
    """
    group = None if prefix else _group(cell, at, place)
    found = [hit for hit in (group, _known(cell, at, place, prefix)) if hit]
    whole = bool(_WHOLE.match(cell.folded, at))
    ended = [hit for hit in found if at_boundary(cell, hit.end, whole=whole)]
    return max(ended, key=lambda hit: hit.end, default=None)


def at_boundary(cell: Cell, end: int, *, whole: bool) -> bool:
    """Tell whether a name may end here: at a separator, a line's end, or another known name.

    The last only after what is `whole`: *Thanh tra Sở Y tế* is not *Thanh tra* and *Sở Y tế*.
    """
    if end in cell.lines and not _goes_on_below(cell, end):
        return True
    if match := _BOUNDARY.match(cell.folded, end):
        dash = match.group().strip() == "-" and match.end() < len(cell.folded)
        return not dash or _starts_name(cell, match.end(), upper=False)
    following = end + 1 if cell.folded.startswith(" ", end) else end
    return whole and following > end and _starts_known(cell, following)


def _goes_on_below(cell: Cell, end: int) -> bool:
    """Tell whether a line begins in the middle of a name: *Các DN*, then *viễn thông*."""
    at = end + 1
    opens = opens_group(cell.folded, at) or starts_head(cell, at)
    return cell.printed[at : at + 1].islower() and not opens


def tail(cell: Cell, end: int) -> int:
    """Return the end with an aside in brackets and *chủ trì*; brackets with names stay apart."""
    while match := _TAIL.match(cell.folded, end):
        words = words_of(cell.folded[: match.end()], match.start("aside")) if match["aside"] else ()
        if any(_starts_known(cell, word.start) for word in words):
            return end
        end = match.end()
    return end


def run_end(cell: Cell, at: int) -> int:
    """Return where a name that is not known ends: before the next separator with a name after."""
    group = opens_group(cell.folded, at)
    ends = sorted(line for line in cell.lines if line > at)
    for line in ends:
        named = _starts_name(cell, line + 1, upper=True) and not _goes_on_below(cell, line)
        if named or line in cell.bullets:
            limit = line
            break
    else:
        limit = len(cell.folded)
    for match in _SOFT.finditer(cell.folded, at, limit):
        if match.start() == at:
            continue
        if match["hard"]:
            return match.start()
        after = match.end()
        if group and goes_on(cell.folded, after):
            continue
        if _starts_name(cell, after, upper=match["soft"] == " và "):
            return match.start()
    return limit


def starts_head(cell: Cell, at: int) -> bool:
    """Tell whether a word for a kind of agency stands here."""
    return bool(_HEAD.match(cell.folded, at))


def _starts_name(cell: Cell, at: int, *, upper: bool) -> bool:
    at = skip(cell, at)
    if at >= len(cell.folded):
        return False
    if opens_group(cell.folded, at) or _starts_known(cell, at):
        return True
    return starts_head(cell, at) and (not upper or cell.printed[at].isupper())


def _starts_known(cell: Cell, at: int) -> bool:
    """Tell whether a known agency begins here, or a group under its full name."""
    if _longest(cell, at, "") is not None:
        return True
    return bool(group_at(cell.folded, at)) and cell.folded.startswith(("các sở", "sở", "ubnd"), at)


def _longest(cell: Cell, at: int, prefix: str) -> tuple[Known, int] | None:
    """Return the known agency with the longest key from here on, and where it ends."""
    key, best, end = prefix, None, at
    for word in words_of(cell.folded[: at + 4 * longest_key()], at):
        if word.start > end and _parted(cell, end, word.start, first=end == at):
            break
        end = word.end
        if word.text == "và":
            continue
        key += word.text
        if len(key) > longest_key():
            break
        if known := known_keys().get(key):
            best = (known, word.end)
    return best


def _parted(cell: Cell, start: int, end: int, *, first: bool) -> bool:
    gap = cell.folded[start:end]
    bullet = any(at in cell.bullets for at in range(start, end))
    return first or bullet or any(mark in gap for mark in ";:()")


def _known(cell: Cell, at: int, place: Place, prefix: str) -> Hit | None:
    longest = _longest(cell, at, prefix)
    if longest is None:
        return None
    known, end = longest
    said = _said(cell, end, place)
    name = named(known, said, place)
    if name is None:
        return None
    return Hit(name, known.kind, tail(cell, said.end))


def _said(cell: Cell, end: int, place: Place) -> Said:
    def stops(at: int) -> bool:
        return at - 1 in cell.lines or _starts_known(cell, at) or starts_head(cell, at)

    return said_after(cell.printed, cell.folded, end, place, stops)


def _group(cell: Cell, at: int, place: Place) -> Hit | None:
    group: Group | None = group_at(cell.folded, at)
    if group is None:
        return None
    said = _said(cell, group.end, place)
    end = said.end if said.province or (said.unit and not said.proper) else group.end
    name = group.name
    if place.level == "tinh" and place.own_unit == "thành phố":
        name = name.replace(" tỉnh", " thành phố")
    return Hit(Named(name), "group", tail(cell, end))


def communes_at(cell: Cell, at: int) -> Hit | None:
    """Return the communes of *UBND cấp huyện, xã*."""
    group = communes_after(cell.folded, at)
    return Hit(Named(group.name), "group", group.end) if group else None
