"""The plan of 2023, of which three targets and four tasks of Phụ lục VII are played.

All 55 rows are listed, as printed; the seven are set. Task states are in no document: they are
made up for the demonstration, and each such event says so itself.
"""

from __future__ import annotations

from examples.building import (
    BLANK_DATE_NOTE,
    FOCAL_POINT,
    PLAN_2023,
    PLAN_2023_EFFECTIVE_ON,
    PLAN_2023_TIME,
    PLAN_2023_TITLE,
    PROVINCE,
    Event,
    above,
    event,
    printed_table,
    provenance,
)
from examples.directory import (
    DEPARTMENTS,
    DISTRICTS,
    HEALTH,
    HOME_AFFAIRS,
    PLANNING,
    POLICE,
    POLITICAL_SCHOOL,
    STATISTICS,
    TAX,
    others,
)
from examples.rows_2022 import ROWS as ROWS_2022

PLAN = "dong-thap-2023-cds"
DIGITAL_ECONOMY = "kinh-te-so-grdp"
ONLINE_FILES = ROWS_2022[4].indicator
OPEN_DATA = ROWS_2022[6].indicator

MADE_UP = "Trạng thái minh họa: kế hoạch không in tiến độ nhiệm vụ."
YEAR_END = {"kind": "year_end", "year": 2023, "text": "Cuối năm 2023"}


def files() -> dict[str, list[Event]]:
    """Return the events of the plan of 2023 by the file that holds them."""
    rows = {_row_id(row): row for row in printed_table("dong_thap_2023_phu_luc_VII.csv")}
    return {
        "01_directory.jsonl": others(),
        "02_plan.jsonl": [
            _plan(rows),
            _digital_economy(),
            _open_data_redefined(),
            *_targets(rows),
            *_tasks(rows),
        ],
        "03_history.jsonl": _history(),
        "04_task_states.jsonl": _task_states(),
    }


def place(number: str) -> str:
    """Return where a row of Phụ lục VII is printed."""
    return f"Kế hoạch CĐS 2023, Phụ lục VII, dòng {number}"


def _row_id(row: dict[str, str]) -> str:
    return f"pl7-{row['muc'].lower()}-{int(row['stt']):02}"


def _plan(rows: dict[str, dict[str, str]]) -> Event:
    duty = {"through": FOCAL_POINT, "recipient": PROVINCE, "due_on": "2023-11-29"}
    data = {
        "effective_on": PLAN_2023_EFFECTIVE_ON,
        "issuer": PROVINCE,
        "title": PLAN_2023_TITLE,
        "period": "2023",
        "focal_point": FOCAL_POINT,
        "rows": [
            {
                "id": id_,
                "number": f"{row['muc']}.{row['stt']}",
                "section": row["ten_muc"],
                "text": row["ten_nhiem_vu"],
                "kind": row["row_kind"],
            }
            for id_, row in rows.items()
        ],
        "report_duties": [{"reporter": who} | duty for who in (DEPARTMENTS, DISTRICTS)],
        "document": PLAN_2023,
        "provenance": provenance("printed", "Kế hoạch CĐS 2023, Phụ lục VII", BLANK_DATE_NOTE),
    }
    return event("cds2023-plan", PROVINCE, "plan.issued", f"plan/{PLAN}", PLAN_2023_TIME, data)


def _digital_economy() -> Event:
    data = {
        "effective_on": PLAN_2023_EFFECTIVE_ON,
        "name": "Tỷ lệ doanh thu kinh tế số trên GRDP",
        "unit": "% GRDP",
        "numerator": "doanh thu kinh tế số",
        "denominator": "GRDP của tỉnh",
        "maximum": "100",
        "provenance": provenance(
            "derived",
            "Kế hoạch CĐS 2023, mục 9.1 và 9.2",
            "Kinh tế số ngành, lĩnh vực chưa có tiêu chí thống kê rõ ràng: chưa có phương pháp.",
        ),
    }
    id_, subject = "cds2023-pl7-iii-06-indicator", f"indicator/{DIGITAL_ECONOMY}"
    return event(id_, PROVINCE, "indicator.defined", subject, PLAN_2023_TIME, data)


def _open_data_redefined() -> Event:
    data = {
        "effective_on": PLAN_2023_EFFECTIVE_ON,
        "revision": 2,
        "name": "Tỷ lệ cơ quan nhà nước cấp tỉnh tham gia cung cấp dữ liệu mở",
        "unit": "%",
        "numerator": "cơ quan nhà nước cấp tỉnh tham gia cung cấp dữ liệu mở",
        "denominator": "cơ quan nhà nước cấp tỉnh",
        "maximum": "100",
        "reason": "Năm 2022 đếm mọi cơ quan nhà nước cung cấp đầy đủ theo danh mục; năm 2023 chỉ "
        "đếm cơ quan cấp tỉnh tham gia: tử số và mẫu số đều khác, chuỗi số liệu gián đoạn.",
        "provenance": provenance(
            "derived", f"{place('I.4')}, so với Phụ lục I, dòng 6", BLANK_DATE_NOTE
        ),
    }
    id_, subject = "cds2023-pl7-i-04-redefined", f"indicator/{OPEN_DATA}"
    return event(id_, PROVINCE, "indicator.redefined", subject, PLAN_2023_TIME, data)


