"""Fit the prior again: `python -m services.alerts.prior.fitted COVERAGE.csv PCI.csv [--check]`.

    percent   coverage of vaccination by country, 1980 to 2015, against 90 %, which WHO and
              Gavi set for 2010 and 2015 (WHO 2017; terms of the source apply, so only what was
              fitted ships)
    score     the weighted PCI of Vietnam's provinces, 2005 to 2016, against a point more than four
              years before (CC0)
    rank      their rank in it, against the first twenty (CC0)

Windows lead from a value that does not meet its target, as a plan's do, to each later one within
eight years. The same files give the same bytes; `--check` only compares.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson

from contracts.parameters import ParametersData
from domain.forecast.axis import Transform
from domain.forecast.fitting import fit
from domain.forecast.parameters import ClassParameters
from domain.forecast.question import Direction, Question, Report, Scale, Window
from domain.reasons import Words

HERE = Path(__file__).parent
AGGREGATES = {
    *("Africa", "Americas", "Eastern Mediterranean", "Europe"),
    *("South-East Asia", "Western Pacific", "World"),
}
COVERAGE_TARGET = 90.0
RANK_TARGET = 20.0
VERSION = 2
"""One more whenever what is fitted differs: what was told under a version stays."""
LEAST_PERCENT = 10.0
"""Not two in a hundred values of coverage are below this: of smaller shares it says nothing."""
LONGEST_YEARS = 8
PLAN_YEARS = 4
COVERAGE_SOURCE = Words(
    "Tỷ lệ tiêm chủng của các nước 1980–2015 (WHO, 2017), dùng khi tỉnh chưa có lịch sử riêng",
    "Coverage of vaccination by country 1980-2015 (WHO, 2017), until the province has its own past",
)
PCI_SOURCE = Words(
    "PCI các tỉnh Việt Nam 2005–2016 (CC0, mdtrinh/vietnamdata), dùng khi tỉnh chưa có "
    "lịch sử riêng",
    "PCI of Vietnam's provinces 2005-2016 (CC0, mdtrinh/vietnamdata), until the province has "
    "its own past",
)

Years = dict[int, float]


def coverage(path: Path) -> dict[str, dict[str, Years]]:
    """Return coverage by antigen, country and year."""
    found: dict[str, dict[str, Years]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["entity"] not in AGGREGATES:
                years = found.setdefault(row["antigen"], {}).setdefault(row["entity"], {})
                years[int(row["year"])] = float(row["coverage_percent"])
    return found


def pci(path: Path) -> dict[str, Years]:
    """Return each province's weighted score by year; rows without a name are left out."""
    found: dict[str, Years] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["prov"].strip() and row["pci_weighted"]:
                found.setdefault(row["prov"], {})[int(row["year"])] = float(row["pci_weighted"])
    return found


def ranks(scores: dict[str, Years]) -> dict[str, Years]:
    """Return each province's rank by year, the best being 1."""
    by_year: dict[int, list[float]] = {}
    for years in scores.values():
        for year, score in years.items():
            by_year.setdefault(year, []).append(score)
    return {
        province: {
            year: 1.0 + sum(other > score for other in by_year[year])
            for year, score in years.items()
        }
        for province, years in scores.items()
    }


def windows(
    series: dict[str, Years], scale: Scale, target: float | None, *, every: int = 1
) -> Iterator[Window]:
    """Return windows of yearly series; without a target, a point more than `PLAN_YEARS` before.

    Of long series only every so many-th pair of years.
    """
    direction = Direction.DOWN if scale is Scale.RANK else Direction.UP
    turn = 0
    for entity, years in sorted(series.items()):
        for start in sorted(years):
            for end in sorted(years):
                if not start < end <= start + LONGEST_YEARS:
                    continue
                turn += 1
                base = years.get(end - PLAN_YEARS)
                aim = target if target is not None else None if base is None else base + 1
                if aim is None or turn % every:
                    continue
                reports = tuple(
                    Report(date(year, 12, 31), years[year])
                    for year in sorted(years)
                    if year <= start
                )
                due_on, as_of = date(end, 12, 31), date(start, 12, 31)
                question = Question(
                    scale, direction, reports, aim, False, due_on, as_of, period_days=365
                )
                if question.misses(reports[-1].value):
                    yield Window(entity, question, years[end], due_on)


def prior(coverage_path: Path, pci_path: Path) -> Iterable[ClassParameters]:
    """Return the parameters that ship, one of a scale."""
    percent = [
        window
        for _, series in sorted(coverage(coverage_path).items())
        for window in windows(series, Scale.PERCENT, COVERAGE_TARGET, every=19)
    ]
    told = _fitted(Scale.PERCENT, percent, COVERAGE_SOURCE)
    yield replace(told, least_level=LEAST_PERCENT)
    scores = pci(pci_path)
    found = list(windows(scores, Scale.SCORE, None))
    yield _fitted(Scale.SCORE, found, PCI_SOURCE, Transform.SHARE)
    found = list(windows(ranks(scores), Scale.RANK, RANK_TARGET))
    yield _fitted(Scale.RANK, found, PCI_SOURCE)


def _fitted(
    scale: Scale, found: list[Window], source: Words, transform: Transform | None = None
) -> ClassParameters:
    return fit(
        scale.value, found, version=VERSION, source=source, transform=transform, for_others=True
    )


def main() -> None:
    """Write what ships, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coverage", type=Path)
    parser.add_argument("pci", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where it differs")
    asked = parser.parse_args()
    differs = False
    for one in prior(asked.coverage, asked.pci):
        told = ParametersData.of(one).model_dump(mode="json")
        content = orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
        path = HERE / f"{one.class_id}.json"
        if asked.check:
            differs |= not path.exists() or path.read_bytes() != content
        else:
            path.write_bytes(content)
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
