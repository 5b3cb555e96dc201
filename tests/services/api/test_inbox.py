"""The inbox of alerts: who must see to what, what was done, and how the notices fared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from contracts.alert_evidence import ForecastEvidence
from contracts.alert_handling import (
    ACKNOWLEDGED_TYPE,
    Acknowledgement,
    Commitment,
    Handling,
    Speaker,
)
from contracts.alerts import OPENED_TYPE, AlertChanged, AlertData, TypeWord
from contracts.codec import encode
from contracts.common import Words
from infra.clock import Clock
from infra.postgres import Pool, connect
from tests.services.api.alert_rows import ROLE, alert, evidence, put_alerts
from tests.services.api.conftest import TODAY
from tests.services.api.in_process import client_of
from tests.services.api.read_model import ReadModel

AT = datetime(2023, 9, 15, 2, 0, tzinfo=UTC)
TAKEN = UUID("6f1c1d0e-6a1b-5f43-9c3e-0000000000a1")
FREE = UUID("6f1c1d0e-6a1b-5f43-9c3e-0000000000a2")
WATCHED = UUID("6f1c1d0e-6a1b-5f43-9c3e-0000000000a3")
ALERTS_URL = "http://127.0.0.1:9"
FORECAST = ForecastEvidence(
    class_id="percent/up",
    method="test",
    chance=Decimal("0.7234"),
    low=Decimal("3.6"),
    median=Decimal("3.8"),
    high=Decimal("4.05"),
    close_below=Decimal("0.4"),
)
HANDLED = Handling(
    acknowledgement=Acknowledgement(
        by=Speaker(agency="H20.14", role="Trưởng phòng Kế hoạch", at=AT),
        on=TODAY,
        commitment=Commitment(
            action="Giao ban hằng tuần",
            responsible="Phó Giám đốc",
            value=Decimal("4.1"),
            by_on=date(2023, 11, 30),
        ),
    ),
    words=Words(vi="H20.14 đã tiếp nhận cảnh báo.", en="H20.14 took the alert."),
)


def _changed(said: AlertData, name: TypeWord) -> AlertChanged:
    return AlertChanged(
        specversion="1.0",
        id=f"{said.alert}/{said.seq}",
        source="/chitieu/alerts",
        type=name,
        subject=str(said.alert),
        time=AT,
        data=said,
    )


@pytest.fixture(scope="module", autouse=True)
async def _alerts(read_model: ReadModel) -> None:
    """Three: one taken with a promise, told twice; an overdue report; one only watched."""
    taken = alert(TAKEN).model_copy(
        update={"evidence": evidence().model_copy(update={"forecast": FORECAST})}
    )
    after = taken.model_copy(update={"seq": 2, "handling": HANDLED})
    free = alert(FREE, target="cds2023-pl7-i-04").model_copy(
        update={"kind": "report", "stage": "overdue", "addressees": ("H20.10",)}
    )
    watched = alert(WATCHED, target="cds2023-pl7-i-05").model_copy(update={"stage": "watch"})
    await put_alerts(read_model.url, after, free, watched)
    session = await connect(read_model.url, role=ROLE, application_name="test-inbox")
    try:
        for change in (_changed(taken, OPENED_TYPE), _changed(after, ACKNOWLEDGED_TYPE)):
            await session.execute(
                "insert into alerts.events (alert_id, seq, body) values ($1, $2, $3)",
                *(TAKEN, change.data.seq, encode(change)),
            )
        await session.execute(
            "insert into alerts.deliveries (notice_id, alert_id, seq, channel, recipient,"
            " recipient_shown, route, message_id, state, attempts, due_at, queued_at, ended_at)"
            " values ($1, $2, 1, 'email', 'stttt@example.vn', 's…@example.vn', 'all', $1,"
            " 'delivered', 1, $3, $3, $3)",
            *(UUID(int=7), TAKEN, AT),
        )
    finally:
        await session.close()


@pytest.fixture(scope="module")
async def linked(pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    """The api's app as it is where pages may send commands."""
    async with client_of(pool, Clock(TODAY), alerts_url=ALERTS_URL) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {TAKEN, FREE, WATCHED}),
        ("handling=acknowledged", {TAKEN}),
        ("handling=untaken&state=open", {FREE, WATCHED}),
        ("agency=H20.10", {FREE}),
        ("agency=H20.14", {TAKEN, WATCHED}),
        ("kind=report", {FREE}),
        ("stage=overdue&plan=dong-thap-2023-cds", {FREE}),
        ("plan=dong-thap-2022-kh144", set()),
        ("state=closed", set()),
    ],
)
async def test_alerts_are_asked_for_by_who_must_act_and_what_was_done(
    client: httpx.AsyncClient, asked: str, found: set[UUID]
) -> None:
    """Kind, stage, plan, agency and handling narrow the list; each alone and together."""
    answer = await client.get(f"/v1/alerts?{asked}")
    assert {UUID(item["alert_id"]) for item in answer.json()["items"]} == found


