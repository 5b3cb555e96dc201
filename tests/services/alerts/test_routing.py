"""Who is told: routes in order, urgent ones at once, watch to nobody, the snoozed left alone."""

from __future__ import annotations

from dataclasses import replace

from services.alerts.configuration.file import load_configuration, parse_configuration
from services.alerts.delivery.routing import About, Place, Routing, route
from tests.services.alerts.test_configuration import EXAMPLE

CONFIGURATION = load_configuration(EXAMPLE)
AT_RISK = About("opened", "target", "at_risk", agencies=("H20.07",), days_to_due=90)


def told(subject: About) -> dict[str, str]:
    """Who is told, and how, by channel and recipient."""
    notices = route(CONFIGURATION, subject).notices
    return {f"{one.place.channel}:{one.place.recipient}": one.mode for one in notices}


def test_those_who_must_act_get_it_in_the_morning_and_machines_at_once() -> None:
    """The first route goes on to the next; the last one gathers for people."""
    assert told(AT_RISK) == {
        "dieu-hanh:": "now",
        "thu:sokhdt@example.vn": "digest",
        "thu:sotttt@example.vn": "digest",
    }


def test_what_is_urgent_goes_at_once() -> None:
    """By its stage, by what changed, or because the deadline is near."""
    for urgent in (
        replace(AT_RISK, stage="overdue"),
        replace(AT_RISK, change="resumed"),
        replace(AT_RISK, days_to_due=7),
    ):
        assert set(told(urgent).values()) == {"now"}


def test_only_what_lies_ahead_is_near() -> None:
    """On its day a deadline is near; one that passed long ago makes nothing urgent by that."""
    assert set(told(replace(AT_RISK, days_to_due=0)).values()) == {"now"}
    for past in (-1, -93):
        assert told(replace(AT_RISK, days_to_due=past))["thu:sokhdt@example.vn"] == "digest"


def test_what_is_only_watched_is_told_to_nobody() -> None:
    """It is kept and shown; a channel hears of it only where a route names the stage."""
    assert told(replace(AT_RISK, stage="watch")) == {}
    text = "routes: [{name: a, when: {stage: [watch]}, send: [{channel: log}]}]"
    asking = parse_configuration(text.encode(), name="x")
    assert [one.place for one in route(asking, replace(AT_RISK, stage="watch")).notices] == [
        Place("log", "")
    ]


def test_of_a_snoozed_alert_a_changed_value_is_not_told_but_its_end_is() -> None:
    """Silence was asked for news of the value, not for what ends or raises it."""
    snoozed = replace(AT_RISK, snoozed=True)
    assert told(replace(snoozed, change="updated")) == {}
    assert told(replace(snoozed, change="closed"))
    assert told(replace(snoozed, change="resumed"))


def test_that_things_got_worse_or_press_is_told_whoever_has_taken_or_snoozed_it() -> None:
    """Given a route that leaves both alone / on a worse stage, or a reminder / expect it told."""
    text = "routes: [{name: a, send: [{channel: log}], quiet_while: [snoozed, acknowledged]}]"
    quiet = parse_configuration(text.encode(), name="x")
    updated = replace(AT_RISK, change="updated", stage="overdue")
    for subject in (replace(updated, snoozed=True), replace(updated, acknowledged=True)):
        assert not route(quiet, subject).notices
        assert route(quiet, replace(subject, worse=True)).notices
        assert route(quiet, replace(subject, change="reminded")).notices


def test_what_people_did_is_not_sent_back_to_them() -> None:
    """An acknowledgement, a note, a snooze or a score is told only where a route asks."""
    for change in ("acknowledged", "noted", "snoozed", "scored"):
        assert told(replace(AT_RISK, change=change)) == {}


UP = replace(AT_RISK, change="escalated", escalated_to=("local:ubnd-tinh",), level=1)


def test_an_escalation_goes_to_the_next_level_in_the_morning() -> None:
    """Forty alerts of one day go up on one day, and are one message to the leader, not forty."""
    assert told(UP) == {
        "dieu-hanh:": "now",
        "thu:vanphong@example.vn": "digest",
        "thu:sokhdt@example.vn": "digest",
        "nhom-telegram:": "digest",
    }


def test_an_escalation_goes_at_once_where_it_presses_or_a_route_asks_for_it() -> None:
    """What is overdue, what is due within days, and what somebody wrote into the file."""
    for pressing in (replace(UP, stage="overdue"), replace(UP, days_to_due=5)):
        assert set(told(pressing).values()) == {"now"}
    asking = parse_configuration(
        EXAMPLE.read_bytes().replace(b'"@addressees"]}\n', b'"@addressees"], as: now}\n', 1),
        name="x",
    )
    modes = {one.place.recipient: one.mode for one in route(asking, UP).notices}
    assert modes["vanphong@example.vn"] == "now"


def test_every_route_says_why() -> None:
    """For whoever asks why somebody was told, or was not."""
    said: Routing = route(CONFIGURATION, AT_RISK)
    assert [(one.route, one.words.vi) for one in said.decided] == [
        ("dieu-hanh", "hợp: 1 tin"),
        ("len-cap-tren", "không hợp: thay đổi"),
        ("thieu-bao-cao", "không hợp: loại"),
        ("moi-co-quan", "hợp: 2 tin"),
    ]


def test_an_agency_without_an_address_is_named() -> None:
    """The others are told; who must act and is reached nowhere is not passed over in silence."""
    unknown = replace(AT_RISK, agencies=("H20.07", "H20.99"))
    assert "thu:sotttt@example.vn" in told(unknown)
    assert route(CONFIGURATION, unknown).unknown == ("H20.99",)
    assert route(CONFIGURATION, replace(unknown, stage="watch")).unknown == ()
