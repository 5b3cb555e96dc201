"""Tables that are built again in a schema beside the live ones: compare the two, put one in place.

The live tables are never replaced as such, only the rows that differ, so that grants, prepared
statements and readers stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import orjson

from infra.postgres import Connection
from infra.sql import load_queries

ROWS_TOLD = 50
VALUE_CHARACTERS = 200

Kind: TypeAlias = Literal["added", "removed", "changed"]

_SQL = load_queries("infra", "twins.sql")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that both schemas have, and the columns of its primary key."""

    name: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schemas:
    """Where the live tables are, and where the built ones."""

    live: str
    built: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A column in which two rows differ: what it holds, and what it would."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the two do not share. `added`: the live table lacks it."""

    table: str
    key: str
    kind: Kind
    changes: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """In what live and built tables differ: rows by table and kind, and the first of them."""

    counts: Mapping[tuple[str, Kind], int]
    rows: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.counts


def cells(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> tuple[Cell, ...]:
    """Return the columns in which two rows differ; none where one of the rows is not there."""
    if old is None or new is None:
        return ()
    names = sorted(old.keys() | new.keys())
    return tuple(
        Cell(name, _shown(old.get(name)), _shown(new.get(name)))
        for name in names
        if old.get(name) != new.get(name)
    )


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= VALUE_CHARACTERS else f"{text[:VALUE_CHARACTERS]}…"


async def create_twins(connection: Connection, of: Schemas, tables: Sequence[Table]) -> None:
    """Create empty tables beside the live ones, and where to note in what they differ."""
    for table in tables:
        await connection.execute(_statement("create_twin", of, table))
    await connection.execute(_SQL["create_differences"].format(built=of.built))


async def drop_twins(connection: Connection, of: Schemas, tables: Sequence[Table]) -> None:
    """Drop what was built, if anything was."""
    for table in (*tables, Table("differences", ("key",))):
        await connection.execute(_statement("drop_twin", of, table))


async def note_differing(connection: Connection, of: Schemas, table: Table) -> None:
    """Note the rows in which a table differs from its twin."""
    await connection.execute(_statement("note_differing", of, table))


async def forget_differences(connection: Connection, of: Schemas) -> None:
    """Begin a comparison anew."""
    await connection.execute(_SQL["forget_differences"].format(built=of.built))


async def noted(connection: Connection, of: Schemas) -> Comparison:
    """Return what has been noted."""
    counts = await connection.fetch(_SQL["count_differences"].format(built=of.built))
    rows = await connection.fetch(_SQL["first_differences"].format(built=of.built), ROWS_TOLD)
    return Comparison(
        {(row["table"], row["kind"]): row["rows"] for row in counts},
        tuple(
            Difference(
                row["table"], row["key"], row["kind"], cells(_row(row["old"]), _row(row["new"]))
            )
            for row in rows
        ),
    )


async def put_in_place(connection: Connection, of: Schemas, table: Table) -> None:
    """Make the live table hold what its twin holds; rows that are the same are not touched."""
    await connection.execute(_statement("delete_differing", of, table))
    await connection.execute(_statement("insert_missing", of, table))


async def count_built(connection: Connection, of: Schemas, table: Table) -> int:
    """How many rows were built of a table."""
    return int(await connection.fetchval(_statement("count_rows", of, table)))


def _row(value: bytes | None) -> dict[str, Any] | None:
    return None if value is None else orjson.loads(value)


def _statement(name: str, of: Schemas, table: Table) -> str:
    quoted = [f'"{column}"' for column in table.key]
    return _SQL[name].format(
        live=of.live,
        built=of.built,
        table=table.name,
        keys=", ".join(quoted),
        first=quoted[0],
        same_key=" and ".join(f"b.{column} = l.{column}" for column in quoted),
    )
