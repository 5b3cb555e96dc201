"""Files that are not what they should be: one clear refusal, bounded, and no stack trace."""

import os
from pathlib import Path
from typing import Any

import pytest

from services.cli.console import REFUSED, USAGE, CommandFailed
from services.cli.plan.readers import limits, office, read, wire
from services.cli.plan.readers.archive import Office, examine
from services.cli.plan.readers.excel import read_excel
from services.cli.plan.readers.refusals import REFUSALS, FileProblem, FileRefused
from tests.services.cli.plan.readers.making import (
    HEAD,
    W,
    archive,
    only_table,
    tables,
    with_member,
    word,
    workbook,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = workbook(lambda sheet: sheet.append(HEAD))
DOCUMENT = word(lambda document: document.add_paragraph("Kế hoạch"))
EXCEL_TYPES = "<Types>spreadsheetml.sheet.main+xml</Types>"


def refusal(path: Path) -> CommandFailed:
    """Why a file is refused."""
    with pytest.raises(CommandFailed) as refused:
        read(path)
    return refused.value


def archive_refusal(data: bytes) -> FileProblem:
    """Why an archive is refused before any parser sees it."""
    with pytest.raises(FileRefused) as refused:
        examine(data)
    assert refused.value.problem()
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "data", "word_"),
    [
        ("a.xlsx", b"", "rỗng"),
        ("a.csv", b"\xef\xbb\xbf \n\n", "rỗng"),
        ("a.txt", b"-----\n", "không có chữ"),
        ("a.docx", b"%PDF-1.7", "PDF"),
        ("a.txt", b"\x89PNG\r\n", "ảnh"),
        ("a.docx", b"{\\rtf1 a}", "RTF"),
        ("a.xls", b"<html><table><tr><td>STT", "HTML"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), ".doc"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), ".xls"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("a.rar", b"Rar!\x1a", "tệp nén"),
        ("a.txt", b"x" * (limits.TEXT_BYTES + 1), "5 MiB"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, name: str, data: bytes, word_: str) -> None:
    """By the file's content, whatever its name; with a next step, in both languages."""
    path = tmp_path / name
    path.write_bytes(data)
    refused = refusal(path)
    assert word_ in str(refused)
    assert " / " in str(refused)
    assert " / " in refused.next_step
    assert refused.exit_code == REFUSED


