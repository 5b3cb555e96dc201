"""The events of the benchmark: indicators with a target each, then measurements on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson

from contracts.codec import decode, encode, record_key
from contracts.plans import ROWS_MAX

AGENCY = "H20.14"
PLAN = "bench-2023"
RECEIVED_AT = "2023-01-02T00:00:00Z"
_FIRST = datetime(2023, 1, 1, tzinfo=UTC)


Events = Iterator[dict[str, object]]

_DIRECTORY = {"H20": "UBND tỉnh Đồng Tháp", AGENCY: "Sở TTTT Đồng Tháp"}


def setting_size(indicators: int) -> int:
    """Return how many events `setting` yields with its directory."""
    return len(_DIRECTORY) + 1 + 2 * indicators


def setting(indicators: int, *, directory: bool = False) -> Events:
    """Yield the plan, and each indicator's definition and target; for ingest also who they are."""
    if directory:
        for agency, name in _DIRECTORY.items():
            data: dict[str, object] = {"effective_on": "2022-01-01", "name": name}
            yield _event(f"a-{agency}", "agency.registered", f"agency/{agency}", data)
    yield _event(
        "plan",
        "plan.issued",
        f"plan/{PLAN}",
        {
            "effective_on": "2023-01-01",
            "issuer": "H20",
            "title": "Kế hoạch đo tốc độ",
            "period": "2023",
            "focal_point": AGENCY,
            "rows": [_row(n) for n in range(min(indicators, ROWS_MAX))],
        },
    )
    for n in range(indicators):
        name = f"chi-so-{n:05d}"
        yield _event(
            f"i-{n}",
            "indicator.defined",
            f"indicator/{name}",
            {
                "effective_on": "2023-01-01",
                "name": f"Tỷ lệ hồ sơ trực tuyến {n}",
                "unit": "%",
            },
        )
        yield _event(
            f"t-{n}",
            "target.set",
            f"indicator/{name}",
            {
                "effective_on": "2023-01-01",
                "target": f"chi-tieu-{n:05d}",
                "plan": PLAN,
                "row": f"dong-{n:05d}",
                "number": str(n),
                "text": f"Trên 60% hồ sơ trực tuyến ({n})",
                "scope": "H20",
                "unit": "%",
                "period": "2023",
                "lead": [AGENCY],
                "rule": {"kind": "threshold", "relation": "above", "value": "60"},
                "deadline": {"kind": "year_end", "year": 2023, "text": "Cuối năm 2023"},
            },
        )


def _row(number: int) -> dict[str, object]:
    return {
        "id": f"dong-{number:05d}",
        "number": str(number),
        "text": "Trên 60% hồ sơ trực tuyến",
        "kind": "target",
    }


def measurements(count: int, indicators: int) -> Events:
    """Yield reports that walk over the indicators, day after day of 2023."""
    for n in range(count):
        day = (_FIRST + timedelta(days=n // indicators % 250)).date().isoformat()
        value = f"{20 + n * 7919 % 6000 / 100:.2f}"
        yield _event(
            f"m-{n}",
            "measurement.reported",
            f"indicator/chi-so-{n % indicators:05d}",
            {
                "scope": "H20",
                "period": day,
                "value": {"kind": "number", "value": value},
                "phrase": value.replace(".", ",") + "%",
                "document": {"number": f"{n % 400}/BC-STTTT", "issuer": "Sở TTTT Đồng Tháp"},
            },
            seconds=n,
        )


def record(event: dict[str, object]) -> tuple[bytes, bytes]:
    """Return key and value of an event's record of the log, as ingest writes them."""
    parsed = decode(orjson.dumps({**event, "receivedat": RECEIVED_AT}))
    return record_key(parsed), encode(parsed)


def _event(
    name: str, kind: str, subject: str, data: dict[str, object], *, seconds: int = 0
) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": name,
        "source": AGENCY,
        "type": f"vn.chitieu.{kind}.v1",
        "subject": subject,
        "time": (_FIRST + timedelta(seconds=seconds)).isoformat(),
        "data": data,
    }
