"""How far a publication has come: all rows, and those of each table."""

from __future__ import annotations

from dataclasses import replace

from domain.draft import DraftTable, TableRole
from services.cli.plan.row_things import tables_by_row
from services.cli.plan.sending import Progress
from tests.services.cli.plan.publishing import PaperIngest, draft, row, target

FIFTH = DraftTable("pl-v", "Phụ lục V — DANH MỤC CÁC DỰ ÁN", TableRole.ASSIGNMENT, 400)
SEVENTH = DraftTable("pl-vii", "Phụ lục VII — PHÂN CÔNG THEO DÕI", TableRole.ASSIGNMENT, 600)
TASKS = tuple(row(f"v-{n}", table="pl-v") for n in (1, 2))
TARGETS = tuple(row(f"vii-{n}", target("80", f"chi-so-{n}")) for n in (1, 2, 3))
PLAN = draft(*TARGETS, *TASKS, tables=(FIFTH, SEVENTH))


def progress() -> Progress:
    """What is to be sent of the plan, of which nothing stands."""
    office = PaperIngest()
    prepared = office.publish(PLAN, only=0)
    return Progress(prepared.compared, tables_by_row(PLAN))


def test_an_interrupted_publication_tells_how_far_each_table_has_come() -> None:
    """Two of three targets taken: the tables in the plan's order, by the names as printed."""
    now = progress()
    now.taken = {step.event.id for step in now.compared.steps if step.row in ("vii-1", "vii-2")}
    assert now.words_by_table() == "Phụ lục V 0/2, Phụ lục VII 2/3"
    now.taken = {step.event.id for step in now.compared.steps}
    assert now.words_by_table() == "Phụ lục V 2/2, Phụ lục VII 3/3"


def test_a_plan_of_one_table_is_counted_once() -> None:
    """The count of all rows says it already."""
    office = PaperIngest()
    plan = draft(*TARGETS, tables=(SEVENTH,))
    one = Progress(office.publish(plan, only=0).compared, tables_by_row(plan))
    assert (one.words(), one.words_by_table()) == ("0/3 dòng / rows", "")


def test_tables_of_one_name_are_told_by_their_ids() -> None:
    """Two appendices without a number: the id is what the file calls each."""
    tables = (
        replace(FIFTH, heading="PHỤ LỤC — A. DANH MỤC"),
        replace(SEVENTH, heading="PHỤ LỤC — B. DANH MỤC"),
    )
    assert set(tables_by_row(replace(PLAN, tables=tables)).values()) == {"pl-v", "pl-vii"}
