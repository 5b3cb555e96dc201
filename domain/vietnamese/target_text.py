"""A target's text prepared for reading: cleaned, folded, decoys covered, numbers found.

Three forms of the same text, of one length: as printed (cleaned), folded for comparing, and
covered, in which only numbers stand that could be a threshold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from domain.vietnamese.reading import Note, Span
from domain.vietnamese.review import Review
from domain.vietnamese.target_baseline import find_comparisons
from domain.vietnamese.target_decoys import COVER, cover_decoys
from domain.vietnamese.target_mentions import Mention, find_numbers
from domain.vietnamese.target_milestones import activity
from domain.vietnamese.target_ranks import find_ranks
from domain.vietnamese.target_units import Counted, read_unit
from domain.vietnamese.text import Clean, clean, fold

_LEAD = re.compile(
    r"(?:[-+•*·◦▪✓] ?|[0-9]{1,3}[.)] |(?:[0-9]{1,2}\.){1,4}[0-9]{0,2}\.? "
    r"(?![0-9]| ?%|triệu|nghìn|ngàn|điểm|lần|người|t[ỷỉ] (?!lệ|trọng|suất|số))"
    r"|[ivx]{1,5}(?:\.[0-9]{1,2}){0,2}[.)]? (?<=[.)] |[0-9] )|[a-zđ][.)] ){1,3}"
)
_NUMBER_CELL = re.compile(r"\s{0,9}(?:\|\s{0,9})?[0-9]{1,3}(?:\.[0-9]{1,2}){0,3}\.?\s{0,9}?[\t|]")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,2} (?=[^\W\d_])")
_ROW_BEGINS = re.compile(r"(?:tỷ|tỉ) (?:lệ|trọng|suất)|mỗi |trên |ít nhất |tối thiểu |phấn đấu ")
_WIDE = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_LEADING = re.compile(
    r"(?:[-,;:.|] ?|và |trong (?:số )?đó,? |ph[ấâ]n đấu(?: để)? |quyết tâm |tiếp tục |có |về |đạt "
    r"|(?:đến |trước |trong )?(?:ngày )?[0-9]{1,2}/[0-9]{1,2}/(?:19|20)[0-9]{2}[,:]? "
    r"|(?:đến|tới|trong|vào)?(?: hết| cuối)? ?năm (?:19|20)[0-9]{2}[,:]? "
    r"|(?:đến|tới|trong) (?:hết |cuối )?(?:19|20)[0-9]{2}[,:]? "
    r"|(?:hằng|hàng|mỗi) (?:năm|quý|tháng)[,:]? )"
)
_TRAILING = re.compile(
    r"(?: (?:vào|trong|đến|tới))?(?: hết| cuối)? năm (?:19|20)[0-9]{2}$|[ .,;:|(-]+$"
    r"| ?\((?:đến |vào )?năm (?:19|20)[0-9]{2}\)$| ?\(%\)$"
    r"|(?<![^\W_])(?:đạt|chiếm|và|là|phấn đấu|từ|với|lần lượt)$"
)
_COUNT_NAME = re.compile(r"(?:tổng )?số(?: lượng)?(?= )")
_HOLES = re.compile(r" +")
_NO_BLANK = re.compile(r" (?=[,;.:)])|(?<=\() ")
_EMPTY = re.compile(r"\( ?\)")
_LETTER = re.compile(r"[^\W\d_]")
_STRIPS = 8


@dataclass(frozen=True, slots=True)
class TargetText:
    """One target's text; `start` and `end` leave numbering and the trailing stop out."""

    clean: Clean
    folded: str
    covered: str
    start: int
    end: int
    mentions: tuple[Mention, ...]

    @property
    def words(self) -> str:
        """The text without numbering and trailing stop."""
        return self.clean.text[self.start : self.end]

    def note(self, code: Review, mention: Mention | None = None, detail: str = "") -> Note:
        """Return a note on a mention, or on the whole text."""
        start, end = (mention.start, mention.end) if mention else (self.start, self.end)
        return Note(code, self.clean.span(start, end), detail)

    def span(self, start: int, end: int) -> Span:
        """Return the span in the text that was given."""
        return self.clean.span(start, end)


