"""Target or task: what a row of an assignment table is, and how sure that is.

A row that an objective of the prose speaks of is a target, with or without a number. So is a row
of a table of targets, and where a plan has no objectives in prose, a row that can be measured.
What remains is a task, with its quantity where it names one.
"""

from __future__ import annotations

import re

from domain.draft import DraftTarget
from domain.plan import RowKind
from domain.target import (
    Band,
    Compound,
    Count,
    EntityFraction,
    Growth,
    Maintenance,
    Milestone,
    Rank,
    Reduction,
    Rule,
    Threshold,
)
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.importing.assignment import Entry
from services.cli.plan.importing.columns import Column
from services.cli.plan.importing.readings import Notes, measurable
from services.cli.plan.importing.tables import SourceTable
from services.cli.plan.importing.words import bare, plain

Decided = tuple[RowKind, tuple[DraftTarget, ...], Notes]

_OF_TARGETS = re.compile(r"\b(chi tieu|muc tieu)\b")
_OF_TASKS = re.compile(r"\b(nhiem vu|cong viec|giai phap|hoat dong|de an|du an|chuong trinh)\b")
_SHAPED = re.compile(
    r"^(?:phan dau |bao dam |dam bao )?(?:(?:tren|duoi|toi thieu|it nhat|khoang|hon) )?"
    r"\d+(?:[.,]\d+)? ?%"
    r"|^(?:ty|ti) (?:le|trong)\b|^(?:so luong|chi so|muc do|thu hang|xep hang)\b"
)
# "Tổ chức 10 cuộc hội thảo" is held to ten; a number further on is part of a name.
_COUNTED = re.compile(
    r"(?:to chuc|ho tro|dao tao|boi duong|tap huan|mo|xay dung|trien khai|lap dat|thanh lap"
    r"|bien soan|phu song|trang bi|so hoa|thi diem|ket noi|phat trien|cap"
    r"|thu hut|mua sam|ky ket)(?: [a-z]+)? \d"
)
_ASIDE = re.compile(r"^(tong cong|tong so|cong|ghi chu|luu y)\b")
_MEASURED = re.compile(r"(ty|ti) (le|trong)\b|so luong\b|muc do\b")
_LEVEL = re.compile(r"(?:[<>≤≥~]|trên|dưới|tối thiểu|ít nhất|từ)?\s*\d[\d.,]*\s*%?$", re.IGNORECASE)
_MINIMUM = re.compile(r"\b(toi thieu|it nhat|tro len)\b")


def of_targets(table: SourceTable) -> bool | None:
    """Tell whether a table says of itself that it lists targets; None where it names both."""
    head = next((bare(head.text) for head in table.heads if head.column is Column.NAME), "")
    if table.has(Column.VALUE):
        return not (_OF_TASKS.search(head) and not _OF_TARGETS.search(head))
    for words in (head, bare(table.heading)):
        aims, tasks = bool(_OF_TARGETS.search(words)), bool(_OF_TASKS.search(words))
        if aims != tasks:
            return aims
    return None


def is_shaped(entry: Entry) -> bool:
    """Tell whether a row is put as targets are: *80% …*, *Tỷ lệ …*."""
    return bool(_SHAPED.match(_percent(entry.text)))


def decide(
    entry: Entry, table: SourceTable, *, matched: bool, has_objectives: bool, mixed: bool = False
) -> Decided:
    """Return a row's kind, its targets or quantity, and what is unsure about it.

    `mixed`: the table holds targets too, so that without the prose a row that cannot be measured
    may be a milestone among them as well as a task.
    """
    own = of_targets(table)
    counted = measurable(entry.targets)
    shaped = is_shaped(entry)
    if not entry.text or (_ASIDE.match(bare(entry.text)) and not entry.lead):
        return RowKind.OTHER, (), ()
    if matched or own is True:
        sure = matched or counted or entry.valued
        return _target(entry, sure=sure)
    if entry.valued and counted:
        return _target(entry, sure=own is not False)
    if shaped or (not has_objectives and any(map(_is_threshold, entry.targets))):
        return _target(entry, sure=shaped and not has_objectives and own is None)
    quantity = tuple(target for target in entry.targets if _is_quantity(target))
    notes = entry.target_notes if quantity else ()
    if any(_is_level(target.rule) for target in quantity) or (
        not has_objectives and (quantity or mixed)
    ):
        notes = (*notes, Note(Review.KIND_ASSUMED))
    return RowKind.TASK, quantity, notes


def _target(entry: Entry, *, sure: bool) -> Decided:
    targets, notes = entry.targets, entry.target_notes
    if not targets and not any(letter.isdigit() for letter in entry.text) and not entry.valued:
        if lost := _number_elsewhere(entry):
            notes = (Note(Review.TARGET_NOT_UNDERSTOOD, None, lost),)
        elif not _MEASURED.match(bare(entry.text)):
            targets, notes = (DraftTarget(Milestone(), "", entry.text),), ()
    if not sure:
        notes = (*notes, Note(Review.KIND_ASSUMED))
    return RowKind.TARGET, targets, notes


def _number_elsewhere(entry: Entry) -> str:
    """Return a number that stands in a column of another meaning, as the level to reach may."""
    cells = [(head.text, text) for head, text in entry.row.spread if head.column is Column.UNKNOWN]
    cells.append(("Sản phẩm", entry.row.cells.get(Column.PRODUCT, "")))
    found = [f"{head}: {plain(text)}" for head, text in cells if _LEVEL.match(plain(text))]
    return "; ".join(found)


def _is_quantity(target: DraftTarget) -> bool:
    """Tell whether a rule of a task is one to be held to: a bare number in a name is not."""
    if isinstance(target.rule, Milestone):
        return False
    if not isinstance(target.rule, Count):
        return True
    words = bare(target.text)
    return bool(_MINIMUM.search(words) or (target.rule.minimum > 1 and _COUNTED.match(words)))


def _is_level(rule: Rule) -> bool:
    """Tell whether a rule is a level or a place, as targets have, rather than an amount of work."""
    return isinstance(rule, Threshold | Band | Rank | Growth | Reduction | Maintenance)


def _is_threshold(target: DraftTarget) -> bool:
    """Tell whether a rule sets a level to reach; a part of the entities is the size of a task."""
    rules = [part.rule for part in target.rule.parts] if isinstance(target.rule, Compound) else ()
    fractions = all(isinstance(rule, EntityFraction) for rule in rules or (target.rule,))
    return _is_quantity(target) and not fractions


def _percent(text: str) -> str:
    """Return bare words that keep the percent sign and the decimal comma of their start."""
    start = text[:60]
    kept = re.sub(r"(?<=\d)[.,](?=\d)", "\0", start).replace("%", "\1")
    words = bare(kept.replace("\1", " phantram ").replace("\0", "phay"))
    return words.replace(" phantram", "%").replace("phay", ",")
