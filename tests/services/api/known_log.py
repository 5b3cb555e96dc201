"""A log of which more came to be known by and by, and the api on it: fixtures to import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import httpx
import pytest

from infra.clock import BUSINESS_ZONE, SettableClock
from infra.postgres import close_pool, open_pool
from services.api.main import ROLE
from tests.services.api.in_process import client_of
from tests.services.api.read_model import ReadModel, event

PLAN = "ke-hoach"
TARGET = "so-hoa"
TODAY = date(2023, 9, 15)
NOW = datetime(2023, 9, 15, 9, tzinfo=BUSINESS_ZONE)


class Log(ReadModel):
    """A read model whose records were received when the test says."""

    def now_is(self, day: str) -> None:
        """The next record is received on a day, at noon in Viet Nam."""
        self._received_at = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=BUSINESS_ZONE)


@pytest.fixture(scope="module")
async def log(migrated_url: str) -> Log:
    """A plan known in January, a report known in July, corrected in August."""
    model = Log(migrated_url)
    row = {
        "effective_on": "2023-01-01",
        "plan": PLAN,
        "row": "i-1",
        "number": "1",
        "scope": "H20",
        "period": "2023",
        "deadline": {"kind": "year_end", "year": 2023},
        "lead": ["H20.14"],
    }
    rule = {"kind": "threshold", "relation": "at_least", "value": "80"}
    plan = {
        "effective_on": "2023-01-01",
        "issuer": "H20",
        "title": "Kế hoạch chuyển đổi số",
        "period": "2023",
        "focal_point": "H20.14",
        "rows": [{"id": "i-1", "number": "1", "text": "Số hóa hồ sơ", "kind": "target"}],
    }
    model.now_is("2023-01-10")
    await model.apply(
        [
            event("plan.issued", f"plan/{PLAN}", plan),
            event(
                "target.set",
                f"indicator/{TARGET}",
                {**row, "target": TARGET, "text": "Số hóa 80%", "unit": "%", "rule": rule},
            ),
        ],
        day=TODAY,
    )
    first = _measured("60")
    model.now_is("2023-01-11")
    named = {"effective_on": "2023-01-01", "name": "Số hóa hồ sơ", "unit": "%"}
    await model.apply([event("indicator.defined", f"indicator/{TARGET}", named)], day=TODAY)
    model.now_is("2023-07-05")
    await model.apply([first], day=TODAY)
    model.now_is("2023-08-20")
    report = {"agency": "H20.14", "id": first.id}
    corrected = {**_values("85"), "report": report, "revision": 2, "reason": "Cộng thiếu"}
    await model.apply(
        [event("measurement.corrected", f"indicator/{TARGET}", corrected, source="H20.14")],
        day=TODAY,
    )
    return model


@pytest.fixture(scope="module")
async def client(log: Log) -> AsyncIterator[httpx.AsyncClient]:
    """The api, on 15/09/2023 at nine."""
    pool = await open_pool(
        log.url, role=ROLE, application_name="test-api", max_size=4, read_only=True
    )
    async with client_of(pool, SettableClock(NOW)) as opened:
        yield opened
    await close_pool(pool)


def _measured(value: str) -> Any:
    return event(
        "measurement.reported",
        f"indicator/{TARGET}",
        _values(value),
        source="H20.14",
        at="2023-07-05",
    )


def _values(value: str) -> dict[str, Any]:
    return {
        "scope": "H20",
        "period": "2023-S1",
        "value": {"kind": "number", "value": value},
        "phrase": f"{value}%",
    }
