"""Alerts as the alerts service keeps them, put in by hand: its schema, its role, its contract."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from contracts.alert_evidence import Evidence, Window
from contracts.alerts import AlertData, Closing, Decision
from contracts.codec import encode
from contracts.common import Words
from infra.postgres import connect

ROLE = "chitieu_alerts"
ALERT_ID = UUID("6f1c1d0e-6a1b-5f43-9c3e-000000000001")
OPENED_AT = datetime(2023, 9, 15, 2, 0, tzinfo=UTC)

_INSERT = (
    "insert into alerts.alerts (alert_id, target_id, scope, plan_id, class, state, outcome,"
    " opened_at, opened_on, closed_at, opening, seq, basis, due_on, lead, body, kind, stage,"
    " addressees)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, 'test', $12, $13, $14, $15, $16,"
    " $17)"
)


def evidence() -> Evidence:
    """Kinh tế số/GRDP on 15/09/2023: 0,1 point a year so far, where 0,3 are needed."""
    window = Window(
        kind="last",
        from_on=date(2021, 12, 31),
        to_on=date(2022, 12, 31),
        from_value=Decimal("3.6"),
        to_value=Decimal("3.7"),
        pace_per_year=Decimal("0.1"),
        projected_value=Decimal("3.8"),
        projected_verdict="chua_dat",
        eurostat_ratio=Decimal("0.51"),
        eurostat_class="insufficient",
    )
    longest = window.model_copy(
        update={
            "kind": "longest",
            "from_on": date(2020, 12, 31),
            "from_value": Decimal("2.7"),
            "pace_per_year": Decimal("0.5"),
            "projected_value": Decimal("4.2"),
            "projected_verdict": "vuot",
            "eurostat_ratio": Decimal("1.22"),
            "eurostat_class": "significant",
        }
    )
    return Evidence(
        risk="short_of_pace",
        method="linear_pace",
        unit="% GRDP",
        pace_unit="điểm %",
        target_text="trên 4% GRDP",
        target_relation="above",
        target_value=Decimal(4),
        value_so_far=Decimal("3.7"),
        value_text="ước đạt 3,7% GRDP",
        value_period="2022",
        value_on=date(2022, 12, 31),
        gap=Decimal("0.3"),
        pace_so_far=Decimal("0.1"),
        pace_needed=Decimal("0.3"),
        projected_value=Decimal("3.8"),
        projected_verdict="chua_dat",
        windows=(longest, window),
        counting_window="last",
        eurostat_ratio=Decimal("0.51"),
        eurostat_class="insufficient",
        grade="tu_ba_so_lieu",
        measurements=3,
        estimated=True,
        derived=True,
        illustrative=False,
        bounded=False,
        newest_age_days=258,
    )


def alert(
    alert_id: UUID = ALERT_ID,
    *,
    target: str = "cds2023-pl7-iii-06",
    closing: Closing | None = None,
) -> AlertData:
    """An alert of a target of 2023; closed where it says what ended it."""
    return AlertData(
        alert=alert_id,
        seq=2 if closing else 1,
        opening=1,
        state="closed" if closing else "open",
        target=target,
        indicator="kinh-te-so-grdp",
        plan="dong-thap-2023-cds",
        row="pl7-iii-06",
        number="III.6",
        section="PHÁT TRIỂN KINH TẾ SỐ",
        text="Kinh tế số chiếm trên 4% GRDP",
        scope="H20",
        due_on=date(2023, 12, 31),
        lead=("H20.14",),
        coordinators=(),
        opened_on=date(2023, 9, 15),
        evidence=evidence(),
        words=Words(vi="Nguy cơ chưa đạt", en="Heading for a miss"),
        closing=closing,
        closed_on=date(2023, 9, 15) if closing else None,
        decision=Decision(
            as_of=date(2023, 9, 15),
            known_at="0:1",
            status_seq=1,
            deciding=(),
            series=(),
            parameters="linear_pace/1",
            absence_settled=False,
        ),
    )


async def put_alerts(
    url: str,
    *alerts: AlertData,
    opened_at: datetime = OPENED_AT,
    closed_at: datetime | None = None,
) -> None:
    """Insert alerts as the alerts service would; what is closed, was at `closed_at` or at once."""
    session = await connect(url, role=ROLE, application_name="test-alerts")
    try:
        for one in alerts:
            await session.execute(
                _INSERT,
                one.alert,
                one.target,
                one.scope,
                one.plan,
                one.evidence.risk,
                one.state,
                one.closing.outcome if one.closing else None,
                opened_at,
                one.opened_on,
                (closed_at or opened_at) if one.closing else None,
                one.seq,
                one.due_on,
                list(one.lead),
                encode(one),
                one.kind,
                one.stage,
                list(one.addressees),
            )
    finally:
        await session.close()
