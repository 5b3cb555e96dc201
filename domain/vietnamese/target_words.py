"""The words that stand before a number and say how it binds: *tối thiểu*, *trên*, *giảm còn*.

They are taken off one by one from the number leftwards, so that *hằng năm tăng tối thiểu 7%*
gives a minimum, a growth and a span, in whatever order they are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from domain.bound import Relation
from domain.period import Frequency

_WINDOW = 40
_MOST_WORDS = 12


class Role(Enum):
    """What a word before a number does to it."""

    RELATION = "relation"
    ABOUT = "about"
    NEAR = "near"
    GROWS = "grows"
    FALLS = "falls"
    TIMES = "times"
    DOWN_TO = "down_to"
    UP_TO = "up_to"
    AVERAGE = "average"
    EACH = "each"
    KEPT = "kept"
    BEARER = "bearer"
    SHARE_OF = "share_of"


_RELATIONS = {
    Relation.AT_LEAST: "tối thiểu|ít nhất|không dưới|không thấp hơn|không ít hơn"
    "|không nhỏ hơn|từ|≥|>=|=>|thấp nhất",
    Relation.ABOVE: "trên|hơn|vượt|vượt trên|lớn hơn|cao hơn|nhiều hơn|>",
    Relation.AT_MOST: "không quá|không vượt quá|không vượt|tối đa|nhiều nhất|không hơn"
    "|không lớn hơn|không cao hơn"
    "|không trên|không nhiều hơn|≤|<=|=<|cao nhất",
    Relation.BELOW: "dưới|ít hơn|thấp hơn|nhỏ hơn|<",
}
_ROLES = {
    Role.ABOUT: "khoảng|xấp xỉ|tầm|~|≈|độ khoảng|ước khoảng",
    Role.NEAR: "gần|gần bằng",
    Role.GROWS: "tăng|tăng thêm|tăng trưởng|gia tăng",
    Role.FALLS: "giảm|cắt giảm|giảm bớt|kéo giảm|giảm thiểu|giảm thêm|rút ngắn",
    Role.TIMES: "gấp|tăng gấp",
    Role.DOWN_TO: "còn|xuống|xuống còn",
    Role.UP_TO: "lên|lên đến|lên tới",
    Role.AVERAGE: "bình quân|trung bình",
    Role.EACH: "hằng năm|hàng năm|mỗi năm|hằng quý|hàng quý|mỗi quý|hằng tháng|hàng tháng"
    "|mỗi tháng",
    Role.KEPT: "duy trì|giữ vững|giữ|duy trì tỷ lệ|duy trì ổn định|giữ ổn định"
    "|duy trì ở mức|duy trì mức",
    Role.BEARER: "đạt|đạt được|đạt tỷ lệ|đạt tỉ lệ|đạt mức|đạt ít nhất là|là|bằng|phấn đấu"
    "|quyết tâm|bảo đảm"
    "|đảm bảo|tiếp tục|phân đấu|:|=|ở mức|mức|với|ước đạt|phấn đấu có|phấn đấu để"
    "|tổng cộng",
    Role.SHARE_OF: "chiếm|hoàn thành|chiếm tỷ lệ|chiếm tỉ lệ|chiếm tỷ trọng",
}
_TABLE: dict[str, tuple[Role, Relation | None]] = {
    word: (Role.RELATION, relation)
    for relation, words in _RELATIONS.items()
    for word in words.split("|")
} | {word: (role, None) for role, words in _ROLES.items() for word in words.split("|")}
_LONGEST_FIRST = sorted(_TABLE, key=len, reverse=True)
_SPANS: tuple[tuple[str, Frequency], ...] = (("năm", "A"), ("quý", "Q"), ("tháng", "M"))


@dataclass(slots=True)
class Before:
    """What the words before a number say; `start` is where they begin."""

    start: int
    relations: list[Relation] = field(default_factory=list)
    roles: set[Role] = field(default_factory=set)
    each: Frequency | None = None
    verb_end: int | None = None
    """Where *đạt*, *chiếm* or *hoàn thành* ends, which a name needs where more words follow."""
    by_less: bool = False
    """Whether the bound is *ít hơn*: of a reduction by how much, while *dưới* may be to where."""
    loose: bool = False
    """Whether the only bound is *từ*, which opens a range or a minimum alike."""

    @property
    def relation(self) -> Relation | None:
        """The bound that is named, None where none is or where two disagree."""
        named = set(self.relations)
        if Relation.ABOVE in named:
            named.discard(Relation.AT_LEAST)
        if Relation.BELOW in named:
            named.discard(Relation.AT_MOST)
        return named.pop() if len(named) == 1 else None

    @property
    def contradictory(self) -> bool:
        """Whether two bounds are named that cannot both hold of one number."""
        return bool(self.relations) and self.relation is None


def read_before(folded: str, at: int) -> Before:
    """Take the words off that stand before a place and belong to the number there."""
    found = Before(at)
    for _ in range(_MOST_WORDS):
        window = folded[max(0, found.start - _WINDOW) : found.start].rstrip(" ")
        word = _last_word(window)
        if word is None:
            break
        role, relation = _TABLE[word]
        cut = folded[: found.start].rstrip(" ")
        if role is Role.AVERAGE and not _changes(found, cut[: -len(word)]):
            # "Thu nhập bình quân 60 triệu" is a level; an average of it is its name.
            break
        if role is Role.SHARE_OF or word.startswith("đạt"):
            found.verb_end = len(cut)
        found.start = len(cut) - len(word)
        found.roles.add(role)
        if relation is not None:
            found.relations.append(relation)
            found.by_less = found.by_less or word == "ít hơn"
            found.loose = word == "từ" and len(found.relations) == 1
        if role is Role.EACH:
            found.each = next(code for name, code in _SPANS if word.endswith(name))
    return found


def _changes(found: Before, ahead: str) -> bool:
    word = _last_word(ahead[-_WINDOW:].rstrip(" ")) or ""
    roles = found.roles | {_TABLE[word][0] if word else Role.BEARER}
    return bool(roles & {Role.GROWS, Role.FALLS})


def _last_word(window: str) -> str | None:
    for word in _LONGEST_FIRST:
        if window.endswith(word):
            before = window[: -len(word)][-1:]
            if not word[0].isalpha() or not before.isalnum():
                return word
    return None
