"""What acting costs and a miss loses decides from which chance on one is warned of a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.alerts import AlertChanged
from contracts.render_rules import stakes_message
from contracts.status import TargetStatus
from domain.alert_rules import GivenBy, Thresholds
from domain.history import Fact
from domain.target import Stakes, TargetStated
from services.alerts.assessing import calm
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import Step, step
from services.alerts.assessing.parameters import Parameters
from services.alerts.prior.shipped import shipped
from tests.builders import report, stakes
from tests.services.alerts.rederive import rederived
from tests.services.alerts.statuses import status_changed
from tests.services.alerts.stories import AT, NAME, on_day, on_the_way

ON = "2023-07-10"
USUAL = Parameters.of(shipped())
"""By these the target on its way is missed with a chance of 0.37; 0.32 by one report fewer."""
AT_STAKE, LITTLE = stakes("1", "5"), stakes("9", "10")
BY_FILE = replace(USUAL, own={NAME: Thresholds.of_stakes(LITTLE, GivenBy.FILE)})

LOW_BY_FILE = replace(USUAL, own={NAME: Thresholds.of_stakes(AT_STAKE, GivenBy.FILE)})


def looked(
    at_stake: Stakes | None,
    held: Held | None = None,
    *,
    later: tuple[Fact, ...] = (),
    by: Parameters = USUAL,
) -> Step:
    """Take a step on a status that has come, in which the plan gives cost and loss."""
    seq = held.status_seq + 1 if held else 1
    status = status_of(at_stake, seq, later)
    newer = received(status_changed(status, seq=seq, as_of=ON).data, held, AT)
    assert newer is not None
    return step(newer, at=AT, absence_settled=False, parameters=by)


def status_of(
    at_stake: Stakes | None, revision: int = 1, later: tuple[Fact, ...] = ()
) -> TargetStatus:
    """Return the status of the target on its way, as its plan was amended last."""
    stated, *reports = on_the_way(at_stake=at_stake)
    assert isinstance(stated, TargetStated)
    made = replace(stated, stamp=stated.stamp._replace(revision=revision))
    return on_day(made, *reports, *later, on=ON)[0]


def only(changes: tuple[AlertChanged, ...]) -> AlertChanged:
    """Return the one change of the target's own alert."""
    [change] = [each for each in changes if each.data.kind == "target"]
    return change


def test_given_cost_1_and_loss_5_one_is_warned_at_a_chance_at_which_another_is_not() -> None:
    """Of two targets alike in all else; the decision says by what, and its words why."""
    assert looked(None).changes == ()
    said = only(looked(AT_STAKE).changes).data
    assert (said.stage, said.decision.chance) == ("at_risk", Decimal("0.3690"))
    told = said.decision.thresholds
    assert told is not None
    assert told.stakes is not None
    assert (told.open, told.sure, told.close) == tuple(map(Decimal, ("0.2", "0.6", "0.1333")))
    assert (told.given_by, told.stakes.to_domain()) == ("plan", AT_STAKE)
    assert (
        "Cảnh báo từ 20% khả năng không đạt (nếu chỉ có một số liệu: 60%), theo kế hoạch: chi phí "
        "xử lý 1, thiệt hại nếu không đạt 5 (cùng đơn vị)."
    ) in said.words.vi
    assert "as the plan says that acting costs 1 and a miss loses 5" in said.words.en


def test_the_operators_file_stands_before_the_plan() -> None:
    """Where acting costs nine tenths of the loss it is not worth it yet, whatever the plan says."""
    assert looked(AT_STAKE, by=BY_FILE).changes == ()
    said = only(looked(LITTLE, by=LOW_BY_FILE).changes).data
    assert said.decision.thresholds is not None
    assert said.decision.thresholds.given_by == "file"
    assert "theo tệp cấu hình cảnh báo: chi phí xử lý 1" in said.words.vi


