"""The plan of 2022: Kế hoạch 144/KH-UBND of 25/4/2022, as Phụ lục I of the plan of 2023 reports it.

The printed table names target, result, verdict and reason. What it does not print (who leads a
row, when it is evaluated) is left empty, or follows the year of the plan, and the event says so.
"""

from __future__ import annotations

from examples.building import (
    BLANK_DATE_NOTE,
    FOCAL_POINT,
    PLAN_2023,
    PLAN_2023_EFFECTIVE_ON,
    PLAN_2023_TIME,
    PROVINCE,
    Event,
    event,
    printed_table,
    provenance,
)
from examples.directory import issuer_and_focal_point
from examples.rows_2022 import ROWS, number

PLAN = "dong-thap-2022-kh144"
ISSUED_ON = "2022-04-25"
ISSUED_AT = "2022-04-25T08:00:00+07:00"
TITLE = "Kế hoạch phát triển Chính quyền số và đảm bảo an toàn thông tin mạng năm 2022"
DOCUMENT: Event = {
    "number": "144/KH-UBND",
    "issued_on": ISSUED_ON,
    "issuer": "UBND tỉnh Đồng Tháp",
    "title": TITLE,
}
VERDICTS = {"Vượt": "vuot", "Đạt": "dat", "Chưa đạt": "chua_dat"}
NOT_PRINTED = "Bảng không in đơn vị chủ trì và thời điểm đánh giá; hạn lấy theo năm kế hoạch."
HTTP_ROWS = range(1, 9)


def files() -> dict[str, list[Event]]:
    """Return the events of the plan of 2022 by the file that holds them."""
    table = {int(row["stt"]): row for row in printed_table("dong_thap_2022_phu_luc_I.csv")}
    results = {stt: _result(stt, printed["ket_qua"]) for stt, printed in table.items()}
    return {
        "01_directory.jsonl": issuer_and_focal_point(),
        "02_plan.jsonl": [
            _plan(table),
            *(_indicator(stt) for stt in table),
            *(_target(stt, printed["ten_chi_tieu"]) for stt, printed in table.items()),
        ],
        "03_mistake.jsonl": [_mistake()],
        "04_results_http.jsonl": [results[stt] for stt in table if stt in HTTP_ROWS],
        "05_results_kafka.jsonl": [results[stt] for stt in table if stt not in HTTP_ROWS],
        "06_evaluations.jsonl": [_evaluation(stt, printed) for stt, printed in table.items()],
    }


def place(stt: int) -> str:
    """Return where a row of Phụ lục I is printed."""
    return f"Kế hoạch CĐS 2023, Phụ lục I, dòng {stt}"


def _name(stt: int) -> str:
    return f"kh144-pl1-{stt:02}"


def _subject(stt: int) -> str:
    return f"indicator/{ROWS[stt].indicator}"


def _plan(table: dict[int, dict[str, str]]) -> Event:
    data: Event = {
        "effective_on": ISSUED_ON,
        "issuer": PROVINCE,
        "title": TITLE,
        "number": "144/KH-UBND",
        "issued_on": ISSUED_ON,
        "period": "2022",
        "focal_point": FOCAL_POINT,
        "rows": [
            {"id": f"pl1-{stt:02}", "number": str(stt), "text": row["ten_chi_tieu"]}
            | {"kind": "target"}
            for stt, row in table.items()
        ],
        "document": DOCUMENT,
        "provenance": provenance("printed", "Kế hoạch CĐS 2023, chú thích (1) và Phụ lục I"),
    }
    return event("kh144-plan", PROVINCE, "plan.issued", f"plan/{PLAN}", ISSUED_AT, data)


def _indicator(stt: int) -> Event:
    row = ROWS[stt]
    data: Event = {"effective_on": ISSUED_ON, "name": row.name, "unit": row.unit}
    data |= (row.definition or {}) | ({"maximum": "100"} if row.unit == "%" else {})
    data |= {"provenance": provenance("derived", place(stt), "Rút từ tên chỉ tiêu.")}
    id_ = f"{_name(stt)}-indicator"
    return event(id_, PROVINCE, "indicator.defined", _subject(stt), ISSUED_AT, data)


def _target(stt: int, text: str) -> Event:
    row = ROWS[stt]
    data: Event = {
        "effective_on": ISSUED_ON,
        "target": _name(stt),
        "plan": PLAN,
        "row": f"pl1-{stt:02}",
        "number": str(stt),
        "text": text,
        "scope": PROVINCE,
        "unit": row.unit,
        "rule": row.rule,
        "period": "2022",
        "deadline": {"kind": "year_end", "year": 2022, "text": "năm 2022"},
        "document": DOCUMENT,
        "provenance": provenance("printed", place(stt), NOT_PRINTED),
    }
    return event(f"{_name(stt)}-target", PROVINCE, "target.set", _subject(stt), ISSUED_AT, data)


def _result(stt: int, phrase: str) -> Event:
    data: Event = {
        "scope": PROVINCE,
        "period": "2022",
        "value": ROWS[stt].value,
        "phrase": phrase,
        "document": PLAN_2023 | {"title": f"{PLAN_2023['title']}, Phụ lục I"},
        "provenance": provenance("printed", place(stt), BLANK_DATE_NOTE),
    }
    return event(
        f"{_name(stt)}-result",
        FOCAL_POINT,
        "measurement.reported",
        _subject(stt),
        PLAN_2023_TIME,
        data,
    )


def _mistake() -> Event:
    wrong = _result(4, "25,94%")
    wrong["id"] = "kh144-pl1-04-result-with-comma"
    wrong["data"] |= {
        "value": number("25,94"),
        "provenance": provenance(
            "illustrative", place(4), "Cố ý sai: dấu phẩy thập phân, để xem lời từ chối."
        ),
    }
    return wrong


def _evaluation(stt: int, printed: dict[str, str]) -> Event:
    data: Event = {
        "effective_on": PLAN_2023_EFFECTIVE_ON,
        "target": _name(stt),
        "scope": PROVINCE,
        "period": "2022",
        "verdict": VERDICTS[printed["danh_gia"]],
    }
    data |= {"reason": printed["ghi_chu"]} if printed["ghi_chu"] else {}
    data |= {
        "document": PLAN_2023,
        "provenance": provenance("printed", place(stt), BLANK_DATE_NOTE),
    }
    id_ = f"{_name(stt)}-evaluation"
    return event(id_, PROVINCE, "evaluation.confirmed", _subject(stt), PLAN_2023_TIME, data)
