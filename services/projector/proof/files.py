"""Write files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

PARTIAL = ".partial"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file of these bytes beside its place, then put it there."""
    partial = path.with_name(path.name + PARTIAL)
    try:
        with partial.open("wb") as file:
            file.write(data)
            finish_file(file, partial, path)
    finally:
        partial.unlink(missing_ok=True)


def finish_file(file: BinaryIO, partial: Path, path: Path) -> None:
    """Close a file that was written under another name, and give it its own."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    partial.replace(path)
    opened = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
