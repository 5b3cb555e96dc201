"""Read named statements from .sql files, where all SQL beyond one line lives.

A file is a list of blocks, each opened by its name, followed by why it exists:

    -- name: reserve_events
    -- why: one transaction admits a batch, in (agency, id) order, so that ...
    insert into ingest.reservation ...;
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^--\s*name:\s*(\S+)\s*$")
_IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]*$")


class QueriesError(Exception):
    """A .sql file is not a list of named statements; the text says which line and why."""


@cache
def load_queries(package: str, name: str = "queries.sql") -> Mapping[str, str]:
    """The statements of a package's .sql file, by name, without their final semicolon.

    Raises QueriesError for a duplicate or malformed name, an empty statement, or text
    before the first name; FileNotFoundError where there is no such file.
    """
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return MappingProxyType(parse_queries(text, origin=f"{package}/{name}"))


def parse_queries(text: str, *, origin: str) -> dict[str, str]:
    """Split a file's text into statements by name; `origin` is named in errors."""
    blocks: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if opening := _NAME.match(line):
            name = opening[1]
            if not _IDENTIFIER.match(name):
                raise QueriesError(f"{origin}:{number}: {name!r} is not a lower_case_name")
            if name in blocks:
                raise QueriesError(f"{origin}:{number}: the name {name} stands twice")
            current = blocks[name] = []
        elif current is not None:
            current.append(line)
        elif line.strip() and not line.startswith("--"):
            raise QueriesError(f"{origin}:{number}: a statement before the first '-- name:' line")
    return {name: _statement(name, lines, origin) for name, lines in blocks.items()}


def _statement(name: str, lines: list[str], origin: str) -> str:
    # The comments are for readers of the file; inside a statement they may stay.
    while lines and (not lines[0].strip() or lines[0].startswith("--")):
        lines = lines[1:]
    statement = "\n".join(lines).strip().removesuffix(";").rstrip()
    if not statement:
        raise QueriesError(f"{origin}: {name} has no statement")
    return statement
