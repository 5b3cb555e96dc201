"""The Zalo account: an access token that has run out is refreshed once, and the pair is kept."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

from services.alerts.channels.port import Delivered, Failed
from services.alerts.channels.zalo import read_tokens
from tests.services.alerts.channels.rigs import PASSWORD, zalo_to
from tests.services.alerts.channels.test_every_channel import notice
from tests.services.alerts.receivers import Answer, Posted, http_server

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


async def test_a_follower_who_is_gone_is_not_tried_again(tmp_path: Path) -> None:
    """No retry brings him back."""
    async with http_server() as hook:
        hook.answer = lambda _: (200, {}, b'{"error": -213}')
        channel = zalo_to(hook, tmp_path)
        assert await channel.deliver(notice("7")) == Failed("zalo_-213", final=True)
        await channel.close()
