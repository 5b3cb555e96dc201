"""A promise about one part: given another is the worst by now, on its day, expect its own value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contracts.alert_commands import Acknowledge
from contracts.alert_handling import RESUMED_TYPE
from contracts.alerts import OPENED_TYPE, UPDATED_TYPE, AlertData, TypeWord
from domain.alert_handling import Reading, Resume, Why, due
from domain.history import Fact
from services.alerts.assessing.held import Held, changed, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.handling.chain import NO_CHAIN
from services.alerts.handling.falling import basis_of, fall_due, promised_elsewhere
from services.alerts.handling.handled import commanded, fallen_due, standing
from services.cli.alerts.chains import Chains
from services.cli.alerts.falling_due import due_again, due_as_recorded
from tests.builders import above, compound, day, report
from tests.services.alerts.statuses import judged, status_changed, target_2023
from tests.services.alerts.stories import AT, TODAY, follow, on_day

TARGET = target_2023(compound(tinh=above("60"), xa=above("60")), unit="%")
FAR = (report("40", part="tinh", period="2022"), report("10", part="xa", period="2022"))
BY_ON, AFTER = date(2023, 10, 31), "2023-11-01"
TAKE = Acknowledge(
    action="Giao ban hằng tuần", responsible="Phó Giám đốc", value=Decimal(50), by_on=BY_ON
)


def taken() -> Held:
    """The worst part, the communes with 10 %, is promised to reach 50 % by the end of October."""
    held, _ = follow(on_day(TARGET, *FAR))
    life = held.life("target")
    assert life is not None
    assert life.said.evidence.part == "xa"
    now = standing(life.said, day(TODAY))
    said, name = commanded(life.said, TAKE, agency="H20.14", now=now, at=AT)
    return changed(held, said, name, AT)[0]


def with_reports(*facts: Fact) -> tuple[Held, AlertData]:
    """Return what is held on the day after, and its alert, once these reports are there as well."""
    status = status_changed(judged(TARGET, *FAR, *facts, on=AFTER), seq=2, as_of=AFTER).data
    newer = received(status, taken(), AT)
    assert newer is not None
    held = step(newer, at=AT, absence_settled=False, parameters=Parameters()).held
    life = held.life("target")
    assert life is not None
    return held, life.said


def fallen(held: Held, said: AlertData) -> tuple[AlertData, TypeWord] | None:
    """Return what falls due on the day after, without any chain."""
    on, status = day(AFTER), held.data.status
    return fall_due(said, on, status=status, basis=basis_of(held), chain=NO_CHAIN)


def test_a_promise_that_was_kept_is_not_called_broken_for_another_part() -> None:
    """Given the communes reached 55 / on the province being the worst now / expect no word."""
    held, said = with_reports(report("55", part="xa", period="2023-S1"))
    assert said.evidence.part == "tinh"
    found = promised_elsewhere(held.data.status, said, None)
    assert found == Reading(Decimal(55), higher_is_better=True)
    assert fallen(held, said) is None


def test_a_broken_promise_tells_the_value_of_the_part_that_was_promised() -> None:
    """Given the communes came to 45 / on the province being the worst now / expect 45 is told.

    It follows again from the status that it names; from another one, another figure.
    """
    held, said = with_reports(
        report("45", part="xa", period="2023-S1"), report("12", part="tinh", period="2023-S1")
    )
    assert said.evidence.part == "tinh"
    after, name = fallen(held, said) or (said, OPENED_TYPE)
    words = after.handling.words
    assert (name, words is not None) == (RESUMED_TYPE, True)
    assert words is not None
    assert "mà chưa đạt" in words.vi
    assert words.vi.endswith("Hiện nay: 45%.")
    before = changed(held, said, UPDATED_TYPE, AT)[1]
    told = changed(held, after, name, AT)[1]
    basis = after.handling.basis
    assert basis is not None
    again = due_again(before, told, held.data.status, basis, Chains())
    assert again is not None
    assert (again[0].handling, again[1]) == (after.handling, name)
    earlier, _ = with_reports(report("41", part="xa", period="2023-Q1"))
    other = due_again(before, told, earlier.data.status, basis, Chains())
    assert other is not None
    assert other[0].handling.resumption != after.handling.resumption


def test_one_that_older_versions_told_follows_as_far_as_it_says() -> None:
    """Given a resumption that names no status / on making it again / expect it as recorded."""
    held, said = with_reports(
        report("45", part="xa", period="2023-S1"), report("12", part="tinh", period="2023-S1")
    )
    now = standing(said, day(AFTER), elsewhere=Reading(Decimal(45), higher_is_better=True))
    lapsed = Resume(Why.PROMISE_LAPSED)
    after, name = fallen_due(said, lapsed, NO_CHAIN, now=now, basis=None)
    before = changed(held, said, UPDATED_TYPE, AT)[1]
    told = changed(held, after, name, AT)[1]
    again = due_as_recorded(before, told, Chains())
    assert again is not None
    assert (again[0].handling, again[1]) == (after.handling, name)


def test_where_nothing_is_known_of_the_part_nobody_is_said_to_have_broken_a_promise() -> None:
    """Given the part is not known any more / on its day / expect another reason, and no figure."""
    _, said = with_reports(report("55", part="xa", period="2023-S1"))
    now = standing(said, day(AFTER))
    fell = due(now, NO_CHAIN.waits, NO_CHAIN.working_days)
    assert fell == Resume(Why.PROMISE_UNMEASURED)
    after, _ = fallen_due(said, fell, NO_CHAIN, now=now, basis=None)
    words = after.handling.words
    assert words is not None
    assert "không có số liệu của phần đã cam kết" in words.vi
    assert "Hiện nay" not in words.vi
    assert after.handling.acknowledgement is None
