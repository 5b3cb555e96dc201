"""`explain --verify`: the log's own records give every answer again, and what differs is named."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from contracts.codec import encode
from contracts.status import TargetStatus, TaskStatus
from domain.evidence_words import Because
from services.api.answers import ParkedItem, Words
from services.api.asof import judge_subjects
from services.api.explanation import argue as explanation
from services.api.explanation.answers import ExplanationAnswer
from services.api.explanation.book import Book
from services.api.load import Moment
from services.api.rows import Known, LoggedRecord
from services.api.views import Names
from services.cli.explain_text import lines, verified_lines
from services.cli.rederive import verify
from services.projector.fold import LogRecord
from tests.services.api.read_model import example_events

RECEIVED_AT = datetime(2023, 1, 2, 1, 0, tzinfo=UTC)
DAYS = (date(2022, 12, 31), date(2023, 9, 15), date(2024, 1, 1))
EVENTS = [*example_events("dong_thap_2022"), *example_events("dong_thap_2023")]
LOG = [
    LogRecord(
        0, at, 0, one.subject.encode(), encode(one.model_copy(update={"receivedat": RECEIVED_AT}))
    )
    for at, one in enumerate(EVENTS)
]


def subject_records(subject: str) -> list[LogRecord]:
    """The records of one subject, in the order of the log."""
    return [record for record in LOG if record.key == subject.encode()]


def explained(
    status: TargetStatus | TaskStatus, subject: str, day: date, parked: ParkedItem | None = None
) -> ExplanationAnswer:
    """What the api answers for a status that it has judged from its kept facts."""
    kept = [
        LoggedRecord(one.key.decode(), one.partition, one.offset, one.value)
        for one in LOG
        if one.key is not None and one.value is not None
        if one.key.decode() in (subject, f"plan/{status.plan}")
    ]
    known: Known[TargetStatus] | Known[TaskStatus]
    if isinstance(status, TargetStatus):
        known = Known(status, day, None)
    else:
        known = Known(status, day, None)
    question = explanation.Question(known, subject, parked)
    book = Book(kept)
    argued = explanation.explain(question, book)
    assert argued is not None
    moment = Moment(day, (f"0:{len(LOG) - 1}",))
    return explanation.answer(question, argued, book, Names({}), moment)


def every_answer(day: date) -> list[ExplanationAnswer]:
    """The explanations of all targets and tasks of both example plans on a day."""
    judged = judge_subjects([one.value for one in LOG if one.value is not None], day)
    targets = [explained(one, f"indicator/{one.indicator}", day) for one in judged.targets]
    return [*targets, *(explained(one, f"task/{one.task}", day) for one in judged.tasks)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_log_gives_every_explanation_of_both_plans_again(day: date) -> None:
    """Status, reasons, places and bytes of all targets and tasks, on three days; as text, too."""
    answers = every_answer(day)
    assert len(answers) >= 15
    for told in answers:
        assert told.consistent
        done = verify(told, subject_records(told.facts.subject))
        assert done.differences == ()
        text = list(lines(told))
        assert text[0].startswith("GIẢI TRÌNH ")
        named = {f"{item.event.agency}/{item.event.event_id}" for item in told.evidence[:10]}
        assert all(any(name in line for line in text) for name in named)
        assert next(verified_lines(done, told)).startswith("KHỚP")


def row_4() -> ExplanationAnswer:
    """The explanation of row 4 of Phụ lục I, after its confirmation."""
    return next(told for told in every_answer(DAYS[1]) if told.name == "kh144-pl1-04")


def _other_value(record: LogRecord) -> LogRecord:
    return record._replace(value=(record.value or b"").replace(b"25.94", b"95.94"))


def _moved(record: LogRecord) -> LogRecord:
    return record._replace(offset=record.offset + 500)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_other_value, {"facts.sha256", "H20.14/kh144-pl1-04-result sha256", "status.series"}),
        (_moved, {"H20.14/kh144-pl1-04-result position"}),
        (
            lambda record: record._replace(value=b"{}"),
            {"facts.count", "status.provisional_verdict"},
        ),
    ],
    ids=["bytes", "place", "unreadable"],
)
def test_what_the_log_says_otherwise_is_named(
    change: Callable[[LogRecord], LogRecord], named: set[str]
) -> None:
    """A record with other bytes, at another place, or that cannot be read: all that follows."""
    told = row_4()
    records = [
        change(one) if b"kh144-pl1-04-result" in (one.value or b"") else one
        for one in subject_records(told.facts.subject)
    ]
    done = verify(told, records)
    assert {one.what for one in done.differences} >= named
    assert "KHÁC" in next(verified_lines(done, told))


def test_a_record_that_is_not_on_the_log_is_named() -> None:
    """What the read model kept and the log has not: neither its count nor its verdict stands."""
    told = row_4()
    records = subject_records(told.facts.subject)
    kept = [one for one in records if b"evaluation" not in (one.value or b"")]
    found = {one.what: one for one in verify(told, kept).differences}
    assert found["H20/kh144-pl1-04-evaluation"].log == "not on the log"
    assert found["status.official_verdict"].answer == '"chua_dat"'


def test_an_event_that_lies_twice_on_the_log_counts_once() -> None:
    """With identical bytes it changes nothing; with others it is told."""
    told = row_4()
    records = subject_records(told.facts.subject)
    again = records[-1]._replace(offset=900)
    assert verify(told, [*records, again]).differences == ()
    other = again._replace(value=(again.value or b"") + b" ")
    assert verify(told, [*records, other]).differences[0].log.endswith("≠ 0:900")


def test_a_stray_record_that_ingest_did_not_write_is_none_of_its_facts() -> None:
    """Under the subject's key, and of another subject: the projector puts it aside as well."""
    told = row_4()
    records = subject_records(told.facts.subject)
    stray = LOG[0]._replace(offset=900, key=records[0].key)
    assert LOG[0].key != stray.key
    assert verify(told, [*records, stray]).differences == ()


