"""CSV as Vietnamese Excel, LibreOffice and people write it."""

import csv
import io
from pathlib import Path

import pytest

from services.cli.console import CommandFailed
from services.cli.plan.readers import read
from services.cli.plan.readers.csv_text import read_csv
from tests.services.cli.plan.readers.making import HEAD, only_table, prose, texts

ROWS = (
    HEAD,
    ("1", "Tỷ lệ hồ sơ, đạt 99,21%", "Sở TTTT", "Các sở, ngành; UBND cấp huyện", "Tháng 6"),
    ("2", "Tỷ lệ b\nđạt 50%", "Sở Y tế", "", "Cuối năm"),
)


def written(divider: str) -> str:
    """The rows as a spreadsheet writes them."""
    out = io.StringIO()
    csv.writer(out, delimiter=divider).writerows(ROWS)
    return out.getvalue()


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_every_divider_is_found(divider: str) -> None:
    """Commas and semicolons inside cells do not lead astray; lines are those of the file."""
    table = only_table(read_csv(written(divider).replace("\r\n", "\n")))
    assert [tuple(texts(line)) for line in table.lines] == list(ROWS)
    assert [line.line for line in table.lines] == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_every_form(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without its mark, UTF-16 either way round, with and without one."""
    path = tmp_path / "kế hoạch.csv"
    path.write_bytes(written(";").encode(encoding))
    assert texts(only_table(read(path).blocks).lines[1]) == list(ROWS[1])


def test_accents_apart_from_their_letters_are_composed(tmp_path: Path) -> None:
    """A Mac's file names accents apart (NFD); the document has one form."""
    path = tmp_path / "a.csv"
    path.write_bytes("Stt,Chỉ tiêu\n1,Tỷ lệ\n".encode())
    apart = tmp_path / "b.csv"
    apart.write_bytes("Stt,Chỉ tiêu\n1,Tỷ lệ\n".encode())
    assert read(path).blocks == read(apart).blocks


def test_titles_above_the_head_are_paragraphs() -> None:
    """A sheet saved as CSV has its appendix's heading in the first rows."""
    blocks = read_csv(
        "PHỤ LỤC VII,,\nPHÂN CÔNG,,\n,,\nTT,Nhiệm vụ,Chủ trì\n1,x,Sở Y tế\n,,\nGhi chú,,\n"
    )
    assert prose(blocks) == ["PHỤ LỤC VII", "PHÂN CÔNG", "Ghi chú"]
    table = only_table(blocks)
    assert table.line == 4
    assert [texts(line) for line in table.lines] == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "x", "Sở Y tế"],
    ]


def test_a_hint_for_excel_is_no_row() -> None:
    """`sep=;` in the first line names the divider."""
    table = only_table(read_csv("sep=;\nStt;Chỉ tiêu\n1;a\n"))
    assert [line.line for line in table.lines] == [2, 3]


def test_csv_is_known_without_its_ending(tmp_path: Path) -> None:
    """A download named .txt, or .xlsx by mistake, is read as what it is."""
    for name in ("a.txt", "a.xlsx"):
        path = tmp_path / name
        path.write_text(written(","), encoding="utf-8")
        assert len(only_table(read(path).blocks).lines) == 3


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Stt,Chỉ tiêu\n" + "1,a\n" * 20_001, "20.002"),
        ("," * 20_000 + "x\n", "20.001"),
        (",".join("x" * 200) + "\n", "200"),
        ('Stt,Chỉ tiêu\n1,"' + "a\n" * 20_000, "32.767"),
        ('Stt,Chỉ tiêu\n1,"' + "a" * 140_000, "dòng 2"),
    ],
)
def test_too_much_is_refused_with_its_count(tmp_path: Path, text: str, word: str) -> None:
    """Rows, columns and cells beyond any plan's; an open quotation mark swallows the rest."""
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandFailed) as refused:
        read(path)
    assert word in str(refused.value)
    assert refused.value.next_step
