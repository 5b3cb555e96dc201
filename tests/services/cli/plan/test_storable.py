"""Absurd readings of a scan leave the row, its words and a note; the file can always be read."""

from dataclasses import replace
from decimal import Decimal

from domain.bound import Relation
from domain.draft import DraftProject, Objective, YearAmount
from domain.target import Threshold
from domain.vietnamese.review import Review
from services.cli.plan.plan_file import dumps, loads
from services.cli.plan.storable import storable
from tests.services.cli.plan.small_plan import ICT, OPEN_DATA, plan

HUGE = Decimal(12345678901234567890)


def test_a_number_that_no_event_can_carry_is_not_understood() -> None:
    """Twenty digits are no threshold: the row stays with its text and asks the officer."""
    target = replace(OPEN_DATA.targets[0], rule=Threshold(Relation.ABOVE, HUGE))
    draft = storable(replace(plan(), rows=(replace(OPEN_DATA, targets=(target,)),)))
    assert draft.rows[0].targets == ()
    assert draft.rows[0].text == OPEN_DATA.text
    assert Review.TARGET_NOT_UNDERSTOOD in {note.code for note in draft.rows[0].notes}
    assert loads(dumps(draft).encode(), "plan.yaml").rows[0].text == OPEN_DATA.text


def test_a_sentence_is_no_unit() -> None:
    """A unit of a whole sentence comes from a wrong column: it is not understood, either."""
    target = replace(OPEN_DATA.targets[0], unit="đơn vị " * 20)
    objective = Objective("Mục tiêu", "I", 3, (target,))
    draft = storable(replace(plan(), objectives=(objective,)))
    assert draft.objectives[0].targets == ()
    assert draft.objectives[0].notes[-1].code is Review.TARGET_NOT_UNDERSTOOD


def test_an_absurd_sum_of_money_is_not_printed() -> None:
    """A project keeps its name and years; its sum is blank, and noted."""
    amounts = (YearAmount(2023, HUGE), YearAmount(2024, Decimal("12.5")))
    project = DraftProject("p-1", "phu-luc-v", "1", "", "Kho dữ liệu", ICT, HUGE, amounts)
    draft = storable(replace(plan(), projects=(project,)))
    made = draft.projects[0]
    assert made.total_investment is None
    assert [one.amount for one in made.amounts] == [None, Decimal("12.5")]
    assert made.notes[-1].code is Review.NUMBER_AMBIGUOUS


def test_what_can_be_kept_is_kept() -> None:
    """A draft that a file can hold is left as it is."""
    assert storable(plan()) == plan()
