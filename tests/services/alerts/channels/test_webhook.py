"""Signed webhooks: who signed, what counts as taken, where may be called, how large."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address, ip_network

import orjson
import pytest
from pydantic import SecretStr
from standardwebhooks import Webhook

from infra.clock import Clock
from services.alerts.channels.addresses import may_call
from services.alerts.channels.kinds import Network, SecretRef, WebhookKind
from services.alerts.channels.main import ChannelUnusable, open_channel
from services.alerts.channels.port import Delivered, Failed, Notice
from services.alerts.channels.webhook import BODY_BYTES_MAX, WebhookChannel, body_of
from tests.services.alerts.channels.rigs import NETWORK, SECRET, webhook_to
from tests.services.alerts.channels.test_every_channel import notice
from tests.services.alerts.receivers import http_server

OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NAME = "hooks.example.vn"
INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),  # noqa: S104  # an address to refuse
    *("100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1"),
    *("64:ff9b::a00:1", "2002:a00:1::1", "192.0.2.1"),
)


@pytest.mark.parametrize("secrets", [(SECRET,), (OTHER, SECRET), (SECRET, OTHER)])
async def test_the_receiver_s_own_library_takes_the_signature(secrets: tuple[str, ...]) -> None:
    """With one secret, and with either of two while they are being changed."""
    async with http_server() as hook:
        channel = webhook_to(hook, *secrets)
        assert await channel.deliver(notice("")) == Delivered()
        await channel.close()
        [posted] = hook.posted
    told = Webhook(SECRET).verify(posted.body, posted.headers)
    assert told["type"] == "vn.chitieu.alert.opened.v1"
    assert posted.headers["webhook-id"] == str(notice("").id)
    assert posted.headers["content-type"] == "application/cloudevents+json"
    assert posted.headers["host"] == f"127.0.0.1:{hook.port}"


def test_a_secret_that_cannot_sign_is_refused_before_the_first_alert() -> None:
    """At the start, with the place of it and what would be right; the secret is not shown."""
    kind = WebhookKind(
        kind="webhook", url="https://hooks.example.vn/chitieu", secrets=(SecretRef(env="HOOK"),)
    )
    wrong = "mật-khẩu"
    with pytest.raises(ChannelUnusable, match=r"HOOK.*base64.*openssl rand -base64 32") as refused:
        open_channel(
            "dieu-hanh",
            kind,
            environment=lambda _: wrong,
            clock=Clock(),
            kafka_bootstrap=None,
        )
    assert wrong not in str(refused.value)


TOMORROW = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)


@pytest.mark.parametrize(
    ("status", "headers", "code", "final", "gone"),
    [
        (500, {}, "http_500", False, False),
        (404, {}, "http_404", False, False),
        (302, {"location": "http://127.0.0.1:1/elsewhere"}, "redirected", False, False),
        (410, {}, "http_410", True, True),
        (503, {}, "http_503", False, False),
    ],
)
async def test_only_2xx_is_taken(
    status: int, headers: dict[str, str], code: str, final: bool, gone: bool
) -> None:
    """A redirect is not followed, and 410 ends the channel."""
    async with http_server() as hook:
        hook.answer = lambda _: (status, headers, b"")
        channel = webhook_to(hook)
        assert await channel.deliver(notice("")) == Failed(code, final=final, gone=gone)
        await channel.close()
        assert len(hook.posted) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_body_that_is_refused_is_the_message_s_fault(status: int) -> None:
    """The same body would be refused again, and what comes after it need not wait for that."""
    async with http_server() as hook:
        hook.answer = lambda _: (status, {}, b"")
        channel = webhook_to(hook)
        assert await channel.deliver(notice("")) == Failed(f"http_{status}", "message", final=True)
        await channel.close()


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [("120", 120, 120), (TOMORROW, 1, 86_400)],
    ids=["seconds", "moment"],  # one name in every worker that collects it
)
async def test_a_receiver_that_asks_to_be_left_alone_is_heard(
    asked: str, least: float, most: float
) -> None:
    """In seconds, or until a moment."""
    async with http_server() as hook:
        hook.answer = lambda _: (429, {"retry-after": asked}, b"")
        channel = webhook_to(hook)
        said = await channel.deliver(notice(""))
        await channel.close()
    assert isinstance(said, Failed)
    assert least <= (said.wait_seconds or 0) <= most


@pytest.mark.parametrize("address", INSIDE)
def test_what_only_the_inside_can_reach_is_not_called(address: str) -> None:
    """In whatever form it is written, unless the file names its network."""
    ip = ip_address(address)
    assert not may_call(ip, ())
    assert may_call(ip, [ip_network(f"{address}/{ip.max_prefixlen}")])


@pytest.mark.parametrize(
    "address",
    ["113.160.1.1", "2001:4860:4860::8888", "64:ff9b::113.160.1.1", "::ffff:113.160.1.1"],
)
def test_public_addresses_may_be_called(address: str) -> None:
    """Without being named."""
    assert may_call(ip_address(address), ())


async def test_a_name_that_leads_inside_is_called_once_it_leads_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A resolver can be wrong for minutes: nothing is sent, and the notice is tried again."""
    answers = iter(["10.0.0.1", "127.0.0.1"])
    loop = asyncio.get_running_loop()
    resolve = loop.getaddrinfo

    async def wrong_at_first(host: str, port: int, *, type: int) -> object:  # noqa: A002  # asyncio's
        return await resolve(next(answers) if host == NAME else host, port, type=type)

    monkeypatch.setattr(loop, "getaddrinfo", wrong_at_first)
    async with http_server() as hook:
        channel = _channel_to(hook.url.replace("127.0.0.1", NAME), ip_network(NETWORK))
        assert await channel.deliver(notice("")) == Failed("address_not_allowed")
        assert hook.posted == []
        assert await channel.deliver(notice("")) == Delivered()
        await channel.close()
        [posted] = hook.posted
    assert posted.headers["host"] == f"{NAME}:{hook.port}"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1"])
