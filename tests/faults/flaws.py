"""Flaws to put into a sound round: each breaks one promise, and the checker must name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import orjson

from contracts.status import TargetStatus
from tests.faults.alert_flaws import (
    baseless_decision,
    disordered_channel,
    doubled_alert,
    forgotten_alert,
    invented_change,
    missing_change,
    other_decision,
    two_decisions,
    unheard_change,
)
from tests.faults.evidence import Ended, Evidence, Fact
from tests.faults.history import Attempt
from tests.faults.sound import INBOUND

Flaw = Callable[[Evidence], object]


def acknowledged(found: Evidence) -> Attempt:
    """The last report that was acknowledged over HTTP."""
    return [a for a in found.history if a.meant == "report" and a.ended == "ok"][-2]


def change(found: Evidence, attempt: Attempt, **what: str) -> None:
    """Let the history say otherwise of an attempt."""
    names = {name: getattr(attempt, name) for name in attempt.__slots__}
    found.history[found.history.index(attempt)] = Attempt(**{**names, **what})


def refused(found: Evidence) -> Attempt:
    """The conflict that was refused over HTTP."""
    return next(a for a in found.history if a.ended == "fail")


def lost_ack(found: Evidence) -> None:
    """An acknowledged event is gone from the log, with all that came of it."""
    position = acknowledged(found).position
    found.log[:] = [record for record in found.log if record.position != position]


def refused_yet_logged(found: Evidence) -> None:
    """What was refused stands on the log all the same."""
    change(found, acknowledged(found), ended="fail", why="id_conflict")


def lost_inbound(found: Evidence) -> None:
    """A record that Kafka had taken is gone."""
    found.inbound[INBOUND].pop(0)


def other_acknowledgement(found: Evidence) -> None:
    """What stands under an acknowledged event's name is not what was sent."""
    change(found, acknowledged(found), digest="0" * 64)


def misplaced_fact(found: Evidence) -> None:
    """A fact names another place than its event's."""
    name, fact = next(iter(found.facts.items()))
    found.facts[name] = replace(fact, offset=fact.offset + 1)


def changed_fact(found: Evidence) -> None:
    """One byte of a fact differs."""
    name, fact = next(iter(found.facts.items()))
    found.facts[name] = Fact(fact.partition, fact.offset, fact.record[:-1] + b"!")


def doubled(found: Evidence) -> None:
    """An event that stands twice on the log had two effects."""
    found.facts["H20.14", "hai-lan"] = next(iter(found.facts.values()))


def behind(found: Evidence) -> None:
    """A position lies behind the end of the log."""
    found.positions[0] -= 1


def other_ledger(found: Evidence) -> None:
    """Ingest remembers another place than the log's."""
    name, (digest, _) = next(iter(found.ledger.items()))
    found.ledger[name] = digest, "2:99999"


def other_digest(found: Evidence) -> None:
    """Ingest remembers another content than the log's."""
    name, (_, position) = next(iter(found.ledger.items()))
    found.ledger[name] = "0" * 64, position


def changed_status(found: Evidence) -> None:
    """A row shows another value than the log amounts to."""
    key, status = next(iter(found.statuses.items()))
    assert isinstance(status, TargetStatus)
    found.statuses[key] = status.model_copy(update={"value_text": "42%"})


def untold_status(found: Evidence) -> None:
    """A status was never told."""
    key = found.status_topic[-1].key
    found.status_topic[:] = [record for record in found.status_topic if record.key != key]


def unproved(found: Evidence) -> None:
    """A rebuild came to other bytes than live."""
    found.not_proved = "targets: 1 row differs"


def gap(found: Evidence) -> None:
    """The log lacks an offset."""
    last = found.log[-1]
    found.log[-1] = replace(last, offset=last.offset + 1)


def other_key(found: Evidence) -> None:
    """A record stands under another key than its subject."""
    found.log[5] = replace(found.log[5], key=b"indicator/khac")


def two_homes(found: Evidence) -> None:
    """Events of one subject stand on two partitions."""
    record = found.log[5]
    other = (record.partition + 1) % len({one.partition for one in found.log})
    end = sum(one.partition == other for one in found.log)
    found.log.append(replace(record, partition=other, offset=end))


def old_last_word(found: Evidence) -> None:
    """The topic ends with an old status of a target."""
    first = found.status_topic[0]
    found.status_topic.append(replace(first, offset=len(found.status_topic)))


