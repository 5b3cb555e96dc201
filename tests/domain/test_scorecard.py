"""The opening line of an official report, counted from the standings of targets."""

import random

from hypothesis import given
from hypothesis import strategies as st

from domain.reasons import Phase, Verdict
from domain.scorecard import Standing, scorecard, scorecard_words

OFFICIAL_2022 = (
    [Verdict.EXCEEDED] * 6 + [Verdict.MET] * 7 + [Verdict.MISSED] * 2
)  # Phụ lục I: 06 vượt, 07 đạt, 02 chưa đạt


def standing(
    row: str,
    provisional: Verdict,
    official: Verdict | None = None,
    phase: Phase = Phase.PAST_DUE,
) -> Standing:
    """One target's standing, past its deadline unless told otherwise."""
    return Standing(row, phase, provisional, official)


def test_the_official_line_of_2022() -> None:
    """Fifteen confirmed rows read as the report of 2022 printed them."""
    card = scorecard(standing(f"r{n}", v, v) for n, v in enumerate(OFFICIAL_2022))

    assert scorecard_words(card) == ("13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt")


def test_a_row_of_several_targets_counts_once_as_its_worst() -> None:
    """II.4 of 2023 holds three targets: the row is as good as the worst of them."""
    card = scorecard(
        [
            standing("ii-4", Verdict.EXCEEDED, Verdict.EXCEEDED),
            standing("ii-4", Verdict.MISSED, Verdict.MISSED),
            standing("ii-4", Verdict.MET, Verdict.MET),
        ]
    )

    assert (card.total, card.settled.missed) == (1, 1)


def test_before_its_evaluation_time_no_row_is_missed() -> None:
    """A running row short of its mark is counted apart, and not in the words *chưa đạt*."""
    card = scorecard([standing("iii-6", Verdict.MISSED, phase=Phase.NOT_DUE)])

    assert card.settled.total == 0
    assert scorecard_words(card) == (
        "1 chỉ tiêu: 01 chưa đến thời điểm đánh giá (tạm tính: 01 chưa tới mức đề ra)"
    )
    assert "chưa đạt" not in scorecard_words(card)


def test_a_row_with_one_running_target_still_runs() -> None:
    """A row is evaluated when all of its targets are."""
    card = scorecard(
        [
            standing("ii-4", Verdict.MET, Verdict.MET),
            standing("ii-4", Verdict.NO_DATA, phase=Phase.DUE_SOON),
        ]
    )

    assert (card.settled.total, card.running.no_data) == (0, 1)


def test_rows_past_due_without_confirmation_are_said_to_wait() -> None:
    """Past the deadline the provisional verdict counts, marked as not yet confirmed."""
    card = scorecard(
        [standing("a", Verdict.MET), standing("b", Verdict.EXCEEDED, Verdict.EXCEEDED)]
    )

    assert scorecard_words(card) == (
        "2/2 chỉ tiêu đạt và vượt: 01 vượt, 01 đạt, 00 chưa đạt (01 chờ xác nhận)"
    )


def test_settled_and_running_rows_stand_in_one_line() -> None:
    """The share is of all rows; those still running follow with what they amount to so far."""
    card = scorecard(
        [
            standing("a", Verdict.MET, Verdict.MET),
            standing("b", Verdict.NO_DATA),
            standing("c", Verdict.MISSED, phase=Phase.DUE_SOON),
        ]
    )

    assert scorecard_words(card) == (
        "1/3 chỉ tiêu đạt và vượt: 00 vượt, 01 đạt, 00 chưa đạt, 01 chưa có số liệu"
        " (01 chờ xác nhận); 01 chưa đến thời điểm đánh giá (tạm tính: 01 chưa tới mức đề ra)"
    )


def test_a_withdrawn_target_counts_nowhere() -> None:
    """A plan whose only target was withdrawn has none to count."""
    card = scorecard([standing("a", Verdict.NO_DATA, phase=Phase.WITHDRAWN)])

    assert card.total == 0
    assert scorecard_words(card) == "Chưa có chỉ tiêu nào"


STANDINGS = st.lists(
    st.builds(
        Standing,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(Phase),
        st.sampled_from(Verdict),
        st.none() | st.sampled_from(Verdict),
    )
)


@given(STANDINGS, st.randoms(use_true_random=False))
def test_the_order_of_targets_does_not_matter(
    standings: list[Standing], chance: random.Random
) -> None:
    """A scorecard is of a set of targets."""
    shuffled = list(standings)
    chance.shuffle(shuffled)

    assert scorecard(shuffled) == scorecard(standings)


@given(STANDINGS)
def test_every_row_in_force_counts_exactly_once(standings: list[Standing]) -> None:
    """The counts add up to the rows that have a target in force."""
    rows = {s.row_id for s in standings if s.phase is not Phase.WITHDRAWN}

    assert scorecard(standings).total == len(rows)


def test_a_row_that_cannot_be_decided_is_counted_by_itself() -> None:
    """*Không xác định* is neither reached nor missed, and hides in no other count."""
    card = scorecard([standing("a", Verdict.UNDETERMINED), standing("b", Verdict.NO_DATA)])

    assert scorecard_words(card).startswith("0/2 chỉ tiêu đạt và vượt")
    assert "01 không xác định" in scorecard_words(card)
    assert "01 chưa có số liệu" in scorecard_words(card)
