"""What processes cost: their CPU seconds and their largest memory, as /proc tells."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

SAMPLE_SECONDS = 0.1
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """CPU seconds of a tree of processes, and the largest resident memory of one of them."""

    cpu_seconds: float = 0.0
    rss_mib: float = 0.0
    _of: dict[int, float] = field(default_factory=dict)

    def sample(self, roots: Iterable[int]) -> None:
        """Look once at these processes and at all below them."""
        for pid in _tree(roots):
            try:
                stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            self._of[pid] = (int(stat[11]) + int(stat[12])) / _TICK
            for line in status.splitlines():
                if line.startswith("VmHWM"):
                    self.rss_mib = max(self.rss_mib, int(line.split()[1]) / 1024)
        self.cpu_seconds = sum(self._of.values())


@contextmanager
def watched(*roots: int) -> Iterator[Cost]:
    """Watch processes and what they start while the block lasts."""
    before, cost, ended = Cost(), Cost(), Event()
    before.sample(roots)

    def watch() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            cost.sample(roots)

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield cost
    finally:
        ended.set()
        thread.join()
        cost.sample(roots)
        cost.cpu_seconds -= before.cpu_seconds


def machine() -> dict[str, object]:
    """Describe the machine that the figures are of."""
    info = Path("/proc/cpuinfo").read_text()
    model = next((x.split(":")[1].strip() for x in info.splitlines() if "model name" in x), "")
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": model or platform.machine(),
        "memory_gib": round(pages * size / 2**30, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "on": time.strftime("%Y-%m-%d"),
    }


def _tree(roots: Iterable[int]) -> list[int]:
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found
