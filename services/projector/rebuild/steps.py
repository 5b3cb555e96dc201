"""The named steps of a rebuild: what its log tells, and where a test may kill it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from infra.logs import get_logger

Step: TypeAlias = Literal[
    "begun",
    "partitions_built",
    "indexed",
    "caught_up",
    "proved",
    "swap_locked",
    "swap_caught_up",
    "swap_views_replaced",
    "swap_commits",
    "swap_committed",
    "pruned",
]

_log = get_logger("projector.rebuild")


def reached(step: Step) -> None:
    """Say that a step is done."""
    _log.info("rebuild_step", step=step)
