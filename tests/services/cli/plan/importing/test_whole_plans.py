"""Both plans of Đồng Tháp from their own text, against what was taken out of them by hand."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from domain.deadline import due_on, starts_on
from domain.draft import DraftRow, PlanDraft
from domain.measurement import Value
from domain.target import Compound, Count, EntityFraction, ForAll, Milestone, Threshold
from domain.verdict import judge_value
from services.cli.plan.importing import ImportOptions, draft
from services.cli.plan.readers import read
from tests.services.cli.plan.importing.building import by_number, codes

EXAMPLES = Path(__file__).parents[5] / "examples"
KINDS = {
    "MONTH": "MonthDeadline",
    "YEAR_END": "YearEndDeadline",
    "BEFORE_MONTH(exclusive)": "BeforeMonthDeadline",
    "WINDOW": "WindowDeadline",
    "WITHIN_YEAR": "WithinYearDeadline",
    "CONTINUOUS": "ContinuousDeadline",
    "BEFORE_EVENT": "BeforeEventDeadline",
    "EXTERNAL_DIRECTIVE": "ExternalDeadline",
}
RULES = {
    "PCT_BARE(>=)": Threshold,
    "PCT_MIN(>=)": Threshold,
    "PCT_STRICT(>)": Threshold,
    "COUNT_MIN": Count,
    "FORALL_MIN": ForAll,
    "MILESTONE": Milestone,
}


@cache
def plan_of(name: str) -> PlanDraft:
    """Return the draft of one of the example texts."""
    return draft(read(EXAMPLES / "sources" / name), ImportOptions())


@pytest.fixture(name="plan")
def plan_of_2023() -> PlanDraft:
    """The plan of 2023: number and date blank, seven appendices."""
    return plan_of("dong_thap_2023_cds.txt")


@pytest.fixture(name="earlier")
def plan_of_2022() -> PlanDraft:
    """The plan to 2025 and 2030: prose objectives, an appendix in two parts, cells lost."""
    return plan_of("dong_thap_2022_kh241.txt")


def printed(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of examples/plans."""
    with (EXAMPLES / "plans" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_of_phu_luc_vii_is_typed_as_by_hand(plan: PlanDraft) -> None:
    """55 rows: kind of deadline, first and last day, target or task, the names as printed."""
    rows = by_number(plan, "phu-luc-vii")
    expected = printed("dong_thap_2023_phu_luc_VII.csv")
    assert len(rows) == len(expected) == 55
    for by_hand in expected:
        row = rows[f"{by_hand['muc']}.{by_hand['stt']}"]
        assert type(row.deadline).__name__ == KINDS[by_hand["deadline_kind"]]
        assert row.deadline is not None
        assert str(due_on(row.deadline) or "") == by_hand["due_on"]
        assert str(starts_on(row.deadline) or "") == by_hand["start_on"]
        assert row.kind == by_hand["row_kind"]
        assert row.section == f"{by_hand['muc']}. {by_hand['ten_muc']}"
        _agencies_stand_in_the_cell(row, by_hand)
    assert Counter(row.kind for row in rows.values()) == {"target": 39, "task": 16}


def _agencies_stand_in_the_cell(row: DraftRow, by_hand: dict[str, str]) -> None:
    for parties, cell in ((row.lead, "don_vi_chu_tri"), (row.coordinators, "don_vi_phoi_hop")):
        assert bool(parties) is bool(by_hand[cell])
        assert all(party.text in by_hand[cell] for party in parties)


def test_every_rule_of_phu_luc_vii_is_of_its_kind(plan: PlanDraft) -> None:
    """Strict and bare, counted, for all, compound by level, several in one row, fractions."""
    rows = by_number(plan, "phu-luc-vii")
    for by_hand in printed("dong_thap_2023_phu_luc_VII.csv"):
        row = rows[f"{by_hand['muc']}.{by_hand['stt']}"]
        if kind := RULES.get(by_hand["target_kind"]):
            (target,) = row.targets
            assert isinstance(target.rule, kind)
            if isinstance(target.rule, Threshold):
                strict = by_hand["target_kind"] == "PCT_STRICT(>)"
                assert (target.rule.relation == "above") is strict
        elif by_hand["target_kind"] == "TASK/MILESTONE":
            assert row.targets == ()
    assert len(rows["II.4"].targets) == 3
    assert isinstance(rows["II.6"].targets[0].rule, Compound)
    fraction = rows["V.4"].targets[0].rule
    assert isinstance(fraction, Compound)
    assert {type(part.rule) for part in fraction.parts} == {EntityFraction}


def test_the_objectives_of_the_text_find_their_rows(plan: PlanDraft) -> None:
    """39 of section II and one obligation are assigned; two are assigned to nobody."""
    assigned = [said for said in plan.objectives if "phu-luc-vii" in (said.row or "")]
    assert len(assigned) == 40
    alone = [row for row in plan.rows if row.table == "muc-tieu"]
    assert [row.line for row in alone] == [234, 398]
    assert all("unassigned" in codes(row) for row in alone)


def test_every_verdict_of_2022_is_that_of_the_officials(plan: PlanDraft) -> None:
    """The fifteen rows of Phụ lục I: what was read gives what was printed."""
    rows = [row for row in plan.rows if row.table == "phu-luc-i"]
    assert len(rows) == 15
    for row in rows:
        (target,) = row.targets
        value: Value | None = row.result
        assert value is not None
        assert not isinstance(target.rule, Compound)
        percent = target.unit.startswith("%")
        assert judge_value(target.rule, value, percent=percent).verdict == row.verdict


def test_all_money_adds_up(plan: PlanDraft) -> None:
    """Every printed sum of the four money tables is the exact sum of the rows read."""
    for total in plan.totals:
        rows = [
            amount.amount
            for project in plan.projects
            if project.table == total.table and total.section in (None, project.section)
            for amount in project.amounts
            if amount.year == total.year and amount.amount is not None
        ]
        if total.table:
            assert sum(rows) == total.amount
    tables = Counter(project.table for project in plan.projects)
    assert tables == {"phu-luc-ii": 8, "phu-luc-iii": 18, "phu-luc-v": 12, "phu-luc-vi": 24}


def test_the_plan_to_2030_has_its_targets_and_tasks(earlier: PlanDraft) -> None:
    """56 targets, thirty by 2025 and the rest by 2030, and 4 and 57 tasks."""
    targets = [row for row in earlier.rows if row.table == "muc-tieu"]
    due = Counter(last.year for row in targets if (last := row.deadline and due_on(row.deadline)))
    assert due == {2025: 30, 2030: 26}
    assert all(row.targets for row in targets)
    tasks = Counter(row.table for row in earlier.rows if row.kind == "task")
    assert tasks == {"phu-luc-a": 4, "phu-luc-b": 57}
    assert all(row.deadline for row in earlier.rows if row.kind == "task")


def test_lost_cells_of_the_plan_to_2030_are_inherited_or_marked(earlier: PlanDraft) -> None:
    """No task is without a lead unless it says that the cell may be in either column."""
    tasks = [row for row in earlier.rows if row.table == "phu-luc-b"]
    assert all(row.lead or "cell_ambiguous" in codes(row) for row in tasks)
    assert sum("cell_inherited" in codes(row) for row in tasks) == 10
    assert sum("cell_ambiguous" in codes(row) for row in tasks) == 17


def test_accents_apart_read_the_same(plan: PlanDraft, tmp_path: Path) -> None:
    """With every accent decomposed, ids, kinds and deadlines stay what they were."""
    source = (EXAMPLES / "sources" / "dong_thap_2023_cds.txt").read_text(encoding="utf-8")
    apart = tmp_path / "dong_thap_2023_cds.txt"
    apart.write_text(unicodedata.normalize("NFD", source), encoding="utf-8")
    same = draft(read(apart), ImportOptions())
    assert [(row.id, row.kind, row.deadline) for row in same.rows] == [
        (row.id, row.kind, row.deadline) for row in plan.rows
    ]
