"""Which events wait, and from where on, is a function of the log and the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projector import parking
from services.projector.fold import (
    Admitted,
    LogRecord,
    SubjectRows,
    SubjectState,
    derive,
    extend,
)
from services.projector.parking import Division, Name, Poison, Unread, divide, find_poison, read
from services.projector.waiting import pack_headers, unpack_headers
from tests.services.projector import events
from tests.services.projector.events import Told

DAY = date(2023, 3, 1)
A, B = "indicator/chi-so-a", "indicator/chi-so-b"
POISON = "666"


def measured(name: str, number: int, value: str = "4") -> Told:
    """One result of an indicator."""
    return events.measurement(
        value, event_id=f"{name}-{number}", indicator_id=name, period=f"20{10 + number}"
    )


def records(*told: Told | bytes, key: bytes | None = A.encode()) -> list[LogRecord]:
    """Events on a partition; bytes stand for a value that nobody can read, under `key`."""
    return [
        LogRecord(3, offset, 0, key, one)
        if isinstance(one, bytes)
        else LogRecord(3, offset, one.timestamp_ms, one.key, one.value)
        for offset, one in enumerate(told)
    ]


def divided(log: Sequence[LogRecord], waiting: frozenset[Name] = frozenset()) -> Division:
    """A batch, divided by what its reading alone says."""
    found = [read(one) for one in log]
    return divide(
        [one for one in found if isinstance(one, Admitted)],
        [one for one in found if isinstance(one, Unread)],
        waiting=waiting,
        poison={},
    )


def offsets(division: Division) -> tuple[list[int], list[int]]:
    """The offsets that are applied, and those that wait."""
    return [one.offset for one in division.apply], [offset for _, _, offset in division.wait]


def test_later_events_of_the_subject_wait_behind_what_cannot_be_read() -> None:
    """Earlier events of it and all of other subjects are applied; what waits keeps its order."""
    log = records(
        measured("chi-so-a", 1),
        events.of_a_later_version(A),
        measured("chi-so-b", 1),
        measured("chi-so-a", 2),
        events.of_a_later_version(A),
    )

    division = divided(log)

    assert offsets(division) == ([0, 2], [1, 3, 4])
    [begun] = division.begin
    assert (begun.subject, begun.offset, begun.reason.code) == (A, 1, "unreadable_record")


def test_a_subject_that_waits_goes_on_waiting_and_is_not_begun_anew() -> None:
    """All its events wait, readable or not."""
    log = records(measured("chi-so-a", 1), events.of_a_later_version(A), measured("chi-so-b", 1))

    division = divided(log, frozenset({(3, A)}))

    assert offsets(division) == ([2], [0, 1])
    assert division.begin == ()


@pytest.mark.parametrize("key", [None, b"", b"\xff", b"no-kind", B.encode()])
def test_a_record_that_is_not_ingests_waits_alone(key: bytes | None) -> None:
    """Without a key, or under another subject's, it holds up neither subject."""
    stray = LogRecord(3, 0, 0, key, measured("chi-so-a", 1).value)
    log = [stray, *records(b"", measured("chi-so-a", 2), measured("chi-so-b", 1))[1:]]

    division = divided(log)

    assert offsets(division) == ([1, 2], [0])
    [begun] = division.begin
    assert (begun.subject, begun.reason.code) == ("?/3", "foreign_record")
    assert begun.event == "H20.14/chi-so-a-1"


@pytest.mark.parametrize("value", [b"", b"{", b"\xff\x00", b"[1]", b'{"subject": "indicator/x"}'])
def test_bytes_that_ingest_cannot_have_written_wait_alone(value: bytes) -> None:
    """Whoever put them under a real subject's key, that subject goes on."""
    division = divided(records(measured("chi-so-a", 1), value, measured("chi-so-a", 2)))

    assert offsets(division) == ([0, 2], [1])
    [begun] = division.begin
    assert (begun.subject, begun.reason.code) == ("?/3", "foreign_record")


def test_the_first_poisoned_event_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many events in one batch, the one that made judging fail, with its name and the words."""
    monkeypatch.setattr(parking, "derive", poisoned)
    told = [measured("chi-so-a", n, POISON if n == 5 else "4") for n in range(12)]

    found = find_poison(A, SubjectState(3), admitted(told), DAY)

    assert found is not None
    assert (found.offset, found.event) == (5, "H20.14/chi-so-a-5")
    assert found.reason.code == "cannot_judge"
    assert "ZeroDivisionError" in found.reason.vi
    assert find_poison(A, SubjectState(3), admitted(told[:5]), DAY) is None


def test_a_day_alone_can_make_a_subject_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any event, the waiting begins with whatever comes next on the partition."""
    monkeypatch.setattr(parking, "derive", poisoned)
    state = extend(SubjectState(3), admitted([measured("chi-so-a", 5, POISON)]))

    found = find_poison(A, state, (), DAY, next_offset=7)

    assert found is not None
    assert (found.offset, found.event) == (7, None)


