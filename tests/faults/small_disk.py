"""A disk so small that it can be filled: a tmpfs in a mount namespace of its own.

The namespace lives as long as a child process does, so nothing stays mounted whatever happens.
That child runs as PostgreSQL's account, so that this account, too, may walk to the folder
through /proc/<pid>/root. Only root may make a namespace; elsewhere `refusal` says why not.
"""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

from infra.local.process import LocalServerError, find_user

SIZE_MIB = 512
READY = "ready"
PIECE = bytes(4 * 1_048_576)


class SmallDisk:
    """A folder, `path`, on a disk of its own; in `fallback` where that is not allowed."""

    def __init__(self, fallback: Path) -> None:
        self.refusal: str | None = None
        self.path = fallback
        self._holder: subprocess.Popen[str] | None = None

    def mount(self) -> None:
        """Make the disk, or say in `refusal` why there is none."""
        self.path.mkdir(parents=True, exist_ok=True)
        if os.geteuid() != 0:
            self.refusal = "only root may mount a small disk"
            return
        try:
            user = find_user("postgres", "nobody")
        except LocalServerError as error:
            self.refusal = str(error)
            return
        script = (
            'mount -t tmpfs -o "size=$1m,mode=755" tmpfs "$2" && '
            'exec setpriv "--reuid=$3" "--regid=$4" --init-groups sh -c "echo ready; exec cat"'
        )
        argv = ["sh", "-c", script, "small-disk", str(SIZE_MIB), str(self.path)]
        self._holder = subprocess.Popen(
            ["unshare", "-m", "--propagation", "private", *argv, str(user.uid), str(user.gid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._holder.stdout is not None
        said = self._holder.stdout.readline().strip()
        if said != READY:
            self.unmount()
            self.refusal = f"unshare and mount were refused: {said}"
            return
        self.path = Path(f"/proc/{self._holder.pid}/root{self.path}")

    def fill(self) -> None:
        """Leave no room."""
        try:
            with self._filler.open("wb", buffering=0) as file:
                while file.write(PIECE):
                    pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise

    def free(self) -> None:
        """Give the room back."""
        self._filler.unlink(missing_ok=True)

    def unmount(self) -> None:
        """Let the disk go with its namespace."""
        if self._holder is not None:
            self._holder.communicate()
            self._holder = None

    @property
    def _filler(self) -> Path:
        return self.path / "filler"
