"""The parameters that decisions were made by: what ships, and what was fitted and told since."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.parameters import PARAMETERS_ADAPTER
from domain.forecast.parameters import ClassParameters
from services.alerts.prior import shipped
from services.cli.alerts.deciding import Fitted, Rules
from services.cli.settings import load


def in_force() -> tuple[ClassParameters, ...]:
    """Return what decisions are made by now; a class without has the default of its scale."""
    return shipped.in_force(load().alerts_parameters)


def all_rules(told: Iterable[bytes] = ()) -> Rules:
    """Return all parameters that there ever were, from the events that told of them."""
    events = (PARAMETERS_ADAPTER.validate_json(value) for value in told)
    since = [Fitted(event.data.to_domain(), event.time) for event in events]
    since.sort(key=lambda one: str(one.since))
    # What ships after what took its place: a decision names its own, the rest is older than that.
    known = (*in_force(), *shipped.shipped())
    return Rules((*(Fitted(one) for one in known), *since))
