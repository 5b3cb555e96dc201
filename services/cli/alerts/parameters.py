"""The parameters that decisions were made by: what ships, and what was fitted since."""

from __future__ import annotations

from services.alerts.prior.shipped import shipped
from services.cli.alerts.deciding import Fitted, Rules


def all_rules() -> Rules:
    """Return all parameters that there ever were; without any a class has its scale's default."""
    return Rules(tuple(Fitted(values) for values in shipped()))
