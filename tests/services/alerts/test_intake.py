"""Which statuses of a batch count, and that the fast way to read one reads the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import orjson
import pytest
from pydantic import ValidationError

from contracts.codec import encode
from contracts.status import STATUS_ADAPTER, SeriesPoint, StatusData
from contracts.status_reading import ReadStatus, read_status
from services.alerts.intake import STOOD_MILLISECONDS, Found, worth_reading
from services.alerts.quarantine import Poison
from tests.services.alerts.statuses import digital_economy, judged, status_bytes

STATUS = judged(*digital_economy(), on="2023-09-15")


@dataclass(frozen=True, slots=True)
class Given:
    """A record as it stands on the topic."""

    value: bytes | None
    timestamp: int
    key: bytes | None = b"target/kinh-te-so-2023@H20"
    offset: int = 0
    topic: str = "chitieu.status.v1"
    partition: int = 0


def status(seq: int, at: int) -> Given:
    """A status with its number, written at a millisecond."""
    return Given(status_bytes(STATUS, seq=seq), at)


def seqs(found: Iterable[tuple[int, Found]]) -> list[int]:
    """The numbers of the statuses that count, in order."""
    read = [each for _, each in found]
    return sorted(each.data.status_seq for each in read if isinstance(each, ReadStatus))


def test_a_status_replaced_at_once_is_passed_over() -> None:
    """Given three within half a second each / expect only the last to count."""
    batch = [status(1, 0), status(2, 400), status(3, 800)]
    assert seqs(worth_reading(batch)) == [3]


def test_a_status_that_stood_is_decided_on() -> None:
    """Given two that stood for half a second / expect both to count, however late they are read."""
    batch = [status(1, 0), status(2, STOOD_MILLISECONDS), status(3, STOOD_MILLISECONDS + 1)]
    assert seqs(worth_reading(batch)) == [1, 3]


def test_what_is_told_late_replaces_nothing_newer() -> None:
    """Given an older status behind a newer one / expect the newer one to count."""
    assert seqs(worth_reading([status(2, 0), status(1, 10)])) == [2]


def test_an_unreadable_status_replaces_none() -> None:
    """Given an unreadable one behind a good one / expect it set aside, the good one to count."""
    broken = Given(b'{"data":{"status_seq":3}}', 10)
    found = list(worth_reading([status(1, 0), broken, Given(None, 20)]))
    assert seqs(found) == [1]
    assert [place for place, each in found if isinstance(each, Poison)] == [1, 2]


def test_the_fast_way_reads_the_same() -> None:
    """Given a status, read twice / expect what its model reads, and its canonical bytes."""
    value = status_bytes(STATUS, seq=1)
    expected: StatusData = STATUS_ADAPTER.validate_json(value).data
    for _ in range(2):
        read = read_status(value)
        assert read.data == expected
        assert read.told == encode(expected)


@pytest.mark.parametrize("series", [STATUS.series, STATUS.series[:1], ()])
def test_another_writers_blanks_and_texts_are_read_as_they_are(
    series: tuple[SeriesPoint, ...],
) -> None:
    """Given a series, blanks, and both in a text / expect what the model reads, and its JSON."""
    text = f"[ ] [] {encode(series[0]).decode() if series else ''}"
    odd = STATUS.model_copy(update={"text": text, "series": series})
    message = orjson.loads(status_bytes(odd, seq=1))
    value = orjson.dumps(message, option=orjson.OPT_INDENT_2).replace(b"[]", b"[ ]")
    read = read_status(value)
    assert read.data == STATUS_ADAPTER.validate_json(value).data
    assert orjson.loads(read.told) == orjson.loads(value)["data"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (b"[]", ()),
        (b"{", ()),
        (status_bytes(STATUS, seq=1).replace(b'"m-2021"', b'"m 2021"'), ("series", 1, "event")),
    ],
)
def test_what_is_no_status_is_refused_in_the_words_of_the_model(
    given: bytes, field: tuple[str | int, ...]
) -> None:
    """Given no status / expect the error of the whole model, with the place in it."""
    with pytest.raises(ValidationError) as refused:
        read_status(given)
    places = [problem["loc"] for problem in refused.value.errors()]
    assert any(set(field) <= set(place) for place in places)
