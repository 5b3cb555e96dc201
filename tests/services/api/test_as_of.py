"""Another day: the kept facts judged again, and the stored rows they must agree with."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import httpx
import pytest

from contracts.codec import encode
from contracts.envelope import AnyEvent
from services.api.asof import judge_subjects, plan_on
from tests.services.api.alert_rows import alert, put_alerts
from tests.services.api.conftest import TODAY
from tests.services.api.read_model import ReadModel, event, example_events

PLANS = ["dong-thap-2022-kh144", "dong-thap-2023-cds"]


@pytest.mark.parametrize("plan", PLANS)
async def test_judging_again_for_today_gives_what_is_stored(
    client: httpx.AsyncClient, plan: str
) -> None:
    """One decision, two ways to it: every field agrees, save the position, which is the fold's."""
    stored = (await client.get(f"/v1/plans/{plan}/status")).json()
    judged = (await client.get(f"/v1/plans/{plan}/status?as_of={TODAY.isoformat()}")).json()

    assert stored
    assert judged == [{**item, "known_at": None} for item in stored]


@pytest.mark.parametrize("target", ["kh144-pl1-04", "cds2023-pl7-i-04"])
async def test_one_target_judged_again_for_today_is_what_is_stored(
    client: httpx.AsyncClient, target: str
) -> None:
    """Series, parts and deciding events too."""
    stored = (await client.get(f"/v1/targets/{target}")).json()
    judged = (await client.get(f"/v1/targets/{target}?as_of={TODAY.isoformat()}")).json()

    assert judged["target"] == stored["target"]
    assert judged["events"] == stored["events"]


async def test_before_the_confirmation_a_verdict_is_provisional(client: httpx.AsyncClient) -> None:
    """On the last day of 2022 the fifteen results stand, and nothing is confirmed or missed."""
    items = (await client.get(f"/v1/plans/{PLANS[0]}/status?as_of=2022-12-31")).json()
    card = (await client.get(f"/v1/plans/{PLANS[0]}/scorecard?as_of=2022-12-31")).json()

    assert {item["official_verdict"] for item in items} == {None}
    assert [item["provisional_verdict"] for item in items].count("chua_dat") == 2
    assert (card["as_of"], card["settled"]["total"]) == ("2022-12-31", 0)
    assert "chưa đạt" not in card["words"]


async def test_a_plan_is_not_there_before_it_was_issued(client: httpx.AsyncClient) -> None:
    """The refusal says that it was not yet in force on that day."""
    answer = await client.get(f"/v1/plans/{PLANS[0]}/status?as_of=2022-04-24")

    assert answer.status_code == 404
    assert "chưa có hiệu lực vào ngày 24/04/2022" in answer.json()["detail"]


