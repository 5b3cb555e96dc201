"""What the whole log of one subject amounts to, poison or not: pure, for a rebuild and for tests.

Where nothing waits this is `extend` and `derive`. A failure of the program is looked for on one
day with all events at once, while the live projector met it batch by batch and day by day; as
long as what is poisoned stays so, both find the same event. `Mark` carries over what they
cannot both know, the day that the rows shown were judged as of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.projector.fold import Admitted, SubjectRows, SubjectState, derive, extend
from services.projector.parking import Poison, Unread, find_poison, readable


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the live version has come with a subject whose events wait there."""

    since_offset: int
    rows_as_of: date


@dataclass(frozen=True, slots=True)
class Placed:
    """A subject as its whole log makes it: what is applied, and what waits from where on.

    `rows` are those as of `rows_as_of`, none where nothing is applied.
    """

    state: SubjectState
    applied: tuple[Admitted, ...]
    rows: SubjectRows | None
    rows_as_of: date
    poison: Poison | None = None


def place(
    subject: str,
    partition: int,
    records: Iterable[Admitted | Unread],
    day: date,
    *,
    mark: Mark | None = None,
) -> Placed:
    """Return what all records of a subject, in the order of the log, amount to on a day.

    `mark` is what the live version shows. A subject that waits there and still cannot be judged
    comes out as it stands there, its rows as of the same day; one that now can be is applied
    whole.
    """
    events, poison = readable(records)
    if mark is not None:
        held = _as_marked(subject, partition, events, poison, day, mark)
        if held is not None:
            return held
    found = find_poison(subject, SubjectState(partition), events, day)
    if found is not None:
        poison = found
        events = [one for one in events if one.offset < found.offset]
    return _placed(subject, partition, events, day, poison)


def _as_marked(
    subject: str,
    partition: int,
    events: Sequence[Admitted],
    unread: Poison | None,
    day: date,
    mark: Mark,
) -> Placed | None:
    """Return the subject as the live version has it, where it has to wait here too."""
    earlier = [one for one in events if one.offset < mark.since_offset]
    later = events[len(earlier) :]
    before = extend(SubjectState(partition), earlier)
    poison: Poison | None
    if unread is not None and unread.offset == mark.since_offset:
        poison = unread
    elif later and later[0].offset == mark.since_offset:
        poison = find_poison(subject, before, later[:1], mark.rows_as_of)
    else:
        poison = find_poison(subject, before, (), day, next_offset=mark.since_offset)
    if poison is None:
        return None
    return _placed(subject, partition, earlier, mark.rows_as_of, poison)


def _placed(
    subject: str, partition: int, events: Sequence[Admitted], day: date, poison: Poison | None
) -> Placed:
    state = extend(SubjectState(partition), events)
    rows = derive(subject, state, day) if events else None
    return Placed(state, tuple(events), rows, day, poison)
