"""What the example events are built with: the envelope, documents, the printed tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Event = dict[str, Any]

EXAMPLES = Path(__file__).resolve().parent
PROVINCE = "H20"
FOCAL_POINT = "H20.14"

PLAN_2023_TITLE = "Kế hoạch Chuyển đổi số tỉnh Đồng Tháp năm 2023"
PLAN_2023: Event = {"issuer": "UBND tỉnh Đồng Tháp", "title": PLAN_2023_TITLE}

# The plan of 2023 is printed "số /KH-UBND ngày tháng năm 2023": number, day and month are blank.
# Everything that it says is therefore dated to the first day of the year that it prints.
PLAN_2023_EFFECTIVE_ON = "2023-01-01"
PLAN_2023_TIME = "2023-01-01T08:00:00+07:00"
BLANK_DATE_NOTE = "Kế hoạch để trống số, ngày, tháng; tính từ 01/01/2023."


def event(id_: str, source: str, type_: str, subject: str, time: str, data: Event) -> Event:
    """Return one CloudEvent; `type_` without its prefix and version."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": source,
        "type": f"vn.chitieu.{type_}.v1",
        "subject": subject,
        "time": time,
        "data": data,
    }


def provenance(kind: str, source: str, note: str = "") -> Event:
    """Return where a statement comes from: printed, derived or illustrative."""
    return {"kind": kind, "source": source} | ({"note": note} if note else {})


def printed_table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a printed table, in order."""
    with (EXAMPLES / "plans" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
