"""Hold a round against the promises, in the manner of Jepsen: from outside, on what was found.

Every function here reads evidence and yields what breaks its promise; none of them knows a
server. docs/guarantees.md says what the promises are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random

from contracts.rejections import Rejection
from tests.faults import alert_promises
from tests.faults.case import Case, Violation, differences
from tests.faults.evidence import Evidence
from tests.faults.history import Attempt
from tests.faults.oracle import (
    chain_heads,
    histories,
    last_seqs,
    latest_seqs,
    latest_statuses,
    statuses,
)
from tests.faults.struck import ENDED_WITHIN_SECONDS, UNREADY_WITHIN_SECONDS, recovery_bound

PEAK_RSS_MIB = 400.0
"""P12: far above what a service needs here, far below what an unbounded queue would take."""
EXPECTED_DEATHS = {"ingest": {3}, "projector": {3}, "alerts": {1, 3}}
"""P11: the exit codes of docs/howto/run-it.md after which a supervisor starts it again."""
_SHUFFLES = 1


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
    yield from differences("events and facts", dict.fromkeys(first), dict.fromkeys(facts))
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
    yield from differences("ends of the log and positions", ends, applied)
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
    yield from differences("replay and rows", case.expected, case.found.statuses)
    latest = latest_statuses(case.found.status_topic)
    told = {key: message.data.status for key, message in latest.items()}
    yield from differences("replay and status topic", case.expected, told)
    if case.found.not_proved:
        yield f"a rebuild is not the same as live: {case.found.not_proved}"


def order_does_not_matter(case: Case) -> Iterator[str]:
    """P4: another order gives the same; and what has an order keeps it."""
    for seed in range(_SHUFFLES):
        events = list(case.read.events)
        Random(seed).shuffle(events)  # noqa: S311 - an order, not a secret
        again = statuses(histories([*events, *events[:50]]), case.found.as_of)
        yield from differences("replay and shuffled replay", case.expected, again)
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


def chain_matches(case: Case) -> Iterator[str]:
    """P10: the chain that the projector kept is that of the log; on one made anew it stops."""
    kept = {number: head for number, head in case.found.chain.items() if head is not None}
    heads = chain_heads(case.found.log)
    yield from differences(
        "chain of the log and chain kept", heads, {n: kept[n] for n in kept if n in heads}
    )
    if case.found.went_on:
        yield f"the log was made anew under the projector: {case.found.went_on}"


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
    "P6": alert_promises.every_change_reaches_the_channel,
    "P7": nothing_disappears,
    "P8": one_content_under_one_id,
    "P9": alert_promises.every_decision_derives_again,
    "P10": chain_matches,
    "P11": recovers_in_time,
    "P12": stays_bounded,
    "P13": readiness_tells,
    "P14": ends_in_order,
}
