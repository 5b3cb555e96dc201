"""Every change of a subject's alerts, made again from its facts and held against the record. Pure.

Four kinds of change follow from four things: what was decided from the facts as they were known,
a mark from the verdict and the alert's own life, what people did from the alert's own state, what
fell due from that, the chain and the facts. Each is made again whole, and each field compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from contracts.alert_handling import ESCALATED_TYPE, FELL_DUE_TYPES, RESUMED_TYPE
from contracts.alerts import DECIDED_TYPES, AlertChanged, AlertData
from contracts.scores import SCORED_TYPE
from contracts.status import Ref, StatusData, TargetStatus, TaskStatus
from services.alerts.assessing.held import event
from services.alerts.assessing.parameters import by_older_rules
from services.alerts.scoring import marks as scoring
from services.cli.alerts.chains import Chains
from services.cli.alerts.deciding import Rules, decide_again
from services.cli.alerts.facts import Facts, key_of
from services.cli.alerts.falling_due import (
    basis_of,
    due_again,
    due_as_recorded,
    only_ordered,
    rule_of,
)
from services.cli.alerts.people import commanded_again
from services.cli.alerts.spool import Kept
from services.cli.alerts.told import Difference, Told, compared, read_change, told_in_order
from services.projector.fold import LogRecord

NOT_TOLD = "không có trên chủ đề cảnh báo / not on the topic of alerts: `chitieu alerts` tells them"
_SENTENCES = {
    f"data.{where}words.{language}"
    for where in ("", "closing.", "handling.")
    for language in ("vi", "en")
}
"""How a decision is put into words may change with a release; what was decided may not."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """In what changes are not what follows; `before_forecasts` of them were not made again.

    Those were decided by rules that are gone. `reworded`: the same is said, in a sentence that
    this version words otherwise. `as_recorded`: steps up and reminders of before chains were told.
    """

    differences: tuple[Difference, ...]
    before_forecasts: int = 0
    reworded: tuple[Difference, ...] = ()
    as_recorded: int = 0


def replay(
    subject: str,
    partition: int,
    records: Iterable[LogRecord],
    changes: Iterable[Kept],
    rules: Rules,
    chains: Chains,
) -> Replayed:
    """Make the changes of a subject's alerts again from its facts, and compare each field."""
    facts, found, before, ordered = Facts(subject, partition, records), [], 0, 0
    read = [(kept, read_change(kept)) for kept in changes]
    found += [change for _, change in read if isinstance(change, Difference)]
    good = [(kept, change) for kept, change in read if isinstance(change, AlertChanged)]
    doubts = _doubts(change.data for _, change in good)
    # Facts are folded once, forwards; what stood before a change is taken from the record.
    for told in sorted(told_in_order(good), key=_known):
        wrong = [*_out_of_place(told), *_without_parameters(told, rules)]
        wrong += _without_basis(told, chains, doubts)
        if not wrong and before_forecasts(told.change):
            before += 1
            found += _rests_elsewhere(told, facts)
        else:
            found += wrong or compared(told, _again(told, facts, rules, chains))
            ordered += bool(told.life) and only_ordered(told.life[-1], told.change, chains)
    return Replayed(
        tuple(one for one in found if one.what not in _SENTENCES),
        before,
        tuple(one for one in found if one.what in _SENTENCES),
        ordered,
    )


def _known(told: Told) -> tuple[int, int, int]:
    """Return up to where the log is to be known for a change, and its place among others there."""
    said, basis = told.change.data, basis_of(told.change)
    known_at = basis.known_at if basis else said.decision.known_at
    return _offset(known_at), said.opening, said.seq


def _offset(known_at: str) -> int:
    return int(known_at.partition(":")[2])


def _partition(known_at: str) -> int:
    return int(known_at.partition(":")[0])


Doubts = Set[tuple[str, str, Ref]]
"""Of which reports alerts of a target in a scope were told that doubt their value."""


def _doubts(told: Iterable[AlertData]) -> Doubts:
    return {
        (said.target, said.scope, said.evidence.suspicion.event)
        for said in told
        if said.kind == "input" and said.evidence.suspicion is not None
    }


