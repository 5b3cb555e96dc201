"""Write a batch in one round trip: its statements, put together into functions of the session.

Statement after statement, each waits for this process to come round to it, with the locks of
the former held meanwhile; a process that stops in between leaves them to a timeout. In one call
the batch is PostgreSQL's alone from the first lock to the commit, and this process reads on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from infra.sql import load_queries

TEMPLATES = load_queries("services.projector", "one_call.sql")
FUNCTIONS = ("begin_batch", "end_batch")

_PARAMETER = re.compile(r"\$(\d+)::(\w+(?:\[\])?)|\$(\d+)")
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the session: how it is made, and the types of what it takes."""

    create: str
    types: tuple[str, ...]


def put_together(template: str, queries: Mapping[str, str]) -> Function:
    """Return a function of a template, with the statements that it names put in."""
    types = _types(template)

    def statement(found: re.Match[str]) -> str:
        query = queries[found[1]]
        first = len(types)
        types.extend(_types(query))
        return _PARAMETER.sub(lambda one: _moved(one, first), query)

    head, parameters, body = template.partition("{parameters}")
    whole = _NAME.sub(statement, body)
    return Function(head + ", ".join(types) + whole if parameters else whole, tuple(types))


def call_of(begin: Function, end: Function) -> str:
    """Return the statement that begins a batch and ends it with what beginning returned."""
    first = _spelled(1, begin.types)
    rest = _spelled(len(begin.types) + 1, end.types[1:])
    return TEMPLATES["write_batch"].format(begin_batch=first, end_batch=rest)


def _spelled(first: int, types: tuple[str, ...]) -> str:
    return ", ".join(f"${number}::{kind}" for number, kind in enumerate(types, start=first))


def _types(query: str) -> list[str]:
    """Return the types of a statement's parameters; each is cast wherever it stands first."""
    found: dict[int, str] = {}
    for one in _PARAMETER.finditer(query):
        if one[1]:
            found.setdefault(int(one[1]), one[2])
    return [found[number] for number in sorted(found)]


def _moved(one: re.Match[str], by: int) -> str:
    number, kind = (int(one[1]), f"::{one[2]}") if one[1] else (int(one[3]), "")
    return f"${number + by}{kind}"
