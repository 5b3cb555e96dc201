"""Every change of a subject's alerts, made again from its facts and held against the record. Pure.

Three kinds of change follow from three things: what was decided from the facts as they were known,
a mark from the verdict and the alert's own life, what people did from the alert's own state. Each
is made again whole, and each field compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError

from contracts.alerts import ALERT_ADAPTER, DECIDED_TYPES, AlertChanged, AlertData
from contracts.codec import encode
from contracts.scores import SCORED_TYPE
from contracts.status import StatusData, TargetStatus, TaskStatus
from services.alerts.assessing.parameters import by_older_rules
from services.alerts.scoring import marks as scoring
from services.cli.alerts.chains import Chains, only_ordered
from services.cli.alerts.deciding import Rules, decide_again
from services.cli.alerts.facts import Facts, key_of
from services.cli.alerts.people import handle_again
from services.cli.alerts.spool import Kept
from services.projector.fold import LogRecord

SHOWN_CHARACTERS = 200
NOT_TOLD = "không có trên chủ đề cảnh báo / not on the topic of alerts: `chitieu alerts` tells them"
_SENTENCES = {
    f"data.{where}words.{language}"
    for where in ("", "closing.", "handling.")
    for language in ("vi", "en")
}
"""How a decision is put into words may change with a release; what was decided may not."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a change that is not what follows; `what` names it."""

    place: str
    alert: str
    seq: int
    type: str
    what: str
    recorded: str
    again: str


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it was told, and those of the same chain before it, the oldest first.

    A chain are the alerts of one kind of one target in one scope, one after the other.
    """

    kept: Kept
    change: AlertChanged
    chain: Sequence[AlertChanged]

    @property
    def life(self) -> list[AlertChanged]:
        """What the alert itself told before."""
        own = self.change.data.alert
        return [before for before in self.chain if before.data.alert == own]

    def differs(self, what: str, recorded: object, again: object) -> Difference:
        """Return a difference in one field."""
        said = self.change.data
        return Difference(
            self.kept.place,
            str(said.alert),
            said.seq,
            self.change.type,
            what,
            _short(recorded),
            _short(again),
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    """In what changes are not what follows; `before_forecasts` of them were not made again.

    Those were decided by rules that are gone. `reworded`: the same is said, in a sentence that
    this version words otherwise. `as_recorded`: steps up a chain that is not at hand, and repeats.
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
    # Facts are folded once, forwards; what stood before a change is taken from the record.
    for told in sorted(_told(good), key=_known):
        wrong = [*_out_of_place(told), *_without_parameters(told, rules)]
        if not wrong and before_forecasts(told.change):
            before += 1
            found += _rests_elsewhere(told, facts)
        else:
            found += wrong or _compared(told, _again(told, facts, rules, chains))
            ordered += bool(told.life) and only_ordered(told.life[-1], told.change, chains)
    return Replayed(
        tuple(one for one in found if one.what not in _SENTENCES),
        before,
        tuple(one for one in found if one.what in _SENTENCES),
        ordered,
    )


def read_change(kept: Kept) -> AlertChanged | Difference:
    """Read a change; a difference where it is none."""
    try:
        return ALERT_ADAPTER.validate_json(kept.body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "value"
        return Difference(kept.place, "", 0, "", where, first["msg"], "")


def _told(changes: Iterable[tuple[Kept, AlertChanged]]) -> Iterator[Told]:
    chains: dict[tuple[str, str, str], list[tuple[Kept, AlertChanged]]] = defaultdict(list)
    for kept, change in changes:
        said = change.data
        chains[said.target, said.scope, said.kind].append((kept, change))
    for chain in chains.values():
        chain.sort(key=lambda one: (one[1].data.opening, one[1].data.seq))
        changes_of = [change for _, change in chain]
        for number, (kept, change) in enumerate(chain):
            yield Told(kept, change, changes_of[:number])


def _known(told: Told) -> tuple[int, int, int]:
    said = told.change.data
    return int(said.decision.known_at.partition(":")[2]), said.opening, said.seq


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


def _again(told: Told, facts: Facts, rules: Rules, chains: Chains) -> AlertChanged | None:
    """Return what follows in the place of a change; None where nothing does."""
    change, said = told.change, told.change.data
    if change.type not in {*DECIDED_TYPES, SCORED_TYPE} or closed_by_hand(said):
        return handle_again(told.life[-1], change, chains) if told.life else None
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


def _status(said: AlertData, facts: Facts) -> TargetStatus | TaskStatus | None:
    """Return the status that a change was decided from."""
    known = int(said.decision.known_at.partition(":")[2])
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


def _compared(told: Told, again: AlertChanged | None) -> Iterator[Difference]:
    if again is None:
        yield told.differs("type", told.change.type, None)
        return
    made = encode(again)
    if made == told.kept.body:
        return
    # As read, not as sent: what a later version leaves out as a default is not a difference.
    recorded = orjson.loads(encode(told.change))
    found = [*_fields(recorded, orjson.loads(made))]
    for what, one, other in found:
        yield told.differs(what, one, other)


def _fields(recorded: Any, again: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield each innermost field that differs, with its path."""
    if isinstance(recorded, Mapping) and isinstance(again, Mapping):
        for name in sorted({*recorded, *again}):
            inner = f"{path}.{name}" if path else name
            yield from _fields(recorded.get(name), again.get(name), inner)
    elif recorded != again:
        yield path, recorded, again


def _short(value: object) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
