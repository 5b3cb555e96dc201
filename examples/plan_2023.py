"""What is known of the plan of 2023 on the day of the demonstration.

The plan itself is `plans/dong-thap-2023-cds.yaml`; here are the history of one indicator, as a
footnote prints it, and states of four tasks. Those are in no document: they are made up for the
demonstration, and each such event says so itself.
"""

from __future__ import annotations

from examples.building import (
    BLANK_DATE_NOTE,
    FOCAL_POINT,
    PLAN_2023,
    PLAN_2023_TIME,
    PROVINCE,
    Event,
    event,
    provenance,
)
from examples.directory import HEALTH, HOME_AFFAIRS, POLICE, others

PLAN = "dong-thap-2023-cds"
DIGITAL_ECONOMY = "kinh-te-so-grdp"

MADE_UP = "Trạng thái minh họa: kế hoạch không in tiến độ nhiệm vụ."


def files() -> dict[str, list[Event]]:
    """Return the events of the plan of 2023 by the file that holds them."""
    return {
        "01_directory.jsonl": others(),
        "03_history.jsonl": _history(),
        "04_task_states.jsonl": _task_states(),
    }


def _history() -> list[Event]:
    derived = "Tính từ 3,7% của năm 2022 (số ước): “tăng {} so với năm {}”."
    years = (
        ("2022", "3.7", "ước đạt 3,7% GRDP", "printed", ""),
        ("2021", "3.6", "", "derived", derived.format("0,1 điểm %", "2021")),
        ("2020", "2.7", "", "derived", derived.format("1 điểm %", "2020")),
    )
    return [_digital_economy_in(*year) for year in years]


def _digital_economy_in(year: str, value: str, phrase: str, kind: str, note: str) -> Event:
    data = {
        "scope": PROVINCE,
        "period": year,
        "value": {"kind": "number", "value": value},
        "observation_status": "E",
        "document": PLAN_2023,
        "provenance": provenance(
            kind, "Kế hoạch CĐS 2023, chú thích (16)", f"{note} {BLANK_DATE_NOTE}".strip()
        ),
    } | ({"phrase": phrase} if phrase else {})
    return event(
        f"kinh-te-so-{year}",
        FOCAL_POINT,
        "measurement.reported",
        f"indicator/{DIGITAL_ECONOMY}",
        PLAN_2023_TIME,
        data,
    )


def _task_states() -> list[Event]:
    states = (
        ("i-7", FOCAL_POINT, "2023-04-28", "hoan_thanh", "Hoàn thành"),
        ("vi-3", HEALTH, "2023-08-31", "dang_trien_khai", "Đang triển khai"),
        ("v-5", POLICE, "2023-09-08", "dang_lam_thu_tuc", "Đang làm thủ tục"),
        ("vii-2", HOME_AFFAIRS, "2023-09-01", "chua_trien_khai", "Chưa triển khai"),
    )
    return [_task_state(*state) for state in states]


def _task_state(row_id: str, lead: str, on: str, state: str, phrase: str) -> Event:
    data = {
        "effective_on": on,
        "scope": PROVINCE,
        "state": state,
        "phrase": phrase,
        "provenance": {"kind": "illustrative", "note": MADE_UP},
    }
    task = f"{PLAN}.phu-luc-vii.{row_id}"
    time = f"{on}T08:00:00+07:00"
    name = f"cds2023-pl7-{row_id}-state"
    return event(name, lead, "task.status_reported", f"task/{task}", time, data)
