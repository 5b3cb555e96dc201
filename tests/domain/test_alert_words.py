"""How a chance is told beside the sentence that tells it in tenths."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.alert_words import percent_words


@pytest.mark.parametrize(
    ("chance", "of_many", "of_one"),
    [
        ("0.999", "trên 99%", "trên 90%"),
        ("0.93", "93%", "trên 90%"),
        ("0.9", "90%", "90%"),
        ("0.725", "73%", "73%"),
        ("0.004", "dưới 1%", "dưới 1%"),
    ],
)
def test_a_chance_of_one_report_is_told_as_roughly_as_in_its_sentence(
    chance: str, of_many: str, of_one: str
) -> None:
    """A table that says *trên 99%* beside *hơn 9 phần 10* would say two things."""
    assert percent_words(Decimal(chance), sure=True) == of_many
    assert percent_words(Decimal(chance), sure=False) == of_one
