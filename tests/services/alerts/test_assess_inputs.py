"""Which reported values look wrong, and that these count for nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.alerting import Risk, Stage
from tests.builders import (
    above,
    count,
    report,
)
from tests.services.alerts.assessed import PERCENT, evidence, found
from tests.services.alerts.statuses import target_2023


@pytest.mark.parametrize(
    ("before", "value", "kind", "fits"),
    [
        ("20", "2594", "decimal_point", "25.94"),
        ("20", "259.4", "decimal_point", "25.94"),
        ("3.6", "37", "decimal_point", "3.7"),
        ("20", "60", None, None),
        ("20", "21", None, None),
    ],
)
def test_a_lost_comma_is_suspected(
    before: str, value: str, kind: str | None, fits: str | None
) -> None:
    """2594 after 20 is 25,94; three times as much may be true."""
    finding = found(
        PERCENT, report(before, period="2022"), report(value, period="2023-S1"), kind="input"
    )
    doubt = finding.evidence.suspicion if finding.evidence else None
    assert (doubt.kind if doubt else None) == kind
    assert (doubt.fits if doubt else None) == (Decimal(fits) if fits else None)


def test_a_percentage_above_the_whole_is_suspected_even_alone() -> None:
    """2594 % of *trên 60%* with nothing before it; of *120%* it is not impossible."""
    lone = report("2594", period="2023-S1")
    assert found(PERCENT, lone, kind="input").risk is Risk.SUSPICIOUS_VALUE
    assert found(target_2023(above("120"), unit="%"), lone, kind="input").risk is None


def test_a_running_count_that_falls_is_suspected() -> None:
    """120 in June, 80 in August, counted from the first day of the year."""
    finding = found(
        target_2023(count("300"), unit="người"),
        report("120", period="2023-01-01/2023-06-30"),
        report("80", period="2023-01-01/2023-08-31"),
        kind="input",
    )
    assert finding.evidence is not None
    assert finding.evidence.suspicion is not None
    assert finding.evidence.suspicion.kind == "cumulative_falls"


def test_what_looks_wrong_is_not_counted_for_the_target() -> None:
    """Neither as reached nor as a pace."""
    facts = (PERCENT, report("20", period="2022"), report("2594", period="2023-S1"))
    finding = found(*facts)
    assert (finding.stage, finding.ending) == (Stage.AT_RISK, None)
    assert evidence(*facts).value_so_far == 20