def prepare(text: str, unit: str = "") -> TargetText:
    """Return a text with all numbers found; `unit` is that of a column beside it."""
    number_cell = _NUMBER_CELL.match(text)
    if number_cell and _LETTER.search(text, number_cell.end()):
        text = " " * number_cell.end() + text[number_cell.end() :]
    cleaned = clean(text)
    folded = fold(cleaned.text).translate(_WIDE)
    start = _numbering(cleaned.text, folded)
    end = len(folded.rstrip(" .;,"))
    comparisons = find_comparisons(folded)
    covered = cover_decoys(folded)
    hidden = COVER * start + covered[start:end]
    for one in comparisons:
        hidden = _cover(hidden, one.start, one.end)
    ranks = find_ranks(hidden)
    for rank in ranks:
        hidden = _cover(hidden, rank.start, rank.end)
    numbers = find_numbers(folded[:end], hidden, comparisons)
    beside = read_unit(fold(clean(unit).text), 0) if unit else _unit_of_name(folded, start)
    if beside:
        numbers = tuple(_with_unit(number, beside) for number in numbers)
    mentions = sorted((*ranks, *numbers), key=lambda mention: mention.number_at)
    return TargetText(cleaned, folded, hidden, start, max(start, end), tuple(mentions))


def _numbering(printed: str, folded: str) -> int:
    """Return where the numbering of a row ends: *II.4.*, *-*, and *6 Công bố …*."""
    lead = _LEAD.match(folded)
    if lead and _LETTER.search(folded, lead.end()):
        return lead.end()
    number = _ROW_NUMBER.match(folded)
    if number and printed[number.end() : number.end() + 1].isupper():
        rest = folded[number.end() :]
        if activity(rest) or _ROW_BEGINS.match(rest):
            return number.end()
    return 0


def subject(text: TargetText, pieces: list[tuple[int, int]], mentions: list[Mention]) -> str:
    """Return the words of what is measured: some pieces of a text without its thresholds."""
    cuts = sorted(cut for mention in mentions for cut in mention.cuts)
    words: list[str] = []
    for start, end in pieces:
        at = start
        for first, last in cuts:
            if first < end and last > at:
                words.append(text.clean.text[at : max(at, first)])
                at = max(at, min(last, end))
        words.append(text.clean.text[at:end])
    return tidy(" ".join(words))


def tidy(words: str) -> str:
    """Return words as a name: no doubled blanks, effort, year or stop at its ends."""
    words = _NO_BLANK.sub("", _EMPTY.sub("", _HOLES.sub(" ", words))).strip()
    for _ in range(_STRIPS):
        folded = fold(words)
        if leading := _LEADING.match(folded):
            words = words[leading.end() :].lstrip()
        elif trailing := _TRAILING.search(folded):
            words = words[: trailing.start()].rstrip()
        else:
            break
    return words[:1].upper() + words[1:]


def has_words(covered: str) -> bool:
    """Whether a stretch holds more than separators."""
    return bool(_LETTER.search(covered)) or COVER in covered


def _cover(text: str, start: int, end: int) -> str:
    return text[:start] + COVER * (end - start) + text[end:]


def _unit_of_name(folded: str, start: int) -> Counted | None:
    """Return the unit that a name brings: *Số lượng mô hình*, *Tỷ lệ hồ sơ (%)*."""
    if "(%)" in folded:
        return read_unit("%", 0)
    count = _COUNT_NAME.match(folded, start)
    unit = read_unit(folded, count.end()) if count else None
    return unit if unit and unit.known and not unit.measure else None


def _with_unit(number: Mention, beside: Counted) -> Mention:
    if number.unit.unit or number.denominator is not None:
        return number
    at = number.unit.said_end
    unit = replace(beside, said_end=at, noun_end=at, end=at)
    high = number.high * beside.factor if number.high is not None else None
    return replace(number, unit=unit, low=number.low * beside.factor, high=high)
