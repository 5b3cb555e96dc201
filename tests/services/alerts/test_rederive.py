"""Every recorded decision follows again from its events; what was forged is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.alerts import ALERT_ADAPTER, AlertChanged, AlertData
from contracts.codec import encode
from contracts.render import target_status_message
from domain.history import Fact, fold
from domain.status import judge_target
from domain.target import TargetStated
from services.alerts.assessing.held import Held, received
from services.alerts.assessing.lifecycle import step
from services.alerts.assessing.parameters import Parameters
from services.alerts.rebuild.lives import standing
from tests.builders import (
    TARGET_ID,
    report,
    report_withdrawn,
    stamp,
    target_withdrawn,
)
from tests.domain import facts as drawn
from tests.services.alerts.rederive import rederived
from tests.services.alerts.statuses import judged, status_changed
from tests.services.alerts.stories import AT, BEHIND, NAME, TODAY, about, follow, on_day

LATER: list[tuple[Fact, ...]] = [
    (report("24", period="2023-S1", at=stamp(event="m-2023")),),
    (report("61", period="2023-S1", at=stamp(event="m-2023")),),
    (report("2594", period="2023-S1", at=stamp(event="m-2023")),),
    (report("70", of="m-2022", period="2022", at=stamp(event="c-1", revision=2)),),
    (report_withdrawn("m-2022", at=stamp(event="w-1", revision=2)),),
    (target_withdrawn(name=NAME, at=stamp(revision=2, effective_on="2023-09-10")),),
]


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("settled", [False, True])
def test_every_change_can_be_derived_again(later: tuple[Fact, ...], settled: bool) -> None:
    """From the recorded day, events and parameters the same change comes out, bit for bit."""
    first, second = on_day(*BEHIND), on_day(*BEHIND, *later)
    _, said = follow(first, second, settled=settled)
    before: dict[str, AlertData] = {}
    for change in said:
        data = change.data
        status = first[0] if data.decision.status_seq == 1 else second[0]
        earlier = before.get(str(data.alert))
        assert rederived(data, earlier, status, Parameters()) == ()
        before[str(data.alert)] = data
    assert said


def test_the_day_of_a_plan_is_made_again_from_the_record() -> None:
    """An alert by the alerts' file follows again without the file: its decision names the day."""
    target = BEHIND[0]
    assert isinstance(target, TargetStated)
    status, on = on_day(target, on="2023-12-05")
    told = status_changed(status, seq=1, as_of=on).data
    due = Parameters(report_due={target.target.plan_id: date(2023, 11, 29)})
    newer = received(told, None, AT)
    assert newer is not None
    [opened] = step(newer, at=AT, absence_settled=True, parameters=due).changes
    assert opened.data.stage == "overdue"
    assert rederived(opened.data, None, status, Parameters()) == ()


def test_a_record_that_does_not_follow_from_its_events_is_found_out() -> None:
    """A changed figure or a changed chance shows when it is derived again."""
    status, on = on_day(*BEHIND)
    _, [opened] = follow((status, on))
    said = opened.data
    evidence = said.evidence.model_copy(update={"pace_so_far": said.evidence.gap})
    forged = said.model_copy(update={"evidence": evidence})
    assert "evidence" in rederived(forged, None, status, Parameters())
    decision = said.decision.model_copy(update={"chance": Decimal("0.5")})
    forged = said.model_copy(update={"decision": decision})
    assert rederived(forged, None, status, Parameters()) == ("chance",)


def test_a_closing_that_does_not_follow_from_its_events_is_found_out() -> None:
    """Closed although nothing had changed."""
    behind = on_day(*BEHIND)
    _, said = follow(behind, on_day(*BEHIND, report("61", period="2023-S1")))
    opened, closed = about(said, "target")
    decision = closed.decision.model_copy(update={"deciding": behind[0].deciding})
    forged = closed.model_copy(update={"decision": decision})
    assert rederived(forged, opened, behind[0], Parameters()) == ("change",)


def test_what_was_decided_before_there_were_forecasts_is_left_as_it_is() -> None:
    """It reads, and rests on the events that it names; it is not held to today's rules."""
    status, on = on_day(*BEHIND)
    _, [opened] = follow((status, on))
    old = opened.data.decision.model_copy(update={"parameters": "pace-1", "chance": None})
    said = opened.data.model_copy(update={"decision": old})
    assert rederived(said, None, status, Parameters()) == ()
    other = judged(*BEHIND, report("30", period="2023-S1"), on=TODAY)
    assert rederived(said, None, other, Parameters()) == ("deciding",)


@settings(max_examples=25)
@given(
    facts=drawn.fact_lists,
    days=st.lists(drawn.days, min_size=1, max_size=4),
    settled=st.booleans(),
)
def test_whatever_happens_every_change_follows_again(
    facts: list[Fact], days: list[date], settled: bool
) -> None:
    """Facts come in, days pass: each decision is made again, each life folds to what is held."""
    held: Held | None = None
    lives: dict[UUID, list[AlertChanged]] = {}
    for seq, as_of in enumerate(sorted(days), start=1):
        known = facts[: max(1, len(facts) * seq // len(days))]
        judged_on = judge_target(fold(known), TARGET_ID, as_of).status
        if judged_on is None:
            continue
        status = target_status_message(judged_on)
        told = status_changed(status, seq=seq, as_of=as_of.isoformat()).data
        newer = received(told, held, AT)
        assert newer is not None
        taken = step(newer, at=AT, absence_settled=settled, parameters=Parameters())
        held = taken.held
        for change in taken.changes:
            life = lives.setdefault(change.data.alert, [])
            before = life[-1].data if life else None
            assert rederived(change.data, before, status, Parameters()) == ()
            life.append(ALERT_ADAPTER.validate_json(encode(change)))
    for kept in held.lives if held else ():
        assert standing(lives[kept.said.alert]) == kept.alert
        assert lives[kept.said.alert][-1].data == kept.said
