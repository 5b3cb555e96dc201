"""A promise about one part: given another is the worst by now, on its day, expect its own value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contracts.alert_commands import Acknowledge
from contracts.alerts import AlertData
from domain.alert_handling import Chain, Reading, Resume, Why, due
from domain.history import Fact
from domain.workdays import Workdays
from services.alerts.assessing.held import Held, changed, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.configuration.escalation import Escalation
from services.alerts.handling.handled import commanded, fallen_due, standing
from services.alerts.handling.promised import promised_elsewhere
from services.cli.alerts.people import handle_again
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


def test_a_promise_that_was_kept_is_not_called_broken_for_another_part() -> None:
    """Given the communes reached 55 / on the province being the worst now / expect no word."""
    held, said = with_reports(report("55", part="xa", period="2023-S1"))
    assert said.evidence.part == "tinh"
    found = promised_elsewhere(held, said)
    assert found == Reading(Decimal(55), higher_is_better=True)
    now = standing(said, day(AFTER), elsewhere=found)
    assert due(now, Chain(), Workdays(frozenset()).between) is None


def test_a_broken_promise_tells_the_value_of_the_part_that_was_promised() -> None:
    """Given the communes came to 45 / on the province being the worst now / expect 45 is told."""
    held, said = with_reports(
        report("45", part="xa", period="2023-S1"), report("12", part="tinh", period="2023-S1")
    )
    assert said.evidence.part == "tinh"
    now = standing(said, day(AFTER), elsewhere=promised_elsewhere(held, said))
    fell = due(now, Chain(), Workdays(frozenset()).between)
    assert fell == Resume(Why.PROMISE_LAPSED)
    after, name = fallen_due(said, fell, Escalation(), now=now)
    words = after.handling.words
    assert words is not None
    assert "mà chưa đạt" in words.vi
    assert words.vi.endswith("Hiện nay: 45%.")
    before = changed(held, said, "vn.chitieu.alert.updated.v1", AT)[1]
    told = changed(changed(held, said, before.type, AT)[0], after, name, AT)[1]
    assert handle_again(before, told, {}) == told


def test_where_nothing_is_known_of_the_part_nobody_is_said_to_have_broken_a_promise() -> None:
    """Given the part is not known any more / on its day / expect another reason, and no figure."""
    _, said = with_reports(report("55", part="xa", period="2023-S1"))
    now = standing(said, day(AFTER))
    fell = due(now, Chain(), Workdays(frozenset()).between)
    assert fell == Resume(Why.PROMISE_UNMEASURED)
    after, _ = fallen_due(said, fell, Escalation(), now=now)
    words = after.handling.words
    assert words is not None
    assert "không có số liệu của phần đã cam kết" in words.vi
    assert "Hiện nay" not in words.vi
    assert after.handling.acknowledgement is None
