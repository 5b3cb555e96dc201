"""Talk to the child processes of a test, and look at them."""

import subprocess
from pathlib import Path


def wait_for_line(process: subprocess.Popen[bytes]) -> str:
    """The next line a child prints; fails where it ended without one."""
    assert process.stdout is not None
    line = process.stdout.readline().decode().strip()
    assert line, f"the child ended with {process.poll()} and said nothing"
    return line


def command_line(pid: int | None) -> str:
    """The arguments of a process, as everybody on the machine can see them."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
