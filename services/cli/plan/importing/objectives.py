"""Objectives of the prose: the bullets under *Mục tiêu*, and obligations said elsewhere.

Under *Mục tiêu* a bullet that names something to measure is an objective, and so is one without
a number that stands in a list of such (*Công bố chính thức …*); what only defines a word is
not. Elsewhere a sentence counts when it binds (*phấn đấu*, *tối thiểu*) and can be measured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.draft import DraftTarget
from domain.target import Milestone
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.importing.matching import likeness, subject_words
from services.cli.plan.importing.prose import BULLET, FOOTNOTE, Heading, Item
from services.cli.plan.importing.readings import measurable, read_targets
from services.cli.plan.importing.words import bare, sentences, shouted, unique, years

_NUMBERING = r"^(?:(?:phan|chuong) [ivxlc0-9]+ )?(?:[ivxlc]{1,5} |[a-d] |\d{1,2} )*"
_AIMS = re.compile(
    _NUMBERING + r"(?:quan diem |muc dich |dinh huong |mot so |cac |he thong |nhom )*(?:va )?"
    r"(?:muc tieu|chi tieu)\b"
)
_PAST = re.compile(
    r"ket qua|tinh hinh|thuc trang|ton tai|han che|danh gia chung|can cu|su can thiet|nhan xet"
)
_OTHERWISE = re.compile(
    _NUMBERING
    + r"(?:cac |mot so )?(?:nhiem vu|giai phap|to chuc|kinh phi|noi dung|cong tac|pham vi"
    r"|doi tuong|quan diem|yeu cau|nguon luc)\b"
)
_BINDING = re.compile(
    r"ph[ấâ]n đấu|tối thiểu|ít nhất|bảo đảm đạt|\bđạt (?:trên |tối thiểu |ít nhất )?\d",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d\s*(?:tỷ|tỉ|triệu|trđ|nghìn)\b|\bđồng\b", re.IGNORECASE)
_SHARE = re.compile(r"\d\s*%")
_DEFINES = re.compile(
    r"^(?:la|gom|bao gom|co nghia la)\b|\b(?:gom|bao gom)\b|duoc (?:dac trung|hieu)"
)
_OWN_YEAR = re.compile(
    r"(?:^|\b(?:đến|tới|hết|cuối|trong|phấn đấu)\s+)(?:hết\s+|cuối\s+)?năm\s+(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_LONGEST_MILESTONE = 260
_AGAIN = 0.3


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective as found: `stated` where it stands under *Mục tiêu*."""

    text: str
    section: str
    number: str
    line: int
    year: int | None
    targets: tuple[DraftTarget, ...]
    notes: tuple[Note, ...]
    stated: bool


def find_aims(items: Sequence[Item], plan_year: int | None) -> tuple[Aim, ...]:
    """Return the objectives of the prose in their order, each said once."""
    taken: set[str] = set()
    items = [item for item in items if item.level != FOOTNOTE]
    stated = [
        aim
        for group in _groups([item for item in items if under_aims(item.path)])
        for aim in _stated(group, plan_year, taken)
    ]
    elsewhere = [
        aim
        for item in items
        if not under_aims(item.path) and not of_the_past(item.path)
        for aim in _obligations(item, plan_year, taken)
    ]
    known = list(stated)
    for aim in elsewhere:
        if not any(_says_again(aim, other) for other in known):
            known.append(aim)
    return tuple(sorted(known, key=lambda aim: aim.line))


def under_aims(path: Sequence[Heading]) -> bool:
    """Tell whether headings lead to the plan's objectives, not to results or to tasks."""
    inside = False
    for heading in path:
        words = bare(heading.text)
        if _PAST.search(words):
            return False
        if _AIMS.match(words):
            inside = True
        elif _OTHERWISE.match(words):
            inside = False
    return inside


def of_the_past(path: Sequence[Heading]) -> bool:
    """Tell whether headings lead to what was, not to what is to be."""
    return any(_PAST.search(bare(heading.text)) for heading in path)


