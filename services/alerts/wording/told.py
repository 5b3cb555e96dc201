"""As what a change is told: what was only watched is new to those who hear of it. Pure."""

from __future__ import annotations

from typing import cast

from contracts.alerts import AlertChanged
from services.alerts.configuration.document import ChangeWord


def told_as(change: AlertChanged) -> ChangeWord:
    """Return what happened, in the word that routes and messages have for it.

    Of what is watched nobody hears, so the update that ends that is told as an opening.
    """
    word = change.type.removeprefix("vn.chitieu.alert.").removesuffix(".v1")
    risen = change.data.decision.stage_before == "watch" and change.data.stage != "watch"
    return "opened" if word == "updated" and risen else cast("ChangeWord", word)
