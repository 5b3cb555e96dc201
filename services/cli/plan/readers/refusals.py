"""Why a file cannot be read, and what its owner can do: Vietnamese first, English beside.

Readers raise `FileRefused` with a code; the words are here. The code, and what is particular
to the file, also travel from the process that parses Word and Excel files to the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FileProblem(StrEnum):
    """The codes of refusals, one for each way a file can be unreadable."""

    MISSING = "missing"
    NOT_A_FILE = "not_a_file"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    NO_TEXT = "no_text"
    # Formats.
    PDF = "pdf"
    IMAGE = "image"
    OLD_OFFICE = "old_office"
    OPEN_DOCUMENT = "open_document"
    RICH_TEXT = "rich_text"
    WEB_PAGE = "web_page"
    ARCHIVE = "archive"
    BINARY = "binary"
    # Encodings.
    ENCODING_UNKNOWN = "encoding_unknown"
    ENCODING_1258 = "encoding_1258"
    ENCODING_TCVN3 = "encoding_tcvn3"
    ENCODING_VNI = "encoding_vni"
    ENCODING_TWICE = "encoding_twice"
    LETTERS_LOST = "letters_lost"
    # Sizes.
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_LINES = "too_many_lines"
    CELL_TOO_LONG = "cell_too_long"
    BAD_CSV = "bad_csv"
    # Word and Excel.
    PASSWORD = "password"  # noqa: S105 -- the name of a refusal, not a secret
    MACROS = "macros"
    ZIP_BOMB = "zip_bomb"
    DAMAGED = "damaged"
    ENTITIES = "entities"
    FORMULAS = "formulas"
    TRACKED_CHANGES = "tracked_changes"
    STRUCK_OUT = "struck_out"
    TOO_COSTLY = "too_costly"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong and what to do next, each in both languages, with places for particulars."""

    problem: str
    problem_en: str
    next_step: str
    next_step_en: str


_P, _R = FileProblem, Refusal
_RESAVE_TEXT = (
    "Mở tệp bằng Excel, chọn Lưu thành (Save As), kiểu “CSV UTF-8”, hoặc lưu thẳng .xlsx",
    "open it in Excel and save as “CSV UTF-8”, or as .xlsx",
)
_TO_UNICODE = (
    "Chuyển mã sang Unicode (Unikey Toolkit: Ctrl+Shift+F6), rồi lưu lại dạng UTF-8",
    "convert the text to Unicode (Unikey Toolkit), then save as UTF-8",
)
_OPEN_AND_SAVE = (
    "Mở bằng Word hoặc Excel, lưu lại dạng .docx hoặc .xlsx",
    "open it in Word or Excel and save as .docx or .xlsx",
)
_ONE_TABLE = (
    "Chỉ giữ phần kế hoạch và các phụ lục, xoá phần thừa rồi lưu lại",
    "keep only the plan and its appendices, and save again",
)

