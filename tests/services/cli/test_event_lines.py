"""Events as JSON lines: read with their places, put into batches, sent as the bytes they are."""

from io import BytesIO

import orjson
from hypothesis import given
from hypothesis import strategies as st

from services.cli import event_lines
from services.cli.event_lines import BATCH_MAX_EVENTS, EventLine, batches, body, read_lines


def read(text: bytes) -> list[EventLine]:
    """The lines of a file with this content."""
    return list(read_lines(BytesIO(text), "f.jsonl"))


def test_blank_lines_are_passed_over_and_numbers_stay_true() -> None:
    """A line keeps the number that an editor shows, whatever blank lines stand before it."""
    lines = read(b'\n{"id":"a"}\n   \n{"id":"b"}')
    assert [(line.place, line.raw) for line in lines] == [
        ("f.jsonl:2", b'{"id":"a"}'),
        ("f.jsonl:4", b'{"id":"b"}'),
    ]


def test_a_line_that_is_no_object_is_flawed_and_spoils_no_other() -> None:
    """Broken JSON and a bare number are told by code; the line between them is sendable."""
    flaws = [line.flaw and line.flaw[0] for line in read(b'{"id":\n{"id":"b"}\n17\n')]
    assert flaws == ["not_json", None, "not_an_object"]


def test_an_endless_line_is_cut_and_the_next_one_is_read() -> None:
    """A line beyond the limit is told as too large, and memory stays bounded."""
    text = b'{"x":"' + b"y" * (3 * event_lines.LINE_MAX_BYTES) + b'"}\n{"id":"b"}\n'
    first, second = read(text)
    assert (first.flaw or ("",))[0] == "too_large"
    assert (second.number, second.raw, first.raw) == (2, b'{"id":"b"}', b"")


def test_numbers_go_out_as_they_stand_in_the_file() -> None:
    """No number passes through a float on its way to ingest."""
    lines = read(b'{"v":0.10}\n{"v":25.940}\n')
    assert body(lines) == b'[{"v":0.10},{"v":25.940}]'


@given(st.lists(st.integers(min_value=2, max_value=40_000), max_size=60))
def test_batches_hold_every_line_once_in_order_within_the_limits(sizes: list[int]) -> None:
    """Whatever the sizes, batches are within both limits and together are the input."""
    lines = [EventLine("f", n, b"x" * size) for n, size in enumerate(sizes)]
    made = list(batches(lines))
    assert [line for batch in made for line in batch] == lines
    assert all(0 < len(batch) <= BATCH_MAX_EVENTS for batch in made)
    assert all(len(body(batch)) <= event_lines.BATCH_MAX_BYTES + 2 for batch in made)


def test_a_batch_is_the_json_array_of_its_lines() -> None:
    """What is sent can be read as one array."""
    assert orjson.loads(body(read(b'{"id":"a"}\n{"id":"b"}\n'))) == [{"id": "a"}, {"id": "b"}]
