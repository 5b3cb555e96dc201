"""Word documents to blocks: paragraphs and tables in their order, merged cells filled.

Word has no lines: a paragraph counts as one, and so does a row of a table. Footnotes follow
at the end, each with the mark that stands in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from services.cli.plan.document import Block, Paragraph
from services.cli.plan.readers import grid, heads
from services.cli.plan.readers.pipe_cells import BAR
from services.cli.plan.readers.prose import Paragraphs
from services.cli.plan.readers.refusals import FileProblem, FileRefused
from services.cli.plan.readers.text import read_text
from services.cli.plan.readers.word_numbering import Numbering
from services.cli.plan.readers.word_tables import Tables
from services.cli.plan.readers.word_text import Styles, Texts

_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
_CONTAINERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:smartTag")}
_CHANGED = ".//w:ins[.//w:t] | .//w:del[.//w:delText] | .//w:moveFrom[.//w:t] | .//w:moveTo[.//w:t]"

_STRUCK = (
    ".//w:r[w:rPr/*[self::w:strike or self::w:dstrike]"
    "[not(@w:val='0' or @w:val='false' or @w:val='off')]][normalize-space(w:t)]"
)


def read_word(data: bytes) -> tuple[Block, ...]:
    """Return the blocks of a document.

    Raises `FileRefused` for tracked changes and struck out words, which have two readings,
    and for tables larger than any plan's.
    """
    document = docx.Document(BytesIO(data))
    body = document.element.body
    if body.xpath(_CHANGED):
        raise FileRefused(FileProblem.TRACKED_CHANGES)
    if struck := body.xpath(_STRUCK):
        raise FileRefused(FileProblem.STRUCK_OUT, detail="".join(struck[0].itertext()))
    parts = _Parts(document.part)
    texts = Texts(Styles(parts.root("styles")), Numbering(parts.root("numbering")))
    walk = _Walk(texts)
    blocks = list(walk.blocks(body))
    if (pasted := _pasted(walk)) is not None:
        return pasted
    blocks.extend(_footnotes(parts, texts, walk.line))
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a document beside its text."""

    main: Any

    def root(self, kind: str) -> Any | None:
        """Return the root element of a part (`styles`, `footnotes`), None where there is none."""
        for relation in self.main.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                return parse_xml(relation.target_part.blob)
        return None


class _Walk:
    """Goes through a document's content once, counting lines."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._prose = Paragraphs(())
        self._tables = Tables(texts)
        self.line = 0
        self.texts: list[str] = []
        """Each paragraph's text outside tables, its tabs as they are."""

    def blocks(self, content: Any) -> Iterator[Block]:
        for child in content:
            if child.tag == _PARAGRAPH:
                self.line += 1
                yield from self._paragraph(child)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag in _CONTAINERS:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Paragraph]:
        text = self._texts.of(paragraph)
        self.texts.append(text)
        bold = self._texts.is_bold(paragraph)
        heading = bold or self._texts.styles.is_heading(paragraph)
        for made in self._prose.of([(self.line, piece) for piece in text.split("\n")]):
            yield Paragraph(made.text, made.line, heading or made.heading)

    def _table(self, table: Any) -> Iterator[Block]:
        wrapped = self._tables.only_cells(table)
        if wrapped is not None:
            for cell in wrapped:
                yield from self.blocks(cell)
            return
        lines, nested = self._tables.lines(table, self.line)
        self.line += len(lines)
        grid.check_size(self.line, max((len(row.cells) for row in lines), default=0), 0)
        if heads.is_layout([[c.text for c in row.cells if not c.merged] for row in lines]):
            yield from grid.column_by_column(lines)
        else:
            yield from grid.table_blocks(lines)
        for inner in nested:
            yield from self._table(inner)


def _pasted(walk: _Walk) -> tuple[Block, ...] | None:
    """Read as plain text what is a text file's lines, each in a paragraph, tables as well."""
    if len(walk.texts) < walk.line:
        # There are rows of tables: the document has tables of its own.
        return None
    found = any(text == BAR or heads.is_head(text.split("\t")) for text in walk.texts)
    lines = (" ".join(text.split("\n")) for text in walk.texts)
    return read_text("\n".join(lines)) if found else None


def _footnotes(parts: _Parts, texts: Texts, line: int) -> Iterator[Paragraph]:
    """Give the footnotes that the text refers to, as paragraphs after it."""
    for kind in ("footnote", "endnote"):
        root = parts.root(f"{kind}s")
        tag = qn(f"w:{kind}Reference")
        wanted = {identity: n for n, name, identity in texts.footnotes if name == tag}
        for note in root.iter(qn(f"w:{kind}")) if root is not None else ():
            number = wanted.get(note.get(qn("w:id"), ""))
            if number is not None:
                line += 1
                words = " ".join(filter(None, map(texts.of, note.iter(_PARAGRAPH))))
                yield Paragraph(f"<sup>({number})</sup> {words}".strip(), line)
