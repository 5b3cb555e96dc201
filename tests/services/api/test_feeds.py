"""Feeds: deadlines for calendars, alerts for feed readers, and nothing sent that is known."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import httpx
import pytest
from icalendar import Calendar

from services.api.alerts.feeds import ATOM
from tests.services.api.alert_rows import ALERT_ID, alert, put_alerts
from tests.services.api.read_model import ReadModel

PLAN_2023 = "dong-thap-2023-cds"
NAMES = {"a": ATOM}


@pytest.fixture(scope="module", autouse=True)
async def alerts(read_model: ReadModel) -> None:
    """One alert is open."""
    await put_alerts(read_model.url, alert())


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
    said = str(entry.findtext("a:summary", namespaces=NAMES))
    assert said == alert().words.vi.replace("H20.14", "Sở TTTT")
    [link] = entry.findall("a:link", NAMES)
    assert link.attrib["href"].endswith(f"/canh-bao/{ALERT_ID}")
    assert str(entry.findtext("a:updated", namespaces=NAMES)).endswith("Z")


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
