"""Python's collector of cycles, in a process that keeps much in memory and forms hardly any."""

from __future__ import annotations

import gc


def spare_the_collector() -> None:
    """Look for cycles seldom; to be called once, when all is imported.

    What is kept is much, stays long and forms no cycles; by default Python walks through all of
    it again and again, which took a third of the time of a full batch of the projector.
    """
    gc.freeze()
    gc.set_threshold(200_000, 10, 10_000)
