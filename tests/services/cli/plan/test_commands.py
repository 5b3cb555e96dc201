"""`chitieu plan import` and `chitieu plan show`, as an officer runs them."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.cli.console import CommandFailed
from services.cli.main import app
from services.cli.plan.plan_file import load
from services.cli.plan.plan_file_problems import PlanFileRefused

ROOT = Path(__file__).parents[4]
EXAMPLES = ROOT / "examples"
SOURCE = EXAMPLES / "sources" / "dong_thap_2023_cds.txt"
EVENTS = EXAMPLES / "dong_thap_2023" / "01_directory.jsonl"
EVENTS_2022 = EXAMPLES / "dong_thap_2022" / "01_directory.jsonl"
INDICATORS = ROOT / "tests" / "data" / "two_plans" / "dong_thap_2022" / "02_plan.jsonl"
APPENDIX = "phu-luc-vii"
SMALL = """\
ỦY BAN NHÂN DÂN
TỈNH ĐỒNG THÁP

KẾ HOẠCH

Chuyển đổi số tỉnh Đồng Tháp năm 2024

I. MỤC TIÊU

- 90% người dân hài lòng.

## Phụ lục I. PHÂN CÔNG NHIỆM VỤ, CHỈ TIÊU

| STT | Nội dung | Đơn vị chủ trì | Đơn vị phối hợp | Thời điểm đánh giá |
|---|---|---|---|---|
| I | CHÍNH QUYỀN SỐ | | | |
| 1 | 90% người dân hài lòng | Sở Nội vụ | Các sở | Cuối năm 2024 |
| 2 | Ban hành danh mục dữ liệu dùng chung | Sở TTTT | | Trước tháng 05/2024 |
| II | XÃ HỘI SỐ | | | |
| 1 | Trên 80% hộ có cáp quang | Sở TTTT | UBND cấp huyện | Cuối năm 2024 |
"""


def run(*words: object) -> Result:
    """Run a command in this process; a refusal is raised, as `main` would tell it."""
    ran = CliRunner().invoke(app, ["plan", *map(str, words)])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of 2023 imported once, with the directory and the indicators of 2022."""
    path = tmp_path_factory.mktemp("plan") / "2023.yaml"
    ran = run(
        *("import", SOURCE, "--out", path, "--indicators", INDICATORS),
        *("--directory", EVENTS_2022, "--directory", EVENTS),
    )
    assert ran.exit_code == 0
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A source of three rows, made for these tests after the form of the real appendices."""
    path = tmp_path / "ke-hoach-2024.md"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def plan_2024(small: Path) -> Path:
    """The plan file of the small source."""
    path = small.with_name("2024.yaml")
    assert run("import", small, "--out", path).exit_code == 0
    return path


def shown(file: Path, *words: str) -> dict[str, Any]:
    """Return what `show --json` prints."""
    tree: dict[str, Any] = json.loads(run("show", file, "--json", *words).stdout)
    return tree


def test_the_summary_counts_and_says_what_is_next(small: Path) -> None:
    """An import prints counts by table, what to look at first, and the next commands."""
    path = small.with_name("plan.yaml")
    out = run("import", small, "--out", path, "--table", "Phụ lục I").stdout
    total = next(line for line in out.splitlines() if "cộng / total" in line)
    assert [cell.strip() for cell in total.split("│")[2:7]] == ["3", "2", "1", "0", "2"]
    assert "Nhóm cơ quan chưa có danh sách thành viên" in out
    assert f"chitieu plan show {path} --review" in out


def test_show_prints_rows_typed(file: Path) -> None:
    """Each row as the issue asks: target, deadline with its days, agencies with their ids."""
    rows = {row["number"]: row for row in shown(file)["rows"] if row["table"] == APPENDIX}
    one = rows["I.4"]
    assert {"kind": "threshold", "relation": "above", "value": 60, "unit": "%"}.items() <= one[
        "target"
    ].items()
    assert one["target"]["words"] == "trên 60%"
    assert one["deadline"] == {
        "kind": "year_end",
        "from": None,
        "due": "2023-12-31",
        "text": "Cuối năm 2023",
    }
    assert one["lead"][0] == {
        "text": "Sở TTTT",
        "name": "Sở Thông tin và Truyền thông",
        "kind": "agency",
        "agency": "H20.14",
        "proposed": False,
    }
    assert rows["VI.1"]["deadline"]["from"] == "2023-10-01"
    assert rows["I.2"]["deadline"]["due"] is None


def test_a_row_of_several_indicators_is_one_compound(file: Path) -> None:
    """II.4 names three indicators: one target of three parts, each with its own indicator."""
    target = next(row for row in shown(file)["rows"] if row["number"] == "II.4")["target"]
    assert target["kind"] == "compound"
    assert [part["value"] for part in target["parts"]] == [100, 60, 30]
    ids = [part["indicator"]["id"] for part in target["parts"]]
    assert ids[1] == "ho-so-tthc-xu-ly-truc-tuyen"
    assert len(set(ids)) == 3


def test_open_data_of_2023_is_a_second_definition(file: Path) -> None:
    """The indicator of 2022 with other words: a break in its series, for the officer to decide."""
    rows = [row for row in shown(file)["rows"] if row["table"] == APPENDIX]
    one = next(row for row in rows if row["number"] == "I.4")
    assert one["target"]["indicator"]["id"] == "co-quan-cung-cap-du-lieu-mo"
    assert one["target"]["indicator"]["definition"] == 2
    assert "definition_changed" in [note["code"] for note in one["review"]]


def test_the_json_is_the_same_each_time_and_composed(file: Path) -> None:
    """`show --json` is deterministic, and every letter carries its accents (NFC)."""
    first = run("show", file, "--json").stdout
    assert run("show", file, "--json").stdout == first
    assert unicodedata.is_normalized("NFC", first)


def test_show_for_people(plan_2024: Path) -> None:
    """One row in full by its number; `--review` lists only rows with notes, in words."""
    told = run("show", plan_2024, "--row", "I.2").stdout
    assert "Ban hành danh mục dữ liệu dùng chung" in told
    assert "30/04/2024" in told
    listed = run("show", plan_2024, "--review").stdout
    assert "I.1" in listed
    assert "I.2" not in listed
    with pytest.raises(CommandFailed, match="không có dòng"):
        run("show", plan_2024, "--row", "XX.9")


def test_a_note_that_many_rows_share_is_told_once(tmp_path: Path) -> None:
    """Five rows of one doubt are one line with their numbers; a row keeps a note of its own."""
    rows = [f"{n}\tTổ chức hội thảo {n}\tUBND cấp huyện\tTháng 0{n}/2024" for n in range(1, 6)]
    rows.append("6\tTổ chức tập huấn\tSở Y tế\tLúc thuận tiện")
    source = tmp_path / "nhiem-vu.txt"
    source.write_text("Stt\tNhiệm vụ\tChủ trì\tThời hạn\n" + "\n".join(rows), encoding="utf-8")
    out = tmp_path / "nhiem-vu.yaml"
    run("import", source, "--out", out)
    listed = run("show", out, "--review").stdout
    assert listed.count("Nhóm cơ quan chưa có danh sách thành viên") == 1
    assert "5 dòng / rows: 1, 2, 3, 4, 5" in listed
    assert "dòng 7] Tổ chức tập huấn" in listed
    assert "dòng 2]" not in listed


def test_importing_again_keeps_what_was_decided(small: Path, plan_2024: Path) -> None:
    """The officer's lead stays, the document's new deadline comes, the old file is beside."""
    text = plan_2024.read_text(encoding="utf-8")
    plan_2024.write_text(text.replace("lead: [Sở Nội vụ]", "lead: [Sở TTTT]"), encoding="utf-8")
    before = plan_2024.read_bytes()
    small.write_text(SMALL.replace("Trước tháng 05/2024", "Tháng 06/2024"), encoding="utf-8")
    ran = run("import", small, "--out", plan_2024)
    assert "nhập lại / imported again: 3 dòng giữ id" in ran.stdout
    assert plan_2024.with_name("2024.yaml.bak").read_bytes() == before
    rows = {row["number"]: row for row in shown(plan_2024)["rows"]}
    assert rows["I.1"]["lead"][0]["text"] == "Sở TTTT"
    assert rows["I.2"]["deadline"]["due"] == "2024-06-30"
    assert "source_changed" in [note["code"] for note in rows["I.2"]["review"]]


def test_another_plan_is_not_overwritten(small: Path, plan_2024: Path) -> None:
    """A file that holds another plan is left alone unless the officer insists."""
    before = plan_2024.read_bytes()
    small.write_text(SMALL.replace("2024", "2025"), "utf-8")
    with pytest.raises(CommandFailed, match="kế hoạch khác"):
        run("import", small, "--out", plan_2024)
    assert plan_2024.read_bytes() == before


def test_a_file_that_is_no_plan_file_is_not_overwritten(small: Path) -> None:
    """Neither the source itself nor any other file is written over."""
    notes = small.with_name("notes.yaml")
    notes.write_text("việc cần làm: gọi điện\n", encoding="utf-8")
    with pytest.raises(CommandFailed, match="không ghi đè"):
        run("import", small, "--out", notes)
    with pytest.raises(CommandFailed, match="văn bản nguồn"):
        run("import", small, "--out", small)
    assert notes.read_text(encoding="utf-8") == "việc cần làm: gọi điện\n"
    run("import", small, "--out", notes, "--force")
    assert load(notes).rows


def test_mistakes_of_the_command_line(small: Path) -> None:
    """A table that is not there, a bad id, a directory of another kind: told, nothing written."""
    out = small.with_name("plan.yaml")
    for words, told in (
        (("--table", "Phụ lục XX"), "phu-luc-i"),
        (("--plan-id", "Kế hoạch"), "--plan-id"),
        (("--directory", small), "chưa (đúng|phải)"),
        (("--issuer", "H99"), "--directory"),
    ):
        with pytest.raises((CommandFailed, PlanFileRefused), match=told):
            run("import", small, "--out", out, *words)
    with pytest.raises(CommandFailed, match="no such folder"):
        run("import", small, "--out", small.parent / "none" / "plan.yaml")
    assert not out.exists()


def test_a_plan_file_is_a_directory_of_its_place_only(small: Path, file: Path) -> None:
    """Agencies of one plan file name those of another plan of the same place, of no other."""
    out = small.with_name("other.yaml")
    run("import", small, "--out", out, "--directory", file)
    leads = {party["text"]: party["agency"] for row in shown(out)["rows"] for party in row["lead"]}
    assert leads["Sở TTTT"] == "H20.14"
    small.write_text(SMALL.replace("ĐỒNG THÁP", "NGHỆ AN").replace("Đồng Tháp", "Nghệ An"), "utf-8")
    with pytest.raises(CommandFailed, match="nơi khác"):
        run("import", small, "--out", small.with_name("na.yaml"), "--directory", file)
