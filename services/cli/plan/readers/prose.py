"""Lines of prose to paragraphs: wrapped lines joined, list marks and headings kept apart.

A paragraph begins at a blank line, at a bullet or list mark, where capitals begin or end, and
where the line before ended a sentence though the next word would have fitted on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from services.cli.plan.document import Paragraph
from services.cli.plan.readers import markup

NumberedLine = tuple[int, str]
"""A line's number in the file, from 1, and its text."""

_RULE = re.compile(r"\s*(?:[-_=*.~]\s?){3,}\s*")
_BARE = re.compile(r"[*_#]|<(?!sup)[^<>]{0,100}>")
_BULLET = re.compile(r"[-–—+•▪●○*·]\s+")
_MARK = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}|[a-zđ]\)|[IVX]{1,5}[.)]|[A-HĐ][.)])\**\s+\S"
)
_ALONE = re.compile(
    r"(?:phụ lục|phần|chương|biểu|mẫu)(?:\s+(?:thứ\s+)?(?:số\s+)?[ivxl\d]{1,6}[a-z]?)?\s*[.:]?"
    r"|kế hoạch|quyết định|nghị quyết|chương trình|đề án|báo cáo|tờ trình|chỉ thị|công văn",
    re.IGNORECASE,
)
_START = re.compile(
    r"<sup>|\((?:kèm theo|ban hành)|nơi nhận\s*:|số\s*:|đvt\b|đơn vị tính"
    r"|(?:phụ lục|phần)\s+[IVX\d]",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;:!?…]['\"”)*\]]*$|\./\.\**$")
_GLUED = re.compile(r"(?<=[^\s.]\.)\s+(?=(?:[a-zđ]\)|[IVX]{1,4}\.|\d{1,2}\.)\s+([^\W\d_]))")
LONG_LINE = 130
WRAPPED_SHARE = 20


@dataclass(slots=True)
class _Open:
    """A paragraph while its lines come in; `brackets` are those not closed yet."""

    lines: list[NumberedLine] = field(default_factory=list)
    capitals: bool = True
    brackets: int = 0

    def add(self, number: int, text: str) -> None:
        self.lines.append((number, text))
        bare = _bare(text)
        self.capitals = self.capitals and (is_capitals(bare) or not _has_letters(bare))
        self.brackets += text.count("(") - text.count(")")


class Paragraphs:
    """Makes paragraphs of lines, knowing how the file wraps them.

    `width` is the length most lines keep within; 0 where the file does not wrap lines.
    """

    def __init__(self, all_lines: Sequence[str]) -> None:
        lengths = sorted(len(line.rstrip()) for line in all_lines if line.strip())
        long = sum(length > LONG_LINE for length in lengths)
        wrapped = bool(lengths) and long * WRAPPED_SHARE < len(lengths)
        self._width = lengths[len(lengths) * 9 // 10] if wrapped else 0

    def of(self, lines: Sequence[NumberedLine]) -> Iterator[Paragraph]:
        """Return the paragraphs of lines that follow one another."""
        current = _Open()
        for number, text in lines:
            blank = not text.strip() or _RULE.fullmatch(text) is not None
            if current.lines and (blank or self._begins(current, text)):
                yield from _closed(current)
                current = _Open()
            if not blank:
                current.add(number, text)
        if current.lines:
            yield from _closed(current)

    def _begins(self, current: _Open, line: str) -> bool:
        last = current.lines[-1][1]
        bare, bare_last = _bare(line), _bare(last)
        lower = bare[:1].islower()
        hard_break = last.endswith("  ") and not lower
        if hard_break or markup.is_heading(line) or markup.is_heading(last):
            return True
        if (starts := _starts(bare, bare_last)) is not None:
            return starts
        if _ALONE.fullmatch(bare_last):
            return True
        before, capitals = current.capitals, is_capitals(bare)
        if before != capitals and not lower and (before or _clearly_capitals(bare)):
            return True
        if lower or (before and capitals):
            return False
        ended = _SENTENCE_END.search(last.rstrip()) is not None
        if self._width:
            first_word = line.split(maxsplit=1)[0]
            return ended and len(last.rstrip()) + 1 + len(first_word) <= self._width
        return current.brackets <= 0


def _starts(bare: str, bare_last: str) -> bool | None:
    """Whether the line's first characters begin a paragraph; None where they do not say."""
    if _BULLET.match(bare):
        # "kinh tế" + "- xã hội" is one word pair that the wrap has split.
        return not (bare.lstrip("-–— ")[:1].islower() and not _SENTENCE_END.search(bare_last))
    if _MARK.match(bare) or _ALONE.fullmatch(bare) or _START.match(bare):
        return True
    return None


def is_capitals(text: str) -> bool:
    """Return whether all letters are capitals, and there are at least two."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 2 and all(letter.isupper() for letter in letters)


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _clearly_capitals(text: str) -> bool:
    """A heading in capitals, not an abbreviation that the wrap left alone (`GRDP.`)."""
    return len(text.split()) >= 2 and any(letter.isalpha() and ord(letter) > 127 for letter in text)


def _bare(text: str) -> str:
    bullet = text.lstrip()
    if _BULLET.match(bullet):
        return bullet.rstrip()
    return _BARE.sub("", text).strip()


def _closed(current: _Open) -> Iterator[Paragraph]:
    """Give the paragraph, cut where a heading was glued to the sentence before it."""
    text, starts = _joined(current.lines)
    glued = [match.end() for match in _GLUED.finditer(text) if match.group(1).isupper()]
    cuts = [0, *glued, len(text)]
    for begin, end in pairwise(cuts):
        piece = text[begin:end].strip()
        line = max(number for at, number in starts if at <= begin)
        heading = markup.is_heading(piece) or markup.is_bold(piece)
        words = markup.strip(piece)
        if words:
            yield Paragraph(words, line, heading or _is_title(words))


def _is_title(words: str) -> bool:
    return is_capitals(words) and _clearly_capitals(words)


def _joined(lines: Sequence[NumberedLine]) -> tuple[str, list[tuple[int, int]]]:
    """Join lines by blanks; give with them where each line begins in the text."""
    text, starts = "", []
    for number, line in lines:
        text = f"{text} " if text else ""
        starts.append((len(text), number))
        text += line.strip()
    return text, starts
