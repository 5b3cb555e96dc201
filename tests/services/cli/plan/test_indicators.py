"""Indicators: one where the definition is the same, a break where its words changed."""

from dataclasses import replace

import pytest

from domain.bound import Relation
from domain.draft import DraftRow, IndicatorChoice, PlanDraft
from domain.identity import canonical_slug
from domain.target import Rank
from domain.vietnamese.review import Review
from services.cli.plan.indicators import defined, propose
from services.cli.plan.wordings import Likeness, Wording
from tests.services.cli.plan.small_plan import CATALOGUE, OPEN_DATA, plan, threshold


def target_row(number: str, subject: str, value: int = 50, unit: str = "%") -> DraftRow:
    """Return a row with one target."""
    target = replace(threshold(Relation.AT_LEAST, value, subject, subject), unit=unit)
    text = f"{value}% {subject}"
    return replace(OPEN_DATA, id=f"r-{number}", number=number, text=text, targets=(target,))


def choice(draft: PlanDraft, at: int) -> IndicatorChoice:
    """Return the indicator of a row's only target."""
    found = draft.rows[at].targets[0].indicator
    assert found is not None
    return found


BEFORE = IndicatorChoice(
    "du-lieu-mo", "Tỷ lệ cơ quan nhà nước cung cấp dữ liệu mở đầy đủ theo danh mục", "%"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tỷ lệ hồ sơ xử lý trực tuyến", "Hồ sơ được xử lý trực tuyến"),
        ("Tỷ trọng kinh tế số", "kinh tế số"),
        ("Dân số có hồ sơ sức khoẻ điện tử", "Dân số có hồ sơ sức khỏe điện tử"),
        ("Hộ gia đình có Internet đến năm 2025", "hộ gia đình có Internet"),
    ],
)
def test_the_same_definition_is_one_indicator(one: str, other: str) -> None:
    """Words of courtesy, tone marks, years and thresholds make no other indicator."""
    made = propose(plan(target_row("1", one, 40), target_row("2", other, 90)))
    assert choice(made, 0) == choice(made, 1)


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        ("Dân số từ 15 tuổi trở lên có tài khoản", "Dân số trưởng thành có tài khoản", "%"),
        ("Dân số từ 15 tuổi có tài khoản", "Dân số từ 18 tuổi có tài khoản", "%"),
        ("Kinh tế số", "Kinh tế số", "% GDP"),
        ("Dịch vụ công mức 3", "Dịch vụ công mức 4", "%"),
    ],
)
def test_another_denominator_or_unit_is_another_indicator(one: str, other: str, unit: str) -> None:
    """Two rows of one plan whose words or units differ measure two things."""
    made = propose(plan(target_row("1", one), target_row("2", other, unit=unit)))
    assert choice(made, 0).id != choice(made, 1).id


def test_changed_words_are_a_break_in_the_series() -> None:
    """Open data of 2022 and of 2023: a second definition, a note with both wordings."""
    made = propose(plan(), [defined(BEFORE, [])])
    one = choice(made, 0)
    assert (one.id, one.definition, one.existing) == ("du-lieu-mo", 2, False)
    assert "đầy đủ theo danh mục; nay: Cơ quan nhà nước cấp tỉnh tham gia" in one.change
    assert Review.DEFINITION_CHANGED in {note.code for note in made.rows[0].notes}


def test_an_indicator_in_use_was_not_changed() -> None:
    """Where one row still uses the earlier words, a near row beside it is a new indicator."""
    same = target_row("9", BEFORE.name)
    made = propose(plan(OPEN_DATA, same), [defined(BEFORE, [])])
    assert choice(made, 0).id != "du-lieu-mo"
    assert choice(made, 1) == BEFORE


def test_a_decision_in_the_file_stays() -> None:
    """An indicator that stands in the file is not proposed anew, and is used for like words."""
    own = IndicatorChoice("open-data", "Dữ liệu mở", "%")
    decided = replace(OPEN_DATA, targets=(replace(OPEN_DATA.targets[0], indicator=own),))
    later = target_row("9", OPEN_DATA.targets[0].subject, 80)
    made = propose(plan(decided, later), [defined(BEFORE, [])])
    assert [choice(made, at).id for at in (0, 1)] == ["open-data", "open-data"]


def test_ids_are_ascii_and_distinct() -> None:
    """An id is made of the words, without accents; the second of the same words is numbered."""
    made = propose(
        plan(
            target_row("1", "Đơn vị đã kết nối mạng", unit="%"),
            target_row("2", "Đơn vị đã kết nối mạng", unit="đơn vị"),
        )
    )
    ids = [choice(made, at).id for at in (0, 1)]
    assert ids == ["don-vi-da-ket-noi-mang", "don-vi-da-ket-noi-mang-2"]
    assert all(canonical_slug(id_) for id_ in ids)


def test_tasks_have_none_and_ranks_are_better_low() -> None:
    """A task is reported by itself; a rank is an indicator of which less is better."""
    rank = replace(OPEN_DATA.targets[0], rule=Rank(30), unit="", subject="Xếp hạng chuyển đổi số")
    busy = replace(CATALOGUE, targets=OPEN_DATA.targets)
    made = propose(plan(replace(OPEN_DATA, targets=(rank,)), busy))
    assert choice(made, 0).direction == "lower"
    assert made.rows[1].targets[0].indicator is None


def test_nearness_counts_rare_words_more() -> None:
    """Two definitions that share only what all of them share are not near."""
    texts = [
        "dân số trưởng thành có điện thoại thông minh",
        "dân số trưởng thành có tài khoản định danh điện tử",
        "dân số trưởng thành có chữ ký số cá nhân",
        "dân số trưởng thành có chữ ký số hoặc chữ ký điện tử cá nhân",
    ]
    wordings = [Wording.of(text) for text in texts]
    likeness = Likeness(wordings)
    assert likeness.of(wordings[0], [wordings[1]]) == 0
    assert likeness.of(wordings[2], [wordings[3]]) > 0.6
