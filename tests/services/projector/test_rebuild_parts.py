"""What a rebuild decides, without servers: folding in parts, telling rows apart, expectations."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from aiokafka.structs import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from services.projector.rebuild import folding, room
from services.projector.rebuild.differences import Change, Difference, changes, differing
from services.projector.rebuild.expectation import ExpectationWrong, read_expectation
from services.projector.rebuild.folding import Folded, Part, TooMuchInMemory, Troubled, bucket_of
from services.projector.rebuild.room import Room
from services.projector.rows import COLUMNS, Row, rows_of
from tests.services.projector import events
from tests.services.projector.events import Told

DAY = date(2023, 6, 1)
RECORDS, BYTES_BESIDE = 2_000, 300
COORDINATES = {"partition", "known_partition", "known_offset"}


def told() -> list[Told]:
    """Plans, targets, tasks and reports of several subjects."""
    found = [events.agency(), events.plan(), events.task()]
    for name in ("kinh-te-so", "ho-so", "giong"):
        found += [events.indicator(name), events.target(name)]
        found += [
            events.measurement(
                f"{number}.5",
                event_id=f"{name}-{number}",
                indicator_id=name,
                period=f"2023-0{number}",
                received_after_seconds=number,
            )
            for number in range(1, 5)
        ]
    return found


TOLD = told()


def log(order: Sequence[Told], partitions: int) -> list[list[ConsumerRecord]]:
    """Put events on a log of so many partitions, in this order."""
    found: list[list[ConsumerRecord]] = [[] for _ in range(partitions)]
    for one in order:
        number = bucket_of(one.key, partitions)
        here = found[number]
        here.append(fetched(number, len(here), one.timestamp_ms, one.key, one.value))
    return found


def fetched(
    partition: int,
    offset: int,
    timestamp_ms: int,
    key: bytes | None,
    value: bytes,
    headers: Sequence[tuple[str, bytes]] = (),
) -> ConsumerRecord:
    """A record as a consumer hands it on."""
    sizes = (None, len(key or b""), len(value))
    return ConsumerRecord("log", partition, offset, timestamp_ms, 0, key, value, *sizes, headers)


def rebuilt(partitions: Sequence[Sequence[ConsumerRecord]], buckets: int, batch: int) -> set[str]:
    """Fold a log in parts, and return its rows without their places."""
    rows: set[str] = set()
    for number, records in enumerate(partitions):
        for bucket in range(buckets):
            part = Part(number)
            mine = [one for one in records if bucket_of(one.key, buckets) == bucket]
            for start in range(0, len(mine), batch):
                part.take(mine[start : start + batch])
            derived = [one.rows for one in part.folded(DAY)]
            for table, found in rows_of(derived).items():
                rows |= {f"{table} {row}" for row in without_places(table, found)}
    return rows


def without_places(table: str, rows: Sequence[Row]) -> Iterator[Row]:
    """Leave out where on the log rows come from."""
    for row in rows:
        yield tuple(
            cell for name, cell in zip(COLUMNS[table], row, strict=True) if name not in COORDINATES
        )


EXPECTED = rebuilt(log(TOLD, 12), 1, 100)


@given(
    order=st.permutations(TOLD),
    again=st.lists(st.sampled_from(TOLD), max_size=8),
    partitions=st.integers(1, 20),
    buckets=st.integers(1, 4),
    batch=st.integers(1, 30),
)
def test_the_fold_is_a_function_of_the_set_of_facts(
    order: list[Told], again: list[Told], partitions: int, buckets: int, batch: int
) -> None:
    """Any order, repetition, partition count, division and batch gives the same rows."""
    assert rebuilt(log([*order, *again], partitions), buckets, batch) == EXPECTED


def folded(*records: ConsumerRecord) -> list[Folded]:
    """Fold records that are one part."""
    part = Part(0)
    part.take(records)
    return list(part.folded(DAY))


def test_a_record_that_cannot_be_read_is_no_work_for_many_at_a_time() -> None:
    """The partition is then applied in batches, where such an event is parked."""
    [[record]] = log(TOLD[:1], 1)
    for trouble in (replace(record, value=b"{}"), replace(record, key=None)):
        with pytest.raises(Troubled):
            folded(trouble)


def test_a_part_that_is_too_much_is_divided_unless_it_is_one_subject(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dividing helps where subjects share a part; one that is too much alone goes in batches."""
    some = [events.measurement("1", event_id=str(n), indicator_id="giong") for n in range(3)]
    [alone], [shared] = log(some, 1), log([*some[:2], events.target("ho-so")], 1)
    monkeypatch.setattr(folding, "BYTES_AT_ONCE", sum(len(one.value) for one in some[:2]))
    with pytest.raises(TooMuchInMemory):
        Part(0).take(shared)
    with pytest.raises(Troubled, match="indicator/giong alone"):
        Part(0).take(alone)


def test_an_event_that_stands_twice_is_one_fact() -> None:
    """The first of them is kept, and both are counted as done."""
    [records] = log([TOLD[0], TOLD[0]], 1)
    [one] = folded(*records)
    assert [fact.offset for fact in one.facts] == [0]
    assert one.records == 2


def test_an_event_of_two_subjects_is_no_work_for_many_at_a_time() -> None:
    """Which of them counts is for the facts' ledger to say, in the order of the log."""
    both = [events.measurement("1", event_id="x", indicator_id=name) for name in ("ho-so", "giong")]
    with pytest.raises(Troubled):
        folded(*log(both, 1)[0])


