"""Bring a database forward by numbered .sql files: forward only, each once, together or not at all.

A file's number is its place for ever, and its digest is kept: an edited file is refused,
because two databases would otherwise bear one number and differ. Any number of runners
may start at once; one works, the others wait by asking, never by blocking (a blocked
statement would itself hold up index builds).
"""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from infra.logs import get_logger
from infra.postgres import Connection, connect

# "chitieu" in ASCII, shortened to fit a signed 64-bit key.
_LOCK_KEY = 0x63686974696575
_POLL_SECONDS = 0.2
# A migration may move many rows, but a lock it waits for blocks everyone behind it:
# the session's lock_timeout stays short.
_STATEMENT_TIMEOUT_SECONDS = 600
_FILE_NAME = re.compile(r"^(\d{4})_([a-z0-9]+(?:_[a-z0-9]+)+)\.sql$")

_CREATE_TABLE = """
create table if not exists public.schema_migrations (
  version integer primary key,
  name text not null,
  sha256 text not null,
  applied_at timestamptz not null default now()
)"""

_log = get_logger("migrate")


class MigrationRefused(Exception):
    """The database and the migration files do not fit; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name without number, its text."""

    version: int
    name: str
    text: str

    @property
    def label(self) -> str:
        """The file's name without its ending, as people speak of it."""
        return f"{self.version:04d}_{self.name}"

    @property
    def sha256(self) -> str:
        """The digest of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What a run did: the migrations applied now, and those that stood already."""

    applied: tuple[str, ...]
    already: tuple[str, ...]


def read_migrations(directory: Traversable | None = None) -> tuple[Migration, ...]:
    """The migrations of a folder in order (by default the project's own).

    Raises MigrationRefused for a file name of another form or a number used twice.
    """
    found: dict[int, Migration] = {}
    for entry in (directory or files("infra").joinpath("migrations")).iterdir():
        if not entry.name.endswith(".sql"):
            continue
        parts = _FILE_NAME.match(entry.name)
        if parts is None:
            raise MigrationRefused(f"{entry.name}: expected NNNN_verb_noun.sql in lower case")
        migration = Migration(int(parts[1]), parts[2], entry.read_text(encoding="utf-8"))
        if other := found.get(migration.version):
            raise MigrationRefused(
                f"{migration.label} and {other.label} have one number: renumber the newer one"
            )
        found[migration.version] = migration
    return tuple(found[version] for version in sorted(found))


async def migrate(
    url: str, *, lock_timeout_seconds: float = 60, directory: Traversable | None = None
) -> MigrationReport:
    """Apply what is missing, one transaction per file.

    The login needs the right to create roles, and to create in the database. Raises
    MigrationRefused when files and database do not fit, or another runner keeps the lock
    for longer than `lock_timeout_seconds`; what asyncpg raises when a statement fails
    (that file is then rolled back, earlier ones stand).
    """
    migrations = read_migrations(directory)
    connection = await connect(
        url,
        role=None,
        application_name="chitieu-migrate",
        statement_timeout_seconds=_STATEMENT_TIMEOUT_SECONDS,
    )
    try:
        await _lock(connection, lock_timeout_seconds)
        await connection.execute(_CREATE_TABLE)
        standing = await _standing(connection)
        missing = plan(migrations, standing)
        for migration in missing:
            await _apply(connection, migration)
            _log.info("migration_applied", migration=migration.label)
    finally:
        # Closing the session also gives the lock back.
        await connection.close(timeout=5)
    return MigrationReport(
        applied=tuple(m.label for m in missing),
        already=tuple(m.label for m in migrations if m.version in standing),
    )


async def pending_migrations(
    connection: Connection, directory: Traversable | None = None
) -> tuple[str, ...]:
    """The migrations that this program knows and the database lacks; () is up to date."""
    exists = await connection.fetchval("select to_regclass('public.schema_migrations') is not null")
    standing = await _standing(connection) if exists else {}
    return tuple(m.label for m in read_migrations(directory) if m.version not in standing)


def plan(
    migrations: Sequence[Migration], standing: dict[int, tuple[str, str]]
) -> tuple[Migration, ...]:
    """Which migrations to apply, given (name, sha256) of those that stand, by number.

    Raises MigrationRefused for an edited, a vanished or a belated file.
    """
    known = {migration.version: migration for migration in migrations}
    newest = max(standing, default=0)
    for version, (name, sha256) in sorted(standing.items()):
        label = f"{version:04d}_{name}"
        if version not in known:
            raise MigrationRefused(
                f"{label} stands in the database but this program does not know it: "
                "the database is newer, use the newer program"
            )
        if known[version].sha256 != sha256:
            raise MigrationRefused(
                f"{known[version].label} was edited after it was applied as {label}: "
                "restore the file and write the change as a new migration"
            )
    missing = tuple(m for m in migrations if m.version not in standing)
    for migration in missing:
        if migration.version < newest:
            raise MigrationRefused(
                f"{migration.label} comes before {newest:04d}, which is applied: "
                "give it the next free number"
            )
    return missing


async def _lock(connection: Connection, timeout_seconds: float) -> None:
    try:
        async with asyncio.timeout(timeout_seconds):
            while True:
                if await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK_KEY):
                    return
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        raise MigrationRefused(
            f"another migration has been running for {timeout_seconds:g} s: try again when it ends"
        ) from None


async def _standing(connection: Connection) -> dict[int, tuple[str, str]]:
    rows = await connection.fetch("select version, name, sha256 from public.schema_migrations")
    return {row["version"]: (row["name"], row["sha256"]) for row in rows}


async def _apply(connection: Connection, migration: Migration) -> None:
    async with connection.transaction():
        await connection.execute(migration.text)
        _check_still_inside(connection, migration)
        # The file may have taken a service's role, so that its tables belong to it.
        await connection.execute("reset role")
        await connection.execute(
            "insert into public.schema_migrations (version, name, sha256) values ($1, $2, $3)",
            migration.version,
            migration.name,
            migration.sha256,
        )


def _check_still_inside(connection: Connection, migration: Migration) -> None:
    if not connection.is_in_transaction():
        raise MigrationRefused(
            f"{migration.label} ends its own transaction: remove begin and commit from it"
        )