def _groups(items: Sequence[Item]) -> list[list[Item]]:
    groups: dict[tuple[Heading, ...], list[Item]] = {}
    for item in items:
        groups.setdefault(item.path, []).append(item)
    return list(groups.values())


def _stated(group: Sequence[Item], plan_year: int | None, taken: set[str]) -> list[Aim]:
    """Return the objectives of one list: what can be measured, and its milestones."""
    phrases = [(item, phrase) for item in group for phrase in _phrases(item)]
    read = [(item, phrase, *read_targets(phrase)) for item, phrase in phrases]
    among = any(measurable(targets) for item, _, targets, _ in read if item.level <= BULLET + 1)
    aims = []
    for at, (item, phrase, targets, notes) in enumerate(read, start=1):
        listed = item.level != 8
        if measurable(targets) or _SHARE.search(phrase):
            pass
        elif listed and among and _milestone(phrase):
            targets, notes = targets or (DraftTarget(Milestone(), "", phrase),), ()
        else:
            continue
        aims.append(_aim(item, phrase, at, plan_year, targets, notes, taken, stated=True))
    return aims


def _phrases(item: Item) -> list[str]:
    """A bullet is one phrase where at most one of its sentences measures; else each its own."""
    each = sentences(item.text)
    if len(each) <= 1:
        return [item.text]
    counted = [sentence for sentence in each if measurable(read_targets(sentence)[0])]
    if item.level == 8:
        return counted
    return each if len(counted) > 1 else [item.text]


def _milestone(phrase: str) -> bool:
    words = bare(phrase)
    if len(phrase) > _LONGEST_MILESTONE or shouted(phrase) or not words or _AIMS.match(words):
        return False
    return not _DEFINES.search(words[:80])


def _obligations(item: Item, plan_year: int | None, taken: set[str]) -> list[Aim]:
    aims = []
    for at, sentence in enumerate(sentences(item.text), start=1):
        if not _BINDING.search(sentence) or _MONEY.search(sentence):
            continue
        targets, notes = read_targets(sentence)
        if measurable(targets):
            aims.append(_aim(item, sentence, at, plan_year, targets, notes, taken, stated=False))
    return aims


def _aim(
    item: Item,
    phrase: str,
    at: int,
    plan_year: int | None,
    targets: tuple[DraftTarget, ...],
    notes: tuple[Note, ...],
    taken: set[str],
    *,
    stated: bool,
) -> Aim:
    number = f"{_path_number(item.path)}.{at}".strip(".")
    section = " › ".join(heading.printed for heading in item.path)
    year, notes = _year(phrase, item.path, plan_year, notes)
    return Aim(phrase, section, unique(number, taken), item.line, year, targets, notes, stated)


def _path_number(path: Sequence[Heading]) -> str:
    """Return the numbers of the headings in one: *7.4* below *7* says its parent's again."""
    numbers: list[str] = []
    for heading in path:
        if not heading.level or not heading.number:
            continue
        while numbers and heading.number.startswith(f"{numbers[-1]}."):
            numbers.pop()
        numbers.append(heading.number)
    return ".".join(numbers)


def _year(
    phrase: str, path: Sequence[Heading], plan_year: int | None, notes: tuple[Note, ...]
) -> tuple[int | None, tuple[Note, ...]]:
    """Return by when: what the phrase says, else the nearest heading, else the plan's year."""
    if own := _OWN_YEAR.search(phrase):
        return int(own["year"]), notes
    for heading in reversed(path):
        named = years(heading.text)
        if len(set(named)) == 1:
            return named[0], notes
        if named:
            break
    if plan_year is not None:
        return plan_year, (*notes, Note(Review.YEAR_ASSUMED, None, str(plan_year)))
    return None, notes


def _says_again(aim: Aim, other: Aim) -> bool:
    """Tell whether a sentence only says again what an objective said: same rule, like subject."""
    rules = {repr(target.rule) for target in aim.targets}
    if rules != {repr(target.rule) for target in other.targets}:
        return False
    return likeness(subject_words(aim.text), subject_words(other.text)) >= _AGAIN