def test_facts_come_in_the_order_of_the_log_subject_by_subject() -> None:
    """So they lie beside one another in the table, as an index of them has them."""
    [records] = log(TOLD, 1)
    places = [(fact.subject, fact.offset) for one in folded(*records) for fact in one.facts]
    assert places == sorted(places)
    assert len(places) == len(TOLD)


async def test_two_versions_are_told_apart_row_by_row() -> None:
    """Streams ordered by key are merged: what only one has, and what both have otherwise."""
    old = {("a",): (1, 1), ("b",): (2, 2), ("d",): (4, 4)}
    new = {("b",): (2, 3), ("c",): (3, 3), ("d",): (4, 4)}
    assert [one async for one in differing(_stream(old), _stream(new))] == [
        (("a",), "removed"),
        (("b",), "changed"),
        (("c",), "added"),
    ]


@given(
    st.dictionaries(st.tuples(st.text("ab", max_size=3)), st.tuples(*[st.integers(0, 2)] * 2)),
    st.dictionaries(st.tuples(st.text("ab", max_size=3)), st.tuples(*[st.integers(0, 2)] * 2)),
)
async def test_what_differs_is_what_a_set_would_say(
    old: dict[tuple[str], tuple[int, int]], new: dict[tuple[str], tuple[int, int]]
) -> None:
    """However the rows lie, none is missed and none is made up."""
    found = {key async for key, _ in differing(_stream(old), _stream(new))}
    assert found == {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


async def _stream(
    rows: dict[tuple[str], tuple[int, int]],
) -> AsyncIterator[tuple[tuple[str], tuple[int, int]]]:
    for key in sorted(rows):
        yield key, rows[key]


def test_a_changed_cell_is_shown_with_both_values_and_json_by_its_members() -> None:
    """Old → new, of a JSON cell only the members that differ."""
    old = {"reason": "a", "status": {"phase": "x", "verdict": "dat"}, "unit": "%"}
    new = {"reason": "b", "status": {"phase": "x", "verdict": "vuot"}, "unit": "%"}
    assert changes(old, new) == (
        Change("reason", "a", "b"),
        Change("status.verdict", "dat", "vuot"),
    )


EXPECTATION = """
expect:
  - table: targets
    keys: ["*-2023"]
    columns: [reason, status]
    why: Quy tắc mới
"""


@pytest.mark.parametrize(
    ("difference", "covered"),
    [
        (Difference("targets", "a-2023", "changed", (Change("reason", "x", "y"),)), True),
        (Difference("targets", "a-2023", "changed", (Change("status.reason", "x", "y"),)), True),
        (Difference("targets", "a-2023", "changed", (Change("unit", "x", "y"),)), False),
        (Difference("targets", "a-2022", "changed", (Change("reason", "x", "y"),)), False),
        (Difference("targets", "a-2023", "removed"), False),
        (Difference("tasks", "a-2023", "changed", (Change("reason", "x", "y"),)), False),
    ],
)
def test_an_expectation_covers_what_it_declares_and_nothing_else(
    difference: Difference, covered: bool
) -> None:
    """Table, key, kind and every column that differs must be as declared."""
    assert (read_expectation(EXPECTATION).which(difference) is not None) is covered


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("expect: []", "expect"),
        ("expect: [{table: targets, keys: ['*']}]", "why"),
        ("expect: [{table: t, keys: ['*'], why: w, color: red}]", "color"),
        ("expect: [{table: t, keys: ['*'], why: w, kinds: [gone]}]", "kinds"),
        ("a: [", "YAML"),
        ("x" * 300_000, "byte"),
    ],
)
def test_what_is_no_expectation_is_refused_with_the_place(text: str, named: str) -> None:
    """Strict: nothing unknown is passed over, nothing missing is filled in."""
    with pytest.raises(ExpectationWrong, match=named):
        read_expectation(text)


def test_a_part_keeps_of_a_record_little_beside_its_bytes() -> None:
    """Ingest writes two headers to each, which the chain needs and the fold does not."""

    def records() -> Iterator[ConsumerRecord]:
        for offset in range(RECORDS):
            headers = (("content-type", bytes(40)), ("received_sha256", bytes(64)))
            place = (0, 1_000 + offset, 10**12 + offset)
            yield fetched(*place, b"indicator/x", bytes(10), headers)

    part = Part(0)
    tracemalloc.start()
    part.take(records())
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept / RECORDS < BYTES_BESIDE + 10


async def test_two_partitions_at_work_hold_together_no_more_than_one_may_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second is read while the first lets go; one that is more than that has it all, alone."""
    [records] = log(TOLD, 1)
    batch = max(len(one.value) for one in records)
    one_part = sum(len(one.value) for one in records)
    monkeypatch.setattr(room, "TOGETHER_BYTES", one_part * 2 // 3)
    shared = Room()
    parts: list[Part] = []
    held: list[int] = []
    both: list[int] = []

    def look() -> None:
        holding = [one.held_bytes for one in parts if one.held_bytes]
        held.append(sum(holding))
        both.append(len(holding))

    async def build() -> None:
        part = Part(0)
        parts.append(part)
        with shared.holding(part):
            async with shared.reading:
                for one in records:
                    part.take([one])
                    look()
                    await shared.enough()
                    await asyncio.sleep(0)
            for _ in part.folded(DAY):
                look()
                shared.let_go()
                await asyncio.sleep(0)
        assert part.held_bytes == 0

    monkeypatch.setattr(folding, "SUBJECTS_AT_ONCE", 1)
    await asyncio.gather(*[build() for _ in range(4)])

    assert max(both) == 2
    assert max(held) <= one_part + batch
