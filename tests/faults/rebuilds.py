"""A rebuild killed at a step of its own while everything else goes on, and then done again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time

from infra.local.process import LocalServerError
from infra.local.settings import inherited_environment
from tests.faults.stack import Stage

# Where a rebuild can die: half-way, and around the swap.
STEPS = (
    "partitions_built",
    "caught_up",
    "proved",
    "swap_locked",
    "swap_views_replaced",
    "swap_commits",
    "swap_committed",
)
WITHIN_SECONDS = 120.0
TOO_BUSY = 1
ATTEMPTS = 5


class RebuildFailed(AssertionError):
    """A rebuild did not end as it should; the text is what it said."""


async def killed_and_done(stage: Stage, step: str) -> tuple[bool, float]:
    """Kill a rebuild at a step, then do it; whether it was hit, and the seconds of the second."""
    code, said = await _rebuild(stage, step)
    hit = code == -signal.SIGKILL
    if not hit and code != 0:
        raise RebuildFailed(f"before {step}, code {code}: {said}")
    begun = time.monotonic()
    await prove(stage)
    return hit, time.monotonic() - begun


async def prove(stage: Stage, *options: str) -> None:
    """Rebuild from the log; it swaps, and succeeds, only where both are the same byte for byte.

    Raises:
        RebuildFailed: they differ, or it was never possible; with what it said.
    """
    for attempt in range(1, ATTEMPTS + 1):
        code, said = await _rebuild(stage, "-", *options)
        if code == 0:
            return
        if code != TOO_BUSY or attempt == ATTEMPTS:
            raise RebuildFailed(f"code {code}: {said}")


async def _rebuild(stage: Stage, step: str, *options: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.services.projector.rebuild_child",
        step,
        "rebuild",
        *(options or ("--yes",)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={
            **inherited_environment(),
            **stage.victims["projector"].env,
            "CHITIEU_LOG_LEVEL": "warning",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise LocalServerError(f"a rebuild did not end within {WITHIN_SECONDS:g} s") from None
    return process.returncode or 0, said.decode(errors="replace")[-1_500:]
