"""What the clients say: a directory, a plan with its targets, and reports without end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

ISSUER = "H20"
AGENCIES = ("H20.14", "H20.15")
PLAN = "thu-nghiem-loi-2023"
TEXT = "Trên 60% hồ sơ trực tuyến"
INDICATORS = 40
SILENT = 4
SILENT_TARGETS = [f"chi-tieu-{n:02d}" for n in range(INDICATORS - SILENT, INDICATORS)]
CORRECTED_SHARE = 0.15
MOST_STANDING = 500


def setting() -> Iterator[dict[str, object]]:
    """Yield the directory, the plan, and indicators with a target each."""
    names = ("UBND tỉnh Đồng Tháp", "Sở TTTT Đồng Tháp", "Sở Nội vụ Đồng Tháp")
    for agency, name in zip((ISSUER, *AGENCIES), names, strict=True):
        content: dict[str, object] = {"effective_on": "2022-01-01", "name": name}
        yield _stated(f"agency-{agency}", "agency.registered", f"agency/{agency}", content)
    yield _stated("plan", "plan.issued", f"plan/{PLAN}", _plan())
    for n in range(INDICATORS):
        indicator = f"indicator/ty-le-{n:02d}"
        content = {
            "effective_on": "2022-01-01",
            "name": f"Tỷ lệ hồ sơ trực tuyến {n}",
            "unit": "%",
        }
        yield _stated(f"indicator-{n}", "indicator.defined", indicator, content)
        yield _stated(f"target-{n}", "target.set", indicator, _target(n))


def _plan() -> dict[str, object]:
    row = {"text": TEXT, "kind": "target"}
    return {
        "effective_on": "2023-01-01",
        "issuer": ISSUER,
        "title": "Kế hoạch thử lỗi",
        "period": "2023",
        "focal_point": AGENCIES[0],
        "rows": [{"id": f"dong-{n:02d}", "number": str(n + 1), **row} for n in range(INDICATORS)],
    }


def _target(n: int) -> dict[str, object]:
    return {
        "effective_on": "2023-01-01",
        "target": f"chi-tieu-{n:02d}",
        "plan": PLAN,
        "row": f"dong-{n:02d}",
        "number": str(n + 1),
        "text": TEXT,
        "scope": ISSUER,
        "unit": "%",
        "period": "2023",
        "lead": [lead(n)],
        "rule": {"kind": "threshold", "relation": "above", "value": "60"},
        "deadline": {"kind": "year_end", "year": 2023, "text": "Cuối năm 2023"},
    }


def lead(number: int) -> str:
    """Return who reports an indicator: the agencies share them out."""
    return AGENCIES[number % len(AGENCIES)]


@dataclass(slots=True)
class Reports:
    """Reports without end of one agency: months and days, estimates, corrections of earlier ones.

    The last indicators stay silent, so that absence is alerted too. `prefix` begins every id.
    """

    agency: str
    prefix: str
    seed: int
    number: int = 0
    standing: list[_Report] = field(default_factory=list)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.prefix}-{self.seed}")  # noqa: S311 - a workload, not a secret

    def next(self) -> dict[str, object]:
        """Return the next report, or a correction of one that stands."""
        self.number += 1
        name = f"{self.prefix}-{self.seed}-{self.number}"
        value = {"kind": "number", "value": f"{self.chance.uniform(5, 95):.2f}"}
        if self.standing and self.chance.random() < CORRECTED_SHARE:
            report = self.chance.choice(self.standing)
            report.revision += 1
            data: dict[str, object] = {
                **report.data,
                "value": value,
                "report": {"agency": self.agency, "id": report.id},
                "revision": report.revision,
                "reason": "Số liệu rà soát lại",
            }
            return self._event(name, "measurement.corrected", report.subject, data)
        mine = [n for n in range(INDICATORS - SILENT) if lead(n) == self.agency]
        year, month = self.chance.choice(
            [(2022, self.chance.randint(1, 12)), (2023, self.chance.randint(1, 8))]
        )
        report = _Report(
            name,
            f"indicator/ty-le-{self.chance.choice(mine):02d}",
            {
                "scope": ISSUER,
                "period": f"{year}-{month:02d}",
                "observation_status": self.chance.choice("AAAEP"),
            },
        )
        return self._event(
            name, "measurement.reported", report.subject, {**report.data, "value": value}
        )

    def stands(self, event: dict[str, object]) -> None:
        """Note that a report was acknowledged: from now on it may be corrected."""
        data = event["data"]
        assert isinstance(data, dict)
        if "report" not in data:
            kept = {name: data[name] for name in ("scope", "period", "observation_status")}
            self.standing.append(_Report(str(event["id"]), str(event["subject"]), kept))
            del self.standing[:-MOST_STANDING]

    def conflict(self, event: dict[str, object]) -> dict[str, object]:
        """Return the same id with other content."""
        data = event["data"]
        assert isinstance(data, dict)
        return {**event, "data": {**data, "value": {"kind": "number", "value": "99.99"}}}

    def invalid(self) -> dict[str, object]:
        """Return an event that must be refused: of an indicator that nobody defined."""
        self.number += 1
        data: dict[str, object] = {
            "scope": ISSUER,
            "period": "2023-05",
            "observation_status": "A",
            "value": {"kind": "number", "value": "1"},
        }
        name = f"{self.prefix}-{self.seed}-{self.number}"
        return self._event(name, "measurement.reported", "indicator/khong-co", data)

    def _event(
        self, name: str, kind: str, subject: str, data: dict[str, object]
    ) -> dict[str, object]:
        day = self.number % 27 + 1
        return _event(name, kind, subject, data, source=self.agency, day=day)


@dataclass(slots=True)
class _Report:
    id: str
    subject: str
    data: dict[str, object]
    revision: int = 1


def _stated(name: str, kind: str, subject: str, data: dict[str, object]) -> dict[str, object]:
    return _event(name, kind, subject, data, source=ISSUER)


def _event(
    name: str,
    kind: str,
    subject: str,
    data: dict[str, object],
    *,
    source: str,
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
