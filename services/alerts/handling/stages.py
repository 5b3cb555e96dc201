"""What another stage makes of how people handle an alert. Pure.

Nobody was asked anything of what was only watched, and nobody rests on what has become worse.
"""

from __future__ import annotations

from contracts.alert_handling import Escalation, Resumption
from contracts.alerts import AlertData, StageWord
from domain.alert_rules import worse
from domain.alerting import Stage
from services.alerts.wording import handling as words


def come_from(said: AlertData, earlier: StageWord) -> AlertData:
    """Return an alert that an update has just brought to its stage from an earlier one.

    What was only watched is told now for the first time, so the chain begins on this day. A rest
    was granted to the earlier stage, so a worse one ends it.
    """
    on, handling = said.decision.as_of, said.handling
    if earlier == "watch":
        handling = handling.model_copy(update={"escalation": Escalation(since_on=on)})
    if handling.snooze is not None and worse(Stage(said.stage), Stage(earlier)):
        resumption = Resumption(on=on, reason="stage_worse")
        ended = {
            "snooze": None,
            "resumption": resumption,
            "escalation": handling.escalation.model_copy(update={"since_on": on}),
            "words": words.resumed(resumption, said.evidence.unit),
        }
        handling = handling.model_copy(update=ended)
    decision = said.decision.model_copy(update={"stage_before": earlier})
    return said.model_copy(update={"decision": decision, "handling": handling})
