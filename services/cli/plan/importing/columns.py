"""Recognise the columns of a table by their Vietnamese headings, in any order.

Headings are compared bare (no accents, no capitals). The same word may head a name or a number
(*Chỉ tiêu*), so what is below decides where the heading does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from services.cli.plan.importing.readings import deadline_like
from services.cli.plan.importing.words import bare, plain, years


class Column(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    NAME = "name"
    LEAD = "lead"
    COORDINATORS = "coordinators"
    BOTH = "lead_and_coordinators"
    DEADLINE = "deadline"
    START = "start"
    UNIT = "unit"
    VALUE = "value"
    RESULT = "result"
    VERDICT = "verdict"
    REMARK = "remark"
    PRODUCT = "product"
    TOTAL = "total_investment"
    AMOUNT = "amount"
    SOURCE = "source"
    DECISION = "decision"
    OBJECTIVE = "objective"
    STATUS = "status"
    EARLIER = "earlier"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Head:
    """A column's meaning, its heading as printed, and the year that the heading names."""

    column: Column
    text: str
    year: int | None = None


_NOUN = r"(don vi|co quan|bo phan|nguoi|can bo|cong chuc|phong|ban|to chuc)"
# The first that fits is taken: what is more particular stands before what is more general.
_PATTERNS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.NUMBER, r"^(stt|tt|so tt|so thu tu|s tt|s t t|so|no|ma so)$"),
        (Column.REMARK, r"^(ghi chu|luu y)\b"),
        (Column.BOTH, r"chu tri.*phoi hop|phoi hop.*chu tri"),
        (
            Column.COORDINATORS,
            r"phoi hop|^((cac )?(don vi|co quan) )?(cung )?(tham gia|lien quan)( thuc hien)?$",
        ),
        (Column.LEAD, r"chu tri"),
        (Column.UNIT, r"^(don vi tinh|dvt|don vi do)\b|^don vi$"),
        (Column.OBJECTIVE, r"^(muc tieu|quy mo|noi dung) dau tu\b|^quy mo\b"),
        (Column.DECISION, r"^(so |cac )?(qd|quyet dinh)\b"),
        (Column.TOTAL, r"^(tong muc|tong von|tmdt)\b"),
        (
            Column.EARLIER,
            (
                r"^(nam )?(uoc |so |da )?(thuc hien|ket qua|dat duoc|th|kq|kq thuc hien|so lieu)"
                r"( den)?( het)?( ca)?( nam)? 20\d\d$"
            ),
        ),
        (Column.START, r"bat dau"),
        (
            Column.DEADLINE,
            (
                r"thoi (gian|diem|han)|^tien do\b|^nam (thuc hien|hoan thanh)|^han\b"
                r"|lo trinh|^moc\b|ky han|^(ngay )?hoan thanh$|ngay hoan thanh|^thoi ky\b"
                r"|^ky danh gia$"
                r"|^(phai |can )?(hoan thanh|xong|trinh) truoc\b"
            ),
        ),
        (Column.STATUS, r"hien trang|tinh trang|trang thai"),
        (Column.SOURCE, r"^(co cau )?nguon\b"),
        (Column.PRODUCT, r"san pham|dau ra|^ket qua (can|phai|du kien|mong doi|yeu cau)\b"),
        # Who follows up is neither who leads nor a verdict.
        (Column.UNKNOWN, rf"^{_NOUN}\b.*(theo doi|danh gia|giam sat|don doc|kiem tra)"),
        (
            Column.EARLIER,
            (
                r"^(uoc |so |da )?thuc hien (den )?(het )?(thang|nam|quy|cuoi)"
                r"|^uoc (thuc hien|dat)\b"
                r"|^(ket qua|so lieu|hien trang).* nam truoc\b"
            ),
        ),
        (
            Column.AMOUNT,
            (
                r"^(nhu cau |tong |du toan |du kien )?(von|kinh phi)\b|^(du toan|tong cong)\b"
                r"|\b(so|thanh) tien$"
            ),
        ),
        (Column.RESULT, r"ket qua"),
        (Column.VERDICT, r"danh gia|muc do (hoan thanh|dat)|^xep loai"),
        (
            Column.LEAD,
            (
                rf"^(ten |cac |cap )?{_NOUN}\b.*"
                r"(thuc hien|phu trach|trach nhiem|dau moi|duoc giao|bao cao|tham muu)"
                r"|^phan cong\b|^phu trach( chinh)?$|^trach nhiem\b|^thuc hien$|^dau moi\b"
                r"|^chiu trach nhiem\b"
                r"|^giao (cho )?(don vi|co quan)"
            ),
        ),
        (
            Column.VALUE,
            (
                r"^ty le( dat| can dat| phan dau| giao)?$"
                r"|^((cac )?(chi tieu|ke hoach|kh|muc tieu|muc|phan dau|gia tri|dinh muc|den|giao"
                r"|nam)\b.*)?\b20\d\d$|^ke hoach( giao)?$|^phan dau\b"
                r"|^(muc|gia tri|so luong|chi so)( phan dau| can dat| giao| de ra| muc tieu)?$"
                r"|^(chi tieu|muc tieu) (giao|ke hoach|phan dau|can dat)$"
            ),
        ),
        (
            Column.NAME,
            (
                r"^(ten|noi dung|nhiem vu|chi tieu|muc tieu|danh muc|cong viec|du an|hang muc"
                r"|chuong trinh|hoat dong|giai phap|tieu chi|de an|nhom|linh vuc)\b"
                r"|^cac (noi dung|nhiem vu|chi tieu|muc tieu|danh muc|cong viec|du an|hang muc"
                r"|chuong trinh|hoat dong|giai phap|tieu chi|de an|nhom|linh vuc)\b"
            ),
        ),
    )
)
_LONGEST_HEAD = 90
_LONGEST_MARKED = 400
_INDEX = re.compile(r"\(?([0-9]{1,2}|[A-Za-z])\)?")
_LEVEL = re.compile(r"\d\s*%|%\s*\d")
_FEW_WORDS = 32
_OF_DOCUMENTS = re.compile(r"\b(ban hanh|ngay ky|van ban|so hieu|quyet dinh)\b")


