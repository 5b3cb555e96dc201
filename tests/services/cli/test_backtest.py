"""`chitieu backtest` as its users meet it: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
import pytest

from services.cli.main import main

HEADER = "series,class,entity,on,value,target,due_on,direction,scale"
METHODS = {
    "chitieu", "eurostat", "eurostat_isotonic", "last_value", "last_value_pooled", "sdsn", "escap",
    "ols",
}  # fmt: skip
MARKS = {
    "n", "brier", "brier_interval", "behind_chitieu", "behind_chitieu_interval",
    "skill_base_rate", "skill_last_value", "log_loss", "ece", "ece_if_calibrated", "reliability",
    "coverage_80", "precision", "recall", "series", "opens_per_series", "state_changes_per_series",
    "alert_precision", "alert_recall", "median_lead_periods", "by_reports", "by_periods",
}  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Twelve provinces over twelve years, half of which rise."""
    rows = [
        f"s{at},thôn có wifi,Tỉnh {at},{year}-12-31,{40 + (at % 2) * (year - 2010) * 3 + at % 5},"
        "60,2021-12-31,up,percent"
        for at in range(12)
        for year in range(2010, 2022)
    ]
    path = tmp_path / "wifi.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """Run the command in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["chitieu", "backtest", *map(str, arguments)])
    try:
        return main()
    except SystemExit as ended:
        return int(ended.code or 0)


def test_every_method_is_printed_and_written(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a method, and one object with keys that stay."""
    written = table.with_name("out.json")
    asked = ("--test-from", "2016-01-01", "--thin", ".25", "--seed", "3", "--json", written)
    assert run(monkeypatch, table, *asked) == 0
    shown = capsys.readouterr().out
    assert "thôn có wifi: n " in shown
    assert "Eurostat R<.95 0/1" in shown
    told = orjson.loads(written.read_bytes())
    assert set(told["methods"]) == set(told["classes"]["thôn có wifi"]["methods"]) == METHODS
    for marks in told["methods"].values():
        assert set(marks) == MARKS
        assert marks["n"] == told["n"]
        assert set(marks["ece_if_calibrated"]) == {"mean", "p95"}
    assert (told["thin"], told["seed"], told["test_from"]) == (0.25, 3, "2016-01-01")
    first = written.read_bytes()
    assert run(monkeypatch, table, *asked) == 0
    assert written.read_bytes() == first


def test_a_wrong_row_is_told_with_line_field_and_what_would_be_right(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is tested on the rest."""
    text = table.read_text(encoding="utf-8").replace("40,60,", '"40,5",60,', 1)
    table.write_text(text, encoding="utf-8")
    assert run(monkeypatch, table, "--test-from", "2016-01-01") == 1
    told = capsys.readouterr()
    assert "wifi.csv:2 value:" in told.err
    assert "25.94" in told.err
    assert not told.out


def test_a_file_that_is_not_utf_8_is_refused(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a spreadsheet may save it; the next step is named."""
    table.write_text(table.read_text(encoding="utf-8"), encoding="utf-16")
    assert run(monkeypatch, table, "--test-from", "2016-01-01") == 1
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--test-from", "2016"), 2, "2015-01-01"),
        (("--test-from", "2016-13-01"), 2, "2015-01-01"),
        (("--test-from", "2016-01-01", "--thin", "1"), 2, "--thin .25"),
        (("--test-from", "2016-01-01", "--history", "8-3"), 2, "--history 3-8"),
        (("--test-from", "2030-01-01"), 1, "--test-from"),
        (("--test-from", "2016-01-01", "--json", "no/such/out.json"), 2, "no/such"),
        (("missing.csv", "--test-from", "2016-01-01"), 2, "missing.csv"),
        ((), 2, "--test-from"),
    ],
)
def test_a_mistake_has_a_next_step(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    table: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wrong usage is exit code 2; a table with nothing to test is 1."""
    assert run(monkeypatch, table, *arguments) == code
    assert words in capsys.readouterr().err