async def test_an_alert_is_answered_with_its_life_and_its_notices(
    client: httpx.AsyncClient,
) -> None:
    """Each change in its own words; of a recipient who he is, not how to reach him."""
    answer = (await client.get(f"/v1/alerts/{TAKEN}")).json()
    assert [(one["seq"], one["type"]) for one in answer["events"]] == [
        (1, OPENED_TYPE),
        (2, ACKNOWLEDGED_TYPE),
    ]
    assert answer["events"][1]["words"]["vi"] == "H20.14 đã tiếp nhận cảnh báo."
    [notice] = answer["deliveries"]
    assert (notice["channel"], notice["state"]) == ("email", "delivered")
    assert notice["recipient"] == "s…@example.vn"


async def test_the_inbox_groups_by_who_must_act(client: httpx.AsyncClient) -> None:
    """The chance, the interval in words, the deadline, what was promised, what was sent."""
    page = (await client.get("/canh-bao")).text
    for words in (
        "Cảnh báo cần xử lý (02)",
        "72%",
        "Lúc đến hạn: từ 3,6 đến 4,05% GRDP (8 phần 10 khả năng)",
        "Phó Giám đốc cam kết đến 30/11/2023: Giao ban hằng tuần",
        "đã gửi 1, gần nhất 09:00 15/09/2023",
        "Chưa ai tiếp nhận",
        "Thiếu báo cáo",
    ):
        assert words in page
    narrowed = (await client.get("/canh-bao?agency=&handling=untaken&stage=overdue")).text
    assert "Cảnh báo đang mở (01)" in narrowed
    watched = (await client.get("/canh-bao?stage=watch")).text
    assert "Cảnh báo đang mở (01)" in watched
    nothing = (await client.get("/canh-bao?state=closed")).text
    assert "Không có cảnh báo nào như vậy" in nothing


async def test_what_is_only_watched_stands_folded_behind_what_must_be_acted_on(
    client: httpx.AsyncClient,
) -> None:
    """The overdue report first, then the taken alert, then the watched one, folded."""
    page = (await client.get("/canh-bao")).text
    acting, _, folded = page.partition("<details")
    assert acting.index(str(FREE)) < acting.index(str(TAKEN))
    assert str(WATCHED) not in acting
    assert str(WATCHED) in folded
    assert "Chỉ theo dõi, chưa phải xử lý (1)" in folded
    assert "<details" not in (await client.get("/canh-bao?stage=watch")).text


async def test_one_alert_is_read_without_a_script(client: httpx.AsyncClient) -> None:
    """Its life, its notices; and, where no alerts service is named, how to handle it by command."""
    answer = await client.get(f"/canh-bao/{TAKEN}")
    for words in ("Diễn biến", "Sở TTTT đã tiếp nhận cảnh báo.", "s…@example.vn", "đã gửi"):
        assert words in answer.text
    assert f"chitieu alerts ack {TAKEN}" in answer.text
    assert "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]


async def test_the_forms_may_send_to_the_alerts_service_alone(linked: httpx.AsyncClient) -> None:
    """One script of ours, one origin to speak to; every other page keeps its policy."""
    answer = await linked.get(f"/canh-bao/{TAKEN}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert f"script-src 'self'; connect-src {ALERTS_URL}" in policy
    assert f'data-url="{ALERTS_URL}/v1/alerts/{TAKEN}/"' in answer.text
    assert 'name="value"' in answer.text
    report = await linked.get(f"/canh-bao/{FREE}")
    assert 'name="value"' not in report.text
    other = await linked.get("/canh-bao")
    assert "script-src" not in other.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/canh-bao/{UUID(int=1)}", 404),
        (f"/v1/alerts/{UUID(int=1)}", 404),
        ("/v1/alerts/khong-phai-ma", 422),
        ("/v1/alerts?kind=x", 422),
        ("/v1/alerts?cursor=x", 422),
        ("/canh-bao?stage=x", 422),
    ],
)
async def test_what_cannot_be_asked_is_told(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    """An alert that is not there, a filter that means nothing."""
    assert (await client.get(path)).status_code == status
