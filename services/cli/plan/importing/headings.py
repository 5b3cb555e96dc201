"""Name a table by what stands above it: appendix, title, unit, the plan that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.cli.plan.document import Paragraph
from services.cli.plan.importing.words import bare, plain, shouted, slug

_APPENDIX = re.compile(
    r"^(?P<word>phu luc|bieu mau|mau bieu|bieu|bang|danh muc)(?: so)?"
    r"(?: (?P<number>[ivxlc]+|[0-9]{1,3}[a-z]?))?(?= |$)"
)
_APPENDIX_WORDS = re.compile(
    r"^\W*(?:phụ\s*lục|biểu\s*mẫu|mẫu\s*biểu|biểu|bảng|danh\s*mục)(?:\s*số)?"
    r"(?:\s*[ivxlc]+\b|\s*[0-9]{1,3}[a-z]?\b)?[\s.:\-)(]*",
    re.IGNORECASE,
)
_BELONGS = re.compile(
    r"\(?\s*(?:ban hành\s+)?kèm theo\b[^()]*(?:\([^()]*\)[^()]*)*\)?", re.IGNORECASE
)
_OPEN_ASIDE = re.compile(r"[\s*_]*\((?:ban hành )?kèm theo[^()]*$", re.IGNORECASE)
_UNIT = re.compile(
    r"\(?(?:đvt|dvt|đơn vị tính|đơn vị)\s*:\s*(?P<unit>[^()\n]{1,40})\)?", re.IGNORECASE
)
_LETTER = re.compile(r"^\W*(?P<letter>[A-ZĐ]|[IVX]{1,5}|[0-9]{1,2})\s*[.)]\s*(?=\S)")
_PAGE = re.compile(r"^\W*(?:trang\s*)?[0-9]{0,4}(?:\s*/\s*[0-9]{1,4})?\W*$", re.IGNORECASE)
_GENERIC_SHEET = re.compile(r"^(sheet|trang tinh|worksheet|bang tinh)? ?[0-9]*$")
_SHORT_NAME = re.compile(r"^(?:pl|phu ?luc)[\s._-]*(?=[0-9IVX])", re.IGNORECASE)
_LONGEST = 420


@dataclass(frozen=True, slots=True)
class Appendix:
    """An appendix as its heading names it: `phu-luc-vii`, `VII`."""

    id: str
    number: str
    heading: str
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a table, in words, with the unit line and the letter of a part."""

    text: str
    unit: str
    letter: str


def appendix_of(paragraph: Paragraph) -> Appendix | None:
    """Return the appendix that a paragraph opens, if it opens one."""
    text = plain(paragraph.text)
    found = _APPENDIX.match(bare(text[:_LONGEST]))
    if not found or len(text) > _LONGEST:
        return None
    number, word = (found["number"] or "").upper(), found["word"]
    rest = _BELONGS.sub("", text)
    title = _APPENDIX_WORDS.sub("", rest, count=1)
    if title and not (shouted(title) or paragraph.heading or (number and len(title) < 160)):
        return None
    if word != "phu luc" and not number:
        return None
    return Appendix(slug(f"{word} {number}"), number, _text([paragraph]), paragraph.line)


def heading_of(paragraphs: Sequence[Paragraph], titles: Sequence[str]) -> Heading:
    """Return what the paragraphs just above a table, and its own title lines, say of it."""
    above: list[Paragraph] = []
    for paragraph in reversed(_unbroken(paragraphs)):
        if is_page_mark(paragraph.text):
            continue
        if not heading_like(paragraph):
            break
        above.insert(0, paragraph)
        if appendix_of(paragraph):
            break
    lines = [line for paragraph in above for line in paragraph.text.split("\n")] + list(titles)
    unit = next((found["unit"].strip(" .") for line in lines if (found := _unit(line))), "")
    letters = [found["letter"] for line in lines if (found := _LETTER.match(plain(line)))]
    parted = [f"— {plain(line)}" if _LETTER.match(plain(line)) else line for line in lines]
    return Heading(_joined(parted), plain(unit), letters[-1] if letters else "")


def _unbroken(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Join an aside in brackets, *(Kèm theo …)*, that was typed as two paragraphs."""
    joined: list[Paragraph] = []
    for paragraph in paragraphs:
        text, last = paragraph.text, joined[-1] if joined else None
        if last and text.rstrip(" *_").endswith(")") and _OPEN_ASIDE.match(last.text):
            joined[-1] = Paragraph(f"{last.text} {text}", last.line, last.heading)
        else:
            joined.append(paragraph)
    return joined


def is_page_mark(text: str) -> bool:
    """Tell whether a paragraph is only a page number, a rule or empty."""
    return bool(_PAGE.match(plain(text)))


def heading_like(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph can be part of a table's heading rather than of the prose."""
    text = plain(paragraph.text)
    if len(text) > _LONGEST or text.startswith(("-", "+", "•")):
        return False
    beside = _UNIT.sub("", _BELONGS.sub("", text)).strip(" *_-–")
    return not beside or paragraph.heading or shouted(beside) or bool(appendix_of(paragraph))


def sheet_title(name: str) -> str:
    """Return a worksheet's name (*PL2* written out), unless a program gave it (*Sheet1*)."""
    if _GENERIC_SHEET.match(bare(name)):
        return ""
    return _SHORT_NAME.sub("Phụ lục ", plain(name))


def _unit(line: str) -> re.Match[str] | None:
    return _UNIT.search(plain(line))


def _text(paragraphs: Sequence[Paragraph]) -> str:
    return _joined([line for paragraph in paragraphs for line in paragraph.text.split("\n")])


def _joined(lines: Sequence[str]) -> str:
    """Join title lines: an appendix's number, then its title; the rest is said elsewhere."""
    text = _UNIT.sub(" ", _BELONGS.sub(" ", plain(" ".join(map(plain, lines)))))
    text = plain(text).strip(" -–—")
    opening = _APPENDIX_WORDS.match(text)
    if opening and (title := text[opening.end() :].strip(" -–—")) and bare(text) != bare(title):
        name = opening.group().strip(" .:-–—()")
        return f"{name} — {title}" if bare(name) == "phu luc" or _numbered(name) else text
    return text.strip(" -–—")


def _numbered(name: str) -> bool:
    found = _APPENDIX.match(bare(name))
    return bool(found and found["number"])