REFUSALS: Mapping[FileProblem, Refusal] = {
    _P.MISSING: _R("không có tệp này", "no such file", "Kiểm tra lại đường dẫn", "check the path"),
    _P.NOT_A_FILE: _R(
        "đây không phải là một tệp",
        "this is not a file",
        "Ghi rõ tên tệp cần nhập, ví dụ kehoach.docx",
        "name the file itself",
    ),
    _P.UNREADABLE: _R(
        "không mở được tệp: {detail}",
        "cannot be opened",
        "Kiểm tra quyền đọc tệp, đóng chương trình đang mở tệp",
        "check the file's permissions, close the program that holds it",
    ),
    _P.EMPTY: _R(
        "tệp rỗng",
        "the file is empty",
        "Kiểm tra xem có chọn nhầm tệp hoặc tải về chưa xong",
        "is it the right file, and was it downloaded whole?",
    ),
    _P.TOO_BIG: _R(
        "tệp lớn hơn {limit} MiB",
        "the file is larger than {limit} MiB",
        "Bỏ ảnh và phần thừa, hoặc tách riêng phụ lục rồi lưu lại",
        "take out images, or save the appendix alone",
    ),
    _P.NO_TEXT: _R(
        "tệp không có chữ nào đọc được",
        "there is no text in the file",
        "Nếu là bản quét, dùng bản Word hoặc Excel gốc",
        "if it is a scan, use the Word or Excel original",
    ),
    _P.PDF: _R(
        "tệp PDF chưa đọc được: bảng trong PDF không giữ được ô",
        "PDF is not read: its tables have no cells",
        "Dùng bản Word/Excel gốc, hoặc chép bảng sang Excel và lưu .xlsx",
        "use the Word or Excel original, or copy the table into Excel",
    ),
    _P.IMAGE: _R(
        "đây là ảnh, không có chữ để đọc",
        "this is an image, without text",
        "Dùng bản Word/Excel gốc của kế hoạch",
        "use the Word or Excel original",
    ),
    _P.OLD_OFFICE: _R(
        "tệp Office kiểu cũ ({detail})",
        "a file of old Office ({detail})",
        *_OPEN_AND_SAVE,
    ),
    _P.OPEN_DOCUMENT: _R(
        "tệp OpenDocument (.odt, .ods) chưa đọc được",
        "OpenDocument files are not read",
        "Mở bằng LibreOffice, lưu lại dạng .docx hoặc .xlsx",
        "open it in LibreOffice and save as .docx or .xlsx",
    ),
    _P.RICH_TEXT: _R("tệp RTF chưa đọc được", "RTF is not read", *_OPEN_AND_SAVE),
    _P.WEB_PAGE: _R("đây là trang web (HTML)", "this is a web page (HTML)", *_OPEN_AND_SAVE),
    _P.ARCHIVE: _R(
        "đây là tệp nén, không phải văn bản",
        "this is an archive, not a document",
        "Giải nén rồi chọn đúng tệp kế hoạch",
        "unpack it and name the plan's file",
    ),
    _P.BINARY: _R(
        "tệp không phải văn bản, Word hay Excel",
        "neither text, nor Word, nor Excel",
        "Dùng tệp .docx, .xlsx, .csv, .md hoặc .txt",
        "use .docx, .xlsx, .csv, .md or .txt",
    ),
    _P.ENCODING_UNKNOWN: _R(
        "bảng mã của tệp không phải UTF-8 hay UTF-16",
        "the encoding is neither UTF-8 nor UTF-16",
        *_RESAVE_TEXT,
    ),
    _P.ENCODING_1258: _R(
        "tệp dùng bảng mã Windows-1258", "the encoding is windows-1258", *_RESAVE_TEXT
    ),
    _P.ENCODING_TCVN3: _R(
        "chữ trong tệp là TCVN3 (phông .VnTime), không phải Unicode",
        "the text is TCVN3 (.VnTime fonts), not Unicode",
        *_TO_UNICODE,
    ),
    _P.ENCODING_VNI: _R(
        "chữ trong tệp là VNI (phông VNI-Times), không phải Unicode",
        "the text is VNI (VNI fonts), not Unicode",
        *_TO_UNICODE,
    ),
    _P.ENCODING_TWICE: _R(
        "chữ bị đọc sai bảng mã trước khi lưu (ví dụ “á»§y”)",
        "the text was saved after being read in a wrong encoding",
        "Lấy lại tệp gốc và lưu dạng UTF-8",
        "go back to the original and save it as UTF-8",
    ),
    _P.LETTERS_LOST: _R(
        "nhiều chữ có dấu đã mất, chỉ còn “?” (ví dụ: {detail})",
        "accented letters were lost and are now “?” (as in: {detail})",
        *_RESAVE_TEXT,
    ),
    _P.TOO_MANY_ROWS: _R(
        "có {count} dòng bảng, nhiều hơn {limit}",
        "{count} table rows, more than {limit}",
        *_ONE_TABLE,
    ),
    _P.TOO_MANY_COLUMNS: _R(
        "bảng có {count} cột có chữ, nhiều hơn {limit}",
        "{count} columns with text, more than {limit}",
        *_ONE_TABLE,
    ),
    _P.TOO_MANY_LINES: _R(
        "có {count} dòng chữ, nhiều hơn {limit}",
        "{count} lines of text, more than {limit}",
        *_ONE_TABLE,
    ),
    _P.CELL_TOO_LONG: _R(
        "{detail}: một ô dài hơn {limit} ký tự",
        "a cell longer than {limit} characters",
        'Kiểm tra dấu ngoặc kép (") mở mà không đóng trước ô này',
        "look for a quotation mark that is never closed before this cell",
    ),
    _P.BAD_CSV: _R("tệp CSV hỏng ở dòng {detail}", "broken CSV at line {detail}", *_RESAVE_TEXT),
    _P.PASSWORD: _R(
        "tệp có mật khẩu",
        "the file is protected by a password",
        "Mở bằng Word/Excel, bỏ mật khẩu (File > Info > Protect) rồi lưu lại",
        "remove the password in Word or Excel and save again",
    ),
    _P.MACROS: _R(
        "tệp có macro, không nhận",
        "files with macros are refused",
        "Lưu lại dạng .xlsx hoặc .docx (không macro)",
        "save as .xlsx or .docx, without macros",
    ),
    _P.ZIP_BOMB: _R(
        "tệp nén bất thường: {detail}",
        "compressed beyond reason",
        "Mở bằng Word/Excel, chép nội dung sang tệp mới và lưu lại",
        "copy the content into a new file and save it",
    ),
    _P.DAMAGED: _R(
        "tệp hỏng hoặc tải về chưa xong: {detail}",
        "the file is damaged or cut short",
        "Tải lại, hoặc mở bằng Word/Excel và lưu lại",
        "download it again, or open it in Word or Excel and save it",
    ),
    _P.ENTITIES: _R(
        "tệp khai báo thực thể XML ({detail}), không nhận",
        "the file declares XML entities, refused",
        *_OPEN_AND_SAVE,
    ),
    _P.FORMULAS: _R(
        "{count} ô là công thức: {detail}",
        "{count} cells hold formulas; their saved results are not trusted",
        "Chọn cả trang, Copy, Paste Special > Values, rồi lưu lại",
        "select all, copy, Paste Special > Values, then save",
    ),
    _P.TRACKED_CHANGES: _R(
        "văn bản còn sửa đổi chưa chốt (Track Changes)",
        "the document has tracked changes",
        "Trong Word: Review > Accept All Changes, rồi lưu lại",
        "in Word: Review > Accept All Changes, then save",
    ),
    _P.STRUCK_OUT: _R(
        "có chữ bị gạch ngang: {detail}",
        "there is text that is struck out",
        "Xoá hẳn chữ bị gạch, hoặc bỏ gạch, rồi lưu lại",
        "delete what is struck out, or remove the line through it, then save",
    ),
    _P.TOO_COSTLY: _R(
        "đọc tệp vượt giới hạn {detail}, đã dừng",
        "reading the file took too much, stopped",
        *_ONE_TABLE,
    ),
}


class FileRefused(Exception):
    """A reader cannot go on with a file; `particulars` fill the places in the words."""

    def __init__(self, code: FileProblem, **particulars: object) -> None:
        super().__init__(code)
        self.code = code
        self.particulars = {name: _told(value) for name, value in particulars.items()}

    def problem(self) -> str:
        """What is wrong, in both languages."""
        words = REFUSALS[self.code]
        both = f"{words.problem} / {words.problem_en}"
        return both.format_map({"detail": "?", "count": "?", "limit": "?", **self.particulars})

    def next_step(self) -> str:
        """What to do next, in both languages."""
        words = REFUSALS[self.code]
        return f"{words.next_step} / {words.next_step_en}"


def _told(value: object) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)[:200]
