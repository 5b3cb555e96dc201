"""Flaws of alerts to put into a sound round: what was told, and what was decided."""

from __future__ import annotations

from dataclasses import replace

import orjson

from tests.faults.evidence import Evidence
from tests.faults.oracle import Logged


def unheard_change(found: Evidence) -> None:
    """A change of an alert never reached the channel."""
    found.channel.pop()


def invented_change(found: Evidence) -> None:
    """The channel was told what was never decided."""
    found.channel.append(("00000000-0000-0000-0000-000000000000", 1))


def disordered_channel(found: Evidence) -> None:
    """An alert's later change was told before its earlier one."""
    alerts = [orjson.loads(r.value)["data"] for r in found.alerts_topic]
    twice = next(said["alert"] for said in alerts if said["seq"] == 2)
    found.channel[:0] = [(twice, 2), (twice, 1)]


def decided(found: Evidence, index: int, **what: object) -> Logged:
    """A record of the alerts' topic that says otherwise of its decision."""
    record = found.alerts_topic[index]
    event = orjson.loads(record.value)
    event["data"]["decision"] |= what
    return replace(record, value=orjson.dumps(event))


def baseless_decision(found: Evidence) -> None:
    """An alert rests on a place of the log at which nothing was known of its target."""
    found.alerts_topic[0] = decided(found, 0, known_at="999:0")


def two_decisions(found: Evidence) -> None:
    """One change of an alert was told in two ways."""
    found.alerts_topic.append(decided(found, 0, known_at="999:0"))


def doubled_alert(found: Evidence) -> None:
    """A target has the same alert twice."""
    found.open_alerts.append(found.open_alerts[0])


def other_decision(found: Evidence) -> None:
    """An alert says more than follows from what was known then."""
    record = found.alerts_topic[0]
    event = orjson.loads(record.value)
    event["data"]["evidence"]["measurements"] += 1
    found.alerts_topic[0] = replace(record, value=orjson.dumps(event))


def missing_change(found: Evidence) -> None:
    """A change of an alert is missing between two others."""
    later = [r for r in found.alerts_topic if orjson.loads(r.value)["data"]["seq"] == 2]
    key = later[0].key
    found.alerts_topic[:] = [
        r for r in found.alerts_topic if r.key != key or orjson.loads(r.value)["data"]["seq"] != 1
    ]


def forgotten_alert(found: Evidence) -> None:
    """An alert that is due is not open."""
    found.open_alerts.pop()
