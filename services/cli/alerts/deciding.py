"""One decision made again: by the very step that the service takes, on what it had before it. Pure.

By which parameters is in the record; those of other classes (of the other parts of a compound
target) are the ones in force when it was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.alert_handling import Handling
from contracts.alerts import AlertChanged
from contracts.status import StatusData
from domain.forecast.parameters import ClassParameters
from services.alerts.assessing.held import Held, Life
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import (
    ABSENCE_RULES,
    BEFORE_FORECASTS,
    RULES,
    Parameters,
    version_of,
)
from services.alerts.rebuild.lives import LifeBroken, standing


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parameters of a class, and since when they are in force; None: from the beginning."""

    values: ClassParameters
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """All parameters that there ever were, the earliest first."""

    fitted: Sequence[Fitted] = ()
    versions: Mapping[str, ClassParameters] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = {version_of(one.values): one.values for one in self.fitted}
        object.__setattr__(self, "versions", named)

    def knows(self, change: AlertChanged) -> bool:
        """Tell whether the parameters that a decision names are known; some need none."""
        named = change.data.decision.parameters
        return named in self.versions or named in (
            RULES,
            ABSENCE_RULES,
            BEFORE_FORECASTS,
        )

    def at(self, change: AlertChanged) -> Parameters:
        """Return what a change was decided by."""
        decision = change.data.decision
        in_force = [f.values for f in self.fitted if f.since is None or f.since <= change.time]
        named = self.versions.get(decision.parameters)
        found = Parameters.of([*in_force, *([named] if named else [])])
        return found.as_recorded(change.data)


def decide_again(
    chain: Sequence[AlertChanged], change: AlertChanged, data: StatusData, rules: Rules
) -> AlertChanged | None:
    """Return what is decided from a status in the place of a change; None where nothing such is.

    `chain` are the changes before it of this kind of alert of this target, the oldest first.
    """
    said = change.data
    try:
        lives = (_last(chain),) if chain else ()
    except LifeBroken:
        return None
    held = Held(data, change.time, assessed_on=said.decision.as_of, lives=lives)
    taken = step(
        held,
        at=change.time,
        absence_settled=said.decision.absence_settled,
        parameters=rules.at(change),
    )
    found = next((one for one in taken.changes if one.data.kind == said.kind), None)
    if found is None or not chain or said.decision.stage_before is not None:
        return found
    return _without_stages(found, chain[-1].data.handling)


def _without_stages(found: AlertChanged, handling: Handling) -> AlertChanged:
    """Return a change as older versions told it: handling went on, whatever the stage became."""
    if found.data.decision.stage_before is None:
        return found
    decision = found.data.decision.model_copy(update={"stage_before": None})
    said = found.data.model_copy(update={"decision": decision, "handling": handling})
    return found.model_copy(update={"data": said})


def _last(chain: Sequence[AlertChanged]) -> Life:
    """Return where the latest alert of a chain stands; raises LifeBroken."""
    latest = chain[-1].data.alert
    own = [change for change in chain if change.data.alert == latest]
    return Life(standing(own), own[-1].data)