async def test_a_target_moved_to_another_plan_is_in_the_past_of_the_old_one(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """Each plan shows on each day the targets that it had then, though no row of today says so."""
    moved = {"revision": 2, "reason": "Chuyển sang kế hoạch mới"}
    await read_model.apply(
        [
            _plan("ke-hoach-cu"),
            _plan("ke-hoach-moi"),
            _target("chuyen-di", "ke-hoach-cu"),
            _target("chuyen-di", "ke-hoach-moi", effective_on="2023-06-01", **moved),
        ],
        day=TODAY,
    )

    async def shown(plan: str, day: str) -> list[str]:
        items = (await client.get(f"/v1/plans/{plan}/status?as_of={day}")).json()
        return [item["target_id"] for item in items]

    assert await shown("ke-hoach-cu", "2023-05-31") == ["chuyen-di"]
    assert await shown("ke-hoach-moi", "2023-05-31") == []
    assert await shown("ke-hoach-cu", "2023-06-01") == []
    assert await shown("ke-hoach-moi", "2023-06-01") == ["chuyen-di"]


async def test_what_is_in_force_later_is_there_on_the_later_day(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """A plan, its target and its task that begin in December are to be seen as of December."""
    later = "2023-12-01"
    await read_model.apply(
        [
            _plan("ke-hoach-sau", effective_on=later),
            _target("chi-tieu-sau", "ke-hoach-sau", effective_on=later),
            _task("nhiem-vu-sau", "ke-hoach-sau", effective_on=later),
        ],
        day=TODAY,
    )
    paths = ("plans/ke-hoach-sau", "targets/chi-tieu-sau", "tasks/nhiem-vu-sau")

    for path in paths:
        assert (await client.get(f"/v1/{path}")).status_code == 404
        assert (await client.get(f"/v1/{path}?as_of=2023-11-30")).status_code == 404
        assert (await client.get(f"/v1/{path}?as_of={later}")).status_code == 200
    page = (await client.get(f"/ke-hoach/ke-hoach-sau?as_of={later}")).text
    assert "chi-tieu-sau" in page
    assert "nhiem-vu-sau" in page


async def test_a_past_view_of_a_target_shows_no_alert_of_today(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """What was known of an alert on a past day is not kept, so page and JSON leave alerts out."""
    await put_alerts(read_model.url, alert())
    target = "cds2023-pl7-iii-06"
    today = (await client.get(f"/chi-tieu/{target}")).text
    past = (await client.get(f"/chi-tieu/{target}?as_of=2023-06-30")).text

    assert "Tốc độ hiện nay chưa đủ" in today
    assert "Cảnh báo" not in past
    assert len((await client.get(f"/v1/targets/{target}")).json()["alerts"]) == 1
    assert (await client.get(f"/v1/targets/{target}?as_of=2023-06-30")).json()["alerts"] == []


async def test_a_task_was_not_overdue_on_its_last_day(client: httpx.AsyncClient) -> None:
    """The due day itself is not past it; the report of a later day is not known to it."""
    task = "/v1/tasks/cds2023-pl7-vi-03"
    on_the_day = (await client.get(f"{task}?as_of=2023-06-30")).json()["item"]
    the_day_after = (await client.get(f"{task}?as_of=2023-07-01")).json()["item"]

    assert (on_the_day["overdue"], on_the_day["state"]) == (False, None)
    assert the_day_after["overdue"] is True


async def test_the_page_of_another_day_says_which(client: httpx.AsyncClient) -> None:
    """A reader is never left in doubt about the day, and no alert of today stands on it."""
    page = (await client.get(f"/ke-hoach/{PLANS[0]}?as_of=2022-12-31")).text

    assert "Đang xem tại ngày 31/12/2022" in page
    assert "Tạm tính: chưa tới mức đề ra" in page
    assert "Cảnh báo" not in page


async def test_a_form_without_a_day_asks_for_the_present(client: httpx.AsyncClient) -> None:
    """The selector sends an empty field when it is cleared."""
    page = await client.get(f"/ke-hoach/{PLANS[0]}?as_of=")

    assert page.status_code == 200
    assert "Đang xem tại ngày" not in page.text


def test_the_order_and_repetition_of_records_do_not_matter() -> None:
    """Facts are a set, so a statement without ORDER BY is enough."""
    records = _logged(example_events("dong_thap_2023"))

    once = judge_subjects(records, TODAY)
    twice_backwards = judge_subjects([*reversed(records), *records], TODAY)

    assert once == twice_backwards
    assert len(once.targets) == 3


def test_a_plan_is_as_it_stood_on_the_day() -> None:
    """From its first day on, and not before."""
    events = example_events("dong_thap_2023")
    records = _logged(event for event in events if event.subject_kind == "plan")

    assert plan_on(records, PLANS[1], date(2022, 12, 31)) is None
    assert plan_on(records, PLANS[1], date(2023, 1, 1)) is not None


def _logged(events: Iterable[AnyEvent]) -> list[bytes]:
    return [encode(event.model_copy(update={"receivedat": event.time})) for event in events]


def _plan(plan_id: str, *, effective_on: str = "2023-01-01") -> AnyEvent:
    return event(
        "plan.issued",
        f"plan/{plan_id}",
        {
            "effective_on": effective_on,
            "issuer": "H20",
            "title": "Kế hoạch thử",
            "period": "2023",
            "focal_point": "H20.14",
            "rows": [{"id": "r-1", "number": "1", "text": "Dòng một", "kind": "target"}],
        },
    )


def _target(target_id: str, plan: str, **given: Any) -> AnyEvent:
    rule = {"kind": "threshold", "relation": "at_least", "value": "5"}
    data = {"target": target_id, "text": "Đạt 5%", "unit": "%", "rule": rule}
    return event(
        "target.amended" if "revision" in given else "target.set",
        f"indicator/{target_id}",
        {**_row(plan), **data, **given},
    )


def _task(task_id: str, plan: str, **given: Any) -> AnyEvent:
    return event("task.assigned", f"task/{task_id}", {**_row(plan), "text": "Làm", **given})


def _row(plan: str) -> dict[str, Any]:
    return {
        "effective_on": "2023-01-01",
        "plan": plan,
        "row": "r-1",
        "number": "1",
        "scope": "H20",
        "period": "2023",
        "deadline": {"kind": "year_end", "year": 2023},
        "lead": ["H20.14"],
    }
