"""The load of the benchmark: provinces that report every month, for years.

A province has a plan of 120 indicators with a target each, and 20 tasks. Of every month and
indicator there are four events, as offices send them: an estimate, a provisional value, the
final one and, for half of them, its correction, for the others a second final value. 34
provinces over 60 months make the million that is the default; another size takes another
number of provinces, so that a subject's history stays as long. The same seed gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from math import ceil
from random import Random
from typing import TypeAlias

import orjson

PROVINCES, INDICATORS, TASKS, MONTHS = 34, 120, 20, 60
MILLION = 1_000_000
FIRST_YEAR, LAST_YEAR = 2021, 2025
TODAY = date(2025, 12, 15)
RECEIVED_AT = datetime(2025, 12, 1, tzinfo=UTC)
_START = datetime(2021, 1, 1, tzinfo=UTC)

Event: TypeAlias = dict[str, object]


def provinces_for(events: int) -> int:
    """Return how many provinces it takes, so that each subject's history is as long."""
    return max(1, ceil(PROVINCES * events / MILLION))


def in_blocks(events: int, *, seed: int = 7) -> Iterator[Event]:
    """Yield a load of millions, each of other provinces and whole before the next begins.

    So what is at work at a time does not grow with the load, as it does not over the years.
    """
    for block in range(ceil(events / MILLION)):
        size = min(MILLION, events - block * MILLION)
        first = block * PROVINCES
        provinces = [Province(first + number) for number in range(provinces_for(size))]
        chance = Random(seed + block)  # noqa: S311  # a load, no secret
        yield from islice(_all(provinces, chance, directory=False), size)


def history(years: int, *, seed: int = 7) -> Iterator[Event]:
    """Yield one province's plan and all that it reported in so many years up to the last."""
    province = Province(0, first_year=LAST_YEAR - years + 1)
    total = len(list(province.setting(directory=False)))
    total += years * 12 * (4 * INDICATORS + TASKS)
    return islice(_all([province], Random(seed), directory=False), total)  # noqa: S311  # a load, no secret


def load(events: int, *, seed: int = 7, directory: bool = False) -> Iterator[Event]:
    """Yield exactly so many events, in the order in which they would arrive."""
    provinces = [Province(number) for number in range(provinces_for(events))]
    return islice(_all(provinces, Random(seed), directory=directory), events)  # noqa: S311  # a load, no secret


def _all(provinces: list[Province], chance: Random, *, directory: bool) -> Iterator[Event]:
    for province in provinces:
        yield from province.setting(directory=directory)
    month = 0
    while True:
        for round_of_reports in range(4):
            for number in range(INDICATORS):
                for province in provinces:
                    yield province.report(number, month, round_of_reports, chance)
        for number in range(TASKS):
            for province in provinces:
                yield province.task_report(number, month)
        month += 1


