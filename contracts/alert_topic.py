"""Tell changes of alerts on `chitieu.alerts.v1` from what travels there beside them."""

from __future__ import annotations

from contracts.alert_chains import is_chain
from contracts.deliveries import is_delivery
from contracts.parameters import is_parameters


def is_beside(value: bytes | None) -> bool:
    """Whether a record is no change of an alert: how a notice fared, or by what is decided."""
    return is_delivery(value) or is_parameters(value) or is_chain(value)
