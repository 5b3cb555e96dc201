"""What a closing by hand holds against: given what was known, on what is known now, expect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.alert_again import Known, may_open_again


def test_only_what_is_newer_and_worse_opens_again_after_a_closing_by_hand() -> None:
    """The same report, or a better one, does not bring back what somebody closed with reason."""
    then = Known("at_risk", date(2023, 3, 31), Decimal(60), Decimal("0.7"))
    newer = replace(then, newest_on=date(2023, 6, 30))
    expected = [
        (then, False),
        (replace(then, value=Decimal(50)), False),
        (replace(newer, value=Decimal(61)), False),
        (replace(newer, value=Decimal(59)), True),
        (replace(newer, value=None), False),
        (replace(newer, value=None, chance=Decimal("0.8")), True),
        (replace(newer, value=None, chance=None), True),
        (replace(then, stage="overdue"), True),
    ]
    for now, opens in expected:
        assert may_open_again(then, now, higher_is_better=True) is opens
    assert may_open_again(then, replace(newer, value=Decimal(61)), higher_is_better=False)


def test_another_doubted_value_or_missing_period_opens_again_whatever_the_figures() -> None:
    """Given a doubtful 10 was closed by hand / on a doubtful 2594 / expect that it is told."""
    then = Known("at_risk", date(2023, 3, 31), Decimal(10), None, about="H20/m-1")
    other = Known("at_risk", date(2023, 6, 30), Decimal(2594), None, about="H20/m-2")
    assert may_open_again(then, other, higher_is_better=True)
    assert not may_open_again(then, replace(other, about=then.about), higher_is_better=True)
    assert may_open_again(then, replace(then, stage="overdue"), higher_is_better=True)
