"""What the official methods say of the same reports, for quoting beside a forecast. Pure."""

from __future__ import annotations

from contracts.alert_evidence import OfficialMethod
from services.alerts.questions import Asked


def official_methods(asked: Asked) -> tuple[OfficialMethod, ...]:
    """Return each official method that can be computed from a question's reports."""
    return ()
