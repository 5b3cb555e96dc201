"""`chitieu indicator`: a row of a plan file is linked to an indicator that exists and fits."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from domain.bound import Relation
from domain.draft import IndicatorChoice
from domain.target import Compound, Part, Threshold
from domain.vietnamese.reading import Note
from domain.vietnamese.review import Review
from services.cli.plan.linking import CannotLink, Known, linked
from services.cli.plan.plan_file import load, save
from tests.services.cli.plan.publishing import draft, row, target
from tests.services.cli.process import chitieu

KNOWN = {1: Known("Tỷ lệ hồ sơ trực tuyến", "%", "higher"), 2: Known("Hồ sơ", "%", "higher")}
PLAN = draft(
    row("i-1", target("80"), number="I.1", notes=(Note(Review.INDICATOR_PROPOSED),)),
    row("i-2", target("100", "a"), target("60", "b"), number="I.2"),
    row("i-3", number="I.3"),
)


def test_a_row_is_linked_by_its_number_to_the_latest_definition() -> None:
    """The officer has decided: the note that asked him is gone, the others stay."""
    changed = linked(PLAN, "I.1", None, "ho-so", None, KNOWN)
    choice = IndicatorChoice("ho-so", "Hồ sơ", "%", 2, True)
    assert changed.rows[0].targets[0].indicator == choice
    assert changed.rows[0].notes == ()
    assert changed.rows[1:] == PLAN.rows[1:]


def test_of_a_row_with_several_targets_one_is_named() -> None:
    """`--part` counts from 1; without it the targets are listed."""
    second = linked(PLAN, "i-2", 2, "ho-so", 1, KNOWN).rows[1].targets
    assert [one.indicator.id for one in second if one.indicator] == ["a", "ho-so"]
    with pytest.raises(CannotLink, match="--part"):
        linked(PLAN, "i-2", None, "ho-so", None, KNOWN)


def test_what_does_not_fit_is_refused_with_its_reason() -> None:
    """No such row, part, definition; another unit; parts that the definition lacks."""
    rule = Threshold(Relation.AT_LEAST, Decimal(80))
    parts = Compound((Part("cap-tinh", "cấp tỉnh", rule), Part("cap-xa", "cấp xã", rule)))
    compound = draft(row("i-1", target("80", rule=parts)))
    known = {1: replace(KNOWN[1], parts=("cap-tinh",))}
    for plan, name, part, definition, indicators, said in (
        (PLAN, "IX.9", None, None, KNOWN, "IX.9"),
        (PLAN, "i-3", None, None, KNOWN, "không có chỉ tiêu"),
        (PLAN, "i-1", 2, None, KNOWN, "1 phần"),
        (PLAN, "i-1", None, 7, KNOWN, "có: 1, 2"),
        (PLAN, "i-1", None, 0, KNOWN, "có: 1, 2"),
        (PLAN, "i-1", None, None, {1: Known("Doanh thu", "tỷ đồng", "higher")}, "tỷ đồng"),
        (compound, "i-1", None, None, known, "cap-xa"),
    ):
        with pytest.raises(CannotLink, match=said):
            linked(plan, name, part, "ho-so", definition, indicators)


@pytest.mark.integration
def test_the_command_changes_the_plan_file(tmp_path: Path) -> None:
    """An earlier plan file says which indicators exist."""
    earlier, file = tmp_path / "2022.yaml", tmp_path / "2023.yaml"
    save(draft(row("k-1", target("50", "ho-so-cu")), id="ke-hoach-2022"), earlier)
    save(PLAN, file)
    done = chitieu(
        *("indicator", "link", str(file), "I.1", "ho-so-cu", "--from", str(earlier)),
        local_dir=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    choice = load(file).rows[0].targets[0].indicator
    assert choice
    assert (choice.id, choice.existing) == ("ho-so-cu", True)
    missing = chitieu(
        *("indicator", "link", str(file), "I.1", "la", "--from", str(earlier)), local_dir=tmp_path
    )
    assert missing.returncode == 1
    assert "no indicator la" in missing.stderr
