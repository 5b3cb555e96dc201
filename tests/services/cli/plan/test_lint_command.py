"""`chitieu plan lint`, as an officer runs it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from domain.draft import PlanDraft, PrintedTotal
from domain.target import Milestone
from services.cli.console import CommandFailed
from services.cli.main import app
from services.cli.plan.plan_file import save
from tests.domain.lint.plans import (
    PROVINCE,
    above,
    at_least,
    objective,
    plan,
    project,
    row,
)

HEALTH = "Tỷ lệ dân số có hồ sơ sức khỏe điện tử " + "theo tiêu chí của Bộ Y tế " * 4
WIDTH = 80


def lint(*words: object) -> Result:
    """Run the command in this process; a refusal is raised, as `main` would tell it."""
    ran = CliRunner().invoke(app, ["plan", "lint", *map(str, words)])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def _draft(printed: str, *, signed: bool = True) -> PlanDraft:
    assigned = row("1", HEALTH, at_least(printed))
    return plan(
        assigned,
        issuer=replace(PROVINCE, agency="H61"),
        source="ke-hoach-2024.txt sha256:00",
        number="12/KH-UBND" if signed else None,
        objectives=(objective(HEALTH, at_least("83"), assigned),),
    )


@pytest.fixture
def differs(tmp_path: Path) -> Path:
    """A plan file that says 83 % in the text and 90 % in the appendix."""
    path = tmp_path / "ke-hoach.yaml"
    save(_draft("90"), path)
    return path


def test_a_plan_without_slips_ends_with_nought(tmp_path: Path) -> None:
    """A note alone does not stop a pipeline either."""
    path = tmp_path / "ke-hoach.yaml"
    save(_draft("83"), path)
    assert lint(path).exit_code == 0

    save(_draft("83", signed=False), path)
    noted = lint(path)
    assert (noted.exit_code, "[provisional_key]" in noted.stdout) == (0, True)


def test_a_warning_is_told_with_its_place_both_texts_and_what_to_do(differs: Path) -> None:
    """Exit code 1; everything within eighty columns."""
    ran = lint(differs)
    words = " ".join(ran.stdout.split())

    assert ran.exit_code == 1
    assert "Cảnh báo / Warning [text_differs] ke-hoach-2024.txt:100, dòng / row 1" in words
    assert "Phần lời: từ 83% trở lên; phụ lục: từ 90% trở lên." in words
    assert "10: “Tỷ lệ dân số" in words
    assert "→ Thống nhất mức đề ra giữa phần lời và phụ lục" in words
    assert all(len(line) <= WIDTH for line in ran.stdout.splitlines())


def test_an_error_ends_with_four(tmp_path: Path) -> None:
    """A share above 100 % must be corrected; `--only` and `--level` choose what counts."""
    path = tmp_path / "ke-hoach.yaml"
    save(replace(_draft("90"), rows=(row("1", HEALTH, above("100")),)), path)

    assert lint(path).exit_code == 4
    assert lint(path, "--level", "error").exit_code == 4
    assert lint(path, "--only", "text_differs", "--only", "near_duplicate").exit_code == 1


def test_a_level_leaves_out_what_is_below_it(differs: Path) -> None:
    """Only what is shown decides the exit code."""
    ran = lint(differs, "--level", "error")
    assert (ran.exit_code, "text_differs" in ran.stdout) == (0, False)


def test_json_has_every_finding_with_both_texts(differs: Path) -> None:
    """Programs read code, severity, place, quotes, and words in both languages."""
    ran = lint(differs, "--json")
    (finding,) = json.loads(ran.stdout)

    assert ran.exit_code == 1
    assert finding == {
        "code": "text_differs",
        "severity": "warning",
        "plan": "ke-hoach-2024",
        "file": str(differs),
        "source": "ke-hoach-2024.txt",
        "line": 100,
        "row": "1",
        "quotes": [
            {"text": HEALTH.strip(), "line": 100, "plan": "ke-hoach-2024"},
            {"text": HEALTH.strip(), "line": 10, "plan": "ke-hoach-2024"},
        ],
        "detail": finding["detail"],
        "advice": {
            "vi": "Thống nhất mức đề ra giữa phần lời và phụ lục",
            "en": "Make the text and the appendix say the same",
        },
    }
    assert set(finding["detail"]) == {"vi", "en"}


def test_several_plans_are_told_one_after_the_other(differs: Path, tmp_path: Path) -> None:
    """Each plan under its own title; at the end, the counts of all."""
    money = replace(
        plan(projects=(project("1", "Kho dữ liệu", "10"),), id="khac", number="13/KH-UBND"),
        totals=(PrintedTotal("tien", None, 2024, above("11").value, 320, "TỔNG CỘNG"),),
    )
    other = tmp_path / "khac.yaml"
    save(money, other)
    ran = lint(differs, other)

    assert ran.exit_code == 4
    assert ran.stdout.index("[ke-hoach-2024]") < ran.stdout.index("[khac]")
    assert ran.stdout.splitlines()[-1] == (
        "2 kế hoạch / plans: 1 lỗi / error, 1 cảnh báo / warning, 0 lưu ý / note"
    )


def test_a_source_document_is_refused_with_the_next_step() -> None:
    """The printed plan must be imported first."""
    with pytest.raises(CommandFailed) as refused:
        lint("ke-hoach.docx")
    assert (refused.value.exit_code, refused.value.next_step) == (
        2,
        "chitieu plan import ke-hoach.docx --out ke-hoach.yaml",
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--only", "no_such"), "text_differs"), (("--level", "high"), "note, warning, error")],
)
def test_a_wrong_choice_names_the_right_ones(
    differs: Path, words: tuple[str, ...], told: str
) -> None:
    """Wrong usage: exit code 2, and what may be chosen."""
    with pytest.raises(CommandFailed) as refused:
        lint(differs, *words)
    assert refused.value.exit_code == 2
    assert told in refused.value.next_step


def test_a_plan_file_that_is_refused_is_an_error(tmp_path: Path) -> None:
    """Not to be mistaken for a plan with warnings."""
    path = tmp_path / "sai.yaml"
    path.write_text("plan: [", encoding="utf-8")
    with pytest.raises(CommandFailed) as refused:
        lint(path)
    assert refused.value.exit_code == 4


def test_one_plan_in_two_files_is_compared_otherwise(differs: Path, tmp_path: Path) -> None:
    """Two versions of a plan are for `chitieu plan diff`."""
    other = tmp_path / "ban-hai.yaml"
    save(replace(_draft("90"), rows=(row("1", HEALTH, Milestone()),)), other)
    with pytest.raises(CommandFailed) as refused:
        lint(differs, other)
    assert refused.value.next_step == f"chitieu plan diff {differs} {other}"
