"""How the parts of a compound target are called: *cấp tỉnh*, *trong đó*, *1/3 số sở*, «…».

One place for both ways: what `words` writes, `target_named` and the readers of compounds read.
A part that the language has no name for is called by its own text, in quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from domain.target import EntityFraction, Part
from domain.vietnamese.target_units import read_unit
from domain.vietnamese.text import fold

WHOLE, BREAKDOWN, INNER = "tong-so", "chung", "trong-do"
WHOLES = {WHOLE: "tổng số", BREAKDOWN: "chung"}
WITHIN, TAKES, WITHIN_PART = "trong đó ", "chiếm ", "trong phần "
QUOTED_MAX = 160
"""Characters of a part's text that its name shows; numbers in so long a quotation are no bound."""

_LEVEL_WORDS = {
    "trung-uong": "cấp trung ương",
    "cap-tinh": "cấp tỉnh",
    "cap-huyen": "cấp huyện",
    "cap-xa": "cấp xã",
    "cap-so": "cấp sở",
    "cap-thon": "cấp thôn",
}
_IDS = {words: part for part, words in _LEVEL_WORDS.items()} | {"trung ương": "trung-uong"}
LEVEL = re.compile(
    r"(?:(?:của|tại|ở|đối với|thuộc) )?(?:các )?(?:cơ quan )?(?P<level>cấp (?:trung ương|tỉnh"
    r"|huyện|xã|sở|thôn)|trung ương)"
    r"(?![^\W_])"
)
_SEVERAL_LEVELS = re.compile(rf"(?:{'|'.join(_LEVEL_WORDS)})(?:-(?:{'|'.join(_LEVEL_WORDS)}))*")
_ONE_LEVEL = re.compile("|".join(_LEVEL_WORDS))
_FRACTION = re.compile(r"(?<![0-9])[0-9]{1,6} ?/ ?[0-9]{1,6}(?: ?\([0-9.,]{1,7} ?%\))? ")
_BASE = re.compile(r" ?\(trên [0-9]{1,6}\)")
_PLAIN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,19}")
_COUNT = re.compile(r"(?:tổng )?số ")
_SLUG_WORDS = 4
_BASE_WITHIN_WORDS = 6
"""Of a longer name it would not be plain what *(trên 18)* behind it counts."""


def levels_named(words: str) -> list[str]:
    """Return the ids of the administrative levels that folded words name."""
    return list(dict.fromkeys(_IDS[match["level"]] for match in LEVEL.finditer(words)))


def slug(words: str) -> str:
    """Return the id that a part has from what it is called: its first words, plain letters."""
    words = re.sub(r"[0-9/]+|(?<![^\W_])số(?![^\W_])", " ", _BASE.sub(" ", fold(words)))
    plain = unicodedata.normalize("NFD", words.replace("đ", "d")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:_SLUG_WORDS]) or "phan"


def groups_counted(parts: Sequence[Part]) -> list[str] | None:
    """Return *1/3 số sở*, *1/3 số UBND cấp huyện* where each part is a fraction of a named group.

    None where a name is more than plain words, or all of them name levels, by which the parts
    would then be called.
    """
    found = [words for part in parts if (words := _group_words(part))]
    if len(found) < len(parts) or all(levels_named(fold(words)) for words in found):
        return None
    return found


def _group_words(part: Part) -> str:
    rule = part.rule
    if not isinstance(rule, EntityFraction) or part.share_of:
        return ""
    fraction = _FRACTION.search(part.text)
    name = _BASE.sub("", part.text[fraction.end() :] if fraction else part.text)
    count = _COUNT.match(fold(name))
    unit = read_unit(fold(name), count.end() - 1 if count else 0)
    far = rule.of is not None and len(name.split()) > _BASE_WITHIN_WORDS
    if not _PLAIN.fullmatch(name) or slug(name) != part.id or unit.measure or unit.share or far:
        return ""
    number = "" if count else "số "
    base = f" (trên {rule.of})" if rule.of is not None else ""
    return f"{rule.numerator}/{rule.denominator} {number}{name}{base}"


def part_name(part: Part) -> str:
    """Return what a part is called: by its level, as the whole, or by its own text."""
    if part.id in WHOLES:
        return WHOLES[part.id]
    if _SEVERAL_LEVELS.fullmatch(part.id):
        named = _ONE_LEVEL.findall(part.id)
        if len(named) == len(set(named)):
            return " và ".join(_LEVEL_WORDS[level] for level in named)
    text = part.text.replace("«", "“").replace("»", "”").strip() or part.id
    if len(text) > QUOTED_MAX:
        text = f"{text[: QUOTED_MAX - 1]}…"
    return f"«{text}»" if slug(text) == part.id else f"«{text}» ({part.id})"


def compound_words(parts: Sequence[Part], asked: Sequence[str]) -> str:
    """Return the parts with what is asked of each: *cấp tỉnh trên 90%; cấp xã từ 60% trở lên*."""
    groups = groups_counted(parts)
    if groups is not None:
        return "; ".join(groups)
    return "; ".join(_part_words(parts, at, words) for at, words in enumerate(asked))


def _part_words(parts: Sequence[Part], at: int, asked: str) -> str:
    part, first = parts[at], parts[0].id
    if part.share_of == first == WHOLE and part.id == INNER:
        return f"{WITHIN}{TAKES}{asked}"
    name = part_name(part)
    if part.share_of is None:
        within = WITHIN if at == 1 and first == BREAKDOWN else ""
        return f"{within}{name} {asked}"
    if at and part.share_of == first:
        return f"{WITHIN}{name} {TAKES}{asked}"
    return f"{name} {WITHIN_PART}{part.share_of} {asked}"
