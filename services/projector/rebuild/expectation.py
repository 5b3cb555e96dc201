"""A declared expectation: which rows a changed rule makes differ, in what, and why."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from io import StringIO
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from services.projector.rebuild.differences import Difference, Kind

MAX_BYTES = 262_144
_Text = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class ExpectationWrong(ValueError):
    """The file is not an expectation; the words say where and what would be right."""


class Expected(BaseModel):
    """Rows that may differ: of one table, with keys and columns of these patterns, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    table: _Text
    """The table's name; `statuses` for what would be told."""
    keys: list[_Text] = Field(min_length=1, max_length=1_000)
    """Patterns of the keys, with * and ?; `["*"]` for all rows."""
    columns: list[_Text] = Field(default=[], max_length=100)
    """Patterns of the columns that may differ, for changed rows; `status` is all of its members."""
    kinds: list[Kind] = Field(default=["changed"], min_length=1)
    """Whether rows change, are added, are removed."""
    why: _Text
    """The reason, kept with the report."""

    def covers(self, one: Difference) -> bool:
        """Whether a differing row is as declared here."""
        return (
            self.table == one.table
            and one.kind in self.kinds
            and any(fnmatchcase(one.key, pattern) for pattern in self.keys)
            and all(self._may_differ(change.column) for change in one.changes)
        )

    def _may_differ(self, column: str) -> bool:
        whole = column.partition(".")[0]
        return any(fnmatchcase(column, one) or whole == one for one in self.columns)


class Expectation(BaseModel):
    """All that is declared to differ."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    expect: list[Expected] = Field(min_length=1, max_length=1_000)

    def which(self, one: Difference) -> int | None:
        """Return the place of the first declaration that covers a row, or none."""
        for at, expected in enumerate(self.expect):
            if expected.covers(one):
                return at
        return None

    def backwards(self) -> Expectation:
        """Return what then differs on the way back: what was added is removed."""
        turn: dict[Kind, Kind] = {"added": "removed", "removed": "added", "changed": "changed"}
        return Expectation(
            expect=[
                one.model_copy(update={"kinds": [turn[kind] for kind in one.kinds]})
                for one in self.expect
            ]
        )


def read_expectation(text: str) -> Expectation:
    """Read an expectation from YAML.

    Raises:
        ExpectationWrong: it is none; nothing unknown is passed over.
    """
    if len(text.encode()) > MAX_BYTES:
        raise ExpectationWrong(f"larger than {MAX_BYTES} bytes / lớn hơn {MAX_BYTES} byte")
    try:
        found: Any = YAML(typ="safe", pure=True).load(StringIO(text))
    except (YAMLError, ValueError) as error:
        raise ExpectationWrong(f"không phải YAML / not YAML: {error}") from None
    try:
        return Expectation.model_validate(found)
    except ValidationError as error:
        raise ExpectationWrong(_words(error.errors(include_url=False))) from None


def _words(problems: Sequence[Any]) -> str:
    lines = [".".join(map(str, one["loc"])) + f": {one['msg']}" for one in problems[:10]]
    return "; ".join(lines)
