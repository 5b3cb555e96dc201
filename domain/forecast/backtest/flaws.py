"""What can be wrong with a table of reports, in words: what was found, what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.reasons import Words

COLUMNS = (
    "series", "class", "entity", "on", "value", "target", "due_on", "direction", "scale",
)  # fmt: skip
ROWS_MAX = 5_000_000
SERIES_MAX = 200_000
TEXT_MAX = 200
FLAWS_TOLD = 20
_SHOWN_MAX = 120


class FlawCode(StrEnum):
    """Why a table cannot be taken."""

    EMPTY = "empty"
    HEADER = "header"
    NOT_CSV = "not_csv"
    NOT_UTF8 = "not_utf8"
    WIDTH = "width"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    NO_PERCENT = "no_percent"
    NEGATIVE = "negative"
    NO_RANK = "no_rank"
    DIRECTION = "direction"
    SCALE = "scale"
    CONTRADICTION = "contradiction"
    MIXED_CLASS = "mixed_class"
    TWICE = "twice"
    TOO_MANY = "too_many"


FLAW_WORDS: dict[FlawCode, Words] = {
    FlawCode.EMPTY: Words(
        f"tệp trống; dòng đầu phải là {','.join(COLUMNS)}",
        f"the file is empty; its first line is {','.join(COLUMNS)}",
    ),
    FlawCode.HEADER: Words(
        f"thiếu hoặc thừa cột; dòng đầu là {','.join(COLUMNS)}, ngăn bằng dấu phẩy",
        f"a column is missing or doubled; the header is {','.join(COLUMNS)}, parted by commas",
    ),
    FlawCode.NOT_CSV: Words(
        "không đọc được theo CSV; kiểm tra dấu nháy kép",
        "not readable as CSV; look at the double quotes",
    ),
    FlawCode.NOT_UTF8: Words(
        "không phải UTF-8; hãy lưu lại dạng CSV UTF-8",
        "not UTF-8; save it again as CSV UTF-8",
    ),
    FlawCode.WIDTH: Words(
        "số ô khác số cột; số thập phân dùng dấu chấm, ô có dấu phẩy phải để trong nháy kép",
        "a cell for each column is needed; use a decimal point, and quotes around commas",
    ),
    FlawCode.TEXT: Words(
        f"phải có chữ, dài nhất {TEXT_MAX} ký tự", f"1 to {TEXT_MAX} characters are needed"
    ),
    FlawCode.DAY: Words("không phải ngày; ví dụ 2015-12-31", "not a day; 2015-12-31 would be one"),
    FlawCode.NUMBER: Words(
        "không phải số; ví dụ 25.94 (dấu chấm thập phân, không ngăn hàng nghìn); "
        "kỳ không có số liệu thì bỏ cả dòng",
        "not a number; 25.94 would be one (decimal point, no thousands mark); "
        "leave out the row of a period without a value",
    ),
    FlawCode.NO_PERCENT: Words(
        "phần trăm phải từ 0 đến 1000; đại lượng khác dùng scale positive hoặc score",
        "a percentage is 0 to 1000; for another quantity use scale positive or score",
    ),
    FlawCode.NEGATIVE: Words(
        "scale positive không nhận số âm; dùng scale score",
        "scale positive has no negative values; use scale score",
    ),
    FlawCode.NO_RANK: Words("thứ hạng bắt đầu từ 1", "ranks begin at 1"),
    FlawCode.DIRECTION: Words(
        "phải là up (cao là tốt) hoặc down (thấp là tốt)",
        "up (higher is better) or down (lower is better) is needed",
    ),
    FlawCode.SCALE: Words(
        "phải là percent, positive, score hoặc rank", "percent, positive, score or rank is needed"
    ),
    FlawCode.CONTRADICTION: Words(
        "khác với dòng trước của cùng chuỗi; mục tiêu khác thì đặt tên chuỗi khác",
        "differs from an earlier row of the series; another target is another series",
    ),
    FlawCode.MIXED_CLASS: Words(
        "một nhóm (class) chỉ có một scale; hãy tách nhóm",
        "a class has one scale; give the other a class of its own",
    ),
    FlawCode.TWICE: Words(
        "hai báo cáo cùng một ngày; chỉ giữ một", "two reports of one day; keep one of them"
    ),
    FlawCode.TOO_MANY: Words(
        "vượt giới hạn; hãy chia thành nhiều lần chạy", "too much for one run; run it in parts"
    ),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong: where, in which field, what was found."""

    code: FlawCode
    where: str
    field: str
    found: str

    @classmethod
    def of(cls, code: FlawCode, file: str, line: int, field: str, found: str) -> Flaw:
        """Return a flaw at a line of a file; line 0 where the file's name holds it already."""
        return cls(code, f"{file}:{line}" if line else file, field, found[:_SHOWN_MAX])

    def words(self) -> Words:
        """Return the flaw for people."""
        told = FLAW_WORDS[self.code]
        place = " ".join(part for part in (self.where, self.field) if part)
        found = f' "{self.found}"' if self.found else ""
        return Words(f"{place}:{found} {told.vi}", told.en)


class BadTable(ValueError):
    """A table is refused, for these reasons; `count` may be more than are told."""

    def __init__(self, flaws: Sequence[Flaw], count: int | None = None) -> None:
        super().__init__("; ".join(flaw.words().vi for flaw in flaws))
        self.flaws = tuple(flaws)
        self.count = len(flaws) if count is None else count
