"""What an examination says of a partition somebody has been at: exactly as much as can be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projector.fold import LogRecord
from services.projector.proof.checkpoint import Known
from services.projector.proof.exam import Exam, Finding
from tests.services.projector.proof.histories import forged, heads, history, record, renumbered

Records = list[LogRecord]
SOUND = history(0, 40)
EVERY = 10


def examined(records: Records, known: list[Known] | None = None) -> list[Finding]:
    """What is found, against a checkpoint of the sound history."""
    exam = Exam(0, EVERY, heads(0, SOUND, EVERY) if known is None else known)
    if not exam.take(records):
        return exam.findings
    return exam.finish()


def places(found: list[Finding]) -> list[tuple[str, int, int]]:
    """Codes and offsets."""
    return [(one.code, one.first_offset, one.last_offset) for one in found]


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda ones: ones, []),
        (
            lambda ones: [*ones[:17], forged(ones[17]), *ones[18:]],
            [("differs_from_checkpoint", 10, 19)],
        ),
        (
            lambda ones: renumbered([*ones[:17], *ones[18:]]),
            [("differs_from_checkpoint", 10, 19), ("shorter_than_checkpoint", 39, 39)],
        ),
        (
            lambda ones: renumbered([*ones[:21], ones[22], ones[21], *ones[23:]]),
            [("differs_from_checkpoint", 20, 29)],
        ),
        (lambda ones: ones[:25], [("shorter_than_checkpoint", 25, 29)]),
        (lambda _: [], [("shorter_than_checkpoint", 0, 9)]),
        (lambda ones: [*ones[:5], *ones[7:]], [("gap_in_log", 5, 6)]),
        (
            lambda _: history(0, 40, subjects=2),
            [("differs_from_checkpoint", 0, 9)],
        ),
        (
            lambda ones: [*ones[:3], ones[3]._replace(headers=(("h", b"x"),)), *ones[4:]],
            [("differs_from_checkpoint", 0, 9)],
        ),
        (lambda ones: [*ones, *[record(0, at) for at in range(40, 55)]], []),
    ],
    ids=[
        "nothing",
        "a byte",
        "dropped",
        "swapped",
        "truncated",
        "emptied",
        "a hole",
        "another log",
        "a header",
        "grown since",
    ],
)
def test_what_was_done_is_told_within_the_heads_that_are_known(
    tamper: Callable[[Records], Records], said: list[tuple[str, int, int]]
) -> None:
    """The first offset that can be wrong, and the last; a log that only grew is sound."""
    assert places(examined(tamper(SOUND))) == said


def test_without_intermediate_heads_all_before_may_be_wrong() -> None:
    """The view's one head proves that something before it differs, not where."""
    [last] = heads(0, SOUND, 1_000)
    view = replace(last, source="view")
    found = examined([forged(SOUND[0]), *SOUND[1:]], [view])
    assert places(found) == [("differs_from_view", 0, 39)]
    assert "khung nhìn đang dùng" in found[0].vi


def test_a_record_that_ingest_would_not_write_is_named_exactly() -> None:
    """Not canonical, or under another key: the first of each kind."""
    spaced = SOUND[4]._replace(value=(SOUND[4].value or b"").replace(b'","', b'", "'))
    misplaced = SOUND[7]._replace(key=b"indicator/khac")
    absent = SOUND[9]._replace(value=None)
    found = examined([*SOUND[:4], spaced, *SOUND[5:7], misplaced, SOUND[8], absent], [])
    assert places(found) == [("not_canonical", 4, 4), ("key_not_subject", 7, 7)]


@given(st.integers(1, 60), st.integers(1, 20), st.data())
def test_a_forged_record_is_always_within_the_offsets_told(
    length: int, every: int, data: st.DataObject
) -> None:
    """Whatever is forged wherever, and however dense the heads: the range told holds it."""
    sound = history(0, length)
    at = data.draw(st.integers(0, length - 1))
    exam = Exam(0, every, heads(0, sound, every))
    exam.take([*sound[:at], forged(sound[at]), *sound[at + 1 :]])
    [found] = exam.finish()
    assert found.first_offset <= at <= found.last_offset
    assert found.last_offset - found.first_offset < every
