"""Hold a round against the promises, in the manner of Jepsen: from outside, on what was found.

Every function here reads evidence and yields what breaks its promise; none of them knows a
server. docs/guarantees.md says what the promises are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TypeVar

from contracts.alerts import ALERT_ADAPTER, AlertChanged, AlertData
from contracts.rejections import Rejection
from contracts.status import TargetStatus
from services.alerts.assess import Parameters, assess
from services.alerts.lifecycle import rederived
from tests.faults.evidence import Evidence
from tests.faults.history import Attempt
from tests.faults.nemesis import (
    ENDED_WITHIN_SECONDS,
    UNREADY_WITHIN_SECONDS,
    recovery_bound,
)
from tests.faults.oracle import (
    Logged,
    Name,
    Read,
    Status,
    chain_heads,
    histories,
    last_seqs,
    latest_seqs,
    latest_statuses,
    statuses,
)

PEAK_RSS_MIB = 400.0
"""P12: far above what a service needs here, far below what an unbounded queue would take."""
EXPECTED_DEATHS = {"ingest": {3}, "projector": {3}, "alerts": {1, 3}}
"""P11: the exit codes of docs/howto/run-it.md after which a supervisor starts it again."""
PARAMETERS = Parameters()
_SHUFFLES = 1
_NONE = object()
_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that does not hold, and what shows it."""

    promise: str
    says: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.says}"


@dataclass(frozen=True)
class Case:
    """The evidence, with what several promises derive from it."""

    found: Evidence

    @cached_property
    def read(self) -> Read:
        """The log, decoded."""
        return Read.of(self.found.log)

    @cached_property
    def contents(self) -> Mapping[Name, set[str]]:
        """What stands under each event's name."""
        return self.read.contents()

    @cached_property
    def expected(self) -> dict[str, Status]:
        """What the log amounts to."""
        return statuses(histories(self.read.events), self.found.as_of)

    @cached_property
    def receipts(self) -> dict[str, list[Rejection]]:
        """The rejections of each content, by the digest of its bytes."""
        found: dict[str, list[Rejection]] = defaultdict(list)
        for rejection in self.found.rejections:
            found[rejection.received_sha256].append(rejection)
        return found

    def ended(self, ended: str, way: str) -> Iterator[Attempt]:
        """The attempts over one way that ended so."""
        return (a for a in self.found.history if a.ended == ended and a.way == way)


def check(found: Evidence, only: Iterable[str] | None = None) -> list[Violation]:
    """Return everything that breaks a promise, or one of some; empty where all hold."""
    case = Case(found)
    return [
        Violation(promise, says)
        for promise in (PROMISES if only is None else only)
        for says in _first(PROMISES[promise](case))
    ]


def _first(broken: Iterable[str], most: int = 5) -> list[str]:
    every = list(broken)
    more = [f"... and {len(every) - most} more"] if len(every) > most else []
    return every[:most] + more


def acknowledged_is_on_the_log(case: Case) -> Iterator[str]:
    """P1: what was acknowledged stands on the log for ever; what was refused never does."""
    names = case.read.names()
    for attempt in case.ended("ok", "http"):
        if names.get(attempt.position or "") != attempt.name:
            yield f"{attempt.name} was acknowledged and is not at {attempt.position}"
        elif attempt.digest not in case.contents[attempt.name]:
            yield f"{attempt.name} was acknowledged and stands with other content"
    for attempt in case.ended("fail", "http"):
        if attempt.digest in case.contents.get(attempt.name, ()):
            yield f"{attempt.name} was refused ({attempt.why}) and is on the log"
    standing = {
        (topic, record.partition, record.offset)
        for topic, records in case.found.inbound.items()
        for record in records
    }
    for attempt in case.ended("ok", "kafka"):
        if _place(attempt) not in standing:
            yield f"{attempt.name} was taken at {attempt.position} and is not on that topic"


def _place(attempt: Attempt) -> tuple[str, int, int]:
    topic, partition, offset = (attempt.position or "//").split("/")
    return topic, int(partition or -1), int(offset or -1)


