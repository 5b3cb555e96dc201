"""The Zalo account: an access token that has run out is refreshed once, and the pair is kept."""

from __future__ import annotations

import asyncio
import errno
import json
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from services.alerts.channels import zalo
from services.alerts.channels.port import Delivered, Failed
from services.alerts.channels.zalo import Tokens, read_tokens
from tests.services.alerts.channels.rigs import PASSWORD, zalo_to
from tests.services.alerts.channels.test_every_channel import notice
from tests.services.alerts.receivers import Answer, Hook, Posted, http_server

FRESH = {"access_token": "moi", "refresh_token": "lam-moi-2", "expires_in": "90000"}


def modes(folder: Path) -> dict[str, int]:
    """What lies in a folder, and who may read it."""
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


def account(posted: Posted) -> Answer:
    """An account whose first access token has run out."""
    if posted.path.endswith("/refresh"):
        good = posted.headers["secret_key"] == PASSWORD and b"lam-moi-1" in posted.body
        return 200, {}, json.dumps(FRESH if good else {"error": -14014}).encode()
    ran_out = posted.headers["access_token"] != "moi"
    return 200, {}, json.dumps({"error": -216 if ran_out else 0}).encode()


async def test_a_token_that_ran_out_is_refreshed_once_and_kept(tmp_path: Path) -> None:
    """Also where several messages find it out together; the file is its owner's only."""
    async with http_server() as hook:
        hook.answer = account
        channel = zalo_to(hook, tmp_path)
        both = await asyncio.gather(*(channel.deliver(notice("7", seq)) for seq in (1, 2)))
        await channel.close()
    assert both == [Delivered(), Delivered()]
    assert sum(one.path.endswith("/refresh") for one in hook.posted) == 1
    kept = read_tokens(tmp_path / "zalo.json")
    assert kept.refresh_token.get_secret_value() == "lam-moi-2"
    assert modes(tmp_path) == {"zalo.json": 0o600}


async def test_a_refresh_that_is_refused_keeps_what_there_was(tmp_path: Path) -> None:
    """Somebody has to give the account a new token; nothing is lost by trying."""
    async with http_server() as hook:
        hook.answer = lambda posted: (
            200,
            {},
            b'{"error": -14014}' if posted.path.endswith("/refresh") else b'{"error": -216}',
        )
        channel = zalo_to(hook, tmp_path)
        assert await channel.deliver(notice("7")) == Failed("login_refused")
        await channel.close()
    assert read_tokens(tmp_path / "zalo.json").refresh_token.get_secret_value() == "lam-moi-1"


async def test_a_refresh_is_ended_though_its_message_is_told_to_stop(tmp_path: Path) -> None:
    """The old refresh token is void by then: the new one is kept, or the account is lost."""
    async with http_server() as hook:
        channel = zalo_to(hook, tmp_path)

        def stopped_meanwhile(posted: Posted) -> Answer:
            if posted.path.endswith("/refresh"):
                sending.cancel()
            return account(posted)

        hook.answer = stopped_meanwhile
        sending = asyncio.create_task(channel.deliver(notice("7")))
        await asyncio.wait({sending})
        await channel.close()
    assert sending.cancelled()
    assert read_tokens(tmp_path / "zalo.json").refresh_token.get_secret_value() == "lam-moi-2"


async def test_no_token_is_spent_where_the_new_one_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is found out before the refresh, not after it."""

    def full(_path: Path, _tokens: Tokens) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with http_server() as hook:
        hook.answer = account
        channel = zalo_to(hook, tmp_path)
        monkeypatch.setattr(zalo, "write_tokens", full)
        assert await channel.deliver(notice("7")) == Failed("tokens_not_kept")
        await channel.close()
    assert [one.path.rpartition("/")[2] for one in hook.posted] == ["message"]


async def test_an_answer_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    """What stands beyond 64 KiB is nobody's answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 ok\r\nconnection: close\r\n\r\n")
        with suppress(OSError):
            while True:
                writer.write(b"x" * 4096)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    channel = zalo_to(Hook(port=server.sockets[0].getsockname()[1]), tmp_path)
    assert await channel.deliver(notice("7")) == Failed("zalo_-1")
    await channel.close()
    server.close()
    await server.wait_closed()


async def test_a_follower_who_is_gone_is_not_tried_again(tmp_path: Path) -> None:
    """No retry brings him back."""
    async with http_server() as hook:
        hook.answer = lambda _: (200, {}, b'{"error": -213}')
        channel = zalo_to(hook, tmp_path)
        assert await channel.deliver(notice("7")) == Failed("zalo_-213", "recipient", final=True)
        await channel.close()
