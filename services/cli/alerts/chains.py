"""The chains that alerts went up: as the topic states them, and of steps older than that, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contracts.alert_chains import CHAIN_ADAPTER
from services.alerts.configuration.document import Configuration
from services.alerts.handling.chain import ChainInForce, stated


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains by the digest that changes name.

    `files` are those at hand for steps of before chains were told: these name a digest without
    the calendar.
    """

    told: Mapping[str, ChainInForce] = field(default_factory=dict)
    files: Mapping[str, ChainInForce] = field(default_factory=dict)


def chains_told(events: Iterable[bytes]) -> dict[str, ChainInForce]:
    """Return the chains of the events that state them. Raises pydantic.ValidationError."""
    chains = [CHAIN_ADAPTER.validate_json(value).data for value in events]
    return {data.digest: ChainInForce(data, data.digest) for data in chains}


def chains_of(files: Iterable[Configuration]) -> dict[str, ChainInForce]:
    """Return the chains of files, by the digest that steps named before chains were told."""
    return {
        one.escalation.digest: ChainInForce(
            stated(one.escalation, one.calendar), one.escalation.digest
        )
        for one in files
    }
