"""The benchmark's load: as ingest would have written it, and the same for the same seed."""

from itertools import islice

from contracts.codec import decode, encode
from tests.bench.load import load, provinces_for, record


def test_the_load_is_what_ingest_would_have_written() -> None:
    """Every kind of event is canonical, and its key is its subject."""
    kinds = set()
    for event in islice(load(400_000), 11_000):
        key, value = record(event)
        read = decode(value)
        assert (encode(read), read.subject.encode()) == (value, key)
        kinds.add(event["type"])
    assert len(kinds) == 7


def test_the_same_seed_gives_the_same_load() -> None:
    """Another seed gives other values, and every event has an id of its own."""
    first, again, other = (list(load(9_000, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert len({(event["source"], event["id"]) for event in first}) == 9_000


def test_a_larger_load_has_more_provinces_and_no_longer_history() -> None:
    """So that a rebuild's time can be compared between sizes."""
    assert (provinces_for(1_000_000), provinces_for(10_000_000)) == (34, 340)