def _out_of_place(told: Told) -> Iterator[Difference]:
    """Yield why a change cannot follow what was told before it."""
    said, life = told.change.data, told.life
    if said.seq != len(life) + 1:
        yield told.differs("data.seq", said.seq, len(life) + 1)
    if not life and said.opening > 1 and not told.chain:
        yield told.differs("data.opening", said.opening, 1)
    # Nobody may pass for older than forecasts are who comes after one of them.
    forecast = [one for one in told.chain if not by_older_rules(one.data)]
    if forecast and before_forecasts(told.change):
        newest = forecast[-1].data.decision.parameters
        yield told.differs("data.decision.parameters", said.decision.parameters, newest)


def _without_parameters(told: Told, rules: Rules) -> Iterator[Difference]:
    """Yield that a decision names parameters that nobody told of."""
    change = told.change
    if change.type in DECIDED_TYPES and not closed_by_hand(change.data) and not rules.knows(change):
        named = change.data.decision.parameters
        yield told.differs("data.decision.parameters", named, NOT_TOLD)


def _without_basis(told: Told, chains: Chains, doubts: Doubts) -> Iterator[Difference]:
    """Yield what nobody told of, of that on which something fell due: its chain, a doubt."""
    basis, said = basis_of(told.change), told.change.data
    if basis is None:
        return
    rule = rule_of(told.change)
    if told.change.type != RESUMED_TYPE and rule not in chains.told:
        where = "escalation" if told.change.type == ESCALATED_TYPE else "reminder"
        yield told.differs(f"data.handling.{where}.rule", rule, NOT_TOLD)
    if _partition(basis.known_at) != _partition(said.decision.known_at):
        yield told.differs("data.handling.basis.known_at", basis.known_at, said.decision.known_at)
    if basis.doubted and (said.target, said.scope, basis.doubted) not in doubts:
        yield told.differs("data.handling.basis.doubted", str(basis.doubted), NOT_TOLD)


def _again(told: Told, facts: Facts, rules: Rules, chains: Chains) -> AlertChanged | None:
    """Return what follows in the place of a change; None where nothing does."""
    change, said = told.change, told.change.data
    if change.type not in {*DECIDED_TYPES, SCORED_TYPE} or closed_by_hand(said):
        return _handled_again(told, facts, chains) if told.life else None
    status = _status(said, facts)
    if status is None:
        return None
    data = StatusData(
        status_seq=said.decision.status_seq,
        as_of=said.decision.as_of,
        known_at=said.decision.known_at,
        status=status,
    )
    if change.type == SCORED_TYPE:
        return _scored_again(told, data)
    return decide_again(told.chain, change, data, rules)


def _handled_again(told: Told, facts: Facts, chains: Chains) -> AlertChanged | None:
    """Return what people or days made of an alert, under its next number."""
    before, change = told.life[-1], told.change
    if basis := basis_of(change):
        said = change.data
        key = key_of(said.kind, said.target, said.scope)
        status = facts.status(_offset(basis.known_at), basis.as_of, key)
        made = due_again(before, change, status, basis, chains) if status else None
    elif change.type in FELL_DUE_TYPES:
        made = due_as_recorded(before, change, chains)
    else:
        made = commanded_again(before, change)
    if made is None:
        return None
    after, name = made
    return event(after.model_copy(update={"seq": before.data.seq + 1}), name, change.time)


def _status(said: AlertData, facts: Facts) -> TargetStatus | TaskStatus | None:
    """Return the status that a change was decided from."""
    known = _offset(said.decision.known_at)
    return facts.status(known, said.decision.as_of, key_of(said.kind, said.target, said.scope))


def _rests_elsewhere(told: Told, facts: Facts) -> Iterator[Difference]:
    """Yield where what was decided before forecasts does not rest on the events that it names."""
    said = told.change.data
    status = _status(said, facts)
    again = status.deciding if status else ()
    if said.decision.deciding != again:
        yield told.differs("data.decision.deciding", str(said.decision.deciding), str(again))


def _scored_again(told: Told, data: StatusData) -> AlertChanged | None:
    settled = told.change.data.decision.absence_settled
    outcome = scoring.outcome_of(data, data.as_of, settled=settled)
    if outcome is None or not told.life:
        return None
    score = scoring.news(told.life, outcome)
    if score is None:
        return None
    return scoring.scored(told.life, score, data, at=told.change.time, settled=settled)


def before_forecasts(change: AlertChanged) -> bool:
    """Tell whether a decision was made by rules that are gone."""
    decided = change.type in DECIDED_TYPES and not closed_by_hand(change.data)
    return decided and by_older_rules(change.data)


def closed_by_hand(said: AlertData) -> bool:
    """Tell whether it was people who closed an alert."""
    return said.closing is not None and said.closing.reason == "closed_by_hand"