def test_what_is_no_file(tmp_path: Path) -> None:
    """A missing file, a folder and a pipe are wrong usage."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path / "none.docx", tmp_path, pipe, tmp_path / ("x" * 300), Path("a\0b")):
        assert refusal(path).exit_code in (USAGE, REFUSED)


def test_a_file_larger_than_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    """No more than the limit is taken into memory; a sparse file costs nothing."""
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    assert "20 MiB" in str(refusal(path))


def test_good_archives_are_named() -> None:
    """What openpyxl and python-docx write is what it says."""
    assert [examine(WORKBOOK), examine(DOCUMENT)] == [Office.EXCEL, Office.WORD]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (archive({"[Content_Types].xml": EXCEL_TYPES, "a": bytes(51 << 20)}), FileProblem.ZIP_BOMB),
        (archive({"[Content_Types].xml": EXCEL_TYPES, "a": bytes(9 << 20)}), FileProblem.ZIP_BOMB),
        (archive({str(number): "" for number in range(501)}), FileProblem.ZIP_BOMB),
        (with_member(WORKBOOK, "xl/vbaProject.bin", b"x"), FileProblem.MACROS),
        (
            archive({"[Content_Types].xml": "<T>sheet.macroEnabled.main+xml</T>"}),
            FileProblem.MACROS,
        ),
        (
            with_member(
                WORKBOOK,
                "xl/worksheets/sheet1.xml",
                '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>',
            ),
            FileProblem.ENTITIES,
        ),
        (
            with_member(
                DOCUMENT, "word/document.xml", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
            ),
            FileProblem.ENTITIES,
        ),
        (
            with_member(DOCUMENT, "word/document.xml", "<!DOCTYPE a><a/>".encode("utf-16")),
            FileProblem.ENTITIES,
        ),
        (archive({"a.txt": "x"}), FileProblem.ARCHIVE),
        (
            archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
            FileProblem.OPEN_DOCUMENT,
        ),
        (WORKBOOK[:2000], FileProblem.DAMAGED),
    ],
    ids=[
        "declared", "ratio", "members", "vba", "macro type", "entities", "external", "utf-16",
        "no document", "odt", "cut short",
    ],
)  # fmt: skip
def test_archives_are_examined_first(data: bytes, code: FileProblem) -> None:
    """Bombs, macros, entities and damage are seen before a parser is."""
    assert archive_refusal(data) is code


def test_an_archive_that_lies_about_its_size() -> None:
    """A member that inflates to more than it declares is cut off, not believed."""
    data = bytearray(archive({"[Content_Types].xml": EXCEL_TYPES, "a": bytes(1 << 20)}))
    size = (1 << 20).to_bytes(4, "little")
    lied = bytes(data).replace(size, (10).to_bytes(4, "little"))
    assert archive_refusal(lied) is FileProblem.DAMAGED


def test_a_member_with_a_password() -> None:
    """Zip's own encryption is a password too."""
    data = bytearray(archive({"[Content_Types].xml": EXCEL_TYPES}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert archive_refusal(bytes(data)) is FileProblem.PASSWORD


def test_word_and_excel_are_read_in_a_process_of_their_own(tmp_path: Path) -> None:
    """What comes back is the same as if they were read here."""
    path = tmp_path / "kế hoạch.xlsx"

    def fill(sheet: Any) -> None:
        sheet.append(HEAD)
        sheet.append([1, "Tỷ lệ"])

    path.write_bytes(workbook(fill))
    assert len(only_table(read(path).blocks).lines) == 2


def test_too_many_rows_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says how many rows there are; they are streamed, not held."""
    monkeypatch.setattr(limits, "TABLE_ROWS", 50)

    def fill(sheet: Any) -> None:
        for _ in range(120):
            sheet.append([None, "x"])

    with pytest.raises(FileRefused) as refused:
        read_excel(workbook(fill))
    assert "120" in refused.value.problem()


def test_empty_columns_are_no_columns() -> None:
    """16,384 formatted cells without text in a row are one sheet's habit, not content."""
    blank = "".join(f'<c r="{c}1" s="0"/>' for c in _columns(16_384))
    cells = '<c r="A1" t="inlineStr"><is><t>{}</t></is></c><c r="B1"><v>5</v></c>'
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1">{cells.format("STT")}{blank[46:]}</row></sheetData></worksheet>'
    )
    (table,) = tables(read_excel(with_member(WORKBOOK, "xl/worksheets/sheet1.xml", xml)))
    assert len(table.lines[0].cells) == 2


def _columns(count: int) -> list[str]:
    names = []
    for number in range(1, count + 1):
        name = ""
        while number:
            number, rest = divmod(number - 1, 26)
            name = chr(65 + rest) + name
        names.append(name)
    return names


@pytest.mark.parametrize(
    ("name", "value", "paragraph", "count"),
    [
        ("PARSE_MEMORY_BYTES", 150 << 20, "<w:p/>", 1_000_000),
        ("ANSWER_BYTES", 1000, "<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>", 200),
    ],
)
def test_a_process_that_takes_too_much_is_ended(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    value: int,
    paragraph: str,
    count: int,
) -> None:
    """By the system, at limits that the parsing process cannot raise; the command goes on."""
    lowered = tmp_path / "lowered.py"
    lowered.write_text(
        f"from services.cli.plan.readers import limits\nlimits.{name} = {value}\n"
        "from services.cli.plan.readers.parse_office import main\nraise SystemExit(main())\n"
    )
    monkeypatch.setattr(office, "_CHILD", "lowered")
    monkeypatch.syspath_prepend(tmp_path)
    body = f"<w:document {W}><w:body>{paragraph * count}</w:body></w:document>"
    with pytest.raises(FileRefused) as refused:
        office.read_office(with_member(DOCUMENT, "word/document.xml", body))
    assert refused.value.code is FileProblem.TOO_COSTLY


def test_a_process_that_never_ends_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After the time on the wall that a file may take."""
    (tmp_path / "endless.py").write_text("import threading\nthreading.Event().wait()\n")
    monkeypatch.setattr(office, "_CHILD", "endless")
    monkeypatch.setattr(limits, "PARSE_WALL_SECONDS", 0.5)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(FileRefused) as refused:
        office.read_office(DOCUMENT)
    assert refused.value.code is FileProblem.TOO_COSTLY


def test_the_parser_knows_none_of_our_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The environment, with its passwords, does not reach the process."""
    (tmp_path / "telling.py").write_text(
        "import json, os\nprint(json.dumps({'blocks': [['p', ' '.join(os.environ), 1, False]]}))\n"
    )
    monkeypatch.setenv("CHITIEU_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(office, "_CHILD", "telling")
    monkeypatch.syspath_prepend(tmp_path)
    (told,) = office.read_office(DOCUMENT)
    assert "CHITIEU" not in str(told)


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"1", b'{"blocks": 3}', b'{"blocks": [["p", 1, 2, 3]]}', b'{"refused": "x"}'],
)
def test_a_strange_answer_is_refused(answer: bytes) -> None:
    """A parser that was taken over can say nothing but blocks and refusals."""
    with pytest.raises(FileRefused):
        wire.decode(answer)


def test_every_refusal_has_words() -> None:
    """Each code has a problem and a next step, and its places can always be filled."""
    assert set(REFUSALS) == set(FileProblem)
    for code in FileProblem:
        refused = FileRefused(code)
        assert "{" not in refused.problem() + refused.next_step()
        assert wire_round_trip(refused) == refused.problem()


def wire_round_trip(refused: FileRefused) -> str:
    """What the command says of a refusal that came over the wire."""
    with pytest.raises(FileRefused) as received:
        wire.decode(wire.encode_refusal(refused))
    return received.value.problem()


def test_a_sheet_with_no_text_is_refused(tmp_path: Path) -> None:
    """An empty workbook is a file without a plan, and says so."""
    path = tmp_path / "a.xlsx"

    def fill(_: Any) -> None:
        """Leave the sheet as it is."""

    path.write_bytes(workbook(fill))
    assert "không có chữ" in str(refusal(path))
