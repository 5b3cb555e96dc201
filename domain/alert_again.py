"""When an alert may open again after somebody closed the last one by hand. Pure.

A closing by hand holds against the same trouble, not against another: what is newer and worse is
told, and so is another doubted value or another missing report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a target when its alert was closed by hand, or is known now.

    `about` is the event that is doubted, or the period that is missing; None: it is the value.
    """

    stage: str
    newest_on: date | None
    value: Decimal | None
    chance: Decimal | None
    about: str | None = None


_LATER_STAGES = frozenset({"overdue", "stale"})


def may_open_again(then: Known, now: Known, *, higher_is_better: bool) -> bool:
    """Whether what is known is newer and worse than when somebody closed the last alert.

    A newer report without a number to compare is worse than none; so is a later stage. Of what
    is doubted or missing no value tells: another event, or another period, is other trouble.
    """
    if now.stage != then.stage and now.stage in _LATER_STAGES:
        return True
    if then.about is not None or now.about is not None:
        return now.about != then.about
    if now.newest_on is None or (then.newest_on is not None and now.newest_on <= then.newest_on):
        return False
    if now.value is not None and then.value is not None:
        return now.value < then.value if higher_is_better else now.value > then.value
    if now.chance is not None and then.chance is not None:
        return now.chance > then.chance
    return True
