"""What is asked of every channel, of each in the same words, on a real server of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from aiokafka import AIOKafkaConsumer

from services.alerts.channels.log import LogChannel
from services.alerts.channels.port import Delivered, Failed, Notice
from services.alerts.delivery.notices import notice_id
from services.alerts.wording.notices import Writer
from tests.services.alerts.changes import AT, TEXT, change_of
from tests.services.alerts.channels.rigs import PASSWORD, SECRET, Rig, kafka_channel, rig_of

NAMES = ("mail", "webhook", "chat", "zalo")
WRITER = Writer("https://chitieu.example.vn", {"H20.07": "Sở Kế hoạch và Đầu tư"})


def notice(recipient: str, seq: int = 1) -> Notice:
    """An alert for a recipient."""
    change = change_of("a", seq)
    name = notice_id(change.data.alert, seq, "kenh", recipient)
    return Notice(name, "alert", recipient, AT, WRITER.alert(change), (change,))


@pytest.fixture(params=NAMES)
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    """Each channel in turn."""
    async with rig_of(request.param, tmp_path) as made:
        yield made


async def test_an_alert_arrives_with_its_vietnamese_words(rig: Rig) -> None:
    """Diacritics and all."""
    assert await rig.channel.deliver(notice(rig.recipient)) == Delivered()
    [(_, text)] = rig.came()
    assert TEXT in text
    assert "khả năng chưa đạt 87%" in text


async def test_the_same_notice_twice_has_the_same_id(rig: Rig) -> None:
    """A receiver that knows ids shows it once; where there are none, the words are the same."""
    for _ in range(2):
        assert await rig.channel.deliver(notice(rig.recipient)) == Delivered()
    first, second = rig.came()
    assert first == second
    assert first[0] in ("", str(notice(rig.recipient).id))


async def test_a_refusal_that_may_pass_is_told_as_such(rig: Rig) -> None:
    """Then the same notice goes through."""
    rig.refuse()
    said = await rig.channel.deliver(notice(rig.recipient))
    assert isinstance(said, Failed)
    assert not said.final
    rig.accept()
    assert await rig.channel.deliver(notice(rig.recipient)) == Delivered()


async def test_a_server_that_never_answers_does_not_hold_the_courier(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every channel can be ended from outside at any time."""
    rig.hang()
    monkeypatch.setattr(rig.channel, "timeout_seconds", 0.2)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(rig.channel.timeout_seconds):
            await rig.channel.deliver(notice(rig.recipient))


async def test_a_digest_and_a_sample_arrive_too(rig: Rig) -> None:
    """One message for many alerts, each once; and a sample that nobody takes for an alert."""
    changes = (change_of("a"), change_of("b"), change_of("a", 2, "closed"))
    digest = WRITER.digest(changes, date(2023, 9, 18))
    await rig.channel.deliver(Notice(_id("digest"), "digest", rig.recipient, AT, digest, changes))
    sample = WRITER.sample(rig.channel.name)
    await rig.channel.deliver(Notice(_id("sample"), "sample", rig.recipient, AT, sample))
    told, sampled = (text for _, text in rig.came())
    assert "Bản tin cảnh báo ngày 18/09/2023: 2 mục" in told
    assert "không phải cảnh báo" in sampled


async def test_nothing_that_is_shown_of_a_channel_holds_its_secrets(rig: Rig) -> None:
    """Neither the channel, nor what it says of a failure."""
    rig.refuse()
    said = await rig.channel.deliver(notice(rig.recipient))
    for shown in (repr(rig.channel), repr(said)):
        assert PASSWORD not in shown
        assert SECRET not in shown


async def test_the_log_is_a_channel_like_any_other() -> None:
    """It takes whatever it is given."""
    assert await LogChannel().deliver(notice("")) == Delivered()


@pytest.mark.integration
async def test_a_topic_of_the_receiver_is_a_channel_too(
    kafka_bootstrap: str, servers_dir: Path
) -> None:
    """The CloudEvent under the alert's key, with the notice's id as a header."""
    topic = f"out.{servers_dir.name}.v1"
    channel = await kafka_channel(kafka_bootstrap, topic)
    given = notice("")
    try:
        assert await channel.deliver(given) == Delivered()
    finally:
        await channel.close()
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest", group_id=None
    )
    await consumer.start()
    try:
        record = await consumer.getone()
    finally:
        await consumer.stop()
    assert record.key == str(given.changes[0].data.alert).encode()
    assert dict(record.headers)["chitieu-notice"] == str(given.id).encode()


def _id(name: str) -> UUID:
    return uuid5(UUID(int=0), name)
