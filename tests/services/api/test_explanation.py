"""Giải trình: the argument behind a status over JSON and as a page to print."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from contracts.envelope import AnyEvent
from tests.services.api.conftest import TODAY
from tests.services.api.read_model import ReadModel, event

RESULTS = {
    1: ("100%", "Đạt"),
    2: ("100%", "Đạt"),
    3: ("99,21%", "Vượt"),
    4: ("25,94%", "Chưa đạt"),
    5: ("100%", "Vượt"),
    6: ("20%", "Chưa đạt"),
    7: ("Trên 85%", "Vượt"),
    8: ("100%", "Đạt"),
    9: ("Hoàn thành", "Đạt"),
    10: ("Trên 50%", "Vượt"),
    11: ("Trên 95%", "Vượt"),
    12: ("100%", "Đạt"),
    13: ("100%", "Đạt"),
    14: ("320", "Vượt"),
    15: ("1 cuộc", "Đạt"),
}
OPEN_DATA = "cds2023-pl7-i-04"


async def explained(client: httpx.AsyncClient, path: str, **asked: str) -> dict[str, Any]:
    """Return an explanation."""
    answer = await client.get(f"/v1/{path}/explanation", params=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize("row", RESULTS)
async def test_each_row_of_phu_luc_i_is_explained_by_its_printed_result(
    client: httpx.AsyncClient, row: int
) -> None:
    """15 of 15: result and verdict as printed, the document behind them, and where they lie."""
    told = await explained(client, f"targets/kh144-pl1-{row:02d}")
    result, verdict = RESULTS[row]

    [value] = [item for item in told["evidence"] if item["because"] == "deciding_value"]
    assert value["phrase"] == result
    assert value["document"]["title"].endswith("Phụ lục I")
    [part] = told["parts"]
    assert part["comparison"]["words"].startswith(f"{result} so với ")
    assert f"→ {verdict.lower()}" in part["comparison"]["words"]
    argument = " ".join(told["sentences"])
    assert f"Đánh giá chính thức: {verdict}" in argument
    assert f"[{value['event']['agency']}/{value['event']['event_id']} tại" in argument
    assert "số 144/KH-UBND ngày 25/04/2022" in argument
    assert "[H20/kh144-plan tại " in argument
    assert f"dòng {row}" in value["provenance"]["source"]
    assert told["consistent"] is True


async def test_the_decisive_row_is_told_cut_against_cut(client: httpx.AsyncClient) -> None:
    """Row 11: *Trên 95%* lies just above the 95 that is asked for, and so exceeds it."""
    told = await explained(client, "targets/kh144-pl1-11")

    compared = told["parts"][0]["comparison"]
    assert compared["value_low"] == {"value": "95", "epsilon": 1}
    assert compared["value_high"] is None
    assert compared["asked_low"] == compared["asked_high"] == {"value": "95", "epsilon": 0}
    assert compared["words"] == "Trên 95% so với từ 95% trở lên → vượt"


async def test_before_the_evaluation_nothing_is_called_missed(client: httpx.AsyncClient) -> None:
    """Row 4 on the last day of 2022: short so far, no official verdict, and when to look again."""
    told = await explained(client, "targets/kh144-pl1-04", as_of="2022-12-31")

    assert "chưa đạt" not in " ".join(told["sentences"]).lower()
    assert "Tạm tính: chưa tới mức đề ra" in told["verdict"]["shown"]["vi"]
    assert "Chưa có đánh giá chính thức." in told["sentences"]
    assert told["review_after"] == "2023-01-01"
    [confirmed] = [item for item in told["evidence"] if "evaluation" in item["type"]]
    assert (confirmed["role"], confirmed["because"]) == ("not_counted", "not_in_force_yet")


async def test_what_a_redefinition_left_behind_is_told(client: httpx.AsyncClient) -> None:
    """The 20% of 2022 is named, with the definition that it was counted under."""
    told = await explained(client, f"targets/{OPEN_DATA}")

    [old] = [item for item in told["evidence"] if item["because"] == "other_definition"
             and "measurement" in item["type"]]  # fmt: skip
    assert old["words"].endswith("định nghĩa 1")
    assert told["parts"][0]["reason"] == "other_definition_only"
    assert told["facts"]["of_others"] > 0


async def test_corrected_late_and_foreign_reports_are_told_with_what_took_their_place(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """A correction, a withdrawal, an estimate that gave way, another scope: each says why."""
    subject = "indicator/giai-trinh"
    first, estimate = _report("40", at="2023-01-02"), _report("44", at="2023-01-01", status="E")
    taken, other = _report("99", at="2023-01-03"), _report("10", at="2023-01-02", scope="H20.14")
    corrected = _report("41", "corrected", of=first, at="2023-02-01")
    events = [_target("giai-trinh", subject), first, estimate, taken, other, corrected]
    withdrawn = event(
        "measurement.withdrawn",
        subject,
        {"report": {"agency": "H20", "id": taken.id}, "revision": 2, "reason": "Nhập nhầm"},
        at="2023-02-02",
    )
    places = await read_model.apply([*events, withdrawn], day=TODAY)
    told = await explained(client, "targets/giai-trinh")

    by_id = {item["event"]["event_id"]: item for item in told["evidence"]}
    why = {one.id: by_id[one.id]["because"] for one in (*events, withdrawn)}
    assert why == {
        events[0].id: "states_target",
        first.id: "corrected",
        estimate.id: "firmer_report",
        taken.id: "report_withdrawn",
        other.id: "other_scope",
        corrected.id: "deciding_value",
        withdrawn.id: "takes_back",
    }
    assert by_id[first.id]["words"] == f"Đã được đính chính bởi H20/{corrected.id} tại {places[5]}"
    assert by_id[estimate.id]["by"]["position"] == places[5]
    assert told["facts"]["count"] == len(told["evidence"]) == 7
    # The argument about what was known before the correction is another one.
    partition, _, offset = places[4].partition(":")
    known = await explained(client, "targets/giai-trinh", known_at=f"{partition}:{offset}")
    assert known["parts"][0]["comparison"]["words"].startswith("99% so với")
    assert known["facts"]["count"] == 5


async def test_a_task_is_explained_by_its_reports(client: httpx.AsyncClient) -> None:
    """The latest state decides; the deadline, and that it has passed, are told."""
    told = await explained(client, "tasks/cds2023-pl7-vi-03")

    argument = " ".join(told["sentences"])
    assert "nhiệm vụ VI.3" in argument
    assert "tức ngày 30/06/2023" in argument
    assert told["verdict"]["phase"] == "past_due"
    assert told["evidence"][0]["role"] == "decides"


async def test_the_page_is_one_sheet_with_evidence_and_signatures(
    client: httpx.AsyncClient,
) -> None:
    """Title, day, positions, argument, documents, coordinates, and who signs."""
    page = (await client.get("/chi-tieu/kh144-pl1-04/giai-trinh")).text

    for words in (
        "<h1>Giải trình chỉ tiêu</h1>",
        "Tại ngày <b>15/09/2023</b>",
        "25,94% so với từ 50% trở lên → chưa đạt",
        "Người dân nộp hồ sơ trực tuyến ít",
        "Các sự kiện và văn bản làm căn cứ",
        "H20.14/kh144-pl1-04-result",
        "Số liệu quyết định",
        "Ký, ghi rõ họ tên, đóng dấu",
        "giai-trinh.css",
    ):
        assert words in page, words
    assert '/chi-tieu/kh144-pl1-04/giai-trinh"' in (await client.get("/chi-tieu/kh144-pl1-04")).text
    known_at = ",".join((await explained(client, "targets/kh144-pl1-04"))["known_at"])
    assert f"--as-of 2023-09-15 --known-at {known_at} --verify" in page
    task = (await client.get("/nhiem-vu/cds2023-pl7-vi-03/giai-trinh")).text
    assert "<h1>Giải trình nhiệm vụ</h1>" in task


@pytest.mark.parametrize("path", ["targets/khong-co", "tasks/khong-co"])
async def test_what_is_not_there_is_not_explained(client: httpx.AsyncClient, path: str) -> None:
    """A 404 in words, as for the thing itself."""
    answer = await client.get(f"/v1/{path}/explanation")
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("Không có ")


def _target(name: str, subject: str) -> AnyEvent:
    return event(
        "target.set",
        subject,
        {
            "effective_on": date(2022, 1, 1).isoformat(),
            "target": name,
            "plan": "ke-hoach-khac",
            "row": "r-1",
            "number": "7",
            "text": "Tỷ lệ đạt 50%",
            "scope": "H20",
            "unit": "%",
            "rule": {"kind": "threshold", "relation": "at_least", "value": "50"},
            "period": "2022",
            "deadline": {"kind": "year_end", "year": 2022},
        },
        at="2022-01-01",
    )


def _report(
    number: str,
    name: str = "reported",
    *,
    at: str,
    status: str = "A",
    scope: str = "H20",
    of: AnyEvent | None = None,
) -> AnyEvent:
    data: dict[str, Any] = {
        "scope": scope,
        "period": "2022",
        "value": {"kind": "number", "value": number},
        "observation_status": status,
    }
    if of is not None:
        data |= {"report": {"agency": "H20", "id": of.id}, "revision": 2, "reason": "Tính lại"}
    return event(f"measurement.{name}", "indicator/giai-trinh", data, at=at)


async def test_a_subject_that_waits_is_explained_as_of_its_own_day(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """What could not be applied is told, and the argument is the one of before, not of today."""
    name = "cds2023-pl7-v-05"
    [position] = await read_model.spoil(f"task/{name}", day=TODAY)
    await read_model.apply([], day=TODAY + timedelta(days=1))
    told = await explained(client, f"tasks/{name}")

    assert (told["as_of"], told["consistent"]) == (TODAY.isoformat(), True)
    assert told["parked"]["position"] == position
    page = (await client.get(f"/nhiem-vu/{name}/giai-trinh")).text
    assert f"Có 1 sự kiện chưa áp dụng được (vị trí {position})" in page
