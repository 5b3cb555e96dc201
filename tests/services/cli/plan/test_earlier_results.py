"""A table of results taken alone is the earlier plan, and not the one that prints it."""

from datetime import date

from domain.draft import TableRole
from services.cli.plan.earlier_results import as_own_plan
from services.cli.plan.importing import ImportOptions, draft
from services.cli.plan.readers import read
from tests.services.api.read_model import EXAMPLES

SOURCE = EXAMPLES / "sources" / "dong_thap_2023_cds.txt"


def test_results_taken_alone_are_the_plan_of_their_year() -> None:
    """Phụ lục I of the plan of 2023 is the plan of 2022: its rows, without this year's prose."""
    plan = as_own_plan(draft(read(SOURCE), ImportOptions(tables=("Phụ lục I",))))
    assert [table.role for table in plan.tables] == [TableRole.ASSIGNMENT]
    assert (plan.period.start_on, plan.period.end_on) == (date(2022, 1, 1), date(2022, 12, 31))
    assert len(plan.rows) == 15
    assert (plan.objectives, plan.duties, plan.totals, plan.documents) == ((), (), (), ())


def test_beside_other_tables_results_stay_results() -> None:
    """Where the plan's own tables are taken, the results of last year stay what they are."""
    whole = draft(read(SOURCE), ImportOptions(tables=("Phụ lục I", "Phụ lục VII")))
    assert as_own_plan(whole) == whole
