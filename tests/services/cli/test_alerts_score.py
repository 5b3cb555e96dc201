"""The record of alerts held against the log while both go on."""

from __future__ import annotations

from services.cli.alerts.score import TRIES, held_against


def test_what_is_on_its_way_when_both_are_read_is_no_difference() -> None:
    """Given a mark that the topic has a moment later / on asking again / expect equality."""
    found = [["marks"], []]
    answer, differs = held_against(
        {"total": 1}, lambda: {"total": 2}, lambda _: found.pop(0), pause_seconds=0
    )
    assert (answer, differs, found) == ({"total": 2}, [], [])


def test_a_difference_that_stays_is_told_after_so_many_tries() -> None:
    """Given figures that never agree / expect what differs, and an end."""
    asked = []

    def differences(answer: dict[str, object]) -> list[str]:
        asked.append(answer)
        return ["precision"]

    _, differs = held_against({}, dict, differences, pause_seconds=0)
    assert (differs, len(asked)) == (["precision"], TRIES)
