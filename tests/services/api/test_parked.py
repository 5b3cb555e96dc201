"""What waits behind an event that cannot be applied is told wherever it matters."""

import httpx

from tests.services.api.conftest import TODAY
from tests.services.api.read_model import ReadModel

TARGET = "cds2023-pl7-iii-06"
SUBJECT = "indicator/kinh-te-so-grdp"


async def test_what_waits_is_listed_and_told_on_the_page_of_its_target(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """Nothing waits; then one subject does: the list, the target's answer and page, no other's."""
    assert (await client.get("/v1/parked")).json()["items"] == []
    before = (await client.get(f"/v1/targets/{TARGET}")).json()
    assert before["parked"] is None

    [position] = await read_model.spoil(SUBJECT, day=TODAY)
    listed = (await client.get("/v1/parked")).json()
    after = (await client.get(f"/v1/targets/{TARGET}")).json()
    page = (await client.get(f"/chi-tieu/{TARGET}")).text

    [item] = listed["items"]
    assert (item["subject"], item["position"], item["events"]) == (SUBJECT, position, 1)
    assert (item["code"], item["shown_as_of"]) == ("unreadable_record", TODAY.isoformat())
    assert "chitieu redrive" in item["words"]["vi"]
    assert after["parked"] == item
    assert after["target"] == before["target"]
    assert f"Có 1 sự kiện chưa áp dụng được (vị trí {position})" in page
    assert "cơ quan báo cáo không cần gửi lại" in page
    assert "chưa áp dụng được" not in (await client.get("/chi-tieu/cds2023-pl7-i-04")).text


async def test_an_answer_about_before_is_not_marked(client: httpx.AsyncClient) -> None:
    """Where what waits came later than what is asked to be known, nothing is amiss."""
    [item] = (await client.get("/v1/parked")).json()["items"]
    partition, _, offset = item["position"].partition(":")
    known_at = ",".join(
        f"{partition}:{int(offset) - 1}" if one.startswith(f"{partition}:") else one
        for one in (await client.get("/v1/plans")).json()["known_at"]
    )

    earlier = await client.get(f"/v1/targets/{TARGET}", params={"known_at": known_at})

    assert earlier.json()["parked"] is None


async def test_a_past_day_is_told_as_judged_for_that_day(client: httpx.AsyncClient) -> None:
    """What waits is missing then, too; what is shown is of the day asked for, not of the row's."""
    then = (await client.get(f"/v1/targets/{TARGET}", params={"as_of": "2023-06-30"})).json()

    assert (then["parked"]["events"], then["parked"]["shown_as_of"]) == (1, "2023-06-30")
    assert "xét đến ngày 30/06/2023" in then["parked"]["note"]["vi"]


async def test_the_list_is_paged(client: httpx.AsyncClient, read_model: ReadModel) -> None:
    """A task's page tells too, and a cursor goes on behind the last subject."""
    task = (await client.get("/v1/tasks")).json()["items"][0]["task_id"]
    await read_model.spoil(f"task/{task}", day=TODAY)
    first = (await client.get("/v1/parked", params={"limit": 1})).json()
    asked = {"limit": 1, "cursor": first["next_cursor"]}
    second = (await client.get("/v1/parked", params=asked)).json()

    told = [page["items"][0]["subject"] for page in (first, second)]
    assert told == [SUBJECT, f"task/{task}"]
    assert second["next_cursor"] is None
    assert "chưa áp dụng được" in (await client.get(f"/nhiem-vu/{task}")).text
    assert (await client.get("/v1/parked", params={"cursor": "abc"})).status_code == 422
