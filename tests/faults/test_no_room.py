"""What becomes of a PostgreSQL without room is waited for, whichever of its ends it takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.postgres import LocalPostgres
from tests.faults.no_room import at_rest, leave_no_room
from tests.faults.small_disk import SmallDisk

pytestmark = pytest.mark.integration


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """A disk that can be filled; without root `refusal` says why there is none."""
    with tempfile.TemporaryDirectory(prefix="chitieu-no-room-", dir="/var/tmp") as name:
        Path(name).chmod(0o755)
        small = SmallDisk(Path(name) / "disk")
        small.mount()
        yield small
        small.unmount()


async def test_a_postgres_that_is_up_and_has_no_room_for_a_session_is_not_waited_for(
    disk: SmallDisk,
) -> None:
    """Of its sessions it ends each one; given room it answers by itself, or when started."""
    if disk.refusal is not None:
        return  # the campaign says so too, and leaves the fault out
    postgres = LocalPostgres(disk.path / "postgres", options={"fsync": "off"})
    postgres.start()
    try:
        assert await at_rest(postgres)
        # As after a recovery, which throws these away: the next session has to write them.
        for file in disk.path.rglob("pg_internal.init"):
            file.unlink()
        disk.fill()
        assert not await at_rest(postgres)
        assert postgres.pid is not None
        disk.free()
        assert await at_rest(postgres)

        await leave_no_room(postgres, disk)
        disk.free()
        await at_rest(postgres)
        postgres.start()
        assert await at_rest(postgres)
    finally:
        postgres.kill()