def unaccounted(found: Evidence) -> None:
    """An inbound record was neither admitted nor refused."""
    found.rejections[:] = [each for each in found.rejections if each.source_topic is None]


def no_receipt(found: Evidence) -> None:
    """What was refused over HTTP has no receipt."""
    found.rejections.pop(0)


def untold_rejection(found: Evidence) -> None:
    """A rejection never reached its topic."""
    found.rejected_topic.pop()


def quarantined(found: Evidence) -> None:
    """Alerts could not read a status of ours."""
    found.quarantined = 1


def parked(found: Evidence) -> None:
    """Sound events wait to be applied."""
    found.parked = 2


def two_contents(found: Evidence) -> None:
    """Two contents stand under one id."""
    record = next(record for record in found.log if b"measurement" in record.value)
    event = orjson.loads(record.value)
    event["data"]["value"] = {"kind": "number", "value": "1.5"}
    end = max(r.offset for r in found.log if r.partition == record.partition) + 1
    value = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    found.log.append(replace(record, offset=end, value=value))


def conflict_accepted(found: Evidence) -> None:
    """Other content under a known id was accepted."""
    change(found, refused(found), ended="ok", position="0:0", answer="accepted")


def duplicate_accepted(found: Evidence) -> None:
    """The same event told again was accepted as new."""
    told = next(a for a in found.history if a.meant == "duplicate")
    change(found, told, answer="accepted")


def strange_refusal(found: Evidence) -> None:
    """A conflict was refused, but for another reason."""
    change(found, refused(found), why="unknown_plan")


def flipped_byte(found: Evidence) -> None:
    """A byte in a header of the log was changed after it was read."""
    found.log[3] = replace(
        found.log[3], headers=(("content-type", b"application/cloudevents-json"),)
    )


def flipped_time(found: Evidence) -> None:
    """The time of a record was changed after it was read."""
    found.log[3] = replace(found.log[3], timestamp_ms=found.log[3].timestamp_ms + 1)


def unnoticed_log(found: Evidence) -> None:
    """The projector went on where its log had been made anew."""
    found.went_on = "no log_cut within 30 s, but []"


def stuck(found: Evidence) -> None:
    """A service never came back."""
    found.struck[0].problem = "projector does no work within 30 s"


def slow(found: Evidence) -> None:
    """A service came back late."""
    found.struck[0].recovered_seconds = 31.0


def died(found: Evidence) -> None:
    """A service ended by itself with a code that nobody explains."""
    found.deaths.append("projector: -11")


def swollen(found: Evidence) -> None:
    """Memory grew without bound."""
    found.peak_rss_mib["ingest"] = 1_500.0


def curt(found: Evidence) -> None:
    """A refusal does not say when to come back."""
    found.unkind.append("503 does not say when to come back")


def swallowed(found: Evidence) -> None:
    """Ten times the load was taken without a word."""
    found.refused_under_load = 0


def lied(found: Evidence) -> None:
    """A service said that it was ready while nothing went on."""
    found.struck[0].unready_seconds = {"alerts": 31.0}


def cut_short(found: Evidence) -> None:
    """A service did not end in order."""
    found.ended["ingest"] = Ended(5, 15.0)


def late_end(found: Evidence) -> None:
    """A service took too long to end."""
    found.struck[0].ended_seconds = 21.0


FLAWS: dict[str, tuple[Flaw, ...]] = {
    "P1": (lost_ack, other_acknowledgement, refused_yet_logged, lost_inbound),
    "P2": (changed_fact, misplaced_fact, doubled, behind, other_ledger, other_digest),
    "P3": (changed_status, untold_status, unproved),
    "P4": (gap, other_key, two_homes, old_last_word),
    "P6": (unheard_change, invented_change, disordered_channel),
    "P7": (unaccounted, no_receipt, untold_rejection, quarantined, parked),
    "P8": (two_contents, conflict_accepted, duplicate_accepted, strange_refusal),
    "P9": (
        other_decision,
        baseless_decision,
        two_decisions,
        missing_change,
        forgotten_alert,
        doubled_alert,
    ),
    "P10": (flipped_byte, flipped_time, unnoticed_log),
    "P11": (stuck, slow, died),
    "P12": (swollen, curt, swallowed),
    "P13": (lied,),
    "P14": (cut_short, late_end),
}
