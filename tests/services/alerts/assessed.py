"""What is found of the only target of some facts, nothing said of it before."""

from __future__ import annotations

from contracts.alert_evidence import Evidence
from contracts.alerts import KindWord
from domain.history import Fact
from services.alerts.assessing.assess import assess
from services.alerts.assessing.finding import Assessment, Finding
from services.alerts.assessing.parameters import Parameters
from tests.builders import (
    above,
    day,
)
from tests.services.alerts.statuses import judged, target_2023

TODAY = "2023-09-15"
PERCENT = target_2023(above("60"), unit="%")


def assessed(*facts: Fact, on: str = TODAY) -> Assessment:
    """Judge the only target on a day, and assess it as of that day, nothing said of it before."""
    return assess(judged(*facts, on=on), day(on), parameters=Parameters(), said={})


def found(*facts: Fact, on: str = TODAY, kind: KindWord = "target") -> Finding:
    """Return what is found of one kind."""
    return assessed(*facts, on=on).by_kind[kind]


def evidence(*facts: Fact, on: str = TODAY, kind: KindWord = "target") -> Evidence:
    """Return the evidence of what must be there."""
    finding = found(*facts, on=on, kind=kind)
    assert finding.evidence is not None
    return finding.outlook(finding.evidence) if finding.outlook else finding.evidence
