"""What came of Kế hoạch 144/KH-UBND of 2022, as Phụ lục I of the plan of 2023 reports it.

The plan itself is `plans/dong-thap-2022-kh144.yaml`; here are the results, the confirmed verdicts
and one deliberate mistake.
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
from examples.directory import issuer_and_focal_point, reporters
from examples.rows_2022 import ROWS, number

PLAN = "dong-thap-2022-kh144"
VERDICTS = {"Vượt": "vuot", "Đạt": "dat", "Chưa đạt": "chua_dat"}
HTTP_ROWS = range(1, 9)


def files() -> dict[str, list[Event]]:
    """Return the events of the plan of 2022 by the file that holds them."""
    table = {int(row["stt"]): row for row in printed_table("dong_thap_2022_phu_luc_I.csv")}
    results = {stt: _result(stt, printed["ket_qua"]) for stt, printed in table.items()}
    return {
        "01_directory.jsonl": [*issuer_and_focal_point(), *reporters()],
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


def target(stt: int) -> str:
    """Return the id of a row's target, as publishing the plan file gives it."""
    return f"{PLAN}.phu-luc-i.{stt}"


def _subject(stt: int) -> str:
    return f"indicator/{ROWS[stt].indicator}"


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
        "target": target(stt),
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
