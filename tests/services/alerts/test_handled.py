"""An alert after a command or a day: what it says, and that its record derives it again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from contracts.alert_commands import Acknowledge, AddNote, CloseByHand, SnoozeFor, read_command
from contracts.alert_evidence import Silence, Suspicion
from contracts.alert_handling import ESCALATED_TYPE, NOTES_MAX, REMINDED_TYPE, RESUMED_TYPE, Basis
from contracts.alerts import AlertData
from contracts.status import Ref
from contracts.untrusted import Unreadable
from domain.alert_handling import Escalate, Remind, Resume, Why, due
from infra.local.settings import SOURCE_TREE
from services.alerts.configuration.document import Calendar
from services.alerts.configuration.escalation import Escalation
from services.alerts.configuration.file import load_configuration
from services.alerts.handling.chain import NO_CHAIN, ChainInForce
from services.alerts.handling.handled import commanded, fallen_due, opens_again, standing
from tests.services.api.alert_rows import alert

AT = datetime(2023, 9, 15, 2, 0, tzinfo=UTC)
TODAY = date(2023, 9, 15)
BASIS = Basis(known_at="0:1", as_of=TODAY)
TAKE = Acknowledge(
    role="Trưởng phòng",
    action="Giao ban hằng tuần",
    responsible="Phó Giám đốc",
    value=Decimal("4.1"),
    by_on=date(2023, 11, 30),
)


@pytest.fixture(scope="module")
def chain() -> ChainInForce:
    """The chain of the example that is shipped."""
    configuration = load_configuration(SOURCE_TREE / "examples" / "alerts.yaml")
    return ChainInForce.of(configuration.escalation, configuration.calendar)


def taken() -> AlertData:
    """An alert that somebody has taken."""
    said, _ = commanded(alert(), TAKE, agency="H20.14", now=standing(alert(), TODAY), at=AT)
    return said


def test_whoever_takes_an_alert_ends_its_rest() -> None:
    """A rest is put on it first; taken, it rests no more, and who spoke is in the record."""
    rest = SnoozeFor(until="next_report", reason="Chờ số liệu")
    now = standing(alert(), TODAY)
    resting, _ = commanded(alert(), rest, agency="H20.14", now=now, at=AT)
    assert resting.handling.snooze is not None
    assert resting.handling.snooze.newest_on == date(2022, 12, 31)
    said, name = commanded(resting, TAKE, agency="H20.14", now=standing(resting, TODAY), at=AT)
    assert name == "vn.chitieu.alert.acknowledged.v1"
    assert said.handling.snooze is None
    assert said.handling.acknowledgement is not None
    assert said.handling.acknowledgement.by.role == "Trưởng phòng"
    assert (said.evidence, said.words, said.state) == (alert().evidence, alert().words, "open")


def test_only_the_last_notes_stand_in_the_state() -> None:
    """Older ones are in the alert's life; the state stays small."""
    said = alert()
    for number in range(NOTES_MAX + 5):
        note = AddNote(text=f"Ghi chú {number}")
        said, _ = commanded(said, note, agency="H20.14", now=standing(said, TODAY), at=AT)
    texts = [note.text for note in said.handling.notes]
    assert (len(texts), texts[0], texts[-1]) == (NOTES_MAX, "Ghi chú 5", f"Ghi chú {NOTES_MAX + 4}")


def test_a_lapsed_promise_is_taken_off_and_told_with_what_there_was_instead() -> None:
    """The day after it, with 3,7 where 4,1 was promised; its waiting days begin anew."""
    now = standing(taken(), date(2023, 12, 1))
    lapsed = Resume(Why.PROMISE_LAPSED)
    said, name = fallen_due(taken(), lapsed, NO_CHAIN, now=now, basis=BASIS)
    assert said.handling.basis == BASIS
    assert name == RESUMED_TYPE
    assert said.handling.acknowledgement is None
    assert said.handling.escalation.since_on == date(2023, 12, 1)
    assert said.handling.words is not None
    assert said.handling.words.vi == (
        "Cam kết của H20.14 đã quá hạn (30/11/2023) mà chưa đạt; cảnh báo được mở lại. Cam kết: "
        "Phó Giám đốc đưa kết quả đến 4,1% GRDP chậm nhất ngày 30/11/2023. Hiện nay: 3,7% GRDP."
    )