async def test_an_address_of_the_inside_in_the_url_is_refused_for_good(host: str) -> None:
    """However it is written: only another URL, or `allow`, can change it."""
    async with http_server() as hook:
        channel = _channel_to(f"https://{host}:{hook.port}/")
        assert await channel.deliver(notice("")) == Failed("address_not_allowed", final=True)
        await channel.close()
        assert hook.posted == []


async def test_a_name_of_the_inside_is_never_called() -> None:
    """`localhost` has a name, and is inside all the same: no attempt gets further than that."""
    async with http_server() as hook:
        channel = _channel_to(f"https://localhost:{hook.port}/")
        for _ in range(3):
            assert await channel.deliver(notice("")) == Failed("address_not_allowed")
        await channel.close()
        assert hook.posted == []


def _channel_to(url: str, *allowed: Network) -> WebhookChannel:
    return WebhookChannel(
        "x",
        url=lambda: SecretStr(url),
        secrets=lambda: [SecretStr(SECRET)],
        allowed=allowed,
        clock=Clock(),
    )


def test_a_body_stays_below_20_kb_whatever_an_alert_says() -> None:
    """What is too long is cut down to what tells it apart, and says so."""
    short = notice("")
    [change] = short.changes
    said = change.data
    words = said.words.model_copy(update={"vi": "dài " * 1_000, "en": "long " * 800})
    long_one = change.model_copy(
        update={"data": said.model_copy(update={"words": words, "text": "chữ " * 1_000})}
    )
    body = body_of(Notice(short.id, "alert", "", short.at, short.written, (long_one,)))
    assert len(body) < BODY_BYTES_MAX
    longest = long_one.model_copy(
        update={"data": long_one.data.model_copy(update={"lead": ("local:" + "a" * 58,) * 400})}
    )
    body = body_of(Notice(short.id, "alert", "", short.at, short.written, (longest,)))
    assert len(body) < BODY_BYTES_MAX
    assert orjson.loads(body)["shortened"] is True
    assert orjson.loads(body)["data"]["alert"] == str(said.alert)
