"""The three reviewed plan files: made from the texts, kept by importing again, publishable."""

import shutil
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from contracts.render_rules import deadline_message
from contracts.rules import ForAllRule
from contracts.targets import TargetSet
from domain.bound import Relation
from domain.deadline import due_on, starts_on
from domain.draft import DraftRow, PlanDraft, TableRole
from domain.target import (
    Compound,
    Count,
    EntityFraction,
    ForAll,
    Milestone,
    Threshold,
)
from domain.vietnamese.review import Review
from examples.build_plans import FILES, build, wish
from examples.building import printed_table
from examples.plan_decisions import PLANS
from services.cli.plan.import_plan import import_plan
from services.cli.plan.plan_file import load
from tests.examples.published import publications

KH144, KH241, CDS2023 = PLANS
DEADLINES = {
    "YEAR_END": "year_end",
    "MONTH": "month",
    "BEFORE_MONTH(exclusive)": "before_month",
    "WINDOW": "window",
    "WITHIN_YEAR": "within_year",
    "CONTINUOUS": "continuous",
    "BEFORE_EVENT": "before_event",
    "EXTERNAL_DIRECTIVE": "external",
}


@cache
def plan(name: str) -> PlanDraft:
    """Return what a plan file holds."""
    return load(FILES / f"{name}.yaml")


def of_table(draft: PlanDraft, table: str) -> dict[str, DraftRow]:
    """Return the rows of a table by their number."""
    return {row.number: row for row in draft.rows if row.table == table}


def kinds(draft: PlanDraft) -> dict[str, tuple[int, int, int]]:
    """Return how many targets, tasks and other rows each table has."""
    found = Counter((row.table, row.kind.value) for row in draft.rows)
    tables = dict.fromkeys(row.table for row in draft.rows)
    return {
        table: (found[table, "target"], found[table, "task"], found[table, "other"])
        for table in tables
    }


def test_the_files_are_what_the_officers_decisions_make_of_the_texts(tmp_path: Path) -> None:
    """Imported from the texts, with the decisions of `plan_decisions`, each file says the same."""
    build(tmp_path)
    for name in PLANS:
        assert load(tmp_path / f"{name}.yaml") == plan(name)


@pytest.mark.parametrize("name", PLANS)
def test_importing_again_loses_no_row_and_no_decision(name: str, tmp_path: Path) -> None:
    """The text read again over the reviewed file: every row is found, and nothing is changed."""
    file = tmp_path / f"{name}.yaml"
    shutil.copy(FILES / file.name, file)
    imported = import_plan(replace(wish(name, FILES), out=file), lambda _: None)
    assert load(file) == plan(name)
    again = imported.again
    assert again is not None
    assert again.kept == len(plan(name).rows)
    assert (again.new, again.gone, again.changed) == ((), (), ())


def test_the_rows_of_the_three_plans_are_all_there() -> None:
    """15 targets of 2022; 56 targets and 4 + 57 tasks until 2030; 39 + 16 rows of 2023."""
    assert kinds(plan(KH144)) == {"phu-luc-i": (15, 0, 0)}
    until_2030 = kinds(plan(KH241))
    assert until_2030["muc-tieu"] == (56, 0, 0)
    assert (until_2030["phu-luc-a"], until_2030["phu-luc-b"]) == ((0, 4, 0), (0, 57, 0))
    of_2023 = kinds(plan(CDS2023))
    assert of_2023["phu-luc-vii"] == (39, 16, 0)
    assert (of_2023["phu-luc-v"], of_2023["phu-luc-vi"]) == ((0, 12, 0), (0, 24, 0))
    assert [table.role for table in plan(CDS2023).tables].count(TableRole.MONEY) == 4


