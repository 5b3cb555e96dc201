"""P9 on a real log: what was known at every position is what replaying the log up to it gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import httpx
import orjson
import pytest

from contracts.status import TargetStatus
from infra.clock import SettableClock
from infra.postgres import close_pool, open_pool
from services.api.main import ROLE
from services.projector.batch import log_record
from services.projector.fold import Admitted, SubjectState, derive, extend, read_record
from tests.services.api.in_process import client_of
from tests.services.projector import events
from tests.services.projector.events import FIRST_RECEIVED_AT, Told
from tests.services.projector.world import World
from tests.topics import records_of

pytestmark = pytest.mark.integration

TARGET = "kinh-te-so-2023"
DAYS = (date(2023, 7, 15), date(2024, 1, 15))


def story() -> list[Told]:
    """A plan, reports, a correction, an amendment: twice on the log, late, and out of order."""
    first = events.measurement("3.5", event_id="bc-1", period="2023-S1", received_after_seconds=60)
    late = events.measurement("3.9", event_id="bc-2", period="2023-Q3", received_after_seconds=30)
    corrected = events.event(
        "measurement.corrected",
        "dc-1",
        "indicator/kinh-te-so",
        {
            "report": {"agency": "H20.14", "id": "bc-1"},
            "revision": 2,
            "reason": "Cộng thiếu",
            "scope": events.PROVINCE,
            "period": "2023-S1",
            "value": {"kind": "number", "value": "4.2"},
        },
        source="H20.14",
        received_after_seconds=90,
    )
    amended = events.target(
        revision=2,
        effective_on="2023-07-01",
        reason="Điều chỉnh",
        rule={"kind": "threshold", "relation": "above", "value": "3"},
    )
    final = events.measurement("4.4", event_id="bc-3", received_after_seconds=120)
    told = [events.plan(), events.indicator(), events.target(), first, first, corrected]
    return [*told, late, amended, corrected, first, final, late]


async def test_what_was_known_is_what_a_replay_up_to_there_gives(world: World) -> None:
    """At every vector, on two days, every byte; and an instant is its running maximum's vector."""
    await world.tell(story())
    log = await _log(world)
    ends = {p: max(one.offset for one in log if one.partition == p) + 1 for p in _places(log)}
    async with world.projector():
        await world.until_applied([(p, end - 1) for p, end in ends.items()])
    pool = await open_pool(world.database_url, role=ROLE, application_name="test", read_only=True)
    clock = SettableClock(datetime(2024, 2, 1, tzinfo=UTC))
    own = next(one.partition for one in log if one.subject == "indicator/kinh-te-so")
    async with client_of(pool, clock) as client:
        for offset in range(ends[own]):
            vector = {**{p: end - 1 for p, end in ends.items()}, own: offset}
            for day in DAYS:
                known_at = ",".join(f"{p}:{last}" for p, last in sorted(vector.items()))
                seen = await _asked(client, known_at, day)
                assert seen == _replayed(log, vector, day), (known_at, day)
        for seconds in range(0, 150, 15):
            instant = FIRST_RECEIVED_AT + timedelta(seconds=seconds)
            vector = {p: _known(log, p, instant) for p in ends}
            seen = await _asked(client, instant.isoformat(), DAYS[1])
            assert seen == _replayed(log, vector, DAYS[1]), seconds
    await close_pool(pool)


async def _log(world: World) -> list[Admitted]:
    """Read the whole log, partition by partition."""
    records = await records_of(world.kafka_bootstrap, world.topics.events)
    return [read_record(log_record(one)) for one in records]


async def _asked(client: httpx.AsyncClient, known_at: str, day: date) -> TargetStatus | None:
    answer = await client.get(
        f"/v1/targets/{TARGET}", params={"known_at": known_at, "as_of": day.isoformat()}
    )
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    return TargetStatus.model_validate_json(orjson.dumps(answer.json()["target"]))


def _replayed(log: Sequence[Admitted], vector: dict[int, int], day: date) -> TargetStatus | None:
    """Fold the log up to a vector as the projector does, and read the target's row."""
    subject = "indicator/kinh-te-so"
    known = [one for one in log if one.subject == subject and one.offset <= vector[one.partition]]
    if not known:
        return None
    derived = derive(subject, extend(SubjectState(known[0].partition), known), day)
    rows = [row.payload for row in derived.statuses if row.shown]
    return TargetStatus.model_validate_json(rows[0]) if rows else None


def _known(log: Sequence[Admitted], partition: int, instant: datetime) -> int:
    """Return the last offset known at an instant; -1: nothing."""
    own = [one for one in log if one.partition == partition]
    later = (one.offset for one in own if one.received_at > instant)
    return min(later, default=max(one.offset for one in own) + 1) - 1


def _places(log: Sequence[Admitted]) -> set[int]:
    return {one.partition for one in log}