def test_an_estimate_is_marked_in_the_text() -> None:
    """Among the evidence, too, where every fact is told by its value."""
    told = next(one for one in every_answer(DAYS[1]) if one.name == "cds2023-pl7-iii-06")
    estimates = [item for item in told.evidence if item.observation_status == "E"]
    text = list(lines(told))
    assert estimates
    for item in estimates:
        assert any(f"{item.value_text} (ước)" in line for line in text)


def test_an_answer_that_was_tampered_with_is_found_out() -> None:
    """A verdict, or a reason, that the facts do not bear."""
    told = row_4()
    records = subject_records(told.facts.subject)
    status = told.status.model_copy(update={"provisional_verdict": "dat"})
    assert [one.what for one in verify(told.model_copy(update={"status": status}), records)
            .differences] == ["status.provisional_verdict"]  # fmt: skip
    first = told.evidence[0].model_copy(update={"because": Because.AMENDED})
    changed = told.model_copy(update={"evidence": [first, *told.evidence[1:]]})
    assert [one.log for one in verify(changed, records).differences] == ["states_target"]


def test_what_waits_behind_a_poisoned_event_is_left_out() -> None:
    """The status is that of before; the explanation says that later events wait."""
    records = subject_records("indicator/ho-so-tthc-xu-ly-truc-tuyen")
    status = row_4().status
    parked = ParkedItem(
        subject="indicator/ho-so-tthc-xu-ly-truc-tuyen",
        position=f"0:{records[-1].offset + 1}",
        since=RECEIVED_AT,
        events=1,
        event=None,
        shown_as_of=DAYS[1],
        code="unreadable_record",
        words=Words(vi="Không đọc được", en="Cannot be read"),
        note=Words(vi="Có sự kiện đang chờ", en="Events wait"),
    )
    told = explained(status, "indicator/ho-so-tthc-xu-ly-truc-tuyen", DAYS[1], parked)
    poisoned = LogRecord(0, records[-1].offset + 1, 0, records[-1].key, b"\xff")
    assert verify(told, [*records, poisoned]).differences == ()
    assert "Có sự kiện đang chờ" in list(lines(told))
