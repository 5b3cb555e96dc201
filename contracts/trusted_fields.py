"""Read the fields of an admitted event from plain JSON, each as its model reads it, or not at all.

Every function returns what the field's model in `contracts/fields.py` or `contracts/common.py`
returns, or raises (LookupError, TypeError, ValueError, ArithmeticError, AttributeError): then the
whole record goes through its model. What repeats in a log is read once.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any

from contracts.fields import (
    EVENT_ID_MAX_LENGTH,
    PHRASE_MAX_LENGTH,
    read_day,
    read_decimal,
    read_text,
)
from domain.bound import Relation
from domain.identity import canonical_slug
from domain.measurement import Bounded, Done, Number, Ratio, Value
from domain.period import FIRST_YEAR, LAST_YEAR

Members = dict[str, Any]

# Percentages repeat: one object for each number in use spares time and a fifth of a fact's memory.
# So do the words beside them, of which 16,384 of the longest take 20 MiB.
_NUMBERS_REMEMBERED = 16_384
_PHRASES_REMEMBERED = 16_384
_INSTANTS_REMEMBERED = 256
_SUBJECTS_REMEMBERED = 16_384
_DAYS_REMEMBERED = 4_096

_REVISION_MAX = 10_000
_is_instant = re.compile(
    r"(?:20\d\d|2100)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6})?Z", re.ASCII
).fullmatch
_is_event_id = re.compile(rf"[!-~]{{1,{EVENT_ID_MAX_LENGTH}}}").fullmatch
_RELATION = {relation.value: relation for relation in Relation}


def closed(members: Members, known: frozenset[str]) -> None:
    """Refuse a member that means something to another program, but nothing to this one."""
    if not known.issuperset(members):
        raise LookupError(members)


def instant(text: str) -> datetime:
    """Return an instant in UTC, in the one spelling that ingest writes."""
    if not _is_instant(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


instant_of_many = lru_cache(maxsize=_INSTANTS_REMEMBERED)(instant)
"""The same, of an instant that many events share: those of one request are received together."""


@lru_cache(maxsize=_DAYS_REMEMBERED)
def day(text: str) -> date:
    """Return a day."""
    if not isinstance(read := read_day(text), date) or not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError(text)
    return read


def event_id(text: str) -> str:
    """Return the id that an agency gave its event."""
    if not _is_event_id(text):
        raise ValueError(text)
    return text


@lru_cache(maxsize=_SUBJECTS_REMEMBERED)
def subject_of(subject: str, kind: str) -> tuple[str, str]:
    """Return a subject of this kind (`indicator/<id>`), and its id."""
    found, _, name = subject.partition("/")
    if found != kind:
        raise ValueError(subject)
    return intern(subject), canonical_slug(name)


def _exact(text: object) -> Decimal:
    if not isinstance(text, str):
        raise TypeError(text)  # a float would come out inexact
    return read_decimal(text)


def whole(number: object, *, at_least: int) -> int:
    """Return a definition or a revision."""
    # `True` is an integer to Python, and none to a reader of JSON.
    if type(number) is not int or not at_least <= number <= _REVISION_MAX:
        raise ValueError(number)
    return number


def words(text: object, min_length: int, max_length: int) -> str:
    """Return words in the form in which they are kept."""
    if not isinstance(text, str) or not min_length <= len(text) <= max_length:
        raise ValueError(text)
    return read_text(text, min_length, max_length) if text else text


@lru_cache(maxsize=_PHRASES_REMEMBERED)
def phrase(text: object) -> str:
    """Return the words of a report: an amount, or one of the few of a task's states."""
    return words(text, 0, PHRASE_MAX_LENGTH)


@lru_cache(maxsize=_NUMBERS_REMEMBERED)
def _number(text: object) -> Number:
    return Number(_exact(text))


def value(members: Members) -> Value:
    """Return a value of one of the four kinds."""
    if len(members) == 2 and members["kind"] == "number":
        return _number(members["value"])
    match members["kind"], len(members):
        case "ratio", 3:
            return _ratio(_exact(members["numerator"]), _exact(members["denominator"]))
        case "bound", 3:
            return Bounded(_RELATION[members["relation"]], _exact(members["value"]))
        case "done", 2 if isinstance(members["done"], bool):
            return Done(members["done"])
    raise LookupError(members)


def _ratio(numerator: Decimal, denominator: Decimal) -> Ratio:
    if numerator < 0 or denominator <= 0:
        raise ValueError(numerator, denominator)
    return Ratio(numerator, denominator)
