"""Where an alert stands follows from the changes that were told of it, and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.alerts import ALERT_ADAPTER, AlertChanged
from contracts.codec import encode
from contracts.status import TargetStatus
from domain.alerting import Risk
from domain.history import Fact
from services.alerts.assessing.held import Held, Life, joined, received, waiting
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.rebuild.lives import LifeBroken, standing
from tests.builders import above, report, stamp, target_withdrawn
from tests.services.alerts.statuses import digital_economy, judged, status_changed, target_2023

TODAY = "2023-09-15"
OLD = Path(__file__).with_name("opened_before_forecasts.json")
AT = datetime(2023, 9, 15, 3, 0, tzinfo=UTC)


def statuses() -> list[TargetStatus]:
    """Heads for a miss; reports less; is taken over by another rule; is withdrawn."""
    first = digital_economy()
    less = (*first, report("2.1", period="2023-S1"))
    stricter = (target_2023(above("6"), revision=2), *less[1:])
    gone = (
        *stricter,
        target_withdrawn(name="kinh-te-so-2023", at=stamp(revision=3, effective_on="2023-09-10")),
    )
    return [judged(*facts, on=TODAY) for facts in (first, less, stricter, gone)]


def live(told: Sequence[TargetStatus]) -> list[tuple[Held, AlertChanged]]:
    """Take a step for each status; return what was held after each change, and the change."""
    held: Held | None = None
    found: list[tuple[Held, AlertChanged]] = []
    for seq, status in enumerate(told, start=1):
        newer = received(status_changed(status, seq=seq, as_of=TODAY).data, held, AT)
        assert newer is not None
        taken = step(newer, at=AT, absence_settled=False, parameters=Parameters())
        held = taken.held
        found += [(held, change) for change in taken.changes]
    return found


def test_every_stage_of_a_life_is_read_from_its_changes() -> None:
    """Through the topic and back: opening, number, risk and basis are those that were decided."""
    stages = live(statuses())
    assert len(stages) >= 3
    read = [ALERT_ADAPTER.validate_json(encode(change)) for _, change in stages]
    for number, (held, _) in enumerate(stages, start=1):
        life = held.life("target")
        assert life is not None
        assert standing(read[:number]) == life.alert


def test_a_life_with_a_change_missing_is_refused() -> None:
    """A gap would be closed by a guess."""
    changes = [change for _, change in live(statuses())]
    for broken in (changes[1:], [changes[0], *changes[2:]], []):
        with pytest.raises(LifeBroken):
            standing(broken)


def test_an_alert_that_alone_was_kept_goes_on_where_it_stood() -> None:
    """Joined to its target again, the status that it was decided on says nothing new."""
    held, _ = live(statuses()[:2])[-1]
    assert held.lives
    again = received(held.data, None, AT)
    assert again is not None
    assert waiting(again).review_on == again.assessed_on
    back = joined(waiting(again), held.lives)
    taken = step(back, at=AT, absence_settled=False, parameters=Parameters())
    assert taken.changes == ()
    assert taken.held == held


def before_forecasts() -> AlertChanged:
    """A change as it was told when the pace decided."""
    return ALERT_ADAPTER.validate_json(OLD.read_bytes())


def test_what_was_told_before_there_were_forecasts_reads_as_it_was_written() -> None:
    """Its bytes come back: every field that came later has a default."""
    old = before_forecasts()
    assert encode(old) == OLD.read_bytes().rstrip(b"\n")
    assert (old.data.kind, old.data.stage) == ("target", "at_risk")
    assert standing([old]).risk is Risk.SHORT_OF_PACE


@pytest.mark.parametrize(
    ("later", "kinds"),
    [
        ((), ["updated"]),
        ((report("4.1", period="2023-S1", at=stamp(event="m-2023")),), ["closed"]),
    ],
)
def test_an_alert_of_before_goes_on_under_its_id(later: tuple[Fact, ...], kinds: list[str]) -> None:
    """The reports that it knew do not close it, whatever the chance; the next one may."""
    old = before_forecasts()
    status = judged(*digital_economy(), *later, on=TODAY)
    newer = received(status_changed(status, seq=2, as_of=TODAY).data, None, AT)
    assert newer is not None
    held = joined(newer, (Life(standing([old]), old.data),))
    taken = step(held, at=AT, absence_settled=False, parameters=Parameters())
    assert [change.type.split(".")[-2] for change in taken.changes] == kinds
    assert {change.data.alert for change in taken.changes} == {old.data.alert}
