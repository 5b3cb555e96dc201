"""A column that holds the number itself (*Chỉ tiêu năm 2023*), its unit in another.

The phrase is composed of name, number and unit, so that it is judged as if it were written out.
A bare number is a minimum, as in the prose; where less is better (*hộ nghèo*) it is a maximum,
and either way the officer is asked to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from domain.bound import Relation
from domain.draft import DraftTarget
from domain.target import Milestone, Rank, Threshold
from domain.vietnamese.numbers import parse_number
from domain.vietnamese.reading import Note, Understood
from domain.vietnamese.review import Review
from services.cli.plan.importing.columns import Column, Head
from services.cli.plan.importing.readings import Notes, read_targets
from services.cli.plan.importing.rows import Row
from services.cli.plan.importing.words import bare, plain

_SHARE = re.compile(r"%|phần trăm|tỷ lệ|tỉ lệ|tỷ trọng", re.IGNORECASE)
_DONE = re.compile(r"^(hoan thanh|dat|co|x)$")
_PLACE_UNIT = re.compile(r"^(thu )?(hang|bac|tu)$|^(vi tri|thu hang|thu bac|xep hang|vi thu)\b")
_PLACE_NAME = re.compile(r"^(xep hang|thu hang|vi tri|xep thu|thu bac|vi thu)\b")
_LESS_IS_BETTER = re.compile(
    r"\b(ho ngheo|can ngheo|giam con|that nghiep|tu vong|suy dinh duong|tai nan|toi pham|no xau"
    r"|tre han|qua han|cham han|don thu|o nhiem|sinh con thu ba|tao hon|bo hoc|that thoat|ton dong"
    r"|su co|nhiem ma doc|lo hong|ro ri|gian doan|trang song|lom song|vi pham|khieu nai|to cao"
    r"|sai sot|bi (tra lai|tu choi)|phai bo sung|ban giay|ho so giay|chua (duoc|co)|khong (duoc|co)"
    r"|thoi gian (cho|xu ly|giai quyet|khac phuc|khoi phuc|phan hoi|tra loi|dap ung|trung binh"
    r"|binh quan|tiep nhan|hoan thanh|gian doan)|chi phi (tuan thu|trung binh|binh quan))\b"
)
# "Hộ nghèo có điện thoại", "sự cố được khắc phục", "giảm chi phí": here more is better again.
_TURNED = re.compile(
    r"\b(co|duoc|su dung|dung|tiep can|tham gia|ung dung|thoat|dung han|truoc han|ngan chan)\b"
)
_CUT = re.compile(r"\b(giam|tiet kiem|rut ngan|khac phuc|xu ly|ngan chan|phat hien)\b")
_STRIVEN = re.compile(r"^phan dau\b")

_WORST_PLACE = 1000

Value = tuple[tuple[DraftTarget, ...], Notes, bool, tuple[tuple[str, str], ...]]


def read_value(row: Row, name: str, year: int | None) -> Value:
    """Return the targets of a row's value column, notes, whether it has one, what is left over.

    Of several such columns the one of the plan's year is taken, else the last; what the others
    say is handed back with their headings, and the row says that there are several.
    """
    cells = [
        (head, plain(text))
        for head, text in row.spread
        if head.column is Column.VALUE and _said(text)
    ]
    if not cells:
        return (), (), False, ()
    own = [head for head, _ in row.spread if head.column is Column.VALUE and head.year == year]
    if year and own and not any(head.year == year for head, _ in cells):
        # A dash under the plan's own year: what the other years ask for is not due in this one.
        left = tuple((head.text, text) for head, text in cells)
        words = "; ".join(f"{heading}: {text}" for heading, text in left)
        return (), (Note(Review.NO_NUMBER, None, f"{own[0].text}: -; {words}"),), True, left
    # What is assigned is the target; what is striven for beyond it is not.
    given = [cell for cell in cells if not _STRIVEN.match(bare(cell[0].text))] or cells
    taken = next((cell for cell in cells if year and cell[0].year == year), given[-1])
    left = tuple((head.text, text) for head, text in cells if (head, text) != taken)
    unit = plain(row.cells.get(Column.UNIT, ""))
    targets, notes = _targets(name, taken, unit)
    if left:
        words = "; ".join(f"{heading}: {text}" for heading, text in left)
        notes = (*notes, Note(Review.SEVERAL_NUMBERS, None, words))
    return targets, notes, True, left


def _said(text: str) -> bool:
    """Tell whether a cell says anything: a dash stands for nothing."""
    return bool(plain(text).strip("-–—./ "))


def by_horizon(row: Row, year: int | None) -> Iterator[tuple[Row, int | None]]:
    """Yield a row for each year that has a number of its own, in a plan of several years.

    *Đến năm 2025: 80 | Đến năm 2030: 95* are two targets: they fall due on different days.
    """
    valued = [
        (head, text)
        for head, text in row.spread
        if head.column is Column.VALUE and head.year and _said(text)
    ]
    named = [head.year for head, _ in valued]
    if year is not None or len(valued) < 2 or len(set(named)) < len(named):
        yield row, year
        return
    rest = tuple(cell for cell in row.spread if cell not in valued)
    for at, (head, text) in enumerate(valued):
        number = f"{row.number}.{head.year}"
        printed = row.printed if at == 0 else ""
        spread = ((head, text), *rest)
        yield replace(row, number=number, printed=printed, spread=spread), head.year


def _targets(name: str, cell: tuple[Head, str], unit: str) -> tuple[tuple[DraftTarget, ...], Notes]:
    head, text = cell
    if _DONE.match(bare(text)):
        read = read_targets(name)
        return read if read[0] else ((DraftTarget(Milestone(), "", name),), ())
    number = parse_number(re.sub(r"\s*%$", "", text))
    per_cent = "%" in text or unit.startswith("%") or "%" in head.text
    share = "%" if per_cent or (not unit and _SHARE.search(name)) else ""
    shown = _with_unit(text, share or unit)
    composed = f"{name} đạt {shown}" if name else shown
    if isinstance(number, Understood) and not share and _places(name, unit, number.value):
        note = Note(Review.DIRECTION_ASSUMED, None, f"{name}: thứ {text} trở lên")
        return (DraftTarget(Rank(int(number.value)), "", composed, subject=name),), (note,)
    if isinstance(number, Understood):
        less = number.value == 0 or _less_is_better(bare(name))
        rule = Threshold(Relation.AT_MOST if less else Relation.AT_LEAST, number.value)
        notes = [*(replace(note, span=None) for note in number.notes)]
        if less:
            notes.append(Note(Review.DIRECTION_ASSUMED, None, f"{name}: ≤ {shown}"))
        if not share and not unit:
            notes.append(Note(Review.UNIT_UNKNOWN, None, composed))
        return (DraftTarget(rule, share or unit, composed, subject=name),), tuple(notes)
    targets, notes_ = read_targets(shown)
    if not targets:
        return (), (Note(Review.TARGET_NOT_UNDERSTOOD, None, composed),)
    named = tuple(replace(target, text=composed, subject=name) for target in targets)
    return named, tuple(replace(note, span=None, detail=shown) for note in notes_)


def _less_is_better(name: str) -> bool:
    found = _LESS_IS_BETTER.search(name)
    if found is None or _TURNED.search(name, found.end()):
        return False
    return found.group().startswith("giam") or not _CUT.search(name[: found.start()])


def _places(name: str, unit: str, value: Decimal) -> bool:
    """Tell whether a bare number is a place in a ranking: its unit says so, or the name does."""
    if value != int(value) or not 0 < value < _WORST_PLACE:
        return False
    return bool(_PLACE_UNIT.match(bare(unit)) or (not unit and _PLACE_NAME.match(bare(name))))


def _with_unit(text: str, unit: str) -> str:
    if not unit or text.endswith(unit):
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"