class Province:
    """One province: its ids, its plan, and what its office reports."""

    def __init__(self, number: int, *, first_year: int = FIRST_YEAR) -> None:
        """Make a province that reports from the January of a year on."""
        self._first_year = first_year
        self._start = datetime(first_year, 1, 1, tzinfo=UTC)
        self.id = f"H{10 + number % 90}.{1 + number // 90}"
        self.office = f"{self.id}.14"
        self.slug = f"tinh-{number:03d}"
        self.plan = f"kh-{self.slug}"

    def setting(self, *, directory: bool) -> Iterator[Event]:
        """Yield the plan, its indicators with their targets, its tasks; first who they are."""
        if directory:
            for agency in (self.id, self.office):
                data: Event = {"effective_on": "2020-01-01", "name": f"Cơ quan {agency}"}
                yield self._event(f"a-{agency}", "agency.registered", f"agency/{agency}", data)
        yield self._event("plan", "plan.issued", f"plan/{self.plan}", self._plan())
        for number in range(INDICATORS):
            subject = f"indicator/{self._indicator(number)}"
            defined: Event = {
                "effective_on": f"{self._first_year}-01-01",
                "name": f"Tỷ lệ hồ sơ trực tuyến {number}",
                "unit": "%",
            }
            yield self._event(f"i-{number}", "indicator.defined", subject, defined)
            yield self._event(f"t-{number}", "target.set", subject, self._target(number))
        for number in range(TASKS):
            subject = f"task/nv-{self.slug}-{number:03d}"
            yield self._event(f"n-{number}", "task.assigned", subject, self._task(number))

    def report(self, number: int, month: int, turn: int, chance: Random) -> Event:
        """Return the estimate, provisional or final value of a month, or what replaces it."""
        code = f"{self._first_year + month // 12}-{month % 12 + 1:02d}"
        cents = 2_000 + chance.randrange(6_000)
        data: Event = {
            "scope": self.id,
            "period": code,
            "value": _value(number, cents),
            "phrase": f"{cents // 100},{cents % 100:02d}%",
            "document": {"number": f"{month * 4 + turn + 1}/BC-STTTT", "issuer": "Sở TTTT"},
        }
        if turn < 2:
            data["observation_status"] = "EP"[turn]
        kind, name = "measurement.reported", f"m-{number}-{month}-{turn}"
        if turn == 3 and number % 2 == 0:
            kind = "measurement.corrected"
            data["report"] = {"agency": self.office, "id": f"m-{number}-{month}-2"}
            data["revision"], data["reason"] = 2, "Rà soát lại số liệu của kỳ báo cáo"
        subject = f"indicator/{self._indicator(number)}"
        at = self._start + timedelta(days=30 * (month + 1) + 7 * turn, seconds=number)
        return self._event(name, kind, subject, data, at=at, source=self.office)

    def task_report(self, number: int, month: int) -> Event:
        """Return how far a task is after a month."""
        at = self._start + timedelta(days=30 * (month + 1), seconds=number)
        data: Event = {
            "effective_on": at.date().isoformat(),
            "scope": self.id,
            "state": "dang_trien_khai" if month < 50 + number % 10 else "hoan_thanh",
            "phrase": "Đang thực hiện" if month < 50 + number % 10 else "Đã hoàn thành",
        }
        subject, name = f"task/nv-{self.slug}-{number:03d}", f"s-{number}-{month}"
        return self._event(name, "task.status_reported", subject, data, at=at, source=self.office)

    def _indicator(self, number: int) -> str:
        return f"cs-{self.slug}-{number:03d}"

    def _plan(self) -> Event:
        rows = [
            {"id": f"dong-{n:03d}", "number": f"I.{n}", "text": "Trên 60% hồ sơ", "kind": "target"}
            for n in range(INDICATORS)
        ]
        rows += [
            {"id": f"viec-{n:03d}", "number": f"II.{n}", "text": "Triển khai", "kind": "task"}
            for n in range(TASKS)
        ]
        return {
            "effective_on": "2021-01-01",
            "issuer": self.id,
            "title": "Kế hoạch chuyển đổi số 2021-2025",
            "period": "2021-01-01/2025-12-31",
            "focal_point": self.office,
            "rows": rows,
        }

    def _target(self, number: int) -> Event:
        return {
            "effective_on": "2021-01-01",
            "target": f"ct-{self.slug}-{number:03d}",
            "plan": self.plan,
            "row": f"dong-{number:03d}",
            "number": f"I.{number}",
            "text": f"Trên 60% hồ sơ trực tuyến ({number})",
            "scope": self.id,
            "unit": "%",
            "period": "2021-01-01/2025-12-31",
            "lead": [self.office],
            "frequency": "M",
            "rule": _rule(number),
            "deadline": {"kind": "year_end", "year": LAST_YEAR, "text": "Cuối năm 2025"},
        }

    def _task(self, number: int) -> Event:
        return {
            "effective_on": "2021-01-01",
            "plan": self.plan,
            "row": f"viec-{number:03d}",
            "number": f"II.{number}",
            "text": f"Triển khai nền tảng số dùng chung ({number})",
            "scope": self.id,
            "period": "2021-01-01/2025-12-31",
            "lead": [self.office],
            "deadline": {"kind": "year_end", "year": LAST_YEAR, "text": "Cuối năm 2025"},
        }

    def _event(
        self,
        name: str,
        kind: str,
        subject: str,
        data: Event,
        *,
        at: datetime = _START,
        source: str = "",
    ) -> Event:
        return {
            "specversion": "1.0",
            "id": f"{self.slug}-{name}",
            "source": source or self.id,
            "type": f"vn.chitieu.{kind}.v1",
            "subject": subject,
            "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "data": data,
        }


def _value(number: int, cents: int) -> Event:
    if number % 10 == 9:
        return {"kind": "ratio", "numerator": str(cents), "denominator": "10000"}
    return {"kind": "number", "value": f"{cents / 100:.2f}".rstrip("0").rstrip(".")}


def _rule(number: int) -> Event:
    """Mostly *trên 60%*, as plans are; a tenth each of bands and of what must always hold."""
    if number % 10 == 7:
        return {"kind": "band", "low": "40", "high": "60"}
    if number % 10 == 8:
        return {"kind": "maintenance", "relation": "at_least", "value": "20"}
    return {"kind": "threshold", "relation": "above", "value": "60"}


def record(event: Event) -> tuple[bytes, bytes]:
    """Return key and value of an event's record of the log, as ingest writes them."""
    value = orjson.dumps(
        {**event, "receivedat": RECEIVED_AT.strftime("%Y-%m-%dT%H:%M:%SZ")},
        option=orjson.OPT_SORT_KEYS,
    )
    return str(event["subject"]).encode(), value
