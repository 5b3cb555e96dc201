"""What holds of obligations whatever is reported."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.measurement import ReportStated
from domain.obligation import Role
from domain.target import TargetStated
from tests.builders import FOCAL_POINT, count
from tests.domain.owing import led_by, owed, sent
from tests.domain.test_directory import CITY, DEPARTMENTS, DISTRICTS, HEALTH, TRADE

_reports: st.SearchStrategy[ReportStated] = st.builds(
    lambda by, words, on, period, status: sent(words, by, on=on, period=period, status=status),
    st.sampled_from([HEALTH, TRADE, CITY, FOCAL_POINT]),
    st.sampled_from(["1/2", "50", "done"]),
    st.sampled_from(["2022-03-01", "2022-11-29", "2022-11-30", "2023-01-05"]),
    st.sampled_from(["2022", "2022-Q1", "2022-S2", "2022-12"]),
    st.sampled_from(["A", "E"]),
)
_TARGETS = [led_by(DEPARTMENTS, DISTRICTS), led_by(HEALTH), led_by(DEPARTMENTS, rule=count("2"))]


@given(st.sampled_from(_TARGETS), st.lists(_reports, max_size=6), _reports)
def test_law_another_report_never_removes_an_obligation(
    stated: TargetStated, before: list[ReportStated], more: ReportStated
) -> None:
    """The rows are the same; and of every other member the state is too."""
    had = {one.key: one for one in owed("2022-12-15", stated, *before)}
    has = {one.key: one for one in owed("2022-12-15", stated, *before, more)}

    assert had.keys() == has.keys()
    scope = more.measurement.scope
    for key, one in had.items():
        if one.role is Role.MEMBER and one.scope != scope:
            assert has[key] == one


@given(st.lists(_reports, max_size=6), st.randoms(use_true_random=False))
def test_law_order_and_repetition_of_reports_change_nothing(
    facts: list[ReportStated], random: Random
) -> None:
    """Obligations are a function of the set of facts."""
    shuffled = [*facts, *facts[:2]]
    random.shuffle(shuffled)

    again = owed("2022-12-15", *shuffled, _TARGETS[0])

    assert again == owed("2022-12-15", _TARGETS[0], *facts)
