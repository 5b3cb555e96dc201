"""What the parsers say of a cell, as the draft holds it: values, and notes for the officer.

A note on the row's own text keeps its span; one on another cell names that cell's words, since
a plan file shows spans of the row's text only.
"""

from __future__ import annotations

import re
from dataclasses import replace

from domain.deadline import Deadline
from domain.draft import DraftTarget, Party
from domain.target import Milestone
from domain.vietnamese.agencies import Place, parse_agencies
from domain.vietnamese.deadlines import parse_deadline
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.review import Review
from domain.vietnamese.targets import parse_target
from services.cli.plan.importing.words import plain

Notes = tuple[Note, ...]
_LONGEST_DEADLINE = 90
_DEADLINE_WORDS = re.compile(r"\d|thường xuyên|định kỳ|trước|sau khi|theo|hằng|hàng", re.IGNORECASE)


def read_targets(text: str) -> tuple[tuple[DraftTarget, ...], Notes]:
    """Return what a phrase asks for, one target for each indicator, or why that is not known."""
    reading = parse_target(text)
    if isinstance(reading, NotUnderstood):
        return (), (Note(reading.reason, reading.span, reading.detail),)
    targets = tuple(
        DraftTarget(each.rule, each.unit, each.text, subject=each.subject) for each in reading.value
    )
    notes = [*reading.notes]
    for each in reading.value:
        notes.extend(note for note in each.notes if note not in notes)
    return targets, tuple(notes)


def measurable(targets: tuple[DraftTarget, ...]) -> bool:
    """Tell whether a phrase names something to count or measure, not only something to do."""
    return any(not isinstance(target.rule, Milestone) for target in targets)


def read_deadline(text: str, year: int | None) -> tuple[Deadline | None, Notes]:
    """Return the deadline of a cell; a blank one is noted as missing."""
    words = plain(text)
    if not words:
        return None, (Note(Review.DEADLINE_MISSING),)
    reading = parse_deadline(words, year)
    if isinstance(reading, NotUnderstood):
        return None, (Note(reading.reason, None, reading.detail or words),)
    return reading.value, tuple(_elsewhere(note, words) for note in reading.notes)


def deadline_like(text: str) -> bool:
    """Tell whether a cell can only be that of the deadline."""
    words = plain(text)
    if not words or len(words) > _LONGEST_DEADLINE or not _DEADLINE_WORDS.search(words):
        return False
    return not isinstance(parse_deadline(words, None), NotUnderstood)


def read_parties(text: str, place: Place) -> tuple[tuple[Party, ...], Notes]:
    """Return the agencies of a cell in their order."""
    if not plain(text):
        return (), ()
    found = parse_agencies(text, place)
    return found.parties, tuple(_elsewhere(note, text) for note in found.notes)


def _elsewhere(note: Note, text: str) -> Note:
    words = plain(note.span.of(text)) if note.span else plain(text)
    detail = f"{words}: {note.detail}" if note.detail and note.detail != words else words
    return replace(note, span=None, detail=detail)
