"""The service as a process: statuses in by Kafka, alerts out by Kafka, the log and the table."""

from __future__ import annotations

import pytest

from contracts.alerts import DECIDED_TYPES
from contracts.status import StatusChanged, status_key
from domain.history import Fact
from domain.reasons import Verdict
from tests.builders import above, confirmed, report, stakes, stamp, target_withdrawn
from tests.services.alerts.statuses import far_behind, judged, status_changed, target_2023
from tests.services.alerts.stories import on_the_way
from tests.services.alerts.world import World

pytestmark = pytest.mark.integration

ECONOMY = "kinh-te-so-2023"
OPEN_DATA = "du-lieu-mo-2023"
TODAY = "2023-09-15"


def message(name: str, *facts: Fact, seq: int = 1) -> tuple[str, StatusChanged]:
    """Return a status of the target that the facts speak of, with its key."""
    return status_key("target", name, "H20"), status_changed(
        judged(*facts, on=TODAY), seq=seq, as_of=TODAY
    )


async def test_a_target_heading_for_a_miss_is_told_everywhere(world: World) -> None:
    """A status comes; an opened event, a row and a log line with the Vietnamese words follow.

    Where much is at stake this is at a chance at which nobody is warned of a target like it.
    """
    at_stake = message(OPEN_DATA, *on_the_way(OPEN_DATA, stakes("1", "5")))
    like_it = message("nhu-vay-2023", *on_the_way("nhu-vay-2023"))
    await world.tell([message(ECONOMY, *far_behind()), at_stake, like_it])
    with world.alerts() as running:
        await world.until_quiet(3)
        ready = await world.health(running, "/ready")
        metrics = await world.health(running, "/metrics")
    told = {change.data.target: change for change in await world.told()}
    assert sorted(told) == [OPEN_DATA, ECONOMY]
    assert {change.type for change in told.values()} == {"vn.chitieu.alert.opened.v1"}
    assert {change.data.evidence.risk for change in told.values()} == {"likely_miss"}
    assert "theo kế hoạch: chi phí xử lý 1," in told[OPEN_DATA].data.words.vi
    rows = await world.rows("select target_id, state, class, seq from alerts.alerts order by 1")
    opened = {"state": "open", "class": "likely_miss", "seq": 1}
    assert rows == [{"target_id": name, **opened} for name in (OPEN_DATA, ECONOMY)]
    words = [str(line["words"]) for line in running.said("alert_opened")]
    assert sum("không đạt mức đề ra (trên 9% GRDP)" in said for said in words) == 1
    assert (ready.status_code, ready.json()["business_day"]) == (200, TODAY)
    assert 'chitieu_alerts_opened_total{service="alerts"} 2.0' in metrics.text
    assert running.process.returncode == 0


async def test_each_alert_closes_by_what_ended_it(world: World) -> None:
    """Averted by a measurement, missed by the official verdict, withdrawn with the target."""
    names = ("kinh-te-so-a", "kinh-te-so-b", "kinh-te-so-c")

    endings: tuple[Fact, ...] = (
        report("9.1", period="2023-S1"),
        confirmed(
            Verdict.MISSED,
            of=names[1],
            period="2023",
            reason="Chưa có tiêu chí thống kê",
            at=stamp(effective_on="2023-09-10"),
        ),
        target_withdrawn(name=names[2], at=stamp(revision=2, effective_on="2023-09-10")),
    )
    await world.tell([message(name, *far_behind(name)) for name in names])
    with world.alerts():
        await world.until_quiet(3)
        await world.tell(
            [
                message(name, *far_behind(name), ending, seq=2)
                for name, ending in zip(names, endings, strict=True)
            ]
        )

        async def all_closed() -> bool:
            return not await world.rows("select 1 from alerts.alerts where state = 'open'")

        await world.until(all_closed)
        await world.until_quiet(3)
    rows = await world.rows("select target_id, outcome from alerts.alerts order by target_id")
    assert [row["outcome"] for row in rows] == ["averted", "missed", "withdrawn"]
    decided = [change for change in await world.told() if change.type in DECIDED_TYPES]
    assert len(decided) == 6


async def test_an_absence_is_told_by_the_sweep_of_the_running_service(world: World) -> None:
    """Only another definition was reported, and the hold (none here) is over."""
    target = target_2023(above("60"), name=OPEN_DATA, unit="%", definition=2)
    await world.tell([message(OPEN_DATA, target, report("20", period="2022"))])

    async def opened() -> bool:
        return bool(await world.rows("select 1 from alerts.alerts where stage = 'watch'"))

    with world.alerts():
        await world.until_quiet(1)
        await world.tell_swept(TODAY)
        await world.until(opened)
        await world.until_quiet(1)
    [change] = await world.told()
    assert change.data.evidence.risk == "missing_report"
    assert change.data.decision.absence_settled


async def test_poison_and_old_news_do_not_stop_the_stream(world: World) -> None:
    """Between two good statuses: bytes that are no status, and one that was seen before."""
    first = message(ECONOMY, *far_behind())
    key = first[0]
    await world.tell([first, (key, b"kh\xc3\xb4ng ph\xe1\xba\xa3i JSON"), first])
    with world.alerts() as running:
        await world.until_quiet(1)
        later = message(ECONOMY, *far_behind(), report("9.1", period="2023-S1"), seq=2)
        await world.tell([later])
        await world.until(lambda: running.said("alert_closed"))
        await world.until_quiet(1)
        metrics = await world.health(running, "/metrics")
    [row] = await world.rows("select code, value from alerts.quarantine")
    assert row == {"code": "not_a_status", "value": "không phải JSON".encode()}
    assert [change.data.seq for change in await world.told()] == [1, 2]
    assert "chitieu_quarantined_total" in metrics.text


async def test_two_processes_share_the_work(world: World) -> None:
    """Each has a slot and a name of its own; together they tell every alert once."""
    names = [f"chi-tieu-{number:02}" for number in range(40)]
    with world.alerts() as one, world.alerts() as other:
        for running in (one, other):
            await world.until_ready(running)
        await world.tell([message(n, *far_behind(n)) for n in names])
        await world.until_quiet(len(names))
        assert (await world.health(one, "/live")).status_code == 200
        assert (await world.health(other, "/live")).status_code == 200
    assert len(await world.told()) == len(names)
    slots = await world.rows("select count(*) as open from alerts.alerts where state = 'open'")
    assert slots == [{"open": len(names)}]
