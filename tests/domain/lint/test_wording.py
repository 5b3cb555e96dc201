"""Findings on the writing, and what every finding has."""

import pytest

from domain.draft import Statement
from domain.lint.advice import ADVICE
from domain.lint.findings import SEVERITY_WORDS, LintCode, severity_of
from domain.lint.meanings import MEANINGS
from tests.domain.lint.plans import codes, plan


def _of(*texts: str) -> list[tuple[LintCode, str]]:
    return codes(plan(statements=tuple(Statement(text, at) for at, text in enumerate(texts, 1))))


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("Giao Sở Sở Nội vụ theo dõi.", True),
        ("kết quả của của các đơn vị", True),
        ("ngày 31 tháng 3 tháng 2022", True),
        ("phát hiện hành vi vi phạm", False),
        ("ngày 31 tháng 3 năm 2022", False),
    ],
)
def test_a_word_that_stands_twice(text: str, repeated: bool) -> None:
    """Two equal words may belong to two compounds; a name or a preposition never does."""
    assert _of(text) == ([(LintCode.REPEATED_WORD, "")] if repeated else [])


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ("đề án chuyên đổi số của huyện", True),
        ("thuê chuyên viên phân tích", False),
        ("đào tạo chuyên đôi", False),
    ],
)
def test_a_rare_spelling_of_a_common_pair_of_words(slip: str, told: bool) -> None:
    """Twenty times *chuyển đổi số*, once *chuyên đổi số*: beside other words it may be meant."""
    common = [f"nhiệm vụ chuyển đổi số thứ {at}" for at in range(30)]
    assert _of(*common, slip) == ([(LintCode.SPELLING, "")] if told else [])


@pytest.mark.parametrize("code", LintCode)
def test_every_kind_of_finding_says_what_to_do(code: LintCode) -> None:
    """What it is and what to do, in Vietnamese and in English, with a severity."""
    assert ADVICE[code].vi
    assert ADVICE[code].en
    assert MEANINGS[code].vi
    assert MEANINGS[code].en
    assert severity_of(code) in SEVERITY_WORDS
