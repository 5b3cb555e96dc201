"""Rows of a subject are a function of its set of facts and a day; nothing else enters."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from contracts.codec import encode
from contracts.status import STATUS_ADAPTER, TargetStatus, TaskStatus
from services.projector.fold import (
    Admitted,
    LogRecord,
    StatusRow,
    SubjectRows,
    SubjectState,
    derive,
    extend,
    read_record,
)
from services.projector.publish import QueuedStatus, status_message
from services.projector.refusals import Refused
from tests.services.projector import events
from tests.services.projector.events import Told

SUBJECT = "indicator/kinh-te-so"
TARGET = "kinh-te-so-2023"
DAY = date(2023, 3, 1)
STATUSES: TypeAdapter[TargetStatus | TaskStatus] = TypeAdapter(TargetStatus | TaskStatus)


def on_log(told: list[Told], partition: int = 3) -> list[Admitted]:
    """Events as read back from the places they took."""
    return [
        read_record(LogRecord(partition, offset, one.timestamp_ms, one.key, one.value))
        for offset, one in enumerate(told)
    ]


def rows_of(told: list[Told], as_of: date = DAY, subject: str = SUBJECT) -> SubjectRows:
    """The rows of a subject that these events are all of."""
    return derive(subject, extend(SubjectState(3), on_log(told)), as_of)


def said(row: StatusRow) -> TargetStatus | TaskStatus:
    """What a row's bytes say."""
    return STATUSES.validate_json(row.payload)


def status_of(rows: SubjectRows) -> TargetStatus | TaskStatus:
    """The status of the one target shown."""
    [row] = [row for row in rows.statuses if row.shown]
    return said(row)


def test_a_status_names_the_place_of_the_last_fact_and_when_it_was_received() -> None:
    """What a row rests on is the highest offset of its subject, whichever order facts had."""
    told = [
        events.target(),
        events.measurement("3.9", event_id="m-1", period="2023-01", received_after_seconds=60),
        events.measurement("4.1", event_id="m-2", period="2023-02", received_after_seconds=90),
    ]

    [row] = rows_of(told).statuses

    assert (row.partition, row.known_offset) == (3, 2)
    assert row.decided_at == events.FIRST_RECEIVED_AT + timedelta(seconds=90)
    assert row.key == f"target/{TARGET}@H20"


def test_a_target_not_yet_in_force_has_no_row_but_a_day_to_look_again() -> None:
    """A target set for a later day is absent until then, and the sweep knows when to look."""
    told = [events.target(effective_on="2023-06-01")]

    before = rows_of(told, date(2023, 5, 31))
    after = rows_of(told, date(2023, 6, 1))

    assert before.statuses == ()
    assert before.review_after == date(2023, 6, 1)
    assert status_of(after).phase == "not_due"


def test_a_withdrawn_target_stays_with_the_phase_withdrawn() -> None:
    """A target taken out of its plan is still shown, as withdrawn."""
    told = [
        events.target(),
        events.withdrawn("kinh-te-so", TARGET, effective_on="2023-02-01"),
    ]

    assert status_of(rows_of(told)).phase == "withdrawn"


def test_a_target_moved_to_another_scope_is_told_as_withdrawn_from_the_first() -> None:
    """Readers by target and scope hear that the scope left is done with."""
    told = [
        events.target(),
        events.target(
            scope="H20.14", revision=2, reason="Chuyển phạm vi", effective_on="2023-02-01"
        ),
    ]

    rows = rows_of(told)

    phases = {row.key: (row.shown, said(row).phase) for row in rows.statuses}
    assert phases == {
        f"target/{TARGET}@H20.14": (True, "not_due"),
        f"target/{TARGET}@H20": (False, "withdrawn"),
    }


def test_a_task_moved_to_another_scope_is_told_as_withdrawn_from_the_first() -> None:
    """Readers by task and scope hear that the scope left is done with, from the day it is."""
    told = [
        events.task(),
        events.task(scope="H20.14", revision=2, reason="Chuyển phạm vi", effective_on="2023-02-01"),
    ]

    before = rows_of(told, date(2023, 1, 31), "task/kho-du-lieu")
    after = rows_of(told, date(2023, 2, 1), "task/kho-du-lieu")

    assert [row.key for row in before.statuses] == ["task/kho-du-lieu@H20"]
    phases = {row.key: (row.shown, said(row).phase, said(row).reason) for row in after.statuses}
    assert phases == {
        "task/kho-du-lieu@H20.14": (True, "not_due", "no_quantity"),
        "task/kho-du-lieu@H20": (False, "withdrawn", "withdrawn"),
    }
    [gone] = [said(row) for row in after.statuses if not row.shown]
    assert isinstance(gone, TaskStatus)
    assert (gone.overdue, gone.official_verdict) == (False, None)


