"""A target of every kind, and a task of two parts, through the projector to page and JSON."""

from pathlib import Path

import httpx
import pytest

from contracts.codec import decode
from tests.services.api.conftest import TODAY
from tests.services.api.read_model import ReadModel, event

GOLDEN = Path(__file__).parents[2] / "contracts" / "golden"
KINDS = sorted(path for path in GOLDEN.glob("vn.chitieu.target.set.v1+*.json"))
NAMES = [path.stem.rpartition("+")[2] for path in KINDS]
TASK = "cds2023-pl7-v-04"


@pytest.fixture(scope="module", autouse=True)
async def kinds(read_model: ReadModel) -> None:
    """The golden targets, each with one report of its indicator, and the task with its parts."""
    targets = [decode(path.read_bytes()) for path in KINDS]
    said = {"scope": "H20", "period": "2023-Q1", "value": {"kind": "number", "value": "12"}}
    reports = [event("measurement.reported", each.subject, said) for each in targets]
    names = ("vn.chitieu.task.assigned.v1+parts", "vn.chitieu.task.status_reported.v1+parts")
    tasks = [decode((GOLDEN / f"{name}.json").read_bytes()) for name in names]
    await read_model.apply([*targets, *reports, *tasks], day=TODAY)


@pytest.mark.parametrize("name", NAMES)
async def test_a_target_of_each_kind_has_a_page_and_an_answer(
    client: httpx.AsyncClient, name: str
) -> None:
    """What it asks is said in words, and why its verdict is what it is."""
    page = await client.get(f"/chi-tieu/mau-{name}")
    assert page.status_code == 200
    answer = (await client.get(f"/v1/targets/mau-{name}")).json()
    assert answer["words"]["rule"] in page.text
    assert answer["words"]["reason"]["vi"] in page.text


async def test_a_target_that_no_pace_foretells_says_so(client: httpx.AsyncClient) -> None:
    """On its page and in its answer; one with a level to head for has nothing to say."""
    answer = (await client.get("/v1/targets/mau-maintenance")).json()
    assert answer["words"]["no_pace"]["vi"] in (await client.get("/chi-tieu/mau-maintenance")).text
    assert (await client.get("/v1/targets/mau-band")).json()["words"]["no_pace"] is None


async def test_what_is_at_stake_is_on_the_page_and_in_the_answer(client: httpx.AsyncClient) -> None:
    """As the plan gives it; of a target of which it gives nothing, nothing is said."""
    answer = (await client.get("/v1/targets/mau-stakes")).json()
    assert answer["target"]["stakes"] == {"cost": "1.5", "loss": "12"}
    page = (await client.get("/chi-tieu/mau-stakes")).text
    assert "<dd>chi phí xử lý 1,5, thiệt hại nếu không đạt 12 (cùng đơn vị)</dd>" in page
    assert "Cảnh báo theo" not in (await client.get("/chi-tieu/mau-band")).text


async def test_a_task_of_two_parts_tells_its_quantity(client: httpx.AsyncClient) -> None:
    """Six of eighteen is a third; four of an unknown number is nobody knows what."""
    answer = (await client.get(f"/v1/tasks/{TASK}")).json()
    assert answer["item"]["quantity"] == "1/3 số sở; 1/3 UBND cấp huyện"
    assert answer["item"]["value_text"] == "6/18; 4 đơn vị"
    assert [part["verdict"] for part in answer["task"]["parts"]] == ["dat", "khong_xac_dinh"]
    assert answer["item"]["quantity"] in (await client.get(f"/nhiem-vu/{TASK}")).text
