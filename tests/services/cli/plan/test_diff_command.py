"""`chitieu plan diff`, as an officer runs it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli.console import CommandFailed
from services.cli.main import app
from services.cli.plan.plan_file import save
from tests.domain.lint.plans import PROVINCE, at_least, plan, row

HEALTH = "Tỷ lệ dân số có hồ sơ sức khỏe điện tử"
PLAN = plan(row("1", HEALTH, at_least("83")), issuer=replace(PROVINCE, agency="H61"))


def diff(*words: object) -> Result:
    """Run the command in this process; a refusal is raised, as `main` would tell it."""
    ran = CliRunner().invoke(app, ["plan", "diff", *map(str, words)])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A plan file, and the same with another threshold."""
    old, new = tmp_path / "cu.yaml", tmp_path / "moi.yaml"
    save(PLAN, old)
    save(replace(PLAN, rows=(row("1", HEALTH, at_least("90")),)), new)
    return old, new


def test_two_files_that_say_the_same_end_with_nought(files: tuple[Path, Path]) -> None:
    """Nothing changed, and it is said."""
    ran = diff(files[0], files[0])
    assert (ran.exit_code, ran.stdout.strip()) == (0, "không có thay đổi / no changes")


def test_a_change_is_told_as_old_and_new(files: tuple[Path, Path]) -> None:
    """Which row, what of it, what it was, what it is; exit code 1."""
    ran = diff(*files)

    assert ran.exit_code == 1
    assert ran.stdout.splitlines() == [
        "Mức đề ra / Threshold: 1 [giao.1]",
        "  - từ 83% trở lên",
        "  + từ 90% trở lên",
        "1 thay đổi / changes",
    ]


def test_json_lists_the_changes(files: tuple[Path, Path]) -> None:
    """One object for each change."""
    ran = diff(*files, "--json")

    assert ran.exit_code == 1
    assert json.loads(ran.stdout) == [
        {
            "change": "threshold",
            "id": "giao.1",
            "number": "1",
            "old": "từ 83% trở lên",
            "new": "từ 90% trở lên",
        }
    ]


def test_a_file_that_is_refused_does_not_look_like_a_difference(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    """Exit code 2: nothing was compared."""
    wrong = tmp_path / "sai.yaml"
    wrong.write_text("plan: [", encoding="utf-8")
    with pytest.raises(CommandFailed) as refused:
        diff(files[0], wrong)
    assert refused.value.exit_code == 2
