"""The text that a paragraph of Word shows: list number, runs, line breaks, footnote marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from services.cli.plan.readers import markup
from services.cli.plan.readers.encoding import tidy
from services.cli.plan.readers.word_numbering import Numbering

_CONTAINERS = {
    qn(name)
    for name in ("w:hyperlink", "w:smartTag", "w:sdt", "w:sdtContent", "w:fldSimple", "w:customXml")
}
_TEXT, _RUN = qn("w:t"), qn("w:r")
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_FOOTNOTES = {qn("w:footnoteReference"), qn("w:endnoteReference")}
_OFF = {"0", "false", "off", "none"}
CHAIN_MAX = 20


class Styles:
    """What a paragraph's style says of it: heading, bold, list; looked up along `basedOn`."""

    def __init__(self, styles: Any | None) -> None:
        found = styles.iter(qn("w:style")) if styles is not None else ()
        self._styles = {style.get(qn("w:styleId"), ""): style for style in found}

    def is_heading(self, paragraph: Any) -> bool:
        """Return whether the style is one for headings or titles."""
        for style in self._chain(paragraph):
            name = style.find(qn("w:name"))
            if name is not None and name.get(qn("w:val"), "").lower().startswith(
                ("heading", "title", "tiêu đề", "đề mục")
            ):
                return True
        return False

    def is_bold(self, paragraph: Any) -> bool:
        """Return whether the style makes its text bold."""
        for style in self._chain(paragraph):
            bold = style.find(f"{qn('w:rPr')}/{qn('w:b')}")
            if bold is not None:
                return _is_on(bold)
        return False

    def numbering(self, paragraph: Any) -> tuple[str, int] | None:
        """Return the list and the level of a paragraph, its own or its style's."""
        for holder in (paragraph, *self._chain(paragraph)):
            numbered = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if numbered is None:
                continue
            number, level = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
            if number is not None:
                place = level.get(qn("w:val"), "0") if level is not None else "0"
                return number.get(qn("w:val"), ""), int(place) if place.isdecimal() else 0
        return None

    def _chain(self, paragraph: Any) -> Iterator[Any]:
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        for _ in range(CHAIN_MAX):
            style = self._styles.get(named.get(qn("w:val"), "")) if named is not None else None
            if style is None:
                return
            yield style
            named = style.find(qn("w:basedOn"))


class Texts:
    """Gives the text of paragraphs, in their order: lists and footnotes are counted."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles = styles
        self._numbering = numbering
        self.footnotes: list[tuple[int, str, str]] = []
        """Each footnote's number, its kind and its id, as the text refers to them."""

    def of(self, paragraph: Any) -> str:
        """Return a paragraph's text with its line breaks and tabs."""
        text = markup.with_powers(tidy("".join(self._pieces(paragraph))).strip(" "))
        numbered = self.styles.numbering(paragraph)
        label = self._numbering.label(*numbered) if numbered is not None else ""
        return f"{label} {text}".strip() if label else text

    def is_bold(self, paragraph: Any) -> bool:
        """Return whether all of the paragraph's text is bold."""
        by_style = self.styles.is_bold(paragraph)
        runs = [run for run in paragraph.iter(_RUN) if "".join(_own(run)).strip()]
        return bool(runs) and all(_bold_run(run, by_style) for run in runs)

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag == _RUN:
                yield from self._run(child)
            elif child.tag in _CONTAINERS:
                yield from self._pieces(child)

    def _run(self, run: Any) -> Iterator[str]:
        properties = run.find(qn("w:rPr"))
        if properties is not None and _has(properties, "w:vanish"):
            return
        text = ""
        for child in run:
            if child.tag == _TEXT:
                text += child.text or ""
            elif child.tag in _SIGNS:
                page = child.get(qn("w:type")) in ("page", "column")
                text += " " if page else _SIGNS[child.tag]
            elif child.tag in _FOOTNOTES:
                number = len(self.footnotes) + 1
                self.footnotes.append((number, child.tag, child.get(qn("w:id"), "")))
                text += f"<sup>({number})</sup>"
        # A footnote's number that was typed and raised.
        yield markup.raised(text) if properties is not None and _raised(properties) else text


def _own(run: Any) -> Iterator[str]:
    return (child.text or "" for child in run if child.tag == _TEXT)


def _bold_run(run: Any, by_style: bool) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return by_style if bold is None else _is_on(bold)


def _has(properties: Any, name: str) -> bool:
    found = properties.find(qn(name))
    return found is not None and _is_on(found)


def _is_on(element: Any) -> bool:
    return element.get(qn("w:val"), "true") not in _OFF


def _raised(properties: Any) -> bool:
    align = properties.find(qn("w:vertAlign"))
    return align is not None and align.get(qn("w:val")) == "superscript"
