"""Changes of alerts as the topic tells them, each with those before it, and how one differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError

from contracts.alerts import ALERT_ADAPTER, AlertChanged
from contracts.codec import encode
from services.cli.alerts.spool import Kept

SHOWN_CHARACTERS = 200


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


def read_change(kept: Kept) -> AlertChanged | Difference:
    """Read a change; a difference where it is none."""
    try:
        return ALERT_ADAPTER.validate_json(kept.body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "value"
        return Difference(kept.place, "", 0, "", where, first["msg"], "")


def told_in_order(changes: Iterable[tuple[Kept, AlertChanged]]) -> Iterator[Told]:
    """Yield each change with those of its chain before it."""
    chains: dict[tuple[str, str, str], list[tuple[Kept, AlertChanged]]] = defaultdict(list)
    for kept, change in changes:
        said = change.data
        chains[said.target, said.scope, said.kind].append((kept, change))
    for chain in chains.values():
        chain.sort(key=lambda one: (one[1].data.opening, one[1].data.seq))
        changes_of = [change for _, change in chain]
        for number, (kept, change) in enumerate(chain):
            yield Told(kept, change, changes_of[:number])


def compared(told: Told, again: AlertChanged | None) -> Iterator[Difference]:
    """Yield in what a change is not the one that follows; None: nothing follows in its place."""
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