def test_an_alert_that_nobody_takes_climbs_the_plans_chain(chain: ChainInForce) -> None:
    """From the lead's leader to the Chairman, each level after its working days, then reminders."""
    said, told = alert(), []
    for day in (date.fromordinal(number) for number in range(*_span())):
        now = standing(said, day, frequency="A")
        fell = due(now, chain.waits, chain.working_days)
        if fell is None:
            continue
        said, name = fallen_due(said, fell, chain, now=now, basis=BASIS)
        words = said.handling.words.vi if said.handling.words else ""
        told.append((day.isoformat(), name.split(".")[-2], words))
    assert [(day, name) for day, name, _ in told] == [
        ("2023-09-22", "escalated"),
        ("2023-09-29", "escalated"),
        ("2023-10-13", "escalated"),
        ("2023-10-27", "escalated"),
        ("2023-12-01", "reminded"),
        ("2023-12-22", "reminded"),
    ]
    assert told[0][2] == (
        "Chuyển lên cấp 1: Lãnh đạo phụ trách của cơ quan chủ trì (H20.14). "
        "Chưa có ai tiếp nhận kể từ ngày 15/09/2023."
    )
    assert told[1][2].endswith(" Đã báo cấp 1 mà chưa có ai tiếp nhận.")
    assert "Thành viên Ban Chỉ đạo phụ trách lĩnh vực (H20.07)" in told[2][2]
    assert "Chủ tịch UBND tỉnh (local:ubnd-tinh)" in told[3][2]
    assert told[5][2] == "Nhắc lại lần 2: còn 9 ngày đến hạn 31/12/2023."
    assert said.handling.reminder is not None
    assert said.handling.escalation.rule == said.handling.reminder.rule == chain.data.digest


def _span() -> tuple[int, int]:
    return TODAY.toordinal(), date(2024, 3, 1).toordinal()


def test_a_level_goes_to_the_agency_of_its_section(chain: ChainInForce) -> None:
    """The committee's member is another for each field; where none is named, the default."""
    assert chain.told_at(3, alert())[1] == ("H20.07",)
    elsewhere = alert().model_copy(update={"section": "Y tế"})
    assert chain.told_at(3, elsewhere)[1] == ("local:ubnd-tinh",)
    assert chain.told_at(1, elsewhere)[1] == ("H20.14",)
    escalation = load_configuration(SOURCE_TREE / "examples" / "alerts.yaml").escalation
    assert escalation.agencies == {"H20.07", "H20.14", "local:ubnd-tinh"}


def test_without_a_chain_nothing_climbs_and_nothing_is_repeated() -> None:
    """A province that has not said who is told is not flooded."""
    none = ChainInForce.of(Escalation(), Calendar())
    now = standing(alert(), date(2023, 12, 28))
    assert due(now, none.waits, none.working_days) is None
    assert not none.says_something


def test_after_a_closing_by_hand_only_what_is_newer_and_worse_opens() -> None:
    """The same evidence, or a better report, does not; a worse one, or another deadline, does."""
    closing = CloseByHand(reason="Đang điều chỉnh kế hoạch")
    closed, name = commanded(alert(), closing, agency="H20.14", now=standing(alert(), TODAY), at=AT)
    assert (name, closed.state) == ("vn.chitieu.alert.closed.v1", "closed")
    assert closed.closing is not None
    assert (closed.closing.outcome, closed.closing.reason) == ("dismissed", "closed_by_hand")
    newer = alert().evidence.model_copy(update={"value_on": date(2023, 6, 30)})
    better = newer.model_copy(update={"value_so_far": Decimal("3.8")})
    worse = newer.model_copy(update={"value_so_far": Decimal("3.6")})
    for evidence, opens in ((alert().evidence, False), (better, False), (worse, True)):
        assert opens_again(closed, alert().model_copy(update={"evidence": evidence})) is opens
    later = alert().model_copy(update={"due_on": date(2024, 12, 31)})
    assert opens_again(closed, later)
    assert opens_again(taken(), alert())


