"""What the official methods say of the same reports, for quoting beside a forecast. Pure."""

from __future__ import annotations

from contracts.alert_evidence import OfficialMethod
from domain.forecast.methods_in_use import methods_in_use
from services.alerts.assessing.questions import Asked


def official_methods(asked: Asked) -> tuple[OfficialMethod, ...]:
    """Return each official method that can be computed from a question's reports."""
    return tuple(
        OfficialMethod(
            name=told.method.value, value=told.value, word=f"{told.words.vi} / {told.words.en}"
        )
        for told in methods_in_use(asked.question)
    )
