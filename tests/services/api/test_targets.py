"""Targets over JSON: filters, pages that do not shift, and one target with all behind it."""

from datetime import date

import httpx

from contracts.envelope import AnyEvent
from domain.series import SERIES_MAX
from tests.services.api.conftest import TODAY
from tests.services.api.read_model import ReadModel, event

PLAN_2022 = "dong-thap-2022-kh144"
PLAN_2023 = "dong-thap-2023-cds"
OPEN_DATA = "cds2023-pl7-i-04"
DIGITAL_ECONOMY = "cds2023-pl7-iii-06"


async def _ids(client: httpx.AsyncClient, **asked: str | int) -> list[str]:
    answer = await client.get("/v1/targets", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["target_id"] for item in answer.json()["items"]]


async def test_targets_are_filtered_by_plan_verdict_phase_lead_and_indicator(
    client: httpx.AsyncClient,
) -> None:
    """Each filter narrows the list; the official verdict counts over the provisional one."""
    assert len(await _ids(client, plan=PLAN_2022)) == 15
    assert len(await _ids(client, plan=PLAN_2022, verdict="vuot")) == 6
    assert await _ids(client, plan=PLAN_2022, phase="not_due") == []
    assert await _ids(client, plan=PLAN_2023, lead="H20.14") == [OPEN_DATA, DIGITAL_ECONOMY]
    assert await _ids(client, plan=PLAN_2023, indicator="kinh-te-so-grdp") == [DIGITAL_ECONOMY]


async def test_text_is_found_in_vietnamese_whatever_its_case(client: httpx.AsyncClient) -> None:
    """Capital letters with diacritics match small ones, and signs of SQL are only signs."""
    assert await _ids(client, q="KINH TẾ SỐ CHIẾM") == [DIGITAL_ECONOMY]
    assert await _ids(client, q="100%_'; drop table") == []


async def test_pages_do_not_shift_when_a_target_is_added_between(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """What the first page showed is not shown again, and nothing behind it is skipped."""
    before = await _ids(client, limit=200)
    first = (await client.get("/v1/targets", params={"limit": 7})).json()
    shown = [item["target_id"] for item in first["items"]]
    await read_model.apply([_target("aaa-dung-dau")], day=TODAY)

    cursor = first["next_cursor"]
    while cursor:
        page = (await client.get("/v1/targets", params={"limit": 7, "cursor": cursor})).json()
        shown += [item["target_id"] for item in page["items"]]
        cursor = page["next_cursor"]

    assert shown == before


async def test_a_target_shows_its_series_with_status_and_source(client: httpx.AsyncClient) -> None:
    """An estimate is marked E, a value that was computed is marked derived."""
    answer = (await client.get(f"/v1/targets/{DIGITAL_ECONOMY}")).json()

    series = answer["target"]["series"]
    assert [point["period"] for point in series] == ["2020", "2021", "2022"]
    assert [point["value"]["value"] for point in series] == ["2.7", "3.6", "3.7"]
    assert {point["observation_status"] for point in series} == {"E"}
    assert [point["source_kind"] for point in series] == ["derived", "derived", "printed"]
    assert answer["words"]["rule"] == "trên 4% GRDP"
    assert answer["words"]["deadline"] == "Cuối năm 2023"


async def test_a_redefined_indicator_shows_the_break_in_its_series(
    client: httpx.AsyncClient,
) -> None:
    """The 20% of 2022 counted another thing: it is shown, and marked as not comparable."""
    answer = (await client.get(f"/v1/targets/{OPEN_DATA}")).json()

    [found] = answer["breaks"]
    assert (found["last_period"], found["next_period"]) == ("2022", None)
    assert (found["from_definition"], found["to_definition"]) == (1, 2)
    assert "tử số và mẫu số đều khác" in found["reason"]
    assert [point["comparable"] for point in answer["target"]["series"]] == [False]
    assert answer["target"]["reason"] == "other_definition_only"


async def test_a_target_names_its_indicator_as_it_was_defined_for_it(
    client: httpx.AsyncClient,
) -> None:
    """The row of 2022 used the first definition, and keeps that one's name."""
    first = (await client.get("/v1/targets/kh144-pl1-06")).json()["indicator"]
    second = (await client.get(f"/v1/targets/{OPEN_DATA}")).json()["indicator"]

    assert (first["definition"], second["definition"]) == (1, 2)
    assert first["name"] != second["name"]


async def test_a_target_names_the_events_behind_it_with_their_places_on_the_log(
    client: httpx.AsyncClient,
) -> None:
    """Each deciding event has partition:offset, and the document that it rests on."""
    answer = (await client.get("/v1/targets/kh144-pl1-04")).json()

    deciding = [item for item in answer["events"] if item["decides"]]
    kinds = {item["type"].split(".")[-2] for item in deciding}
    assert kinds == {"set", "reported", "confirmed"}
    assert all(item["position"].split(":")[1].isdigit() for item in deciding)
    assert all(item["document"]["issuer"] for item in deciding)


async def test_the_page_says_how_many_points_of_a_long_series_are_left_out(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """A reader who sees a short series knows that it is not all; a whole one says nothing."""
    reports = [
        event(
            "measurement.reported",
            "indicator/chuoi-dai",
            {
                "scope": "H20",
                "period": f"{year}-{month:02}",
                "value": {"kind": "number", "value": str(month)},
            },
        )
        for year in (2020, 2021, 2022)
        for month in range(1, 13)
    ]
    target = _target("chuoi-dai").model_copy(update={"subject": "indicator/chuoi-dai"})
    await read_model.apply([target, *reports], day=TODAY)

    long = (await client.get("/chi-tieu/chuoi-dai")).text
    whole = (await client.get(f"/chi-tieu/{DIGITAL_ECONOMY}")).text

    assert f"Không hiển thị {36 - SERIES_MAX} số liệu ở giữa chuỗi" in long
    assert "ở giữa chuỗi" not in whole


async def test_the_answer_is_never_kept_by_a_cache_and_carries_security_headers(
    client: httpx.AsyncClient,
) -> None:
    """JSON and pages alike; scripts are allowed nowhere."""
    for path in ("/v1/targets", "/", "/khong-co"):
        headers = (await client.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def _target(target_id: str) -> AnyEvent:
    return event(
        "target.set",
        "indicator/kinh-te-so-grdp",
        {
            "effective_on": date(2023, 1, 1).isoformat(),
            "target": target_id,
            "plan": "ke-hoach-khac",
            "row": "r-1",
            "number": "1",
            "text": "Kinh tế số đạt 5% GRDP",
            "scope": "H20",
            "unit": "% GRDP",
            "rule": {"kind": "threshold", "relation": "at_least", "value": "5"},
            "period": "2025",
            "deadline": {"kind": "year_end", "year": 2025},
            "lead": ["H20.14"],
        },
    )
