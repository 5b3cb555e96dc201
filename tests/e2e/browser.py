"""A page of the system's own Chromium, for tests that look at pages as their readers do."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = (1280, 900)


@asynccontextmanager
async def opened_page() -> AsyncIterator[Page]:
    """Open a browser for as long as the block lasts."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert found, "no Chromium on this machine: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield await browser.new_page(viewport={"width": DESK[0], "height": DESK[1]})
        await browser.close()
