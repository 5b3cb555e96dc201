"""One count at several administrative levels: *90% … cấp tỉnh, 80% … cấp huyện và 60% … cấp xã*."""

from __future__ import annotations

import re
from itertools import pairwise

from domain.vietnamese.part_names import LEVEL, levels_named
from domain.vietnamese.target_clauses import Clause
from domain.vietnamese.target_text import TargetText, has_words

_LINKS = re.compile(r"(?<![^\W_])(?:và|của|tại|ở|đối với|thuộc|là|đạt|các|số)(?![^\W_])|[^\w ]|_")
_IN_TURN = re.compile(r"(?<![^\W_])(?:lần lượt|tương ứng)(?![^\W_])")


def level_parts(
    text: TargetText, parted: tuple[Clause, ...]
) -> tuple[tuple[str, Clause], ...] | None:
    """Return each clause with the id of its level, where all count the same thing."""
    named: list[tuple[str, Clause]] = []
    for clause in parted:
        levels = levels_named(text.covered[clause.start : clause.end])
        if not levels:
            return None
        named.append(("-".join(levels), clause))
    if len({name for name, _ in named}) != len(named):
        return None
    leading = all(clause.leading for clause in parted[1:] or parted)
    same = _same_thing_behind(text, parted) if leading else _same_thing_before(text, parted)
    return tuple(named) if same else None


def in_turn(text: TargetText) -> tuple[tuple[str, Clause], ...] | None:
    """Return the parts of *cấp tỉnh, cấp huyện, cấp xã lần lượt đạt 90%, 80%, 60%*."""
    mentions = text.mentions
    if not _IN_TURN.search(text.covered, text.start, text.end):
        return None
    bare = (_LINKS.sub(" ", text.covered[a.end : b.start]) for a, b in pairwise(mentions))
    levels = levels_named(text.covered[text.start : text.end])
    if len(levels) != len(mentions) or any(has_words(words) for words in bare):
        return None
    return tuple(
        (name, Clause(mention.start, mention.end, mention))
        for name, mention in zip(levels, mentions, strict=True)
    )


def _same_thing_behind(text: TargetText, parted: tuple[Clause, ...]) -> bool:
    """Whether *hồ sơ công việc* stands between each number and its level, or nothing does.

    A clause before the last that goes on behind its level says something of its own.
    """
    things: list[str] = []
    for clause in parted:
        words = clause.behind(text)
        match = LEVEL.search(words)
        if match is None:
            return False
        things.append(_thing(words[: match.start()]))
        rest = words[match.end() :]
        if clause is not parted[-1] and has_words(LEVEL.sub("", _LINKS.sub(" ", rest))):
            return False
    return all(thing in ("", things[0]) for thing in things)


def _same_thing_before(text: TargetText, parted: tuple[Clause, ...]) -> bool:
    """Whether the clauses behind the first name a level before their number, and no more."""
    first = parted[0].before(text)
    for clause in parted[1:]:
        words = clause.before(text)
        if has_words(clause.beyond(text)) and clause is not parted[-1]:
            return False
        thing = _thing(LEVEL.sub(" ", words))
        if thing and thing not in _thing(first):
            return False
    return bool(LEVEL.search(first))


def _thing(words: str) -> str:
    return " ".join(_LINKS.sub(" ", words).split())