def test_a_closing_by_hand_silences_no_other_doubt() -> None:
    """Given a doubtful 10 closed by hand / on a doubtful 2594 / expect the next alert."""
    doubt = Suspicion(
        kind="jump",
        event=Ref(agency="H20.14", id="m-1"),
        period="2023-Q1",
        value=Decimal(10),
    )
    closed, same = _closed("input", value_so_far=Decimal(10), suspicion=doubt)
    assert not opens_again(closed, same)
    next_doubt = doubt.model_copy(update={"event": Ref(agency="H20.14", id="m-2")})
    better = {"value_on": date(2023, 6, 30), "value_so_far": Decimal(2594)}
    evidence = same.evidence.model_copy(update={**better, "suspicion": next_doubt})
    assert opens_again(closed, same.model_copy(update={"evidence": evidence}))


def test_a_closing_by_hand_silences_no_other_missing_period() -> None:
    """Given the second quarter closed by hand / on the fourth one missing / expect the next."""
    silence = Silence(period="2023-Q2", due_on=date(2023, 7, 15), periods=1)
    closed, same = _closed("report", silence=silence)
    reported = {"value_on": date(2023, 9, 30), "value_so_far": Decimal("3.9")}
    next_one = silence.model_copy(update={"period": "2023-Q4"})
    for missing, opens in ((silence, False), (next_one, True)):
        evidence = same.evidence.model_copy(update={**reported, "silence": missing})
        assert opens_again(closed, same.model_copy(update={"evidence": evidence})) is opens


def _closed(kind: str, **evidence: object) -> tuple[AlertData, AlertData]:
    """Return an alert that somebody has closed, and the same as it stood open."""
    rests_on = alert().evidence.model_copy(update=evidence)
    said = alert().model_copy(update={"kind": kind, "evidence": rests_on})
    closing = CloseByHand(reason="Đã làm rõ với đơn vị")
    now = standing(said, TODAY)
    return commanded(said, closing, agency="H20.14", now=now, at=AT)[0], said


def test_steps_and_reminders_are_told_apart_by_type(chain: ChainInForce) -> None:
    """Readers of the topic need no words to know what happened."""
    now = standing(alert(), TODAY)
    remind = Remind(Why.DEADLINE_NEAR)
    for fell, name in ((Escalate(1), ESCALATED_TYPE), (remind, REMINDED_TYPE)):
        assert fallen_due(alert(), fell, chain, now=now, basis=BASIS)[1] == name


@pytest.mark.parametrize(
    ("raw", "field", "code"),
    [
        (b"", "", "empty"),
        (b"[]", "", "not_an_object"),
        (b'{"text":"a","text":"b"}', "text", "duplicate_key"),
        (b'{"text":""}', "text", "too_short"),
        (b'{"text":"a\\u202e"}', "text", "text_control"),
        (b'{"text":"' + b"a" * 1001 + b'"}', "text", "too_long"),
        (b'{"text":"a","role":"' + b"r" * 121 + b'"}', "role", "too_long"),
        (b'{"text":"a","phone":"0912"}', "phone", "unknown_field"),
    ],
)
def test_what_is_no_note_is_told_by_field(raw: bytes, field: str, code: str) -> None:
    """Which field was wrong, and how."""
    with pytest.raises(Unreadable) as refusal:
        read_command("note", raw)
    [problem] = refusal.value.problems
    assert (problem.field, problem.code.value) == (field, code)
