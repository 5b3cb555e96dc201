"""Cells that only say *as above*: *nt*, *-nt-*, *như trên*, a ditto mark.

The words of the row above are put in their place, and the cell counts as merged, so that the
officer sees that the row itself does not say them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.cli.plan.importing.both_agencies import split_both
from services.cli.plan.importing.columns import Column
from services.cli.plan.importing.rows import DATA, Row
from services.cli.plan.importing.words import bare, plain

_COLUMNS = (Column.LEAD, Column.COORDINATORS, Column.BOTH, Column.DEADLINE)
_WORDS = re.compile(r"^(?:n ?t|(?:tuong tu )?nhu (?:o |dong |hang |muc )?tren|tuong tu)$")
_MARK = re.compile(r"^[-–\s]*(?:[\"“”″〃]|'')[-–\s.]*$")


def is_ditto(text: str) -> bool:
    """Tell whether a cell says nothing but that it is as above."""
    words = plain(text)
    return bool(words) and bool(_MARK.match(words) or _WORDS.match(bare(words)))


def dittoed(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows with the words from above where a cell only refers to them."""
    said: dict[Column, str] = {}
    for row in rows:
        if row.kind != DATA:
            yield row
            continue
        cells, taken = dict(row.cells), set()
        for column in _COLUMNS:
            text = cells.get(column, "")
            whole = _spelt_out(column, text, said.get(column, ""))
            if whole != text:
                cells[column] = whole
                taken.add(column)
            if plain(whole) and not is_ditto(whole):
                said[column] = whole
        yield replace(row, cells=cells, merged=row.merged | taken) if taken else row


def _spelt_out(column: Column, text: str, above: str) -> str:
    if not above:
        return text
    if is_ditto(text):
        return above
    if column is not Column.BOTH:
        return text
    lead, helped, doubt = split_both(text)
    if doubt or not (is_ditto(lead) or is_ditto(helped)):
        return text
    lead_above, helped_above, _ = split_both(above)
    lead = lead_above if is_ditto(lead) else lead
    helped = helped_above if is_ditto(helped) else helped
    return f"Chủ trì: {lead}; Phối hợp: {helped}" if helped else f"Chủ trì: {lead}"
