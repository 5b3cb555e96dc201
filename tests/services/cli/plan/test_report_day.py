"""The day of report that a plan names, and the one that the alerts' file waits for."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.draft import DraftDuty, PlanDraft
from services.cli.console import CommandFailed
from services.cli.main import app
from services.cli.plan.plan_file import save
from services.cli.plan.report_day import difference
from tests.domain.lint.plans import PROVINCE, above, plan, row

DUE = date(2024, 11, 29)


def drafted(*days: date | None) -> PlanDraft:
    """A plan with a duty for each day."""
    duties = tuple(DraftDuty((), None, None, day, None, "Báo cáo", 9) for day in days)
    issuer = replace(PROVINCE, agency="H61")
    kept = plan(
        row("1", "Tỷ lệ hồ sơ trực tuyến", above("60")), issuer=issuer, source="kh.txt sha256:00"
    )
    return replace(kept, duties=duties)


def alerts_file(folder: Path, rules: str) -> Path:
    """A file of alerts with these days of report."""
    path = folder / "canh-bao.yaml"
    path.write_text(f"rules:\n  report_due: {{{rules}}}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("days", "named", "differs"),
    [
        ((DUE,), DUE, False),
        ((DUE,), date(2024, 12, 14), True),
        ((DUE,), None, True),
        ((date(2024, 6, 14), DUE), DUE, False),
        ((), date(2024, 12, 14), False),
        ((None,), date(2024, 12, 14), False),
    ],
    ids=["equal", "another", "none", "one of two", "no duty", "no day printed"],
)
def test_only_another_day_than_any_of_the_plan_is_told(
    tmp_path: Path, days: tuple[date | None, ...], named: date | None, differs: bool
) -> None:
    """Both days stand in the words, and the line that would be right."""
    draft = drafted(*days)
    file = alerts_file(tmp_path, f"{draft.id}: {named}" if named else "")
    said = difference(draft, file)
    assert (said is not None) is differs
    if said is not None:
        assert f"{draft.id}: 29/11/2024; {file}: " in said
        assert f"`rules: {{report_due: {{{draft.id}: 2024-11-29}}}}`" in said
        assert ("14/12/2024" if named else "chưa nêu / no day") in said


def test_a_file_that_is_not_right_is_told_as_such(tmp_path: Path) -> None:
    """Rather than a day that may not be meant."""
    with pytest.raises(CommandFailed, match="report_due"):
        difference(drafted(DUE), alerts_file(tmp_path, "kh: hôm nào"))


@pytest.mark.parametrize("rules", ["", "kh: hôm nào"], ids=["no day", "not right"])
@pytest.mark.parametrize("words", [("lint", "--json"), ("publish", "--dry-run")])
def test_whoever_checks_or_publishes_a_plan_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str], rules: str
) -> None:
    """On the way of errors, so that what is read by programs stays as it is."""
    monkeypatch.setenv("CHITIEU_LOCAL_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("CHITIEU_ALERTS_FILE", str(alerts_file(tmp_path, rules)))
    path = tmp_path / "ke-hoach.yaml"
    save(drafted(DUE), path)
    ran = CliRunner().invoke(app, ["plan", words[0], str(path), words[1]])
    assert ("! hạn báo cáo / day of report: " in ran.stderr) is (rules == "")
    assert ran.stderr.count("canh-bao.yaml") == 1
    assert "canh-bao.yaml" not in ran.stdout
    assert ran.exit_code in (0, 1), "a finding of the plan, or none"
