"""P9: what was known at every position is what replaying the log up to that position gives."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.history import Fact, fold
from domain.status import judge_target
from domain.task_status import judge_task
from tests.builders import TARGET_ID, TASK_ID
from tests.domain.facts import days, fact_lists


@given(facts=fact_lists, as_of=days, data=st.data())
def test_facts_kept_once_give_what_the_log_gave_at_every_position(
    facts: list[Fact], as_of: date, data: st.DataObject
) -> None:
    """Law: a log may hold an event again; the table keeps its first place, in no order at all."""
    again = data.draw(st.lists(st.sampled_from(facts), max_size=6)) if facts else []
    log = data.draw(st.permutations([*facts, *again]))
    first_places: dict[object, tuple[int, Fact]] = {}
    for offset, fact in enumerate(log):
        first_places.setdefault(fact.stamp.event, (offset, fact))
    kept = data.draw(st.permutations(list(first_places.values())))

    for position in range(len(log) + 1):
        known = fold(fact for offset, fact in kept if offset < position)
        replayed = fold(log[:position])
        assert known == replayed
        assert judge_target(known, TARGET_ID, as_of) == judge_target(replayed, TARGET_ID, as_of)
        assert judge_task(known, TASK_ID, as_of) == judge_task(replayed, TASK_ID, as_of)