def _targets(rows: dict[str, dict[str, str]]) -> list[Event]:
    economy, files_, data = rows["pl7-iii-06"], rows["pl7-ii-04"], rows["pl7-i-04"]
    one_of_three = (
        "Một trong ba chỉ tiêu của dòng này; hai chỉ tiêu kia không diễn trong bản trình diễn."
    )
    return [
        _target(
            economy,
            DIGITAL_ECONOMY,
            above("4"),
            unit="% GRDP",
            lead=[FOCAL_POINT],
            coordinators=[PLANNING, TAX, STATISTICS],
        ),
        _target(
            files_,
            ONLINE_FILES,
            above("60"),
            text="trên 60% hồ sơ thủ tục hành chính được xử lý trực tuyến",
            lead=[DEPARTMENTS, DISTRICTS],
            coordinators=[FOCAL_POINT],
            note=one_of_three,
        ),
        _target(
            data,
            OPEN_DATA,
            above("60"),
            lead=[FOCAL_POINT],
            coordinators=[DEPARTMENTS, DISTRICTS],
            definition=2,
        ),
    ]


def _target(
    row: dict[str, str],
    indicator: str,
    rule: Event,
    *,
    lead: list[str],
    coordinators: list[str],
    unit: str = "%",
    text: str = "",
    definition: int = 1,
    note: str = "",
) -> Event:
    id_ = _row_id(row)
    data = _common(row, lead, coordinators) | {
        "target": f"cds2023-{id_}",
        "text": text or row["ten_nhiem_vu"],
        "unit": unit,
        "rule": rule,
        "deadline": YEAR_END,
        "definition": definition,
        "report_due_on": "2023-11-29",
        "provenance": provenance(
            "printed", place(f"{row['muc']}.{row['stt']}"), f"{note} {BLANK_DATE_NOTE}".strip()
        ),
    }
    name, subject = f"cds2023-{id_}-target", f"indicator/{indicator}"
    return event(name, PROVINCE, "target.set", subject, PLAN_2023_TIME, data)


def _common(row: dict[str, str], lead: list[str], coordinators: list[str]) -> Event:
    return {
        "effective_on": PLAN_2023_EFFECTIVE_ON,
        "plan": PLAN,
        "row": _row_id(row),
        "number": f"{row['muc']}.{row['stt']}",
        "section": row["ten_muc"],
        "scope": PROVINCE,
        "period": "2023",
        "lead": lead,
        "coordinators": coordinators,
        "document": PLAN_2023,
    }


def _tasks(rows: dict[str, dict[str, str]]) -> list[Event]:
    def month(kind: str, number: int, text: str) -> Event:
        return {"kind": kind, "year": 2023, "month": number, "text": text}

    groups = [DEPARTMENTS, DISTRICTS]
    return [
        _task(
            rows["pl7-i-07"], month("before_month", 5, "Trước tháng 05/2023"), FOCAL_POINT, groups
        ),
        _task(rows["pl7-vi-03"], month("month", 6, "Tháng 06/2023"), HEALTH, [FOCAL_POINT]),
        _task(rows["pl7-v-05"], month("month", 10, "Tháng 10/2023"), POLICE, [FOCAL_POINT]),
        _task(rows["pl7-vii-02"], YEAR_END, HOME_AFFAIRS, [FOCAL_POINT, POLITICAL_SCHOOL]),
    ]


def _task(row: dict[str, str], deadline: Event, lead: str, coordinators: list[str]) -> Event:
    id_ = f"cds2023-{_row_id(row)}"
    data = _common(row, [lead], coordinators) | {
        "text": row["ten_nhiem_vu"],
        "deadline": deadline,
        "provenance": provenance("printed", place(f"{row['muc']}.{row['stt']}"), BLANK_DATE_NOTE),
    }
    return event(f"{id_}-task", PROVINCE, "task.assigned", f"task/{id_}", PLAN_2023_TIME, data)


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
        ("pl7-i-07", FOCAL_POINT, "2023-04-28", "hoan_thanh", "Hoàn thành"),
        ("pl7-vi-03", HEALTH, "2023-08-31", "dang_trien_khai", "Đang triển khai"),
        ("pl7-v-05", POLICE, "2023-09-08", "dang_lam_thu_tuc", "Đang làm thủ tục"),
        ("pl7-vii-02", HOME_AFFAIRS, "2023-09-01", "chua_trien_khai", "Chưa triển khai"),
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
    id_ = f"cds2023-{row_id}"
    time = f"{on}T08:00:00+07:00"
    return event(f"{id_}-state", lead, "task.status_reported", f"task/{id_}", time, data)
