"""How current an answer is: what every JSON answer begins with, and the headers of the others."""

from __future__ import annotations

from typing import Any

from services.api import answers
from services.api.known import UNSETTLED_WORDS
from services.api.load import Moment


def told(moment: Moment) -> dict[str, Any]:
    """Return the members of `answers.Known`, to be filled into an answer."""
    return {**axes(moment), "settled": moment.unsettled is None}


def axes(moment: Moment) -> dict[str, Any]:
    """Return the members of `answers.Axes`, to be filled into an answer."""
    item = None
    if moment.unsettled is not None:
        said = UNSETTLED_WORDS[moment.unsettled]
        words = answers.Words(vi=said.vi, en=said.en)
        item = answers.UnsettledItem(code=moment.unsettled.value, words=words)
    return {
        "as_of": moment.as_of,
        "known_at": list(moment.known_at),
        "unsettled": item,
    }


def headers(moment: Moment) -> dict[str, str]:
    """Return the headers of what has no room for it: a plain list, a file."""
    said = {
        "chitieu-as-of": moment.as_of.isoformat(),
        "chitieu-known-at": " ".join(moment.known_at),
        "chitieu-settled": "true" if moment.unsettled is None else "false",
    }
    if moment.unsettled is not None:
        said["chitieu-unsettled"] = moment.unsettled.value
    return said
