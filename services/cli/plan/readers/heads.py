"""Recognise the head of a table, and tables that only lay out a letterhead or a signature.

Only as much as a reader needs to know where a table begins; what the columns mean is for
the importer to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BLANKS = re.compile(r"\s+")
_MARKUP = re.compile(r"<[^<>]{0,100}>|[*_]")
_NUMBER_COLUMN = {"stt", "tt", "số tt", "số thứ tự", "thứ tự", "no", "no.", "s.tt", "stt."}
_COLUMN = re.compile(
    r"(?:tên |nội dung |danh mục |các )?(?:chỉ tiêu|nhiệm vụ|dự án|mục tiêu|công việc|hoạt động)\b"
    r"|(?:cơ quan|đơn vị)?,?\s?(?:cơ quan |đơn vị )?(?:chủ trì|phối hợp|thực hiện)"
    r"|(?:dự kiến )?(?:thời gian|thời hạn|thời điểm|tiến độ|hạn hoàn thành)"
    r"|nội dung|danh mục|kết quả|đánh giá|ghi chú|đơn vị tính|đvt"
    r"|kinh phí|nguồn vốn|nguồn kinh phí|tổng mức|năm 20\d\d|vốn |sản phẩm"
    r"|kế hoạch|thực hiện|tỷ lệ|phân công|lãnh đạo|lĩnh vực"
)
_LAYOUT = re.compile(
    r"cộng h[oòó][aà] xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do|^nơi nhận|^tm\. |^kt\. |^tl\. |^q\. "
    r"|^số\s*:.{0,40}/kh|chủ nghĩa việt nam"
)
COLUMN_NAME_MAX = 60
LAYOUT_ROWS_MAX = 12


def plain(text: str) -> str:
    """Return a cell's words for comparing: lower case, single blanks, no mark-up."""
    return _BLANKS.sub(" ", _MARKUP.sub("", text)).strip().lower()


def is_number_column(text: str) -> bool:
    """Return whether a cell heads the column of row numbers: *Stt*, *TT*, *Số TT*."""
    return plain(text).strip(" .:") in _NUMBER_COLUMN or plain(text) in _NUMBER_COLUMN


def is_column_name(text: str) -> bool:
    """Return whether a cell's words are those of a column's heading."""
    words = plain(text)
    return 0 < len(words) <= COLUMN_NAME_MAX and (
        is_number_column(text) or _COLUMN.match(words) is not None
    )


def is_head(cells: Sequence[str]) -> bool:
    """Return whether a row is the head of a table: its cells are names of columns."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2:
        return False
    if any(is_number_column(cell) for cell in filled):
        return True
    named = sum(map(is_column_name, filled))
    return named >= 2 and named * 2 >= len(filled)


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a table is there only to set two blocks of text side by side."""
    if len(rows) > LAYOUT_ROWS_MAX or any(is_head(row) for row in rows):
        return False
    return any(
        _LAYOUT.search(plain(piece)) for row in rows for cell in row for piece in cell.split("\n")
    )