def test_every_row_of_phu_luc_vii_is_typed_as_by_hand() -> None:
    """Kind of deadline, first and last day, kind of target; leads and coordinators resolved."""
    rows = of_table(plan(CDS2023), "phu-luc-vii")
    printed = list(printed_table("dong_thap_2023_phu_luc_VII.csv"))
    assert len(printed) == len(rows) == 55
    for by_hand in printed:
        row = rows[f"{by_hand['muc']}.{by_hand['stt']}"]
        assert row.deadline is not None
        assert deadline_message(row.deadline).kind == DEADLINES[by_hand["deadline_kind"]]
        assert str(starts_on(row.deadline) or "") == by_hand["start_on"]
        assert str(due_on(row.deadline) or "") == by_hand["due_on"]
        assert row.kind == by_hand["row_kind"]
        assert typed(row) == by_hand["target_kind"].replace("PCT_MIN", "PCT_BARE")
        assert bool(row.lead) is bool(by_hand["don_vi_chu_tri"])
        assert bool(row.coordinators) is bool(by_hand["don_vi_phoi_hop"])
        assert all(one.agency and not one.proposed for one in (*row.lead, *row.coordinators))


def typed(row: DraftRow) -> str:
    """Return the kind of a row's target as the table that was typed by hand calls it."""
    if len(row.targets) > 1:
        return "COMPOUND"
    match row.targets[0].rule if row.targets else None:
        case None:
            return "TASK/MILESTONE"
        case Threshold(relation=relation):
            return "PCT_STRICT(>)" if relation is Relation.ABOVE else "PCT_BARE(>=)"
        case Count():
            return "COUNT_MIN"
        case ForAll():
            return "FORALL_MIN"
        case Milestone():
            return "MILESTONE"
        case Compound(parts=parts) if all(isinstance(one.rule, EntityFraction) for one in parts):
            return "FRACTION_OF_ENTITIES"
        case Compound():
            return "COMPOUND"
        case other:
            return type(other).__name__


def test_open_data_is_one_indicator_with_a_break() -> None:
    """Row 6 of 2022 and row I.4 of 2023 are one indicator, whose second definition says why."""
    (before,) = of_table(plan(KH144), "phu-luc-i")["6"].targets
    (after,) = of_table(plan(CDS2023), "phu-luc-vii")["I.4"].targets
    assert before.indicator
    assert after.indicator
    assert after.indicator.id == before.indicator.id == "co-quan-cung-cap-du-lieu-mo"
    assert (before.indicator.definition, after.indicator.definition) == (1, 2)
    assert "gián đoạn" in after.indicator.change


def test_each_department_owes_one_model_and_each_district_two() -> None:
    """Row 8 of 2022 names two groups: published, it has 18 members with 1 and 12 with 2."""
    (rule,) = (
        step.event.data.rule
        for step in publications()[KH144].compared.steps
        if isinstance(step.event.data, TargetSet) and step.row == f"{KH144}.phu-luc-i.8"
    )
    assert isinstance(rule, ForAllRule)
    assert Counter(member.minimum for member in rule.members) == {1: 18, 2: 12}


def test_plans_share_indicators_where_the_definition_is_the_same() -> None:
    """The digital economy of 2025, 2030 and 2023 is one series; online files are of both years."""
    used = {
        name: {
            (target.indicator.id, target.indicator.definition)
            for row in plan(name).rows
            for target in row.targets
            if target.indicator and (row.table != "phu-luc-i" or name == KH144)
        }
        for name in PLANS
    }
    assert ("kinh-te-so-grdp", 1) in used[KH241] & used[CDS2023]
    assert ("ho-so-tthc-xu-ly-truc-tuyen", 1) in used[KH144] & used[CDS2023]
    assert len(used[KH241] & used[CDS2023]) >= 10


def test_what_cannot_be_decided_stays_marked() -> None:
    """More than 100 %, lost cells, a base that is not said, objectives that nobody is assigned."""
    open_ = {
        note.code
        for name in PLANS
        for row in plan(name).rows
        for note in row.notes
        if not row.reviewed
    }
    assert open_ == {
        Review.IMPOSSIBLE,
        Review.CELL_AMBIGUOUS,
        Review.GROUP_UNRESOLVED,
        Review.FRACTION_BASE,
        Review.UNASSIGNED,
        Review.MEMBERS_UNKNOWN,
    }


def test_each_file_is_published_without_a_row_held_back() -> None:
    """Given the directory and the plans before it, nothing of a file is refused or waits."""
    for prepared in publications().values():
        assert (prepared.problems, prepared.blocked) == ((), ())
