"""The record of alerts: the same figures over JSON, on the page, and from the states themselves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from contracts.alert_evidence import ForecastEvidence
from contracts.alerts import AlertData
from contracts.codec import encode
from contracts.scores import ForecastMade, MarkWord, Score
from services.api.alerts.score_answers import record_item
from services.api.alerts.score_fold import Wish
from services.api.alerts.score_load import fold
from tests.services.api.alert_rows import alert, put_alerts
from tests.services.api.read_model import ReadModel

DUE = date(2021, 12, 31)
MISSED: tuple[MarkWord, ...] = ("hit", "late", "called_off")


def marked(number: int, mark: MarkWord, chance: str) -> AlertData:
    """Return an alert of a target of its own, marked."""
    missed = mark in MISSED
    warned_on = DUE - timedelta(days=100 + number)
    score = Score(
        mark=mark,
        verdict="chua_dat" if missed else "dat",
        official=True,
        due_on=DUE,
        warned_on=warned_on,
        marked_on=DUE,
        lead_days=100 + number,
        lead_periods=Decimal("1.1"),
        chance=Decimal(chance),
        forecasts=(ForecastMade(on=warned_on, chance=Decimal(chance)),),
        brier=(Decimal(chance) - missed) ** 2,
    )
    said = alert(UUID(int=number, version=4))
    forecast = ForecastEvidence(
        class_id="percent", method="last_value", chance=Decimal(chance), close_below=Decimal("0.4")
    )
    return said.model_copy(
        update={
            "target": f"t-{number}",
            "score": score,
            "evidence": said.evidence.model_copy(update={"forecast": forecast}),
            "closing": None,
        }
    )


ALERTS = [
    *(marked(number, "hit", "0.8") for number in range(1, 17)),
    *(marked(number, "false", "0.7") for number in range(17, 21)),
    marked(21, "averted", "0.6"),
]


@pytest.fixture(scope="module", autouse=True)
async def alerts(read_model: ReadModel) -> None:
    """Twenty-one alerts of another year were marked."""
    for said in ALERTS:
        await put_alerts(read_model.url, said)


async def test_the_record_is_a_fold_of_the_states_themselves(client: httpx.AsyncClient) -> None:
    """Given marked alerts / on the question how good they were / expect what their fold gives."""
    asked = {"to": "2021-12-31", "class": "percent"}
    answer = (await client.get("/v1/alerts/score", params=asked)).json()

    wish = Wish(class_id="percent", to_on=DUE)
    again = record_item(fold([encode(said) for said in ALERTS], [], wish).total)
    assert answer["total"] == again.model_dump(mode="json")
    assert answer["total"]["precision"]["value"] == "0.800000"
    assert answer["total"]["marks"]["averted"] == 1
    assert answer["by_class"].keys() == {"percent"}


async def test_too_few_cases_are_called_too_few(client: httpx.AsyncClient) -> None:
    """Given nobody's alert in that time / expect counts of nothing, no share, and words for it."""
    answer = (await client.get("/v1/alerts/score", params={"to": "2001-01-01"})).json()

    assert answer["total"]["alerts"] == 0
    assert answer["total"]["precision"]["value"] is None
    assert "chưa đủ 20" in answer["total"]["words"]["vi"]


async def test_the_page_shows_marks_figures_and_the_curve(client: httpx.AsyncClient) -> None:
    """Given marked alerts / on the page / expect the sentence, the curve and the class's row."""
    page = (await client.get("/canh-bao/do-tin-cay", params={"to": "2021-12-31"})).text

    assert "16/20 (80%) cảnh báo đến khi đánh giá thì đúng" in page
    assert "báo 80%, xảy ra 100% (16 dự báo)" in page
    assert "Tỷ lệ phần trăm" in page
