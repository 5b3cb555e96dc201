"""An archive of the log killed while it is written under load, and then gone on with."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from infra.local.settings import inherited_environment
from tests.faults.stack import Stage

WITHIN_SECONDS = 60.0


class ArchiveFailed(AssertionError):
    """An archive did not end as it should; the text is what it said."""


async def killed_and_done(stage: Stage, number: int) -> tuple[bool, float]:
    """Kill an archive once it has begun to write, then end and check it; hit, and the seconds."""
    folder = stage.folder / f"archive-{number}"
    writing = await _started(stage, "--to", str(folder))
    await asyncio.to_thread(_until_begun, folder, writing)
    hit = writing.returncode is None
    if hit:
        writing.send_signal(signal.SIGKILL)
    await writing.communicate()
    begun = time.monotonic()
    await _ended(stage, "--to", str(folder))
    await _ended(stage, "--check", str(folder))
    return hit and writing.returncode == -signal.SIGKILL, time.monotonic() - begun


def _until_begun(folder: Path, writing: asyncio.subprocess.Process) -> None:
    while writing.returncode is None and not (folder.is_dir() and any(folder.iterdir())):
        time.sleep(0.002)


async def _ended(stage: Stage, *options: str) -> None:
    process = await _started(stage, *options)
    async with asyncio.timeout(WITHIN_SECONDS):
        said, _ = await process.communicate()
    if process.returncode != 0:
        raise ArchiveFailed(f"{options[0]}, code {process.returncode}: {said.decode()[-1_500:]}")


async def _started(stage: Stage, *options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.cli.main",
        "archive",
        *options,
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
