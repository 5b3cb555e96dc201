"""A client that publishes without pause and never believes what was not acknowledged.

Every event is sent again, with the same id, until ingest has acknowledged it with a
position. The history of acknowledgements is what the checker holds against the log.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import orjson

AGENCY = "H20.14"
PLAN = "thu-nghiem-loi-2023"
INDICATORS = 40
SILENT = 4
BATCH = 25
CORRECTED_SHARE = 0.15


def setting() -> Iterator[dict[str, object]]:
    """Yield the directory, the plan, and indicators with a target each."""
    for agency, name in (("H20", "UBND tỉnh Đồng Tháp"), (AGENCY, "Sở TTTT Đồng Tháp")):
        yield _event(
            f"agency-{agency}",
            "agency.registered",
            f"agency/{agency}",
            {
                "effective_on": "2022-01-01",
                "name": name,
            },
            source="H20",
        )
    yield _event(
        "plan",
        "plan.issued",
        f"plan/{PLAN}",
        {
            "effective_on": "2023-01-01",
            "issuer": "H20",
            "title": "Kế hoạch thử lỗi",
            "period": "2023",
            "focal_point": AGENCY,
            "rows": [
                {
                    "id": f"dong-{n:02d}",
                    "number": str(n + 1),
                    "text": "Trên 60% hồ sơ trực tuyến",
                    "kind": "target",
                }
                for n in range(INDICATORS)
            ],
        },
        source="H20",
    )
    for n in range(INDICATORS):
        yield _event(
            f"indicator-{n}",
            "indicator.defined",
            f"indicator/ty-le-{n:02d}",
            {
                "effective_on": "2022-01-01",
                "name": f"Tỷ lệ hồ sơ trực tuyến {n}",
                "unit": "%",
            },
            source="H20",
        )
        yield _event(
            f"target-{n}",
            "target.set",
            f"indicator/ty-le-{n:02d}",
            {
                "effective_on": "2023-01-01",
                "target": f"chi-tieu-{n:02d}",
                "plan": PLAN,
                "row": f"dong-{n:02d}",
                "number": str(n + 1),
                "text": "Trên 60% hồ sơ trực tuyến",
                "scope": "H20",
                "unit": "%",
                "period": "2023",
                "lead": [AGENCY],
                "rule": {"kind": "threshold", "relation": "above", "value": "60"},
                "deadline": {"kind": "year_end", "year": 2023, "text": "Cuối năm 2023"},
            },
            source="H20",
        )


def measurements(seed: int) -> Iterator[dict[str, object]]:
    """Yield reports without end: months and days, estimates, and corrections of earlier ones.

    The last indicators stay silent, so that absence is alerted too.
    """
    chance = random.Random(seed)  # noqa: S311 - a workload, not a secret
    reported: list[_Report] = []
    for number in range(10_000_000):
        name = f"report-{seed}-{number}"
        value = {"kind": "number", "value": f"{chance.uniform(5, 95):.2f}"}
        if reported and chance.random() < CORRECTED_SHARE:
            report = chance.choice(reported)
            report.revision += 1
            kind, data = (
                "measurement.corrected",
                {
                    "report": {"agency": AGENCY, "id": report.id},
                    "revision": report.revision,
                    "reason": "Số liệu rà soát lại",
                },
            )
        else:
            year, month = chance.choice(
                [(2022, chance.randint(1, 12)), (2023, chance.randint(1, 8))]
            )
            report = _Report(
                name,
                f"indicator/ty-le-{chance.randrange(INDICATORS - SILENT):02d}",
                {
                    "scope": "H20",
                    "period": f"{year}-{month:02d}",
                    "observation_status": chance.choice("AAAEP"),
                },
            )
            reported.append(report)
            kind, data = "measurement.reported", {}
        data = {**report.data, **data, "value": value}
        yield _event(name, kind, report.subject, data, day=number % 27 + 1)


@dataclass(slots=True)
class _Report:
    id: str
    subject: str
    data: dict[str, object]
    revision: int = 1


def _event(
    name: str,
    kind: str,
    subject: str,
    data: dict[str, object],
    *,
    source: str = AGENCY,
    day: int = 1,
) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": name,
        "source": source,
        "subject": subject,
        "type": f"vn.chitieu.{kind}.v1",
        "time": f"2023-09-{day:02d}T08:00:00+07:00",
        "data": data,
    }


@dataclass(slots=True)
class Client:
    """Publishes through ingest; `acknowledged` maps (agency, id) to the position answered."""

    url: str
    key: str
    acknowledged: dict[tuple[str, str], str] = field(default_factory=dict)
    retries: int = 0

    async def publish(self, events: list[dict[str, object]]) -> None:
        """Send a batch until every event in it has its position."""
        waiting = events
        async with httpx.AsyncClient(timeout=10) as http:
            while waiting:
                waiting = await self._attempt(http, waiting)
                if waiting:
                    self.retries += 1
                    await asyncio.sleep(0.2)

    async def _attempt(
        self, http: httpx.AsyncClient, events: list[dict[str, object]]
    ) -> list[dict[str, object]]:
        try:
            answer = await http.post(
                f"{self.url}/v1/events",
                content=orjson.dumps(events),
                headers={
                    "Authorization": f"Bearer {self.key}",
                    "Content-Type": "application/cloudevents-batch+json",
                },
            )
        except httpx.HTTPError:
            return events
        if answer.status_code not in (200, 201, 207):
            assert answer.status_code in (429, 503), answer.text
            return events
        again = []
        for event, result in zip(events, answer.json()["results"], strict=True):
            name = (str(event["source"]), str(event["id"]))
            if result["status"] in ("accepted", "duplicate"):
                self.acknowledged[name] = result["position"]
            else:
                assert result["status"] != "rejected", result
                again.append(event)
        return again

    async def pour(self, seed: int, stop: asyncio.Event) -> None:
        """Publish measurements, batch after batch, until told to stop."""
        source = measurements(seed)
        while not stop.is_set():
            await self.publish([next(source) for _ in range(BATCH)])
            await asyncio.sleep(0.02)
