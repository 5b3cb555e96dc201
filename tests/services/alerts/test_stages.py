"""An alert that gets worse: given how it is handled, on another stage, expect who hears of it."""

from __future__ import annotations

from datetime import date

from contracts.alert_commands import SnoozeFor
from contracts.alerts import AlertChanged
from domain.alert_handling import Escalate, due
from infra.local.settings import SOURCE_TREE
from services.alerts.assessing.held import Held, changed, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.configuration.file import load_configuration
from services.alerts.delivery.routing import about, route
from services.alerts.handling.chain import ChainInForce
from services.alerts.handling.handled import commanded, standing
from services.alerts.wording.notices import Writer
from tests.builders import above
from tests.services.alerts.statuses import judged, status_changed, target_2023
from tests.services.alerts.stories import AT, follow, on_day

UNREPORTED = target_2023(above("60"), unit="%")
WATCHED_ON, PRESSING_ON, OVERDUE_ON = "2023-09-15", "2023-12-05", "2024-01-25"
CONFIGURATION = load_configuration(SOURCE_TREE / "examples" / "alerts.yaml")


def later(held: Held, on: str, seq: int) -> tuple[Held, AlertChanged]:
    """Take the step of a later day, still without a report; what was said of the missing one."""
    status = status_changed(judged(UNREPORTED, on=on), seq=seq, as_of=on).data
    newer = received(status, held, AT)
    assert newer is not None
    taken = step(newer, at=AT, absence_settled=True, parameters=Parameters())
    [change] = [one for one in taken.changes if one.data.kind == "report"]
    return taken.held, change


def snoozed(held: Held, until: date, today: date) -> Held:
    """Return what is held once the missing report's alert rests."""
    life = held.life("report")
    assert life is not None
    rest = SnoozeFor(until=until, reason="Chờ số liệu quý IV")
    said, name = commanded(life.said, rest, agency="H20.14", now=standing(life.said, today), at=AT)
    return changed(held, said, name, AT)[0]


def test_what_was_only_watched_is_told_as_new_and_begins_its_days_then() -> None:
    """Given a watched alert / on its becoming at risk / expect five working days from there."""
    held, _ = follow(on_day(UNREPORTED, on=WATCHED_ON), settled=True)
    _, risen = later(held, PRESSING_ON, 2)
    assert (risen.data.decision.stage_before, risen.data.stage) == ("watch", "at_risk")
    assert about(risen).change == "opened"
    assert Writer().alert(risen).subject.startswith("[Chỉ tiêu] Cảnh báo mới – ")
    chain = ChainInForce.of(CONFIGURATION.escalation, CONFIGURATION.calendar)
    now = standing(risen.data, date(2023, 12, 5), frequency="M")
    assert (now.since_on, now.touched_on) == (now.today, now.today)
    fell = {
        day: due(standing(risen.data, day, frequency="A"), chain.waits, chain.working_days)
        for day in (now.today, date(2023, 12, 11), date(2023, 12, 12))
    }
    assert list(fell.values()) == [None, None, Escalate(1)]


def test_a_worse_stage_ends_a_rest_and_is_told() -> None:
    """Given a watched alert put to rest / on its becoming at risk / expect that it is told."""
    held, _ = follow(on_day(UNREPORTED, on=WATCHED_ON), settled=True)
    resting = snoozed(held, date(2023, 12, 10), date(2023, 9, 15))
    _, risen = later(resting, PRESSING_ON, 2)
    handling = risen.data.handling
    assert handling.snooze is None
    assert handling.resumption is not None
    assert handling.resumption.reason == "stage_worse"
    assert handling.words is not None
    assert handling.words.vi == "Cảnh báo đã lên mức xấu hơn, nên hết tạm hoãn."
    assert route(CONFIGURATION, about(risen)).notices


def test_what_becomes_overdue_is_worse_and_keeps_its_place_in_the_chain() -> None:
    """Given an alert at risk since December / on its report overdue / expect its days go on."""
    held, _ = follow(on_day(UNREPORTED, on=WATCHED_ON), settled=True)
    pressing, risen = later(held, PRESSING_ON, 2)
    _, overdue = later(pressing, OVERDUE_ON, 3)
    assert (overdue.data.decision.stage_before, overdue.data.stage) == ("at_risk", "overdue")
    assert (about(overdue).change, about(overdue).worse) == ("updated", True)
    assert overdue.data.handling == risen.data.handling
