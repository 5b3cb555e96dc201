"""Feeds: deadlines for calendars, alerts for feed readers, and nothing sent that is known."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx
import pytest
from icalendar import Calendar

from contracts.alerts import Closing
from contracts.common import Words
from services.api.alerts.feeds import ATOM
from tests.services.api.alert_rows import ALERT_ID, OPENED_AT, alert, put_alerts
from tests.services.api.conftest import TODAY
from tests.services.api.read_model import ReadModel

PLAN_2023 = "dong-thap-2023-cds"
NAMES = {"a": ATOM}
WATCHED = UUID("6f1c1d0e-6a1b-5f43-9c3e-0000000000f1")
CLOSED_LAST = UUID("6f1c1d0e-6a1b-5f43-9c3e-0000000000f2")
BUSY_PLAN = "ke-hoach-nhieu-canh-bao"


@pytest.fixture(scope="module", autouse=True)
async def alerts(read_model: ReadModel) -> None:
    """One alert is open, another is only watched."""
    watched = alert(WATCHED, target="cds2023-pl7-iii-07").model_copy(update={"stage": "watch"})
    await put_alerts(read_model.url, alert(), watched)


async def test_the_deadlines_of_a_plan_are_a_calendar(client: httpx.AsyncClient) -> None:
    """Whole days, each under an id that stays, in Vietnamese, with who answers for it."""
    answer = await client.get("/v1/feeds/deadlines.ics", params={"plan": PLAN_2023})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    days = [event.decoded("dtstart") for event in events]
    assert days == sorted(days)
    assert date(2023, 6, 30) in days
    assert all(str(event["summary"]).startswith("Hạn: ") for event in events)
    ids = [str(event["uid"]) for event in events]
    assert len(set(ids)) == len(ids)
    assert "task/cds2023-pl7-vi-03@H20.chitieu" in ids


async def test_the_calendar_of_tomorrow_is_that_of_today(client: httpx.AsyncClient) -> None:
    """Its stamps are of what it tells, not of the day on which somebody asks."""
    answer = await client.get("/v1/feeds/deadlines.ics", params={"plan": PLAN_2023})
    stamps = {
        event.decoded("dtstamp").date()
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    }
    assert len(stamps) > 1
    assert TODAY not in stamps


async def test_an_agency_subscribes_to_its_own_deadlines(client: httpx.AsyncClient) -> None:
    """Those that it leads."""
    counts = []
    for asked in ({"plan": PLAN_2023}, {"plan": PLAN_2023, "agency": "H20.14"}):
        answer = await client.get("/v1/feeds/deadlines.ics", params=asked)
        counts.append(len(Calendar.from_ical(answer.content).walk("VEVENT")))
    assert 0 < counts[1] < counts[0]


async def test_alerts_are_a_feed_of_entries_with_ids_of_their_own(
    client: httpx.AsyncClient,
) -> None:
    """Well-formed, with what Atom asks of every feed and entry."""
    answer = await client.get("/v1/feeds/alerts.atom", params={"state": "open"})
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)  # noqa: S314  # our own
    for needed in ("id", "title", "updated", "author"):
        assert feed.find(f"a:{needed}", NAMES) is not None
    [entry] = feed.findall("a:entry", NAMES)
    assert entry.findtext("a:id", namespaces=NAMES) == f"urn:uuid:{ALERT_ID}"
    title = str(entry.findtext("a:title", namespaces=NAMES))
    assert title.startswith("Tốc độ hiện nay chưa đủ: ")
    said = str(entry.findtext("a:summary", namespaces=NAMES))
    assert said == alert().words.vi.replace("H20.14", "Sở TTTT")
    [link] = entry.findall("a:link", NAMES)
    assert link.attrib["href"].endswith(f"/canh-bao/{ALERT_ID}")
    assert str(entry.findtext("a:updated", namespaces=NAMES)).endswith("Z")


async def test_what_is_only_watched_is_told_where_it_is_asked_for(
    client: httpx.AsyncClient,
) -> None:
    """As on every other channel, and it is not called a risk."""
    answer = await client.get("/v1/feeds/alerts.atom", params={"state": "open", "watch": "true"})
    feed = ET.fromstring(answer.content)  # noqa: S314  # our own
    titles = [str(one.text) for one in feed.findall("a:entry/a:title", NAMES)]
    assert len(titles) == 2
    assert any(title.startswith("Cần theo dõi: tốc độ hiện nay chưa đủ: ") for title in titles)


async def test_a_feed_holds_what_changed_last(
    client: httpx.AsyncClient, read_model: ReadModel
) -> None:
    """The end of an alert of long ago is news, whatever was opened since."""
    ended = Closing(outcome="averted", reason="reached", words=Words(vi="Đạt", en="Met"))
    plan = {"plan": BUSY_PLAN}
    newer = [alert(UUID(int=number), closing=ended) for number in range(1, 102)]
    older = alert(CLOSED_LAST, closing=ended).model_copy(update=plan)
    await put_alerts(read_model.url, *(one.model_copy(update=plan) for one in newer))
    early, late = OPENED_AT - timedelta(days=400), OPENED_AT + timedelta(days=1)
    await put_alerts(read_model.url, older, opened_at=early, closed_at=late)
    answer = await client.get("/v1/feeds/alerts.atom", params={"plan": BUSY_PLAN})
    feed = ET.fromstring(answer.content)  # noqa: S314  # our own
    ids = [one.text for one in feed.findall("a:entry/a:id", NAMES)]
    assert (len(ids), ids[0]) == (100, f"urn:uuid:{CLOSED_LAST}")


async def test_what_agencies_are_called_is_answered_page_by_page(
    client: httpx.AsyncClient,
) -> None:
    """Whoever reads ids in other answers finds their names here, in the order of the ids."""
    names, cursor = dict[str, str](), ""
    while True:
        page = (await client.get(f"/v1/agencies?limit=4{cursor}")).json()
        names |= {one["agency_id"]: one["short_name"] for one in page["items"]}
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert names["H20.14"] == "Sở TTTT"
    assert list(names) == sorted(names)
    assert len(names) > 4


@pytest.mark.parametrize("path", ["/v1/feeds/deadlines.ics", "/v1/feeds/alerts.atom"])
async def test_what_a_reader_knows_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    """By its ETag, which is the same as long as what is told is."""
    first = await client.get(path)
    again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


async def test_an_unknown_parameter_is_refused(client: httpx.AsyncClient) -> None:
    """A calendar that silently shows everything would be believed."""
    answer = await client.get("/v1/feeds/deadlines.ics", params={"agenci": "H20.14"})
    assert answer.status_code == 422