def applied_exactly_once(case: Case) -> Iterator[str]:
    """P2: each event of the log has one effect, and nothing else has any."""
    first, facts = case.read.first_places(), case.found.facts
    yield from _differences("events and facts", dict.fromkeys(first), dict.fromkeys(facts))
    for name in first.keys() & facts.keys():
        record, fact = first[name], facts[name]
        if (fact.partition, fact.offset) != (record.partition, record.offset):
            yield f"the fact {name} names {fact.partition}:{fact.offset}, not {record.position}"
        if fact.record != record.value:
            yield f"the fact {name} holds other bytes than {record.position}"
    ends: dict[int, int] = {}
    for record in case.found.log:
        ends[record.partition] = max(ends.get(record.partition, 0), record.offset + 1)
    applied = {number: offset for number, offset in case.found.positions.items() if offset}
    yield from _differences("ends of the log and positions", ends, applied)
    places = defaultdict(set)
    for at, name in case.read.names().items():
        places[name].add(at)
    for name, (digest, position) in case.found.ledger.items():
        if position not in places[name]:
            yield f"ingest's ledger has {name} at {position}, the log at {sorted(places[name])}"
        elif digest not in case.contents[name]:
            yield f"ingest's ledger has another content of {name} than the log"


def replay_equals_live(case: Case) -> Iterator[str]:
    """P3: what the log amounts to is what is shown, and what was told last."""
    yield from _differences("replay and rows", case.expected, case.found.statuses)
    latest = latest_statuses(case.found.status_topic)
    told = {key: message.data.status for key, message in latest.items()}
    yield from _differences("replay and status topic", case.expected, told)
    if case.found.not_proved:
        yield f"a rebuild is not the same as live: {case.found.not_proved}"


def order_does_not_matter(case: Case) -> Iterator[str]:
    """P4: another order gives the same; and what has an order keeps it."""
    for seed in range(_SHUFFLES):
        events = list(case.read.events)
        Random(seed).shuffle(events)  # noqa: S311 - an order, not a secret
        again = statuses(histories([*events, *events[:50]]), case.found.as_of)
        yield from _differences("replay and shuffled replay", case.expected, again)
    homes: dict[bytes | None, int] = {}
    offsets = defaultdict(list)
    for record, event in zip(case.read.records, case.read.events, strict=True):
        offsets[record.partition].append(record.offset)
        if record.key != event.subject.encode():
            yield f"{record.position} has another key than its subject"
        if homes.setdefault(record.key, record.partition) != record.partition:
            yield f"{record.key!r} stands on two partitions"
    for number, there in offsets.items():
        if sorted(there) != list(range(len(there))):
            yield f"partition {number} of the log has gaps or repeats"
    newest = latest_seqs(case.found.status_topic)
    for key, seq in last_seqs(case.found.status_topic).items():
        if seq != newest[key]:
            yield f"the last word on {key} is {seq}, not the newest"


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


def nothing_disappears(case: Case) -> Iterator[str]:
    """P7: whatever came in was accepted, a duplicate, or refused with a receipt."""
    refused = {
        (found.source_topic, found.source_partition, found.source_offset): found
        for found in case.found.rejections
        if found.source_topic
    }
    offered = {_place(attempt): attempt for attempt in case.ended("ok", "kafka")}
    for topic, records in case.found.inbound.items():
        for record in records:
            attempt = offered.get((topic, record.partition, record.offset))
            receipt = refused.get((topic, record.partition, record.offset))
            yield from _accounted(case, attempt, receipt)
    for attempt in case.ended("fail", "http"):
        codes = [found.code.value for found in case.receipts.get(attempt.raw_sha256, ())]
        if attempt.why not in codes:
            yield f"{attempt.name} was refused ({attempt.why}) without a receipt"
    stored = Counter(found.id for found in case.found.rejections)
    told = {Rejection.model_validate_json(r.value).id for r in case.found.rejected_topic}
    for missing in stored.keys() - told:
        yield f"the rejection {missing} never reached its topic"
    if case.found.quarantined:
        yield f"{case.found.quarantined} statuses of our own were put into quarantine"
    if case.found.parked:
        yield f"{case.found.parked} admitted events wait, though nothing is wrong with them"


def _accounted(case: Case, attempt: Attempt | None, receipt: Rejection | None) -> Iterator[str]:
    """Of an inbound record whose sender knows that it stands there."""
    if attempt is None:
        return  # its sender never heard of it: it may be either
    admitted = attempt.digest in case.contents.get(attempt.name, ())
    if admitted is (receipt is not None):
        both = "both admitted and refused" if admitted else "neither admitted nor refused"
        yield f"{attempt.name} at {attempt.position} is {both}"


