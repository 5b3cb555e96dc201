"""The hash chain of a partition: whatever is done to a history, its head tells."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.projector.chain import HEAD_BYTES, begin, link
from services.projector.fold import LogRecord

Histories = st.lists(
    st.builds(
        LogRecord,
        partition=st.just(3),
        offset=st.just(0),
        timestamp_ms=st.integers(0, 2**40),
        key=st.none() | st.binary(max_size=8),
        value=st.none() | st.binary(max_size=20),
        headers=st.lists(
            st.tuples(st.text(max_size=4), st.none() | st.binary(max_size=4)), max_size=3
        ).map(tuple),
    ),
    min_size=1,
    max_size=8,
).map(lambda ones: [one._replace(offset=at) for at, one in enumerate(ones)])


def head_of(records: Sequence[LogRecord], partition: int = 3) -> bytes:
    """The head behind a history."""
    head = begin(partition)
    for record in records:
        head = link(head, record)
    return head


def test_the_rule_is_the_one_that_is_published() -> None:
    """An outsider's program holds the same bytes; a change of rule is another format."""
    record = LogRecord(
        0, 0, 1_672_884_000_000, "chỉ-tiêu/1".encode(), b"{}", (("h", b"v"), ("none", None))
    )
    assert (
        begin(0).hex(),
        link(begin(0), record).hex(),
        link(begin(0), record._replace(key=None, value=None, headers=())).hex(),
    ) == (
        "4f9d2c7e22e8e64a5654ee98b62c412d108515b0a483a0f2b8976991a9d13a5b",
        "3a701c65510be00222ef71c18f2bf830a0ecb494c17bcea59d9e4f3630bc67f5",
        "5866ff261a3c686ec46becc4d4f336be00bf2b992fa5b0b12abbd85e767ce0a6",
    )


def test_partitions_do_not_begin_alike() -> None:
    """So one partition's history cannot stand in for another's."""
    heads = {begin(number) for number in range(1000)}
    assert len(heads) == 1000
    assert {len(head) for head in heads} == {HEAD_BYTES}


@given(Histories, st.data())
def test_any_other_history_has_another_head(records: list[LogRecord], data: st.DataObject) -> None:
    """Whatever is changed, dropped, doubled, swapped or moved between fields."""
    at = data.draw(st.integers(0, len(records) - 1))
    one = records[at]
    others = data.draw(
        st.sampled_from(
            [
                [*records[:at], *records[at + 1 :]],
                [*records[: at + 1], *records[at:]],
                [*records[:at], *reversed(records[at:])],
                [*records[:at], one._replace(offset=one.offset + 1), *records[at + 1 :]],
                [
                    *records[:at],
                    one._replace(timestamp_ms=one.timestamp_ms + 1),
                    *records[at + 1 :],
                ],
                [*records[:at], one._replace(key=one.value, value=one.key), *records[at + 1 :]],
                [
                    *records[:at],
                    one._replace(headers=(*one.headers, ("", b""))),
                    *records[at + 1 :],
                ],
                [*records[:at], one._replace(value=(one.value or b"") + b"x"), *records[at + 1 :]],
            ]
        )
    )
    assume(others != records)
    assert head_of(others) != head_of(records)


@given(Histories, st.integers(0, 8))
def test_reading_in_parts_gives_the_same_head(records: list[LogRecord], at: int) -> None:
    """A head is all that must be kept to go on."""
    head = head_of(records[:at])
    for record in records[at:]:
        head = link(head, record)
    assert head == head_of(records)


@pytest.mark.parametrize("absent", [None, b""], ids=["none", "empty"])
def test_nothing_and_empty_differ(absent: bytes | None) -> None:
    """A key or value that is not there is no empty one."""
    record = LogRecord(3, 0, 0, absent, absent)
    other = LogRecord(3, 0, 0, b"" if absent is None else None, absent)
    assert head_of([record]) != head_of([other])
