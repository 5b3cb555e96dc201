"""Make printed text comparable without losing where each character stood.

`clean` composes accents (NFC), turns look-alikes of Đ and the many blanks into one, and strips
footnote marks and mark-up; every character keeps its place in the text that was given.
`fold` is for comparing only: lower case, tone marks where the spelling in force puts them
(hoà → hòa, hòan → hoàn, qúy → quý), same length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from domain.vietnamese.reading import Span

LONGEST_CLUSTER = 8
"""Accents on one letter beyond these are noise; composing them all would cost their square."""

_MARKUP = re.compile(
    # Footnote marks: <sup>(21)</sup>, the same escaped, [21], [^21], ⁽²¹⁾ (but m², km³).
    r"(?P<gone>(?:<|&lt;)sup(?:>|&gt;)[^<&]{0,40}(?:<|&lt;)/sup(?:>|&gt;)"
    r"|\[\^?\d{1,3}\](?!\()|(?<!\bm)(?<![kcdm]m)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u207d\u207e]+"
    # Links keep their words: [Sở TTTT](https://…). Emphasis, escapes, characters without width.
    r"|\[(?=[^\[\]]{1,200}\]\((?:https?:|www\.|mailto:|/|\#))"
    r"|\]\((?:https?:|www\.|mailto:|/|\#)[^()\s]{0,500}\)"
    r"|\*+|(?<![^\W_])_+(?!x000D_)|_+(?![^\W_])|\\(?=[^\w\s])"
    r"|[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+)"
    r"|(?P<blank>(?:<|&lt;)br\s?/?(?:>|&gt;)|&nbsp;|&\#160;|_x000D_)"
    r"|(?P<tag></?[a-zA-Z][^<>]{0,200}>|&lt;/?[a-zA-Z][^<>&]{0,40}&gt;)"
    r"|(?P<entity>&(?:amp|lt|gt|quot|\#39);)"
)
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'"}
_LOOK_ALIKE = str.maketrans(
    {
        "Ð": "Đ",
        "Ɖ": "Đ",
        "\u00f0": "đ",
        "\u0256": "đ",
        "\u2013": "-",
        "\u2014": "-",
        "\u2011": "-",
        "\u2010": "-",
        "\u2012": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\uff05": "%",
        "\u00a0": " ",
    }
)
# The tone mark of oa, oe, uy stands on the first vowel where the syllable ends with them
# (hòa, khỏe, ủy) and on the second before a further letter (hoàn, Huỳnh) and after q (quý).
_FINAL = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_INNER = {first: second for second, first in _FINAL.items()}
_TONES = re.compile(
    rf"(?P<q>(?<=q)(?:{'|'.join(first for first in _INNER if first.endswith('y'))}))"
    rf"|(?P<final>(?<!q)(?:{'|'.join(_FINAL)})(?![^\W\d_]))"
    rf"|(?P<inner>(?:{'|'.join(_INNER)})(?=[^\W\d_]))"
)


@dataclass(frozen=True, slots=True)
class Clean:
    """Cleaned text; its i-th character stood from `origin[i]` to before `ends[i]`."""

    text: str
    origin: tuple[int, ...]
    ends: tuple[int, ...]
    length: int

    def span(self, start: int, end: int) -> Span:
        """Return the span of the original that a piece of the cleaned text came from."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else self.length
            return Span(at, at)
        return Span(self.origin[start], self.ends[end - 1])


def clean(text: str) -> Clean:
    """Return the text composed, without footnote marks and mark-up, blanks made single.

    What has no width vanishes and splits no word; a line break of mark-up is a blank.
    """
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for cluster, at, end in _clusters(text):
        for letter in unicodedata.normalize("NFC", cluster).translate(_LOOK_ALIKE):
            blank = letter.isspace()
            if blank and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if blank else letter)
            places.append((at, end))
    if letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return Clean(
        "".join(letters),
        tuple(at for at, _ in places),
        tuple(end for _, end in places),
        len(text),
    )


def fold(text: str) -> str:
    """Return cleaned text for comparing: lower case, one place of tone marks, same length."""
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return _TONES.sub(_retoned, lower)


def _retoned(match: re.Match[str]) -> str:
    vowels = match.group()
    return _FINAL[vowels] if match.lastgroup == "final" else _INNER[vowels]


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each letter that stays, with its accents, its place and where it ends."""
    cluster, start, end = "", 0, 0
    for letter, at in _kept(text):
        if cluster and len(cluster) < LONGEST_CLUSTER and unicodedata.combining(letter):
            cluster += letter
            end = at + 1
            continue
        if cluster:
            yield cluster, start, end
        cluster, start, end = letter, at, at + 1
    if cluster:
        yield cluster, start, end


def _kept(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character that mark-up leaves or stands for, with its place."""
    done = 0
    for match in _MARKUP.finditer(text):
        yield from zip(text[done : match.start()], range(done, match.start()), strict=True)
        if match["blank"]:
            yield " ", match.start()
        elif match["entity"]:
            yield _ENTITIES[match["entity"]], match.start()
        done = match.end()
    yield from zip(text[done:], range(done, len(text)), strict=True)
