"""Changes of alerts made up for tests of delivery, and the outbox that holds them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast
from uuid import uuid5

from contracts.alert_evidence import Evidence, ForecastEvidence
from contracts.alerts import (
    ALERTS_SOURCE,
    AlertChanged,
    AlertData,
    Closing,
    Decision,
    StageWord,
    TypeWord,
)
from contracts.codec import encode
from contracts.common import Words
from infra.postgres import Connection
from services.alerts.delivery.notices import NAMESPACE

AT = datetime(2023, 9, 15, 3, 0, tzinfo=UTC)
TEXT = "Tỷ trọng kinh tế số trong GRDP của Tỉnh đạt trên 4%"
SAID = Words(
    vi=(
        "Chỉ tiêu II.4 có khả năng chưa đạt 87% khi đến hạn 31/12/2023. Số liệu mới nhất 3,7% "
        "(năm 2022), còn thiếu 0,3 điểm %. Tốc độ đến nay 0,5 điểm % mỗi năm; kỳ tới phải từ "
        "3,95% trở lên thì cảnh báo mới đóng."
    ),
    en=(
        "Target II.4 misses with a chance of 87% at its deadline, 31/12/2023. The latest is 3.7% "
        "(2022), 0.3 percentage points short. The next report must show at least 3.95%."
    ),
)


def evidence() -> Evidence:
    """What such an alert rests on."""
    return Evidence(
        risk="likely_miss",
        method="forecast",
        unit="% GRDP",
        pace_unit="điểm %",
        target_text="trên 4% GRDP",
        target_relation="above",
        target_value=Decimal(4),
        value_so_far=Decimal("3.7"),
        value_text="3,7% GRDP (năm 2022)",
        value_period="2022",
        value_on=date(2022, 12, 31),
        gap=Decimal("0.3"),
        pace_so_far=Decimal("0.5"),
        pace_needed=Decimal("0.3"),
        projected_value=None,
        projected_verdict=None,
        windows=(),
        counting_window=None,
        eurostat_ratio=None,
        eurostat_class=None,
        grade="tu_ba_so_lieu",
        measurements=3,
        estimated=True,
        derived=False,
        illustrative=False,
        bounded=False,
        newest_age_days=258,
        forecast=ForecastEvidence(
            class_id="percent",
            method="pooled",
            chance=Decimal("0.87"),
            close_below=Decimal("0.4"),
        ),
    )


def change_of(
    name: str, seq: int = 1, word: str = "opened", *, stage: StageWord = "at_risk"
) -> AlertChanged:
    """Return the seq-th change of the alert of a name; `word` is what happened."""
    alert = uuid5(NAMESPACE, name)
    closed = word == "closed"
    averted = Words(vi="Kết quả đã tới mức đề ra", en="The result has reached the target")
    return AlertChanged(
        specversion="1.0",
        id=f"{alert}/{seq}",
        source=ALERTS_SOURCE,
        type=cast("TypeWord", f"vn.chitieu.alert.{word}.v1"),
        subject=str(alert),
        time=AT,
        data=AlertData(
            alert=alert,
            seq=seq,
            opening=1,
            state="closed" if closed else "open",
            stage=stage,
            target=f"chi-tieu-{name}",
            indicator="kinh-te-so-grdp",
            plan="dong-thap-2023-cds",
            row="ii-4",
            number="II.4",
            section="KINH TẾ SỐ",
            text=TEXT,
            scope="H20",
            due_on=date(2023, 12, 31),
            lead=("H20.14",),
            coordinators=(),
            addressees=("H20.07",),
            opened_on=date(2023, 9, 15),
            evidence=evidence(),
            words=SAID,
            closing=Closing(outcome="averted", reason="reached", words=averted) if closed else None,
            closed_on=date(2023, 9, 16) if closed else None,
            decision=Decision(
                as_of=date(2023, 9, 15),
                known_at="0:1",
                status_seq=1,
                deciding=(),
                series=(),
                parameters="prior-1",
                absence_settled=False,
            ),
        ),
    )


async def queued(connection: Connection, changes: Iterable[AlertChanged]) -> None:
    """Put changes where the service puts what it decides, all at once."""
    rows = [(change.data.alert, change.data.seq, encode(change)) for change in changes]
    async with connection.transaction():
        await connection.executemany(
            "insert into alerts.events (alert_id, seq, body) values ($1, $2, $3)", rows
        )
        await connection.executemany(
            "insert into alerts.outbox (alert_id, seq) values ($1, $2)",
            [(alert, seq) for alert, seq, _ in rows],
        )
