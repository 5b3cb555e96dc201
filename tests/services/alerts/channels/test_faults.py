"""What channels must not do: tell a secret, lose a notice to a wrong setting, keep a process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from infra.clock import Clock
from infra.logs import configure_logging
from services.alerts.channels.addresses import NotAllowed, may_call, pinned
from services.alerts.channels.kinds import AppriseKind, EmailKind, SecretRef
from services.alerts.channels.mail import MailChannel
from services.alerts.channels.main import open_channel
from services.alerts.channels.port import Delivered, Failed
from services.alerts.channels.webhook import WebhookChannel
from tests.services.alerts.channels.rigs import NETWORK, SECRET
from tests.services.alerts.channels.test_every_channel import notice
from tests.services.alerts.receivers import Posted, http_server


@pytest.mark.usefixtures("_logging_as_it_was")
@pytest.mark.parametrize("level", ["debug", "info"])
async def test_no_log_tells_the_address_that_a_webhook_is_posted_to(
    capsys: pytest.CaptureFixture[str], level: str
) -> None:
    """For it may hold the token that lets anybody post there."""
    configure_logging(service="alerts", level=level)
    async with http_server() as hook:
        url = f"{hook.url}/B1-M4T?token=K1N"
        channel = WebhookChannel(
            "x",
            url=lambda: SecretStr(url),
            secrets=lambda: [SecretStr(SECRET)],
            allowed=[ip_network(NETWORK)],
            clock=Clock(),
        )
        assert await channel.deliver(notice("")) == Delivered()
        await channel.close()
    told = capsys.readouterr().err
    assert "B1-M4T" not in told
    assert "K1N" not in told


async def test_http_is_spoken_to_named_networks_only() -> None:
    """A name that was moved elsewhere takes no alert out of the house in clear."""
    inside = [ip_network("10.0.0.0/8")]
    with pytest.raises(NotAllowed):
        await pinned(urlsplit("http://113.160.1.1/hook"), inside)
    assert (await pinned(urlsplit("https://113.160.1.1/hook"), inside)).port == 443
    assert (await pinned(urlsplit("http://10.1.2.3/hook"), inside)).port == 80


def test_addresses_of_a_site_are_inside() -> None:
    """fec0::/10 is out of use, and still leads nowhere else."""
    assert not may_call(ip_address("fec0::1"), ())


@pytest.mark.parametrize(
    ("greeting", "to_sender"), [("554 no mail here", ""), ("220 ok", "550 not you")]
)
async def test_a_mail_server_that_refuses_us_is_tried_again(greeting: str, to_sender: str) -> None:
    """The message and its reader are not at fault: once the setting is right, it goes out."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{greeting}\r\n".encode())
        while line := await reader.readline():
            sender = line.upper().startswith(b"MAIL")
            writer.write(f"{to_sender if sender else '250 ok'}\r\n".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    kind = EmailKind(
        kind="email",
        server="127.0.0.1",
        port=server.sockets[0].getsockname()[1],
        security="none",
        sender="c@chitieu.vn",
    )
    assert await MailChannel("thu", kind, None).deliver(notice("a@b.vn")) == Failed("refused")
    server.close()
    await server.wait_closed()


async def test_as_many_go_to_a_chat_at_a_time_as_its_setting_says() -> None:
    """None of them fails because the others are under way."""
    arrived, all_there = list[Posted](), asyncio.Event()

    def answer(posted: Posted) -> tuple[int, dict[str, str], bytes]:
        arrived.append(posted)
        if len(arrived) == kind.concurrency:
            all_there.set()
        return 200, {}, b""

    kind = AppriseKind(kind="apprise", urls=SecretRef(env="URLS"), concurrency=5)
    async with http_server() as hook:
        hook.answer = answer
        channel = open_channel(
            "nhom",
            kind,
            environment=lambda _: f"json://127.0.0.1:{hook.port}/",
            clock=Clock(),
            kafka_bootstrap=None,
        )
        said = await asyncio.gather(*(channel.deliver(notice("")) for _ in range(kind.concurrency)))
        await channel.close()
    assert said == [Delivered()] * kind.concurrency
    assert all_there.is_set()


HANGS = """
import asyncio, threading
from pydantic import SecretStr
from services.alerts.channels import chat
from tests.services.alerts.channels.test_every_channel import notice

never = threading.Event()
begun = threading.Event()

def hang(*_):
    begun.set()
    never.wait()

async def main():
    channel = chat.ChatChannel("nhom", lambda: SecretStr("json://x/"), threads=1)
    channel._send = hang
    task = asyncio.create_task(channel.deliver(notice("")))
    while not begun.is_set():
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await channel.close()

asyncio.run(main())
"""


def test_a_chat_that_never_answers_does_not_keep_the_process_from_ending() -> None:
    """Nobody can end a thread, so the process must not wait for it."""
    done = subprocess.run([sys.executable, "-c", HANGS], timeout=110, check=False)
    assert done.returncode == 0
