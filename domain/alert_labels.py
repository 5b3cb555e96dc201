"""How kinds, handling and changes of alerts are called where they are listed: Vietnamese first."""

from __future__ import annotations

import re

from domain.reasons import Words

KIND_WORDS: dict[str, Words] = {
    "target": Words("Chỉ tiêu", "Target"),
    "report": Words("Thiếu báo cáo", "Missing report"),
    "input": Words("Số liệu nghi nhầm", "Suspicious value"),
    "task": Words("Nhiệm vụ", "Task"),
}
HANDLING_WORDS: dict[str, Words] = {
    "untaken": Words("Chưa ai tiếp nhận", "Not taken"),
    "acknowledged": Words("Đã tiếp nhận", "Taken"),
    "snoozed": Words("Đang tạm hoãn", "Resting"),
}
EVENT_WORDS: dict[str, Words] = {
    "opened": Words("Mở", "Opened"),
    "updated": Words("Cập nhật", "Updated"),
    "closed": Words("Đóng", "Closed"),
    "acknowledged": Words("Tiếp nhận", "Taken"),
    "snoozed": Words("Tạm hoãn", "Put to rest"),
    "noted": Words("Ghi chú", "Noted"),
    "resumed": Words("Mở lại", "Resumed"),
    "escalated": Words("Chuyển lên cấp trên", "Escalated"),
    "reminded": Words("Nhắc lại", "Repeated"),
    "scored": Words("Chấm", "Marked"),
}

_APPENDIX = re.compile(r"(?:^|\.)phu-luc-([a-z0-9]+)\.")


def row_words(number: str, row: str) -> str:
    """Return how a plan's row is called: its number, and its appendix where that alone is no name.

    `II.4` is one of its kind; a bare `10` stands in several appendices, and is `10 Phụ lục V`.
    `row` is the id, which the appendix is a part of; where it is not, the number is all there is.
    """
    found = _APPENDIX.search(row)
    return f"{number} Phụ lục {found[1].upper()}" if number.isdecimal() and found else number