def recognise(text: str) -> Head:
    """Return what a heading says its column holds."""
    words = bare(re.sub(r"\([^)]*\)", " ", plain(text))) or bare(text)
    named = years(words)
    year = named[0] if named else None
    if words and len(words) <= _LONGEST_HEAD:
        for column, pattern in _PATTERNS:
            if pattern.search(words):
                return Head(column, plain(text), year)
    return Head(Column.UNKNOWN, plain(text), year)


def is_head(cells: tuple[str, ...]) -> bool:
    """Tell whether a line of cells is the head of a table rather than a row of it."""
    if any(len(cell) > _LONGEST_MARKED for cell in cells):
        return False
    filled = [cell for cell in cells if plain(cell)]
    if len(filled) < 2 or any(len(plain(cell)) > _LONGEST_HEAD for cell in filled):
        return False
    known = [
        head.column for cell in filled if (head := recognise(cell)).column is not Column.UNKNOWN
    ]
    names = bool({Column.NAME, Column.VALUE, Column.NUMBER} & set(known))
    counted = known.count(Column.NUMBER) == 1 and known[:1] == [Column.NUMBER]
    if any(_INDEX.fullmatch(plain(cell)) or _LEVEL.search(cell) for cell in filled):
        return False
    return names and len(set(known)) >= 2 and (counted or 5 * len(known) >= 3 * len(filled))


