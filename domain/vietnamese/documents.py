"""Find the documents that a text cites: number, day and issuer, as they are printed.

`241/KH-UBND`, `861/QĐ-UBND-HC`, `47/2020/NĐ-CP`, `04-NQ/TU`. A number that is still blank
(*Kế hoạch số  /KH-UBND ngày  tháng  năm 2023*) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain.vietnamese.moments import Grain, Moment, Trouble, read_moment
from domain.vietnamese.reading import Note, NotUnderstood, Reading, Span, Understood
from domain.vietnamese.review import Review
from domain.vietnamese.text import Clean, clean, fold

LONGEST_TEXT = 1_000_000
"""Characters: a longer text is not searched."""
LONGEST_DATE = 200

_WORD = r"[A-ZĐ][A-Za-zĐđ]{0,11}\d{0,2}"
_NUMBER = re.compile(
    r"(?<![\w/.,-])\d{1,5} ?(?:"
    rf"/ ?(?:\d{{4}} ?/ ?)?{_WORD}(?: ?- ?{_WORD}){{1,4}}(?:\.[A-ZĐ]{{2,4}}(?![^\W_]))?"
    rf"|- ?[A-ZĐ]{{2,6}} ?/ ?{_WORD}(?:-{_WORD})?"
    r"|/ ?\d{4} ?/ ?[A-ZĐ]{2,6}\d{0,2})(?![^\W_])"
)
_AFTER_SO = re.compile(r"(?:[Ss]ố|SỐ):? {0,2}(?P<number>\d{1,5} ?/ ?[A-ZĐ]{2,10})(?![\w/-])")
_DAY = (
    r"\d{1,2} ?/ ?\d{1,2} ?/ ?\d{4}|\d{1,2}-\d{1,2}-\d{4}|\d{1,2}\.\d{1,2}\.\d{4}"
    r"|\d{1,2} tháng \d{1,2}(?:,? năm| tháng)? ?\d{4}"
)
_ISSUED = re.compile(
    r"[ |,(]{0,4}(?:[^\W\d_][^\d;.()|]{1,30}, ?)?(?:được |đã )?(?:ký |ban hành )?"
    rf"[Nn]gày {{0,2}}(?P<day>{_DAY})"
)
_ISSUER = re.compile(
    r" ?(?:của|do) (?P<issuer>[^\W\d_](?:(?! (?:phê duyệt|ban hành|triển khai|quy định|hướng dẫn"
    r"|thành lập|công bố|giao|sửa đổi|về việc|v/v|thực hiện|trên địa bàn|quyết định|bổ sung|tại)"
    r"(?![^\W_]))(?! về (?![Cc]huyển đổi số ban hành|CĐS ban hành))[^\d.,;:()\n|“”\"]){1,90})"
)
_BEFORE_DAY = re.compile(r"^[^\d]{0,80}?ngày ?(?=\d)|^ngày ?")
_TYPES = {"QDD": "QĐ", "QD": "QĐ", "NÐ": "NĐ", "ND": "NĐ"}


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that a text cites.

    `number` is as printed, without blanks; the day and the issuer only where they are said.
    """

    number: str
    issued_on: date | None
    issuer: str
    span: Span


def find_documents(text: str) -> tuple[FoundDocument, ...]:
    """Return the documents that a text cites, in their order; total on any text."""
    if len(text) > LONGEST_TEXT:
        return ()
    cleaned = clean(text)
    places = [match.span() for match in _NUMBER.finditer(cleaned.text)]
    places += [match.span("number") for match in _AFTER_SO.finditer(cleaned.text)]
    found: list[FoundDocument] = []
    last = 0
    for start, end in sorted(places):
        if start >= last:
            found.append(_found(cleaned, start, end))
            last = end
    return tuple(found)


def document_key(number: str) -> str:
    """Return what two spellings of one number share: OCR's *QDD*, `.HC`, `04/NQ-TU`, `04-NQ/TU`."""
    parts = re.split(r"[-./ ]+", clean(number).text.upper())
    return "/".join(_TYPES.get(part, part) for part in (part.lstrip("0") or part for part in parts))


def parse_date(text: str) -> Reading[date]:
    """Return the day that a text names: *Đồng Tháp, ngày 06 tháng 7 năm 2022*, *25/4/2022*.

    Reasons: EMPTY (nothing, or a blank day), DATE_IMPOSSIBLE, TEXT_TOO_LONG,
    DEADLINE_NOT_UNDERSTOOD (no whole day). *31 tháng 3 tháng 2022* is mended and marked.
    """
    whole = Span(0, len(text))
    if len(text) > LONGEST_DATE:
        return NotUnderstood(Review.TEXT_TOO_LONG, whole)
    cleaned = clean(text)
    words = fold(cleaned.text).strip(" .,;:|()")
    if not words or re.search(r"ngày ?(?:…|\.{2,})? ?tháng ?(?:…|\.{2,})? ?năm", words):
        return NotUnderstood(Review.EMPTY, whole)
    moment = read_moment(_BEFORE_DAY.sub("", words), None)
    if isinstance(moment, Trouble):
        return NotUnderstood(moment.reason, whole, moment.detail)
    if moment is None or moment.grain is not Grain.DAY:
        detail = "không phải một ngày cụ thể / not one day"
        return NotUnderstood(Review.DEADLINE_NOT_UNDERSTOOD, whole, detail)
    return Understood(moment.first_on, whole, _doubts(moment, whole))


def _doubts(moment: Moment, span: Span) -> tuple[Note, ...]:
    repaired = (Note(Review.NUMBER_REPAIRED, span),) if moment.repaired else ()
    return (*repaired, Note(Review.YEAR_ASSUMED, span)) if moment.assumed else repaired


def _found(cleaned: Clean, start: int, end: int) -> FoundDocument:
    """Return a document with the day and issuer that follow its number."""
    number, last, issued_on = cleaned.text[start:end].replace(" ", ""), end, None
    if issued := _ISSUED.match(cleaned.text, end):
        last = issued.end()
        moment = read_moment(fold(issued["day"]), None)
        issued_on = moment.first_on if isinstance(moment, Moment) else None
    issuer = _ISSUER.match(cleaned.text, last)
    words = issuer["issuer"].strip(" -") if issuer else ""
    last = issuer.start("issuer") + len(words) if issuer else last
    return FoundDocument(number, issued_on, words, cleaned.span(start, last))
