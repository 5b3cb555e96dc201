"""What a newcomer does wrong first, and the answer: what is wrong, and the next step."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.vietnamese.review import Review
from services.cli.connection import find_api, find_ingest
from services.cli.console import CommandFailed
from services.cli.main import app
from services.cli.plan.plan_file import load
from services.cli.plan.row_things import shortened
from services.cli.settings import CliSettings
from tests.services.cli.plan.test_commands import SMALL, run

BARE = "TT,Nội dung,Thời gian,Đơn vị chủ trì\n1,Trên 60% hồ sơ,Cuối năm 2024,Sở Y tế\n"


def refusal(*words: object) -> CommandFailed:
    """Run a command that is refused, and return what its user is told."""
    with pytest.raises(CommandFailed) as refused:
        run(*words)
    assert refused.value.next_step
    return refused.value


def test_the_document_in_place_of_its_plan_file(tmp_path: Path) -> None:
    """Told as what it is, with the import to run; not as a plan file with mistakes in line 3."""
    document = tmp_path / "ke-hoach.txt"
    document.write_text(SMALL, encoding="utf-8")
    told = refusal("show", document)
    assert "chưa phải tệp kế hoạch" in str(told)
    assert told.next_step == f"chitieu plan import {document} --out ke-hoach.yaml"


def test_a_plan_file_in_place_of_a_document_or_of_events(tmp_path: Path) -> None:
    """Neither read as a plan of hundreds of lines, nor sent as thousands of broken events."""
    file = tmp_path / "ke-hoach.yaml"
    file.write_text("format: chitieu-plan/1\n", encoding="utf-8")
    out = tmp_path / "khac.yaml"
    told = refusal("import", file, "--out", out)
    assert told.next_step == f"chitieu plan show {file} --review"
    assert not out.exists()
    ran = CliRunner().invoke(app, ["publish", str(file)])
    assert isinstance(ran.exception, CommandFailed)
    assert ran.exception.next_step == f"chitieu plan publish {file}"


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A plan file, a directory of agencies, a folder: named in Vietnamese, with the next step."""
    document = tmp_path / "ke-hoach.md"
    document.write_text(SMALL, encoding="utf-8")
    none, out = tmp_path / "none.yaml", tmp_path / "out.yaml"
    known = ("import", document, "--out", out, "--directory")
    assert "không có tệp này" in str(refusal("show", none))
    assert "không có tệp này" in str(refusal(*known, none))
    assert "không có tệp này" in str(refusal(*known, tmp_path / "none.jsonl"))
    folder = tmp_path / "none"
    assert refusal("import", document, "--out", folder / "x.yaml").next_step == f"mkdir -p {folder}"


def test_a_letter_without_a_plan_in_it_makes_no_file(tmp_path: Path) -> None:
    """No table and no objective: refused, since an empty plan would look like an answer."""
    letter, out = tmp_path / "thu.txt", tmp_path / "thu.yaml"
    letter.write_text("Kính gửi các đơn vị,\nĐề nghị góp ý dự thảo.\n", encoding="utf-8")
    assert "không thấy bảng" in str(refusal("import", letter, "--out", out))
    assert not out.exists()


def test_a_table_without_its_letterhead(tmp_path: Path) -> None:
    """The summary says first what of the plan itself is missing, and how to give it."""
    table, out = tmp_path / "bang.csv", tmp_path / "bang.yaml"
    table.write_text(BARE, encoding="utf-8")
    told = run("import", table, "--out", out).stdout
    assert "không thấy tên kế hoạch" in told
    assert "kế hoạch / plan: Chưa rõ cơ quan ban hành: nhập lại với --issuer" in told
    assert "--title" in told
    issuer, title = "Ủy ban nhân dân tỉnh Vĩnh Long", "Kế hoạch chuyển đổi số năm 2024"
    run("import", table, "--out", out, "--issuer", issuer, "--title", title)
    given = load(out)
    assert (given.issuer.name, given.title) == (issuer, title)
    assert {note.code for note in given.notes} == {Review.PROVISIONAL_KEY, Review.YEAR_ASSUMED}


def test_what_was_corrected_in_the_document_is_understood(tmp_path: Path) -> None:
    """A day that there is not is noted; corrected and imported again, it holds nothing back."""
    table, out = tmp_path / "bang.csv", tmp_path / "bang.yaml"
    table.write_text(BARE.replace("Cuối năm 2024", "30/02/2024"), encoding="utf-8")
    run("import", table, "--out", out)
    [row] = load(out).rows
    assert (row.deadline, {note.code for note in row.notes}) == (None, {Review.DATE_IMPOSSIBLE})
    table.write_text(BARE.replace("Cuối năm 2024", "29/02/2024"), encoding="utf-8")
    run("import", table, "--out", out)
    [row] = load(out).rows
    assert row.deadline is not None
    assert {note.code for note in row.notes} == {Review.SOURCE_CHANGED}


def test_no_server_is_named_and_none_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vietnamese first, with the variable that is missing and the command that starts one."""
    monkeypatch.setenv("CHITIEU_LOCAL_DIR", str(tmp_path))
    here = CliSettings(ingest_url=None, api_url=None)
    for find, variable in ((find_ingest, "CHITIEU_INGEST_URL"), (find_api, "CHITIEU_API_URL")):
        with pytest.raises(CommandFailed) as refused:
            find(here)
        assert re.match("chưa có hệ thống nào chạy", str(refused.value))
        assert variable in str(refused.value)
        assert "chitieu up --detach" in refused.value.next_step


def test_a_long_name_is_marked_where_it_is_cut() -> None:
    """Whoever reads half a sentence knows that it is half of one."""
    assert shortened("Sở Y tế") == "Sở Y tế"
    assert shortened("Giao Sở Thông tin và Truyền thông tổng hợp " * 2).endswith("…")
