"""The parameters that decisions were made by: what ships, and what was fitted and told since."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.parameters import PARAMETERS_ADAPTER
from domain.forecast.parameters import ClassParameters
from services.alerts.prior import shipped
from services.cli.alerts.deciding import Fitted, Rules
from services.cli.settings import load


def of_files() -> tuple[ClassParameters, ...]:
    """Return what files say; a class without has the default of its scale."""
    return shipped.of_files(load().alerts_parameters)


def all_rules(told: Iterable[bytes] = ()) -> Rules:
    """Return all parameters that there ever were, from the events that told of them.

    Files speak only for classes of which the topic has none: of decisions from before it had any.
    """
    events = sorted(map(PARAMETERS_ADAPTER.validate_json, told), key=lambda event: event.time)
    since, classes = [], set[str]()
    for event in events:
        name = event.data.class_id
        # Decisions from before parameters were told were made by those told first.
        since.append(Fitted(event.data.to_domain(), event.time if name in classes else None))
        classes.add(name)
    # What ships after what took its place: a decision names its own, the rest is older than that.
    known = (*shipped.ships(), *of_files(), *shipped.shipped())
    return Rules((*(Fitted(one) for one in known if one.class_id not in classes), *since))
