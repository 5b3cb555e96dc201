"""Take formatting mark-up (Markdown, HTML) out of text; footnote marks `<sup>` stay.

`<sup>(21)</sup>` is not formatting: without its tag the number would become part of the
sentence, and of a target. Whoever reads the words strips it whole.
"""

from __future__ import annotations

import html
import re

_EMPHASIS = re.compile(r"\*{1,3}(?=[^\s*])([^*]{1,4000})(?<=\S)\*{1,3}|__(?=\S)([^_]{1,1000})__")
_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|a|span|p|div|font|center|small)(?:\s[^<>]{0,400})?/?>", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r"<(https?://[^<>\s]{1,400})>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>-])")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{1,5});")
_BOLD = re.compile(r"\s*(?:\*{2,3}[^*]+\*{2,3}|<(?:b|strong)>[^<]+</(?:b|strong)>)[\s:.]*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")


_NOTE_MARK = re.compile(r"[(\[]?\d{1,3}[)\]]?\.?|\*+")
_POWER = re.compile(r"(?<=m)<sup>([23])</sup>")


def raised(text: str) -> str:
    """Return raised text: a footnote's mark in `<sup>`, anything else as it is."""
    return f"<sup>{text}</sup>" if _NOTE_MARK.fullmatch(text.strip()) else text


def with_powers(text: str) -> str:
    """Return the text with square and cubic metres as they are written in plain text."""
    return _POWER.sub(r"\1", text)


def is_bold(text: str) -> bool:
    """Return whether the whole text is marked as bold."""
    return _BOLD.fullmatch(text) is not None


def is_heading(text: str) -> bool:
    """Return whether a line is a Markdown heading (`## …`)."""
    return _HEADING.match(text) is not None


def strip(text: str, *, line_break: str = " ") -> str:
    """Return the text without formatting; a `<br>` becomes `line_break`."""
    text = _HEADING.sub("", text, count=1) if is_heading(text) else text
    text = _TAG.sub("", _BREAK.sub(line_break, text))
    # Twice, for bold around italics.
    for _ in range(2):
        text = _EMPHASIS.sub(lambda match: match.group(1) or match.group(2), text)
    text = _ESCAPE.sub(r"\1", _LINK.sub(r"\1", text))
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text).strip()
