"""Read a compound in the words of `words.rule_words`: each part by its name, then its rule.

    cấp tỉnh trên 90%; cấp huyện và cấp xã từ 60% trở lên
    chung từ 80% trở lên; trong đó cấp tỉnh từ 90% trở lên
    tổng số từ 50% trở lên; trong đó chiếm từ 80% trở lên
    «Văn bản» (van-ban-den) ít nhất 2 văn bản/năm; «Hội nghị» hoàn thành

Only these very words are read here; what a plan writes more freely is for `target_several`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from domain.target import Compound, EntityFraction, ForAll, Part, SimpleRule
from domain.vietnamese.part_names import (
    BREAKDOWN,
    INNER,
    TAKES,
    WHOLE,
    WHOLES,
    WITHIN,
    WITHIN_PART,
    levels_named,
    slug,
)
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.review import Review
from domain.vietnamese.target_parsed import ParsedTarget, TargetReading, refuse, understood
from domain.vietnamese.target_text import TargetText, tidy
from domain.vietnamese.text import fold
from domain.vietnamese.words import rule_words

_MOST_PARTS = 40
_STOP = re.compile(r"«[^«»]*»|; ")
_LEVEL = r"cấp (?:trung ương|tỉnh|huyện|xã|sở|thôn)"
_ID = r"[a-z0-9][a-z0-9._-]{0,199}"
_NAMED = re.compile(
    rf"(?P<within>{WITHIN})?(?:(?:«(?P<text>[^«»]+)»(?: \((?P<id>{_ID})\))?"
    rf"|(?P<levels>{_LEVEL}(?: và {_LEVEL}){{0,5}})|(?P<whole>{'|'.join(WHOLES.values())})) )?"
    rf"(?:(?P<takes>{TAKES})|{WITHIN_PART}(?P<of>{_ID}) )?(?=[^«;])"
)
_WHOLE_IDS = {words: part for part, words in WHOLES.items()}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch with the name of one part, and where its rule begins."""

    start: int
    rule_at: int
    end: int
    name: str
    part: str
    share_of: str | None


def named_parts(
    text: TargetText, unit: str, read: Callable[[str, str], TargetReading]
) -> TargetReading | None:
    """Return the compound that names each part, None where the words are of another form.

    `read` reads the rule of one part.
    """
    stretches = _stretches(text)
    if not 1 < len(stretches) <= _MOST_PARTS:
        return None
    pieces: list[_Piece] = []
    for start, end in stretches:
        piece = _piece(text, start, end, pieces)
        if piece is None:
            return None
        pieces.append(piece)
    parts: list[Part] = []
    units: list[str] = []
    notes: list[Note] = []
    for piece in pieces:
        words = text.clean.text[piece.rule_at : piece.end]
        found = _rule(words, unit, read)
        if found is None:
            return None
        rule, counted, codes = found
        called = text.clean.text[piece.start : piece.end] if not piece.name else piece.name
        parts.append(Part(piece.part, called, rule, piece.share_of))
        units.append(counted)
        span = text.span(piece.rule_at, piece.end)
        notes += [Note(code, span, words) for code in codes]
    return _compound(text, pieces, parts, units, tuple(notes))


def _stretches(text: TargetText) -> list[tuple[int, int]]:
    """Return what stands between semicolons outside quotation marks."""
    stops = [
        match.span()
        for match in _STOP.finditer(text.folded, text.start, text.end)
        if match.group() == "; "
    ]
    starts = [text.start, *(end for _, end in stops)]
    return list(zip(starts, [*(start for start, _ in stops), text.end], strict=True))


def _piece(text: TargetText, start: int, end: int, before: list[_Piece]) -> _Piece | None:
    match = _NAMED.match(text.folded, start, end)
    if match is None:
        return None
    first = before[0].part if before else None
    within, takes, at = bool(match["within"]), bool(match["takes"]), match.end()
    if not (match["text"] or match["levels"] or match["whole"]):
        whole = first == WHOLE and within and takes and not match["of"]
        return _Piece(start, at, end, "", INNER, WHOLE) if whole else None
    share_of = match["of"]
    if takes:
        share_of = first if within else None
    if takes and share_of is None:
        return None
    if within and not takes and not (len(before) == 1 and first == BREAKDOWN):
        return None
    if match["text"]:
        said = text.clean.text[match.start("text") : match.end("text")]
        return _Piece(start, at, end, said, match["id"] or slug(said), share_of)
    if match["whole"]:
        return _Piece(start, at, end, "", _WHOLE_IDS[match["whole"]], share_of)
    return _Piece(start, at, end, "", "-".join(levels_named(match["levels"])), share_of)


def _rule(
    words: str, unit: str, read: Callable[[str, str], TargetReading]
) -> tuple[SimpleRule, str, tuple[Review, ...]] | None:
    """Return the rule of one part with its unit, if these are the very words for it."""
    answer = read(words, unit)
    if isinstance(answer, NotUnderstood) or len(answer.value) != 1:
        return None
    found = answer.value[0]
    if isinstance(found.rule, Compound):
        return None
    # Of members with different minimums the words tell how many; the rule read has none of them.
    numbered = isinstance(found.rule, ForAll) and len(found.minima) > 1
    if not numbered and fold(rule_words(found.rule, found.unit)) != fold(words):
        return None
    return found.rule, found.unit, tuple(note.code for note in found.notes)


def _compound(
    text: TargetText,
    pieces: list[_Piece],
    parts: list[Part],
    units: list[str],
    notes: tuple[Note, ...],
) -> TargetReading:
    ids = [part.id for part in parts]
    shares = [part for part in parts if part.share_of]
    counted = set(units) - {""}
    if len(counted) > 1 and all(isinstance(part.rule, EntityFraction) for part in parts):
        counted = {"đơn vị"}
    known = all(part.share_of in ids and part.share_of != part.id for part in shares)
    if len(set(ids)) != len(ids) or not known or len(counted) > 1:
        return refuse(text, Review.SEVERAL_NUMBERS)
    names = (text.clean.text[piece.start : piece.rule_at].strip() for piece in pieces)
    target = ParsedTarget(
        rule=Compound(tuple(parts)),
        unit=counted.pop() if counted else "",
        text=text.words,
        subject=tidy(", ".join(names)),
        span=text.span(text.start, text.end),
        notes=notes,
    )
    return understood(text, target)
