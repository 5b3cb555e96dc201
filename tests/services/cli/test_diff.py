"""`chitieu diff`: what a look is taken for, and what is told of both."""

import pytest

from services.cli.console import USAGE, CommandFailed
from services.cli.diff import look, summary, unsettled

LATER = {
    "as_of": "2023-09-15",
    "known_at": [],
    "unsettled": {"code": "too_recent", "words": {"vi": "Chưa qua hẳn", "en": "Not past"}},
}
TOLD = {
    "then": {"as_of": "2023-06-30", "known_at": ["0:17", "1:4"], "unsettled": None},
    "now": LATER,
    "counts": {"changed": 2, "added": 1, "removed": 0, "unchanged": 30},
}


def test_a_day_is_a_day_and_anything_else_is_what_was_known() -> None:
    """A day by all that is known now; an instant or positions of the log as they stand."""
    assert look("from", "2023-06-30", None) == {"from": "2023-06-30", "from_known_at": None}
    assert look("from", "2023-06-30", "0:17") == {"from": "2023-06-30", "from_known_at": "0:17"}
    assert look("to", "0:17,1:4", None) == {"to": None, "to_known_at": "0:17,1:4"}
    assert look("to", None, None) == {"to": None, "to_known_at": None}


def test_two_answers_to_what_was_known_are_refused() -> None:
    """With the line that would be right."""
    with pytest.raises(CommandFailed) as refused:
        look("from", "0:17", "2023-06-30")
    assert refused.value.exit_code == USAGE
    assert "--from 2023-06-30 --from-known-at 2023-06-30" in refused.value.next_step


def test_both_looks_are_named_and_what_may_still_grow() -> None:
    """The day and the positions of each, the counts, and *chưa chốt*."""
    assert summary(TOLD) == [
        "Kỳ trước / then: ngày 30/06/2023, biết đến / known up to 0:17 1:4",
        "Kỳ này / now: ngày 15/09/2023, biết đến / known up to chưa có gì / nothing",
        "2 thay đổi / changed, 1 thêm / added, 0 rút / removed, 30 không đổi / unchanged",
    ]
    assert unsettled(TOLD) == ["Chưa chốt (kỳ này): Chưa qua hẳn. / Not settled (now): Not past."]
