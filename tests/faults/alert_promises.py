"""What is promised of alerts: every change is told, and every decision follows again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from contracts.alerts import ALERT_ADAPTER, AlertChanged, AlertData
from contracts.status import TargetStatus
from services.alerts.assess import Parameters, assess
from services.alerts.lifecycle import rederived
from tests.faults.case import Case, differences
from tests.faults.oracle import Logged, histories, statuses

PARAMETERS = Parameters()


def every_change_reaches_the_channel(case: Case) -> Iterator[str]:
    """P6: each change of an alert is told at least once, in order, a repeat under its name."""
    changes = _changes(case.found.alerts_topic)
    told = set(case.found.channel)
    for name in changes.keys() - told:
        yield f"the change {name} never reached the channel"
    for name in told - changes.keys():
        yield f"the channel told {name}, which the topic does not have"
    first: dict[str, list[int]] = defaultdict(list)
    for alert, seq in dict.fromkeys(case.found.channel):
        first[alert].append(seq)
    for alert, seqs in first.items():
        if seqs != sorted(seqs):
            yield f"the channel heard of {alert} out of order: {seqs}"


def every_decision_derives_again(case: Case) -> Iterator[str]:
    """P9: each alert's decision follows again from the log up to where it was known."""
    by_subject: dict[tuple[int, bytes | None], list[int]] = defaultdict(list)
    for index, record in enumerate(case.read.records):
        by_subject[record.partition, record.key].append(index)
    changes = _changes(case.found.alerts_topic)
    for name, change in changes.items():
        said = change.data
        partition, known = map(int, said.decision.known_at.split(":"))
        subject = f"indicator/{said.indicator}".encode()
        events = [
            case.read.events[index]
            for index in by_subject[partition, subject]
            if case.read.records[index].offset <= known
        ]
        status = statuses(histories(events), said.decision.as_of).get(_key(said))
        if not isinstance(status, TargetStatus):
            yield f"of {name} nothing was known at {said.decision.known_at}"
        elif differs := rederived(said, status, PARAMETERS):
            yield f"{name} decides otherwise in {differs}"
    seqs: dict[str, list[int]] = defaultdict(list)
    for alert, seq in sorted(changes):
        seqs[alert].append(seq)
    for alert, there in seqs.items():
        if there != list(range(1, len(there) + 1)):
            yield f"{alert} lacks a change: {there}"
    yield from _contents_of_alerts(case.found.alerts_topic)
    yield from _open_alerts(case)


def _key(said: AlertData) -> str:
    return f"target/{said.target}@{said.scope}"


def _changes(topic: Iterable[Logged]) -> dict[tuple[str, int], AlertChanged]:
    found = {}
    for record in topic:
        change = ALERT_ADAPTER.validate_json(record.value)
        found[str(change.data.alert), change.data.seq] = change
    return found


def _contents_of_alerts(topic: Iterable[Logged]) -> Iterator[str]:
    told: dict[tuple[str, int], bytes] = {}
    for record in topic:
        data = ALERT_ADAPTER.validate_json(record.value).data
        if told.setdefault((str(data.alert), data.seq), record.value) != record.value:
            yield f"{data.alert} {data.seq} has two contents"


def _open_alerts(case: Case) -> Iterator[str]:
    """Open alerts, by target, class and evidence, are those an undisturbed run opens."""
    wanted: dict[tuple[str, str], object] = {}
    for status in case.expected.values():
        if isinstance(status, TargetStatus):
            found = assess(status, case.found.as_of, parameters=PARAMETERS)
            if found.risk is not None:
                wanted[status.target, found.risk.value] = found.evidence
    opened = case.found.open_alerts
    stand: dict[tuple[str, str], object] = {
        (body.target, body.evidence.risk): body.evidence for body in opened
    }
    if len(stand) != len(opened):
        yield "a target has two open alerts"
    yield from differences("alerts due and open", wanted, stand)
