"""Make the tables of the back-test from the published data: `python -m examples.backtest.build`.

From `pci.csv`, which lies here whole, come the score and the rank of provinces; from the file of
vaccine coverage, given by its path, either the supplied subset or with `--all` every country.
README.md names sources and licences.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
HEADER = ("series", "class", "entity", "on", "value", "target", "due_on", "direction", "scale")
COVERAGE_TARGET = 90
COVERAGE_DEADLINES = (2010, 2015)
AGGREGATES = {
    "Africa",
    "Americas",
    "Eastern Mediterranean",
    "Europe",
    "South-East Asia",
    "Western Pacific",
    "World",
}
SUBSET_ANTIGENS = {"DTP3": "DTP3", "Measles (MCV)": "MCV"}
ANTIGENS = {**SUBSET_ANTIGENS, "Polio (Pol3)": "Pol3", "Hepatitis B (HepB3)": "HepB3", "BCG": "BCG"}
SUBSET_EVERY = 3
"""Every third country by name: chosen by the alphabet, not by how well it is foretold."""

PCI_DEADLINES = (2014, 2015, 2016)
PCI_PLAN_YEARS = 4
PCI_BETTER_BY = 1
PCI_RANK_TARGET = 20

Row = tuple[str, ...]


def coverage_rows(path: Path, antigens: dict[str, str], entities: set[str]) -> Iterator[Row]:
    """Return rows with a real target: 90 % of children, by 2010 and by 2015."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            antigen, entity, year = row["antigen"], row["entity"], int(row["year"])
            if antigen not in antigens or entity not in entities:
                continue
            for due in COVERAGE_DEADLINES:
                if year <= due:
                    name = f"{entity} {antigens[antigen]} {due}"
                    yield _row(
                        name, "vaccine_coverage", entity, year, row["coverage_percent"],
                        str(COVERAGE_TARGET), due, "up", "percent",
                    )  # fmt: skip


def coverage_entities(path: Path, *, everyone: bool) -> set[str]:
    """Return the countries; without `everyone` a third of them."""
    with path.open(encoding="utf-8", newline="") as lines:
        found = sorted({row["entity"] for row in csv.DictReader(lines)} - AGGREGATES)
    return set(found if everyone else found[::SUBSET_EVERY])


def pci(path: Path) -> dict[str, dict[int, float]]:
    """Return each province's weighted score by year; rows without a name are left out."""
    found: dict[str, dict[int, float]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["prov"].strip() and row["pci_weighted"]:
                found.setdefault(row["prov"], {})[int(row["year"])] = float(row["pci_weighted"])
    return found


def score_rows(scores: dict[str, dict[int, float]]) -> Iterator[Row]:
    """Return rows with a target made up: a point more than four years before."""
    for province, by_year in scores.items():
        for due in PCI_DEADLINES:
            base = by_year.get(due - PCI_PLAN_YEARS)
            if base is None:
                continue
            for year, score in by_year.items():
                if year <= due:
                    yield _row(
                        f"{province} {due}", "pci_score", province, year, f"{score:.4f}",
                        f"{base + PCI_BETTER_BY:.4f}", due, "up", "score",
                    )  # fmt: skip


def rank_rows(scores: dict[str, dict[int, float]]) -> Iterator[Row]:
    """Return rows with a target made up: among the first twenty provinces."""
    for province, by_year in scores.items():
        for due in PCI_DEADLINES:
            for year, score in by_year.items():
                if year <= due:
                    better = [one for one in scores.values() if one.get(year, 0) > score]
                    yield _row(
                        f"{province} {due}", "pci_rank", province, year, str(len(better) + 1),
                        str(PCI_RANK_TARGET), due, "down", "rank",
                    )  # fmt: skip


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a table in the form of `chitieu backtest`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


def _row(
    name: str, class_id: str, entity: str, year: int, value: str,
    target: str, due: int, direction: str, scale: str,
) -> Row:  # fmt: skip
    return (
        name, class_id, entity, f"{year}-12-31", value, target, f"{due}-12-31", direction, scale,
    )  # fmt: skip


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, help="vaccine_coverage.csv as published")
    parser.add_argument("--all", action="store_true", help="every country and antigen")
    parser.add_argument("--into", type=Path, default=HERE)
    asked = parser.parse_args()
    scores = pci(HERE / "pci.csv")
    write(asked.into / "pci_score.csv", score_rows(scores))
    write(asked.into / "pci_rank.csv", rank_rows(scores))
    if asked.coverage:
        antigens = ANTIGENS if asked.all else SUBSET_ANTIGENS
        entities = coverage_entities(asked.coverage, everyone=asked.all)
        write(
            asked.into / "vaccine_coverage.csv", coverage_rows(asked.coverage, antigens, entities)
        )


if __name__ == "__main__":
    main()
