"""Each channel with a server of its own, so that one suite can ask the same of all of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_network
from pathlib import Path

from pydantic import SecretStr

from infra.clock import Clock
from infra.kafka import Producer
from infra.kafka_topics import TopicSpec, ensure_topics
from services.alerts.channels.chat import ChatChannel
from services.alerts.channels.kafka_topic import KafkaChannel
from services.alerts.channels.kinds import EmailKind, SecretRef, ZaloKind
from services.alerts.channels.mail import MailChannel
from services.alerts.channels.port import Channel
from services.alerts.channels.webhook import WebhookChannel
from services.alerts.channels.zalo import Tokens, ZaloChannel, write_tokens
from tests.services.alerts.receivers import Answer, Hook, Mailbox, Posted, http_server, mail_server

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PASSWORD = "m4t-kh4u-b1-m4t"
NETWORK = "127.0.0.0/8"


@dataclass(frozen=True, slots=True)
class Rig:
    """A channel and its other side.

    `came` gives what arrived, as (id or nothing, text); `refuse` lets the other side refuse for
    now, `accept` take again, `hang` never answer.
    """

    channel: Channel
    recipient: str
    came: Callable[[], list[tuple[str, str]]]
    refuse: Callable[[], None]
    accept: Callable[[], None]
    hang: Callable[[], None]


@asynccontextmanager
async def mail() -> AsyncIterator[Rig]:
    """E-mail to a real mail server."""
    async with mail_server() as box:
        kind = EmailKind(
            kind="email", server="127.0.0.1", port=box.port, security="none", sender="c@chitieu.vn"
        )

        def came() -> list[tuple[str, str]]:
            return [(one["X-Chitieu-Notice"], _plain(one)) for one in box.messages]

        def say(answer: str | None) -> Callable[[], None]:
            return lambda: setattr(box, "answer", answer)

        yield Rig(
            MailChannel("thu", kind, None),
            "sotttt@example.vn",
            came,
            refuse=say("451 not now"),
            accept=say("250 taken"),
            hang=say(None),
        )


def _plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _http(
    hook: Hook, channel: Channel, came: Callable[[], list[tuple[str, str]]], good: Answer
) -> Rig:
    def answer(with_: Callable[[Posted], Answer | None]) -> Callable[[], None]:
        return lambda: setattr(hook, "answer", with_)

    hook.answer = lambda _: good
    return Rig(
        channel,
        "12345",
        came,
        refuse=answer(lambda _: (503, {}, b"")),
        accept=answer(lambda _: good),
        hang=answer(lambda _: None),
    )


@asynccontextmanager
async def webhook() -> AsyncIterator[Rig]:
    """A signed webhook to a real server."""
    async with http_server() as hook:
        channel = webhook_to(hook)

        def came() -> list[tuple[str, str]]:
            return [(one.headers["webhook-id"], one.body.decode()) for one in hook.posted]

        yield _http(hook, channel, came, (204, {}, b""))
        await channel.close()


def webhook_to(hook: Hook, *secrets: str, ca_file: str | None = None) -> WebhookChannel:
    """Return a webhook channel to a server of this machine."""
    return WebhookChannel(
        "dieu-hanh",
        url=lambda: SecretStr(hook.url if ca_file is None else hook.url.replace("http:", "https:")),
        secrets=lambda: [SecretStr(one) for one in secrets or (SECRET,)],
        allowed=[ip_network(NETWORK)],
        clock=Clock(),
        ca_file=ca_file,
    )


@asynccontextmanager
async def chat() -> AsyncIterator[Rig]:
    """Apprise, by its plugin for plain JSON."""
    async with http_server() as hook:
        url = f"json://nguoi:{PASSWORD}@127.0.0.1:{hook.port}/"
        channel = ChatChannel("nhom", lambda: SecretStr(url), threads=2)

        def came() -> list[tuple[str, str]]:
            return [("", json.loads(one.body)["message"]) for one in hook.posted]

        yield _http(hook, channel, came, (200, {}, b""))
        await channel.close()


@asynccontextmanager
async def zalo(folder: Path) -> AsyncIterator[Rig]:
    """A Zalo account, on a server that answers as third-party guides say."""
    async with http_server() as hook:
        channel = zalo_to(hook, folder)

        def came() -> list[tuple[str, str]]:
            return [("", json.loads(one.body)["message"]["text"]) for one in hook.posted]

        yield _http(hook, channel, came, (200, {}, b'{"error": 0, "message": "Success"}'))
        await channel.close()


def zalo_to(hook: Hook, folder: Path) -> ZaloChannel:
    """Return a Zalo channel to a server of this machine, with tokens on disk."""
    tokens = folder / "zalo.json"
    write_tokens(tokens, Tokens(access_token=SecretStr("cu"), refresh_token=SecretStr("lam-moi-1")))
    kind = ZaloKind(
        kind="zalo",
        app_id="42",
        secret_key=SecretRef(env="CHITIEU_ZALO_KEY"),
        tokens=str(tokens),
        message_url=f"{hook.url}/message",
        refresh_url=f"{hook.url}/refresh",
    )
    return ZaloChannel("zalo", kind, lambda: SecretStr(PASSWORD))


@asynccontextmanager
async def rig_of(name: str, folder: Path) -> AsyncIterator[Rig]:
    """Return the rig of a name."""
    async with AsyncExitStack() as stack:
        made = {"mail": mail, "webhook": webhook, "chat": chat}
        rig = made[name]() if name in made else zalo(folder)
        yield await stack.enter_async_context(rig)


async def kafka_channel(bootstrap: str, topic: str) -> KafkaChannel:
    """Return a channel to a topic that is made for it."""
    await ensure_topics(bootstrap, [TopicSpec(topic, 1, {})])
    return KafkaChannel("kafka", topic, Producer(bootstrap, client_id="test-channel"))


__all__ = ["Mailbox", "Rig", "kafka_channel", "rig_of", "webhook_to", "zalo_to"]
