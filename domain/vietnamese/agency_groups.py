"""Groups that plans name as leads and coordinators; their names contain commas.

*Các sở, ngành Tỉnh* is one group, *Sở, ban, ngành, UBND huyện, thị xã, thành phố* are two. Who
belongs to a group is the directory's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DEPARTMENTS = "Các sở, ngành tỉnh"
DISTRICTS = "UBND cấp huyện"
COMMUNES = "UBND cấp xã"

_JOIN = r"(?:, ?| ?/ ?| - | và |,? và | )"
_HEAD = r"(?:(?:các|ubnd|ủy ban nhân dân|ubnd các|ủy ban nhân dân các|chính quyền) )"
_DISTRICT = r"(?:huyện|thị xã|thành phố|quận|tx\.?|tp\.?)"
_COMMUNE = r"(?:xã|phường|thị trấn|đặc khu)"
_OF_PROVINCE = r"(?: (?:trực thuộc|thuộc|trong|của|trên địa bàn)(?: toàn)? tỉnh)?"
_SECTORS = re.compile(
    rf"(?:các )?(?:sở{_JOIN}(?:ban{_JOIN})?|ban{_JOIN}(?=ngành (?:cấp )?tỉnh))ngành"
    rf"(?P<more>{_JOIN}(?:các )?(?:đoàn thể|hội đoàn thể|hội, đoàn thể|mặt trận))?"
    r"(?P<scope> (?:cấp )?tỉnh| (?:cấp )?thành phố| (?:có )?liên quan| khác)?"
    r"(?P<related> (?:có )?liên quan)?(?![^\W_])"
)
_ALL_DISTRICTS = re.compile(
    rf"(?:{_HEAD}?(?:\d{{1,2}} )?{_DISTRICT}{_JOIN}(?:các )?{_DISTRICT}"
    rf"(?:{_JOIN}(?:các )?{_DISTRICT})?(?:{_JOIN}(?:các )?{_DISTRICT})?{_OF_PROVINCE}"
    rf"|(?:ubnd|ủy ban nhân dân)(?: các)? cấp huyện"
    rf"|(?:ubnd|ủy ban nhân dân) các huyện{_OF_PROVINCE})"
    r"(?![^\W_])"
)
_ALL_COMMUNES = re.compile(
    rf"(?:{_HEAD}?(?:\d{{1,4}} )?{_COMMUNE}{_JOIN}(?:các )?{_COMMUNE}"
    rf"(?:{_JOIN}(?:các )?{_COMMUNE})?(?: trên địa bàn(?: huyện| thành phố| thị xã| tỉnh)?)?"
    r"|(?:ubnd|ủy ban nhân dân)(?: các)? cấp xã"
    r"|(?:ubnd|ủy ban nhân dân) các (?:xã|phường))(?![^\W_])"
)
_COMMUNES_TOO = re.compile(r"(?:ubnd )?(?:cấp )?xã(?![^\W_])(?= ?(?:$|[;,.)]))")
_OPEN = re.compile(
    r"(?:các|những|toàn thể|tất cả các|mọi|doanh nghiệp|dn|đơn vị|cơ quan|người dân|nhân dân"
    r"|cộng đồng|chủ đầu tư|nhà thầu|tổ công nghệ số|tổ cns cộng đồng)(?= ?\S)"
    r"|(?:tổ cnscđ|địa phương|đơn vị)(?![^\W_])"
)
_NOUN = re.compile(
    r"(?:các )?(?:đơn vị|địa phương|ban|ngành|đoàn thể|tổ chức|cơ quan|doanh nghiệp|hợp tác xã"
    r"|hiệp hội|hội|cá nhân|viễn thông|bưu chính|ấp|thôn|bản|xóm|khóm|khối|tổ dân phố|phường"
    r"|thị trấn|xã|hộ)"
    r"(?= ?(?:$|[,;.)]| và | [^\W_]))"
)
_PLURAL = re.compile(r"^(?:các|những|toàn thể|tất cả|mọi) | các ")


@dataclass(frozen=True, slots=True)
class Group:
    """A group: its canonical name, and where its words end."""

    name: str
    end: int


def group_at(folded: str, at: int) -> Group | None:
    """Return the group of the tables whose words stand at a place of the folded text."""
    if match := _SECTORS.match(folded, at):
        return Group(_sectors(match), match.end())
    if match := _ALL_DISTRICTS.match(folded, at):
        return Group(DISTRICTS, match.end())
    if match := _ALL_COMMUNES.match(folded, at):
        return Group(COMMUNES, match.end())
    return None


def communes_after(folded: str, at: int) -> Group | None:
    """Return the communes that *UBND cấp huyện, xã* names besides, where they stand here."""
    match = _COMMUNES_TOO.match(folded, at)
    return Group(COMMUNES, match.end()) if match else None


def opens_group(folded: str, at: int) -> bool:
    """Tell whether words that name a group of their own begin here (*Các DN viễn thông*)."""
    return bool(_OPEN.match(folded, at))


def goes_on(folded: str, at: int) -> bool:
    """Tell whether what follows a comma still belongs to a group (*các cơ quan, đơn vị*)."""
    match = _NOUN.match(folded, at)
    return bool(match) and not folded.startswith("các ", at)


def is_plural(folded: str) -> bool:
    """Tell whether a name that is not known is one of several (*Công an các huyện*)."""
    return bool(_PLURAL.search(folded))


def _sectors(match: re.Match[str]) -> str:
    words = f"{match['scope'] or ''}{match['related'] or ''}"
    if "liên quan" in words:
        return "Các sở, ngành liên quan"
    if "khác" in words:
        return "Các sở, ngành khác"
    return "Các sở, ban, ngành, đoàn thể tỉnh" if match["more"] else DEPARTMENTS