def one_content_under_one_id(case: Case) -> Iterator[str]:
    """P8: the same again is a duplicate, other content a conflict, and the first stays."""
    for name, digests in case.contents.items():
        if len(digests) > 1:
            yield f"the log has {len(digests)} contents under {name}"
    for attempt in case.ended("ok", "http"):
        if attempt.meant in ("conflict", "invalid"):
            yield f"{attempt.name}, meant as {attempt.meant}, was {attempt.answer}"
        if attempt.meant == "duplicate" and attempt.answer != "duplicate":
            yield f"{attempt.name} told again was {attempt.answer}"
    allowed = {
        "conflict": {"id_conflict"},
        "invalid": {"unknown_indicator"},
        # A correction that was overtaken by a later one while its sender waited.
        "report": {"revision_not_higher"},
        "duplicate": set(),
    }
    for attempt in case.ended("fail", "http"):
        if attempt.why not in allowed[attempt.meant]:
            yield f"{attempt.name}, meant as {attempt.meant}, was refused: {attempt.why}"


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
    yield from _differences("alerts due and open", wanted, stand)


def chain_matches(case: Case) -> Iterator[str]:
    """P10: the chain that the projector kept is that of the log as it stands."""
    kept = {number: head for number, head in case.found.chain.items() if head is not None}
    heads = chain_heads(case.found.log)
    yield from _differences(
        "chain of the log and chain kept", heads, {n: kept[n] for n in kept if n in heads}
    )


def recovers_in_time(case: Case) -> Iterator[str]:
    """P11: whatever happened, work goes on within a stated time with no operator."""
    for struck in case.found.struck:
        if struck.problem:
            yield f"{struck.fault}: {struck.problem}"
        within = recovery_bound(struck.fault.kind)
        if struck.recovered_seconds is not None and struck.recovered_seconds > within:
            yield f"{struck.fault} was over after {struck.recovered_seconds:.1f} s, not {within:g}"
    for death in case.found.deaths:
        name, _, code = death.partition(": ")
        if int(code) not in EXPECTED_DEATHS[name]:
            yield f"{name} ended by itself with code {code}"


def stays_bounded(case: Case) -> Iterator[str]:
    """P12: overload is refused in words, and memory stays below a bound."""
    for name, peak in case.found.peak_rss_mib.items():
        if peak > PEAK_RSS_MIB:
            yield f"{name} took {peak:.0f} MiB"
    yield from (f"an answer of ingest: {each}" for each in case.found.unkind)
    if case.found.refused_under_load == 0:
        yield "nothing was refused under ten times the load"


def readiness_tells(case: Case) -> Iterator[str]:
    """P13: where nothing can go on, /ready says so."""
    for struck in case.found.struck:
        for name, seconds in struck.unready_seconds.items():
            if seconds > UNREADY_WITHIN_SECONDS:
                yield f"{name} said for {seconds:.0f} s after {struck.fault} that it was ready"


def ends_in_order(case: Case) -> Iterator[str]:
    """P14: SIGTERM ends a service in order and in time."""
    ends = [(s.fault.victim, s.exit_code, s.ended_seconds) for s in case.found.struck]
    ends += [(name, end.exit_code, end.seconds) for name, end in case.found.ended.items()]
    for name, code, seconds in ends:
        if code is not None and seconds is not None and (code or seconds > ENDED_WITHIN_SECONDS):
            yield f"{name} ended with code {code} after {seconds:.1f} s"


PROMISES: Mapping[str, Callable[[Case], Iterator[str]]] = {
    "P1": acknowledged_is_on_the_log,
    "P2": applied_exactly_once,
    "P3": replay_equals_live,
    "P4": order_does_not_matter,
    "P6": every_change_reaches_the_channel,
    "P7": nothing_disappears,
    "P8": one_content_under_one_id,
    "P9": every_decision_derives_again,
    "P10": chain_matches,
    "P11": recovers_in_time,
    "P12": stays_bounded,
    "P13": readiness_tells,
    "P14": ends_in_order,
}


def _differences(what: str, left: Mapping[_K, object], right: Mapping[_K, object]) -> Iterator[str]:
    keys = [key for key in {**left, **right} if left.get(key, _NONE) != right.get(key, _NONE)]
    if keys:
        first = keys[0]
        pair = f"{left.get(first)} / {right.get(first)}"
        yield f"{what} differ in {len(keys)}, such as {first}: {pair}"
