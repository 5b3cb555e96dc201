"""The envelope: CloudEvents with the types that are known, each on the subjects it may have."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from contracts.codec import decode
from contracts.envelope import EVENT_TYPES
from contracts.measurements import MeasurementReported
from contracts.problems import FieldCode
from contracts.untrusted import Unreadable, read_untrusted
from domain.identity import EventRef
from domain.measurement import ReportStated
from tests.contracts.events import REPORTED, with_data

DATED = {"effective_on": "2023-01-01"}


def refusals(event: dict[str, Any]) -> list[str]:
    """Return the types of error with which an event is refused."""
    with pytest.raises(ValidationError) as caught:
        decode(orjson.dumps(event))
    return [error["type"] for error in caught.value.errors()]


def event(kind: str, subject: str, **data: object) -> dict[str, Any]:
    """Return an event of a type on a subject."""
    return {**REPORTED, "type": f"vn.chitieu.{kind}.v1", "subject": subject, "data": data}


def test_an_event_knows_who_said_what_of_what() -> None:
    """Its identity is its agency and the id that the agency gave it."""
    read = decode(orjson.dumps(REPORTED))
    assert read.ref == EventRef("H20.14", "m-1")
    assert (read.subject_kind, read.subject_id) == ("indicator", "kinh-te-so-grdp")
    assert isinstance(read.data, MeasurementReported)
    assert read.data.source_kind == "printed"
    fact = read.to_domain()
    assert isinstance(fact, ReportStated)
    assert fact.report == read.ref
    assert fact.stamp.effective_on is None


def test_the_types_are_versioned_and_past_tense() -> None:
    """Twenty-one types, each `vn.chitieu.<subject>.<happened>.v1`."""
    assert len(EVENT_TYPES) == 21
    assert all(name.startswith("vn.chitieu.") and name.endswith(".v1") for name in EVENT_TYPES)


@pytest.mark.parametrize(
    ("subject", "error"),
    [
        ("task/kinh-te-so-grdp", "subject_kind"),
        ("kinh-te-so-grdp", "subject_kind"),
        ("", "subject_kind"),
        ("indicator/", "subject_id"),
        ("indicator/Kinh tế số", "subject_id"),
        ("indicator/a/b", "subject_id"),
        ("indicator/" + "a" * 97, "subject_id"),
        ("indicator/" + "a" * 120, "string_too_long"),
    ],
)
def test_a_measurement_is_of_an_indicator(subject: str, error: str) -> None:
    """The subject is `indicator/<id>`, in the one spelling of the id."""
    assert refusals({**REPORTED, "subject": subject}) == [error]


def test_an_agency_is_a_subject_under_its_canonical_id_only() -> None:
    """Otherwise one agency would have two keys on the log."""
    registered = {**DATED, "name": "Sở Thông tin và Truyền thông"}
    decode(orjson.dumps(event("agency.registered", "agency/H20.14", **registered)))
    older = event("agency.registered", "agency/000.00.14.H20", **registered)
    assert refusals(older) == ["subject_spelling"]
    assert refusals(event("agency.registered", "agency/so-tttt", **registered)) == ["subject_id"]


def test_a_deadline_and_a_verdict_are_of_a_target_or_of_a_task() -> None:
    """A target is named in the data; a task is the subject itself."""
    due = {**DATED, "due_on": "2023-08-31"}
    of_target = event("deadline.resolved", "indicator/a", **due, target="chi-tieu-1")
    of_task = event("deadline.resolved", "task/nhiem-vu-1", **due)
    facts = [decode(orjson.dumps(one)).to_domain() for one in (of_target, of_task)]
    assert [fact.of for fact in facts] == ["chi-tieu-1", "nhiem-vu-1"]  # type: ignore[union-attr] # resolutions
    assert refusals(event("deadline.resolved", "plan/a", **due)) == ["subject_kind"]


def test_a_flaw_in_a_list_is_found_by_its_place() -> None:
    """The path of a field counts list items from 0, as the sender wrote them."""
    row = {"id": "r-1", "number": "1", "text": "Chỉ tiêu", "kind": "target"}
    plan = {
        **DATED,
        "issuer": "H20",
        "title": "Kế hoạch",
        "period": "2023",
        "focal_point": "H20.14",
        "rows": [row, {**row, "id": "r 2"}],
    }
    with pytest.raises(Unreadable) as caught:
        read_untrusted(orjson.dumps(event("plan.issued", "plan/p", **plan)))
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("data.rows.1.id", FieldCode.SLUG)


@pytest.mark.parametrize("address", ["", "có dấu", "a b", "a\x00b", "a" * 301])
def test_a_schema_s_address_is_visible_ascii(address: str) -> None:
    """It is kept as it came, so nothing is let in that a database would refuse to hold."""
    (error,) = refusals({**REPORTED, "dataschema": address})
    assert error.startswith("string_")


@pytest.mark.parametrize("name", ["specversion", "id", "source", "subject", "time", "data"])
def test_every_attribute_is_needed(name: str) -> None:
    """None has a default that could hide its absence."""
    assert refusals({key: REPORTED[key] for key in REPORTED if key != name}) == ["missing"]


def test_nothing_unknown_is_let_through() -> None:
    """A misspelt field is a question to the sender, not data to drop."""
    assert refusals({**REPORTED, "extension": "x"}) == ["extra_forbidden"]
    assert refusals(with_data(ghi_chu="x")) == ["extra_forbidden"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"value": {"kind": "ratio", "numerator": "1", "denominator": "0"}}, "ratio"),
        ({"value": {"kind": "ratio", "numerator": "-1", "denominator": "2"}}, "ratio"),
        ({"value": {"kind": "band", "value": "1"}}, "union_tag_invalid"),
        ({"value": "3.7"}, "dict_type"),
        ({"value": {"kind": "done", "done": 1}}, "bool_type"),
        ({"definition": 0}, "greater_than_equal"),
        ({"definition": 10_001}, "less_than_equal"),
        ({"definition": True}, "int_type"),
        ({"observation_status": "Z"}, "literal_error"),
    ],
)
def test_a_value_is_one_of_four_kinds(data: dict[str, object], error: str) -> None:
    """Number, ratio, bound, done: each strict."""
    assert refusals(with_data(**data))[-1] == error


def test_a_miss_cannot_be_confirmed_without_its_reason() -> None:
    """*Ghi chú* is filled for every *chưa đạt*; blanks are no reason."""
    verdict = {**DATED, "target": "t", "scope": "H20", "period": "2022", "verdict": "chua_dat"}
    assert refusals(event("evaluation.confirmed", "indicator/a", **verdict)) == ["reason_missing"]
    blank = event("evaluation.confirmed", "indicator/a", **verdict, reason="  ")
    assert refusals(blank) == ["reason_missing"]


def test_the_parts_of_a_compound_target_are_distinct() -> None:
    """A value names its part by its id."""
    part = {"id": "a", "text": "cấp tỉnh", "rule": {"kind": "milestone"}}
    target = {
        **DATED,
        "target": "t",
        "plan": "p",
        "row": "r",
        "number": "II.6",
        "text": "Hồ sơ công việc",
        "scope": "H20",
        "unit": "%",
        "period": "2023",
        "deadline": {"kind": "year_end", "year": 2023},
        "rule": {"kind": "compound", "parts": [part, part]},
    }
    assert refusals(event("target.set", "indicator/a", **target)) == ["parts_distinct"]


@pytest.mark.parametrize(
    "deadline",
    [
        {"kind": "date", "on": "2000-01-01", "exclusive": True},
        {"kind": "before_month", "year": 2000, "month": 1},
    ],
)
def test_a_deadline_falls_due_on_a_day_that_can_be_shown(deadline: dict[str, object]) -> None:
    """*Trước ngày 01/01/2000* would be due in 1999, outside of every status."""
    task = {
        **DATED,
        "plan": "p",
        "row": "r",
        "number": "1",
        "text": "Nhiệm vụ",
        "scope": "H20",
        "period": "2023",
        "deadline": deadline,
    }
    assert refusals(event("task.assigned", "task/t", **task)) == ["date_range"]


def test_every_row_of_a_plan_has_an_id_of_its_own() -> None:
    """Two rows of one id would be one row to whoever reads its targets."""
    row = {"id": "i-1", "number": "I.1", "text": "Kinh tế số trên GRDP", "kind": "target"}
    plan = {
        "effective_on": "2023-01-03",
        "issuer": "H20",
        "title": "Kế hoạch chuyển đổi số năm 2023",
        "period": "2023",
        "focal_point": "H20.14",
        "rows": [row, {**row, "number": "I.2"}],
    }
    assert refusals(event("plan.issued", "plan/a", **plan)) == ["rows_distinct"]
