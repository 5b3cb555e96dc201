"""The digest of a version names what its tables hold, and nothing else."""

from __future__ import annotations

import pytest

from infra.postgres import connect
from services.projector.digest import digests, fingerprint
from services.projector.views import ROLE
from tests.services.projector import events
from tests.services.projector.world import World

pytestmark = pytest.mark.integration


async def test_a_digest_follows_the_rows_and_not_their_order_or_who_asks(world: World) -> None:
    """Given a version, when a cell changes its digest does, and back again; time zones do not."""
    told = [events.plan(), events.target(), events.measurement("4.2", event_id="m-1")]
    places = await world.tell(told)
    async with world.projector():
        await world.until_applied(places)
    session = await connect(world.database_url, role=ROLE, application_name="test")
    try:
        before = await digests(session, "read_1")
        assert before["facts"].rows == len(told)
        assert "positions" in before

        await session.execute("set timezone to 'Asia/Ho_Chi_Minh'")
        assert await digests(session, "read_1") == before

        content = await digests(session, "read_1", coordinates=False)
        assert "positions" not in content
        await session.execute('update read_1.facts set "offset" = "offset" + 1')
        assert await digests(session, "read_1", coordinates=False) == content
        changed = await digests(session, "read_1")
        assert changed["facts"] != before["facts"]
        assert fingerprint(changed) != fingerprint(before)
        assert {name for name in before if changed[name] != before[name]} == {"facts"}
        await session.execute('update read_1.facts set "offset" = "offset" - 1')
        assert await digests(session, "read_1") == before
    finally:
        await session.close()