def test_what_an_error_says_is_the_same_in_every_process() -> None:
    """Where an object lies in memory is left out, and what PostgreSQL cannot keep."""
    assert parking.told(KeyError(object())) == "KeyError: <object object at 0x…>"
    assert parking.told(ValueError("a\x00b\nsecond line")) == "ValueError: a?b"


def test_headers_are_kept_as_they_are() -> None:
    """Names twice, bytes that are no text and none at all come back in order."""
    headers = (("a", b"\xff"), ("a", None), ("b", b""))
    assert unpack_headers(pack_headers(headers)) == headers


STEPS = st.lists(
    st.tuples(st.sampled_from(["chi-so-a", "chi-so-b", "chi-so-c"]), st.integers(0, 9)),
    min_size=1,
    max_size=14,
)


@given(steps=STEPS, cuts=st.sets(st.integers(1, 13)))
def test_batches_change_nothing_of_what_waits(steps: list[tuple[str, int]], cuts: set[int]) -> None:
    """However the log is cut into batches, the same events wait and the same rows are shown.

    And they are those of the whole log, looked at subject by subject and event by event.
    """
    told = [told_of(number, name, dice) for number, (name, dice) in enumerate(steps)]
    log = [LogRecord(3, n, 0, key, value) for n, (key, value) in enumerate(told)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parking, "derive", poisoned)

        waiting, parked, rows = played(log, sorted(cuts))

    first, expected = first_poison(log)
    assert {name: one.offset for name, one in waiting.items()} == first
    assert parked == [
        one.offset for one in log if one.offset >= first.get((3, key_of(one)), len(log))
    ]
    assert rows == expected


def told_of(number: int, name: str, dice: int) -> tuple[bytes, bytes]:
    """A record: one in five cannot be read, one in five cannot be judged."""
    key = f"indicator/{name}".encode()
    if dice < 2:
        return key, events.of_a_later_version(key.decode())
    return key, measured(name, number, POISON if dice < 4 else "4").value


Outcome = tuple[dict[Name, Poison], list[int], dict[str, SubjectRows]]


def played(log: Sequence[LogRecord], cuts: Sequence[int]) -> Outcome:
    """What a live projector makes of the log, batch after batch."""
    waiting: dict[Name, Poison] = {}
    parked: list[int] = []
    states: dict[str, SubjectState] = {}
    for start, end in zip([0, *cuts], [*cuts, len(log)], strict=True):
        found = [read(one) for one in log[start:end]]
        readable = [one for one in found if isinstance(one, Admitted)]
        unread = [one for one in found if isinstance(one, Unread)]
        division = divide(readable, unread, waiting=waiting, poison={})
        poison: dict[Name, Poison] = {}
        for subject, news in by_subject(division.apply).items():
            one = find_poison(subject, states.get(subject, SubjectState(3)), news, DAY)
            if one is not None:
                poison[one.name] = one
        division = divide(readable, unread, waiting=waiting, poison=poison)
        for subject, news in by_subject(division.apply).items():
            states[subject] = extend(states.get(subject, SubjectState(3)), news)
        waiting |= {one.name: one for one in division.begin}
        parked += [offset for _, _, offset in division.wait]
    rows = {subject: derive(subject, state, DAY) for subject, state in states.items()}
    return waiting, parked, rows


def first_poison(log: Sequence[LogRecord]) -> tuple[dict[Name, int], dict[str, SubjectRows]]:
    """Where each subject begins to wait, and the rows before that: one event after the other."""
    first: dict[Name, int] = {}
    rows: dict[str, SubjectRows] = {}
    states: dict[str, SubjectState] = {}
    for record in log:
        subject = key_of(record)
        if (3, subject) in first:
            continue
        one = read(record)
        try:
            assert isinstance(one, Admitted)
            state = extend(states.get(subject, SubjectState(3)), [one])
            rows[subject], states[subject] = poisoned(subject, state, DAY), state
        except (AssertionError, ZeroDivisionError):
            first[3, subject] = record.offset
    return first, rows


def key_of(record: LogRecord) -> str:
    """The subject that a record names."""
    return (record.key or b"").decode()


def by_subject(told: Sequence[Admitted]) -> dict[str, list[Admitted]]:
    """Events by subject."""
    found: dict[str, list[Admitted]] = defaultdict(list)
    for one in told:
        found[one.subject].append(one)
    return found


def admitted(told: Sequence[Told]) -> list[Admitted]:
    """Events as read from the log."""
    return [one for one in map(read, records(*told)) if isinstance(one, Admitted)]


def poisoned(subject: str, state: SubjectState, day: date) -> SubjectRows:
    """Judging by a program with a fault: it cannot bear one value."""
    if any(f"value=Decimal('{POISON}')" in repr(one) for one in state.history.reports.values()):
        raise ZeroDivisionError("chia cho 0")
    return derive(subject, state, day)
