"""A plan file that an officer spoilt is refused by line and field, with what would be right."""

import codecs
from pathlib import Path

import pytest

from services.cli.console import CommandFailed
from services.cli.plan.plan_file import dumps, load, loads, save
from services.cli.plan.plan_file_problems import PlanFileRefused
from services.cli.plan.plan_file_yaml import DEPTH_MAX, MAX_BYTES
from tests.services.cli.plan.small_plan import plan

GOOD = dumps(plan())


def refusal(text: str | bytes) -> str:
    """Return the words of a refusal; that nothing else is raised is part of every test."""
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(PlanFileRefused) as refused:
        loads(raw, "plan.yaml")
    assert refused.value.problems
    return str(refused.value)


def line_of(piece: str) -> int:
    """Return the line of the good file on which a piece stands first."""
    return GOOD[: GOOD.index(piece)].count("\n") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "field", "words"),
    [
        ("value: 60", "value: 6O", "rows[1].target.value", "25.94"),
        ("value: 60", "value: 60,5", "rows[1].target", "dấu chấm thập phân"),
        (
            "relation: above",
            "stakes: {cost: 5, loss: 1}\n      relation: above",
            "rows[1].target.stakes",
            "phải nhỏ hơn thiệt hại",
        ),
        ("relation: above", "relation: over", "rows[1].target.relation", "at_least"),
        ("kind: threshold", "kind: treshold", "rows[1].target.kind", "threshold"),
        ("kind: year_end", "kind: yearend", "rows[1].deadline.kind", "year_end"),
        ("year: 2023", "year: 2203", "rows[1].deadline.year", "2100"),
        ("kind: task", "kind: nhiệm vụ", "rows[2].kind", "task"),
        ("lead: [Sở TTTT]", "lead: [Sở TTT]", "rows[1].lead[1]", "agencies"),
        ("id: cds.pl7.i-7", "id: cds.pl7.i-4", "rows[2].id", "đã dùng"),
        ("id: cds.pl7.i-7", "id: Dòng 7", "rows[2].id", "a-z 0-9"),
        ("id: H20.14", "id: H2014x", "agencies.Sở Thông tin và Truyền thông.id", "H20.14"),
        ("line: 11", "lin: 11", "rows[2].lin", "Không có trường này"),
        ("line: 11", "line: mười", "rows[2].line", "1"),
        ("code: members_unknown", "code: unknown", "rows[1].review[1].code", "members_unknown"),
        ('period: "2023"', 'period: "2023-2024"', "plan.period", "2023-S1"),
        ("  title: Kế hoạch", "  tittle: Kế hoạch", "plan.tittle", "Không có trường này"),
        ("format: chitieu-plan/1", "format: chitieu-plan/9", "format", "chitieu-plan/1"),
    ],
)
def test_a_mistake_is_told_by_line_and_field(
    right: str, wrong: str, field: str, words: str
) -> None:
    """One wrong word: its line, its path counted as people count, and what would be right."""
    assert right in GOOD
    told = refusal(GOOD.replace(right, wrong, 1))
    assert f"dòng {line_of(right)} {field}" in told
    assert words in told


def test_every_mistake_is_told_at_once() -> None:
    """Two wrong fields are two lines of one refusal, so that the file is corrected in one go."""
    told = refusal(GOOD.replace("value: 60", "value: x").replace("value: 90", "value: y"))
    assert told.count("target.value") == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format: &a chitieu-plan/1\nplan: *a\n", "dấu &"),
        ("format: *a\n", "dấu *"),
        ("format: !!python/object:os.system x\n", "dấu !"),
        ("format: x\nformat: y\n", "hai lần"),
        ("format: x\nplan:\n\tid: a\n", "Tab"),
        ("format: x: y\n", "Sai cách viết YAML"),
        ("format: 'x\n", "Sai cách viết YAML"),
        ("format: x\n---\nformat: y\n", "Chỉ một văn bản"),
        ("- a\n- b\n", "chitieu-plan/1"),
        ("", "chitieu-plan/1"),
        ("format: \x07\n", "ký tự không được phép"),
        ("? [a]\n: b\n", "phải là chữ"),
        (f"format: {'[' * (DEPTH_MAX + 1)}", "lồng quá sâu"),
        (f"plan: {{revision: {'9' * 60}}}", "quá dài"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str, words: str) -> None:
    """Aliases, tags, tabs, two documents, bottomless nesting: refused in words, not followed."""
    assert words in refusal(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    """A file in another encoding is refused with what to do in Notepad; one too large unread."""
    assert "UTF-8" in refusal(GOOD.encode("utf-16-le"))
    assert "UTF-8" in refusal("title: Kế hoạch".encode("cp1258", errors="ignore") + b"\xff")
    assert "lớn hơn" in refusal(b"#" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "written",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF16_LE + GOOD.encode("utf-16-le"),
    ],
    ids=["byte order mark", "CRLF", "Notepad's Unicode"],
)
def test_what_notepad_writes_is_read(written: bytes) -> None:
    """A byte order mark, lines that end in CRLF, and Notepad's *Unicode* change nothing."""
    assert loads(written, "plan.yaml") == loads(GOOD.encode(), "plan.yaml")


def test_a_number_may_stand_for_words() -> None:
    """`number: 01` without quotes keeps its digits: it is a row's number, not an integer."""
    draft = loads(GOOD.replace("number: I.4", "number: 01", 1).encode(), "plan.yaml")
    assert draft.rows[0].number == "01"


def test_a_name_that_means_two_agencies_is_asked_about() -> None:
    """Words that two agencies print are refused where nothing tells which one is meant."""
    told = refusal(GOOD.replace("  Sở Y tế: {", "  Sở Y tế: {printed: [Sở TTTT], ", 1))
    assert "Sở Thông tin và Truyền thông; Sở Y tế" in told


def test_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    """No file, or a folder: a refusal with the command that makes one."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(CommandFailed, match=r"không (có tệp|đọc được)"):
            load(path)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where the file cannot be written, the one that stood there stays, and nothing is left."""
    path = tmp_path / "plan.yaml"
    save(plan(), path)
    assert load(path) == loads(GOOD.encode(), "plan.yaml")
    with pytest.raises(CommandFailed, match="không ghi được"):
        save(plan(), tmp_path / "no-folder" / "plan.yaml")
    assert [one.name for one in tmp_path.iterdir()] == ["plan.yaml"]
