"""What the projector keeps in memory is bounded, and only a copy."""

from __future__ import annotations

from services.projector.cache import SubjectCache
from services.projector.fold import SubjectState


def state(facts: int) -> SubjectState:
    """A subject of so many facts."""
    return SubjectState(0, facts=facts)


def test_the_least_recently_used_subjects_leave_first() -> None:
    """Beyond the bound, what was asked for longest ago is dropped."""
    cache = SubjectCache(max_facts=10)
    cache.keep({"a": state(4), "b": state(4)})
    cache.known(["a"])

    cache.keep({"c": state(4)})

    assert set(cache.known(["a", "b", "c"])) == {"a", "c"}


def test_a_subject_that_grows_counts_once() -> None:
    """A newer state takes the place of the older; nothing is counted twice."""
    cache = SubjectCache(max_facts=10)
    for facts in range(1, 10):
        cache.keep({"a": state(facts)})

    cache.keep({"b": state(1)})

    assert set(cache.known(["a", "b"])) == {"a", "b"}


def test_forgetting_makes_room() -> None:
    """After a rollback nothing is known, and nothing weighs."""
    cache = SubjectCache(max_facts=10)
    cache.keep({"a": state(9)})

    cache.clear()
    cache.keep({"b": state(5), "c": state(5)})

    assert set(cache.known(["a", "b", "c"])) == {"b", "c"}