def test_an_amendment_opens_and_ends_an_alert_though_nothing_was_measured() -> None:
    """The plan's word is news: with it the alert opens, speaks again, and ends."""
    first = looked(None)
    opened = looked(AT_STAKE, first.held)
    again = looked(stakes("1", "4"), opened.held)
    ended = looked(None, again.held)
    told = [only(each.changes) for each in (opened, again, ended)]
    assert [each.type.split(".")[3] for each in told] == ["opened", "updated", "closed"]
    assert "Nay đã dưới mức đó" not in told[1].data.words.vi
    assert told[-1].data.closing is not None
    assert told[-1].data.closing.reason == "amended"
    assert "khả năng không kịp nay dưới ngưỡng cảnh báo" in told[-1].data.words.vi
    assert looked(None, first.held).changes == ()


def test_another_word_of_the_file_ends_no_alert() -> None:
    """It is configuration, as other parameters are: only news ends what is open."""
    opened = looked(AT_STAKE)
    after = looked(AT_STAKE, opened.held, by=BY_FILE)
    assert (after.changes, after.held.lives) == ((), opened.held.lives)


def test_what_stays_open_below_its_new_threshold_says_why() -> None:
    """By one in five it opened at 0.369; half is asked for now, and a third still holds it open."""
    opened = looked(AT_STAKE)
    again = only(looked(stakes("1", "2"), opened.held).changes).data
    assert again.stage == "at_risk"
    assert "Nay đã dưới mức đó; cảnh báo chỉ đóng khi số liệu mới đưa xuống dưới 33," in (
        again.words.vi
    )


@pytest.mark.parametrize("at_stake", [AT_STAKE, None], ids=["by the plan", "by the file alone"])
def test_another_word_of_the_file_is_no_news_of_what_is_still_feared(
    at_stake: Stakes | None,
) -> None:
    """An entry comes, changes and goes: nobody is told, as nothing is known that was not."""
    sharper = replace(USUAL, own={NAME: Thresholds.of_stakes(stakes("1", "6"), GivenBy.FILE)})
    opened = looked(at_stake, by=USUAL if at_stake else LOW_BY_FILE)
    for by in (LOW_BY_FILE, sharper, *([USUAL] if at_stake else [])):
        again = looked(at_stake, opened.held, by=by)
        assert (again.changes, again.held.lives) == ((), opened.held.lives)


def test_what_is_calm_is_looked_at_by_what_is_at_stake() -> None:
    """From what is kept of it, without its status: the file's word and the plan's, in order."""
    held = looked(LITTLE).held
    assert held.calm is not None
    kept = calm.read_calm(calm.written(held.calm))
    assert kept == held.calm
    on = date(2023, 7, 14)
    assert calm.look(kept, on, USUAL) is not None
    assert calm.look(replace(kept, stakes=AT_STAKE), on, USUAL) is None
    assert calm.look(replace(kept, stakes=AT_STAKE), on, BY_FILE) is not None


@pytest.mark.parametrize(
    ("at_stake", "by"),
    [(AT_STAKE, USUAL), (LITTLE, LOW_BY_FILE), (None, LOW_BY_FILE)],
    ids=["by the plan", "by the file before the plan", "by the file alone"],
)
def test_every_such_decision_follows_again_without_the_file(
    at_stake: Stakes | None, by: Parameters
) -> None:
    """Opened, and ended by a report that reaches the mark; what was forged of it is found."""
    good = (report("75", period="2023-07-01/2023-07-09"),)
    opened = looked(at_stake, by=by)
    ended = looked(at_stake, opened.held, later=good, by=by)
    said, closed = only(opened.changes).data, only(ended.changes).data
    assert rederived(said, None, status_of(at_stake), USUAL) == ()
    assert rederived(closed, said, status_of(at_stake, 2, good), USUAL) == ()
    assert closed.state == "closed"
    assert said.decision.thresholds is not None
    for given_by in ("plan", "file"):
        other = {"given_by": given_by, "stakes": stakes_message(stakes("2", "11"))}
        thresholds = said.decision.thresholds.model_copy(update=other)
        decision = said.decision.model_copy(update={"thresholds": thresholds})
        forged = said.model_copy(update={"decision": decision})
        assert rederived(forged, None, status_of(at_stake), USUAL)
