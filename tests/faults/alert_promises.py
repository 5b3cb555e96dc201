"""What is promised of alerts: every change is told, and every decision follows again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from contracts.alerts import ALERT_ADAPTER, AlertChanged, AlertData
from contracts.status import TargetStatus, TaskStatus
from services.alerts.assessing.assess import assess
from services.alerts.assessing.parameters import Parameters
from services.alerts.configuration.document import DEFAULT
from services.alerts.delivery.routing import about, route
from services.alerts.prior.shipped import shipped
from tests.faults.case import Case, differences
from tests.faults.oracle import Logged, histories, statuses
from tests.services.alerts.rederive import decided, rederived

PARAMETERS = Parameters.of(shipped())


def every_change_reaches_the_channel(case: Case) -> Iterator[str]:
    """P6: each change worth telling is told at least once, in order, a repeat under its name."""
    changes = _changes(case.found.alerts_topic)
    told = set(case.found.channel)
    heard = {name for name, change in changes.items() if route(DEFAULT, about(change)).notices}
    for name in heard - told:
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
        if not decided(change):
            continue
        said = change.data
        partition, known = map(int, said.decision.known_at.split(":"))
        events = [
            case.read.events[index]
            for index in by_subject[partition, _subject(said)]
            if case.read.records[index].offset <= known
        ]
        status = statuses(histories(events), said.decision.as_of).get(_key(said))
        before = changes.get((name[0], said.seq - 1))
        if not isinstance(status, TargetStatus | TaskStatus):
            yield f"of {name} nothing was known at {said.decision.known_at}"
        elif differs := rederived(said, before.data if before else None, status, PARAMETERS):
            yield f"{name} decides otherwise in {differs}"
    seqs: dict[str, list[int]] = defaultdict(list)
    for alert, seq in sorted(changes):
        seqs[alert].append(seq)
    for alert, there in seqs.items():
        if there != list(range(1, len(there) + 1)):
            yield f"{alert} lacks a change: {there}"
    yield from _contents_of_alerts(case.found.alerts_topic)
    yield from _open_alerts(case)


def _subject(said: AlertData) -> bytes:
    return (
        f"task/{said.target}" if said.kind == "task" else f"indicator/{said.indicator}"
    ).encode()


def _key(said: AlertData) -> str:
    return f"{'task' if said.kind == 'task' else 'target'}/{said.target}@{said.scope}"


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
    """Open alerts, by kind, target, stage and evidence, are those an undisturbed run opens."""
    wanted: dict[tuple[str, str], object] = {}
    for status in case.expected.values():
        for found in assess(status, case.found.as_of, parameters=PARAMETERS, said={}).findings:
            if found.evidence is not None and found.may_open and found.ending is None:
                name = status.task if isinstance(status, TaskStatus) else status.target
                wanted[name, found.kind] = found.evidence
    opened = case.found.open_alerts
    stand: dict[tuple[str, str], object] = {
        (body.target, body.kind): body.evidence.model_copy(
            update={"forecast": None, "official": ()}
        )
        for body in opened
    }
    if len(stand) != len(opened):
        yield "a target has two open alerts of a kind"
    yield from differences("alerts due and open", wanted, stand)