def is_index(cells: tuple[str, ...]) -> bool:
    """Tell whether a line below a head only counts the columns: *(1) (2) (3)*."""
    filled = [plain(cell) for cell in cells if plain(cell)]
    if len(filled) < 3 or not all(_INDEX.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(digits[0]) for cell in filled if (digits := re.findall(r"\d+", cell))]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def resolve(heads: tuple[Head, ...], body: tuple[tuple[str, ...], ...]) -> tuple[Head, ...]:
    """Settle by what stands below what the headings leave open: one name, one of each other."""
    heads = tuple(_settle_agency(head, _below(body, at)) for at, head in enumerate(heads))
    heads = _settle_deadline(_settle_names(heads, body), body)
    seen: set[Column] = set()
    settled = []
    for head in heads:
        if head.column in seen and head.column not in _REPEATED:
            settled.append(replace(head, column=Column.UNKNOWN))
        else:
            settled.append(head)
        seen.add(head.column)
    return tuple(settled)


_REPEATED = {Column.VALUE, Column.AMOUNT, Column.EARLIER, Column.UNKNOWN, Column.REMARK}


def _below(body: tuple[tuple[str, ...], ...], at: int) -> list[str]:
    return [text for row in body[:200] if at < len(row) and (text := plain(row[at]))]


def _settle_agency(head: Head, below: list[str]) -> Head:
    """*Đơn vị* alone heads a unit or an agency: agencies are long, or begin with a capital.

    *Thực hiện* alone heads who does it, or what was done: numbers are no agencies.
    """
    if bare(head.text) == "thuc hien" and _numbers(below):
        return replace(head, column=Column.EARLIER)
    if head.column is not Column.UNIT or bare(head.text) != "don vi" or not below:
        return head
    agencies = sum(len(text) > 14 or text[0].isupper() for text in below)
    return replace(head, column=Column.LEAD) if 2 * agencies > len(below) else head


def _settle_deadline(
    heads: tuple[Head, ...], body: tuple[tuple[str, ...], ...]
) -> tuple[Head, ...]:
    """Where no heading says when, the unknown column that holds nothing but deadlines does."""
    known = {head.column for head in heads}
    if Column.DEADLINE in known or not known & {Column.LEAD, Column.COORDINATORS, Column.BOTH}:
        return heads
    for at, head in enumerate(heads):
        below = _below(body, at)
        if head.column is not Column.UNKNOWN or _OF_DOCUMENTS.search(bare(head.text)):
            continue
        if below and 4 * sum(map(deadline_like, below)) >= 3 * len(below):
            return (*heads[:at], replace(head, column=Column.DEADLINE), *heads[at + 1 :])
    return heads


def _settle_names(heads: tuple[Head, ...], body: tuple[tuple[str, ...], ...]) -> tuple[Head, ...]:
    """Exactly one column is the name; a second one holds numbers, or is not known."""
    candidates = [at for at, head in enumerate(heads) if head.column is Column.NAME]
    if not candidates:
        open_ = (Column.VALUE, Column.OBJECTIVE, Column.UNKNOWN)
        candidates = [at for at, head in enumerate(heads) if head.column in open_]
    if not candidates:
        return heads
    lengths = {at: _mean_length(_below(body, at)) for at in candidates}
    name = next((at for at in candidates if lengths[at] >= _FEW_WORDS), None)
    if name is None:
        name = max(candidates, key=lambda at: (lengths[at], -at))
    settled = list(heads)
    for at in candidates:
        below = _below(body, at)
        if at == name:
            settled[at] = replace(heads[at], column=Column.NAME)
        elif heads[at].column is Column.NAME:
            column = Column.VALUE if _numbers(below) else Column.UNKNOWN
            settled[at] = replace(heads[at], column=column)
    return tuple(settled)


def _mean_length(texts: list[str]) -> float:
    return sum(map(len, texts)) / len(texts) if texts else 0


def _numbers(texts: list[str]) -> bool:
    digits = sum(any(letter.isdigit() for letter in text) and len(text) < 40 for text in texts)
    return bool(texts) and 2 * digits > len(texts)
