"""Two ingests at once: together they admit what one alone would, and send what the other left."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from contracts.codec import decode
from tests.services.ingest import events
from tests.services.ingest.door import Client, Place, open_door
from tests.services.ingest.events import world

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
async def senders(place: Place) -> AsyncIterator[tuple[Client, Client]]:
    """A sender at each of two ingests that share their servers."""
    async with open_door(place) as one, open_door(place, resend_after_seconds=0.5) as two:
        key = await place.key(None)
        first, second = one.client(key), two.client(key)
        assert (await first.post(world())).status_code == 200
        yield first, second


async def test_of_two_first_statements_one_is_admitted(senders: tuple[Client, Client]) -> None:
    """Twenty indicators, each defined at both doors at the same moment: one each."""
    for number in range(20):
        pair = [events.indicator(f"chi-so-{number}") for _ in senders]
        answers = await asyncio.gather(
            *(sender.post(message) for sender, message in zip(senders, pair, strict=True))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_an_event_sent_to_both_is_one_event(senders: tuple[Client, Client]) -> None:
    """One is accepted, the other a duplicate, both at one position."""
    for number in range(20):
        message = events.report(name=f"hai-cua-{number}")
        answers = await asyncio.gather(*(sender.post(message) for sender in senders))
        assert {answer.status_code for answer in answers} <= {200, 201}
        later = await senders[0].post(message)
        assert later.json()["status"] == "duplicate"


async def test_one_id_with_two_contents_has_one_winner(senders: tuple[Client, Client]) -> None:
    """The other is told of the conflict, and the log has one content only."""
    for number in range(20):
        name = f"xung-dot-{number}"
        pair = [events.report("1.1", name=name), events.report("2.2", name=name)]
        answers = await asyncio.gather(
            *(sender.post(message) for sender, message in zip(senders, pair, strict=True))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_many_batches_crossing_one_another_all_end(senders: tuple[Client, Client]) -> None:
    """The same events in opposite orders at both doors: no deadlock, no loss, no second."""
    batch = [events.report(name=f"cheo-{number:03}") for number in range(300)]
    parts = [batch[at : at + 30] for at in range(0, 300, 30)]
    answers = await asyncio.gather(
        *(senders[0].post(part) for part in parts),
        *(senders[1].post(list(reversed(part))) for part in reversed(parts)),
    )
    assert {answer.status_code for answer in answers} == {200}
    accepted = sum(answer.json()["accepted"] for answer in answers)
    duplicate = sum(answer.json()["duplicate"] for answer in answers)
    assert (accepted, duplicate) == (300, 300)


async def test_the_log_has_every_acknowledged_event_in_one_content(place: Place) -> None:
    """After all of this: one content for each id, and nothing is left without a position."""
    contents: dict[str, set[bytes]] = {}
    for record in await place.log():
        contents.setdefault(decode(record.value).id, set()).add(record.value)
    assert Counter(len(values) for values in contents.values()).keys() == {1}
    assert await place.count("events") == len(contents)


async def test_what_one_left_reserved_another_sends(
    place: Place, senders: tuple[Client, Client]
) -> None:
    """As if an instance had died between reserving and producing: its row is sent by the relay."""
    message = events.report(name="bo-do")
    await senders[0].post(message)
    first = next(r for r in await place.log() if decode(r.value).id == "bo-do")
    before = sum(decode(r.value).id == "bo-do" for r in await place.log())
    async with place.session() as connection:
        await connection.execute(
            "update ingest.events set record = $1, received_sha256 = $1, partition = null, "
            '"offset" = null where id = $2',
            first.value,
            "bo-do",
        )
    for _ in range(600):
        found = [r for r in await place.log() if decode(r.value).id == "bo-do"]
        if len(found) > before:
            break
        await asyncio.sleep(0.2)
    # On a busy machine the first may have been sent once more before its position was written.
    assert len(found) > before
    assert {(r.value, r.key, r.timestamp) for r in found} == {
        (first.value, first.key, first.timestamp)
    }
