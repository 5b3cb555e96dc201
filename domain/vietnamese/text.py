"""Make printed text comparable without losing where each character stood.

`clean` composes accents (NFC), turns look-alikes of Đ and the many blanks into one, and strips
footnote marks and mark-up; every character keeps its place in the text that was given.
`fold` is for comparing only: lower case, tone marks in one place (hoà, hòa), same length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from domain.vietnamese.reading import Span

_STRIPPED = re.compile(
    r"<sup>[^<]{0,40}</sup>|<br\s*/?>|</?[a-zA-Z][^<>]{0,200}>|[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}"
)
_BLANK = re.compile(r"\s+|[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")
_LOOK_ALIKE = str.maketrans(
    {
        "Ð": "Đ",
        "Ɖ": "Đ",
        "\u00f0": "đ",
        "\u2013": "-",
        "\u2014": "-",
        "\u2011": "-",
        "\u2010": "-",
        "\u2212": "-",
        "\uff05": "%",
        "\u00a0": " ",
    }
)
# Where the tone mark of oa, oe, uy is put on the second vowel, move it to the first.
_TONED = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONES = re.compile("|".join(_TONED))


@dataclass(frozen=True, slots=True)
class Clean:
    """Cleaned text; `origin[i]` is the place of its i-th character in the original."""

    text: str
    origin: tuple[int, ...]
    length: int

    def span(self, start: int, end: int) -> Span:
        """Return the span of the original that a piece of the cleaned text came from."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else self.length
            return Span(at, at)
        last = self.origin[end] if end < len(self.origin) else self.length
        return Span(self.origin[start], max(last, self.origin[end - 1] + 1))


def clean(text: str) -> Clean:
    """Return the text composed, without footnote marks and mark-up, blanks made single."""
    keep = bytearray(b"\x01" * len(text))
    for match in _STRIPPED.finditer(text):
        keep[match.start() : match.end()] = b"\x00" * (match.end() - match.start())
    letters: list[str] = []
    origin: list[int] = []
    at = 0
    while at < len(text):
        if not keep[at]:
            at += 1
            continue
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for letter in unicodedata.normalize("NFC", text[at:end]).translate(_LOOK_ALIKE):
            blank = bool(_BLANK.match(letter))
            if blank and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if blank else letter)
            origin.append(at)
        at = end
    while letters and letters[-1] == " ":
        letters.pop()
        origin.pop()
    return Clean("".join(letters), tuple(origin), len(text))


def fold(text: str) -> str:
    """Return cleaned text for comparing: lower case, one place of tone marks, same length."""
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return _TONES.sub(lambda match: _TONED[match.group()], lower)