def test_a_plan_stands_as_its_revision_in_force_says() -> None:
    """An amendment with a later day changes the row on that day, body and all."""
    first = events.plan()
    amended = events.event(
        "plan.amended",
        "plan-2",
        "plan/ke-hoach-1",
        {
            **orjson.loads(first.value)["data"],
            "effective_on": "2023-07-01",
            "title": "Kế hoạch điều chỉnh",
            "revision": 2,
            "reason": "Bổ sung nhiệm vụ",
        },
    )

    before = rows_of([first, amended], date(2023, 6, 30), "plan/ke-hoach-1")
    after = rows_of([first, amended], date(2023, 7, 1), "plan/ke-hoach-1")

    assert before.stated is not None
    assert before.review_after == date(2023, 7, 1)
    assert after.stated is not None
    assert orjson.loads(after.stated.body)["title"] == "Kế hoạch điều chỉnh"
    assert orjson.loads(before.stated.body)["rows"][0]["text"] == "Tỷ trọng kinh tế số"


def test_a_message_is_the_canonical_encoding_of_its_model() -> None:
    """The bytes put together from the stored status are those the contract would write."""
    [row] = rows_of([events.target(), events.measurement("4.25", event_id="m-1")]).statuses
    queued = QueuedStatus(row.key, 7, row.payload, DAY, "3:1", row.decided_at)

    message = status_message(queued)

    parsed = STATUS_ADAPTER.validate_json(message)
    assert encode(parsed) == message
    assert (parsed.id, parsed.data.status_seq) == (f"{row.key}#7", 7)
    assert parsed.data.status == said(row)
    assert parsed.time == row.decided_at


@pytest.mark.parametrize(
    ("record", "code", "problem"),
    [
        (LogRecord(1, 5, 0, b"indicator/x", None), "foreign_record", "Invalid JSON"),
        (LogRecord(1, 5, 0, b"indicator/x", b"{"), "foreign_record", "Invalid JSON"),
        (
            LogRecord(1, 5, 0, b"indicator/x", events.of_a_later_version("indicator/x")),
            "unreadable_record",
            "type",
        ),
        (
            LogRecord(1, 5, 0, b"plan/another", events.plan().value),
            "foreign_record",
            "key is not the subject",
        ),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_with_its_place(
    record: LogRecord, code: str, problem: str
) -> None:
    """The refusal names partition, offset and what was wrong; nothing is skipped."""
    with pytest.raises(Refused) as refused:
        read_record(record)

    assert refused.value.reason.code == code
    assert "1:5" in refused.value.reason.vi
    assert problem in refused.value.reason.en


PERIODS = ("2022", "2023-01", "2023-02", "2023-Q1", "2023")


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    """An indicator with its target, some reports, corrections of them and withdrawals."""
    told = [events.indicator(), events.target()]
    for number in range(draw(st.integers(0, 6))):
        value = str(draw(st.integers(0, 90)) / 10)
        told.append(
            events.measurement(
                value,
                event_id=f"m-{number}",
                period=draw(st.sampled_from(PERIODS)),
                observation_status=draw(st.sampled_from(["A", "E", "P"])),
            )
        )
    if draw(st.booleans()):
        told.append(events.withdrawn("kinh-te-so", TARGET, effective_on="2023-02-01"))
    return told


def content(rows: SubjectRows) -> object:
    """Rows without the places that facts took on the log."""
    statuses = {(row.key, row.payload, row.as_of, row.shown) for row in rows.statuses}
    return (rows.review_after, statuses, rows.stated)


@given(histories(), st.data())
def test_order_duplicates_and_batches_change_no_row(told: list[Told], data: st.DataObject) -> None:
    """Any order, with any events repeated, in any batches, gives the same rows."""
    shuffled = data.draw(st.permutations(told + data.draw(st.lists(st.sampled_from(told)))))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(shuffled)))) | {0, len(shuffled)})
    admitted = on_log(list(shuffled))
    state = SubjectState(3)
    for start, end in pairwise(cuts):
        state = extend(state, admitted[start:end])

    assert content(derive(SUBJECT, state, DAY)) == content(rows_of(told))


@given(histories(), st.integers(0, 700))
def test_rows_hold_until_their_review_day(told: list[Told], days: int) -> None:
    """On every day before review_after the rows are those of today, but for the day itself."""
    today = rows_of(told)
    later = DAY + timedelta(days=days)
    if today.review_after is not None and later >= today.review_after:
        later = today.review_after - timedelta(days=1)

    then = rows_of(told, later)

    assert [row.payload for row in then.statuses] == [row.payload for row in today.statuses]
    assert then.stated == today.stated
