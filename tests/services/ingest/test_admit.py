"""Admission, event by event: what fits what is known, and why the rest does not."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.rejections import Refusal, RefusalCode
from tests.services.ingest import events
from tests.services.ingest.deciding import after, ask, credential, verdict
from tests.services.ingest.events import Event

ADMITTED = ("admitted", "")
BUDGET = {"plan": events.PLAN, "project": "Cổng dữ liệu", "year": 2023, "amount_million_vnd": "950"}
LETTER = {"number": "12/CV-STC", "issued_on": "2023-01-05"}


def budget(**data: Any) -> Event:
    """Money is allocated to a project."""
    content = events.statement(**BUDGET | data)
    return events.event("budget.allocated", "project/cong-du-lieu", content)


def budget_withdrawn(revision: int = 2, **data: Any) -> Event:
    """The amount is taken out of the plan."""
    content = {"plan": events.PLAN, "year": 2023, "revision": revision, "reason": "bỏ"} | data
    return events.event("budget.withdrawn", "project/cong-du-lieu", events.statement(**content))


def succeeded(**data: Any) -> Event:
    """One agency's duties pass to another."""
    content = events.statement(**{"successors": [events.LEAD], "reason": "hợp nhất"} | data)
    return events.event("agency.succeeded", f"agency/{events.BANK}", content)


def of_task(kind: str, **data: Any) -> Event:
    """A settlement of the task."""
    return events.event(kind, f"task/{events.TASK}", events.statement(**data))


def plan_amended(revision: int = 2, subject: str = events.PLAN, **data: Any) -> Event:
    """The plan's whole new state."""
    content = events.plan_data(revision=revision, reason="bổ sung", **data)
    return events.event("plan.amended", f"plan/{subject}", content)


def compound(*parts: str) -> dict[str, Any]:
    """A rule of several parts."""
    rule = {"kind": "count", "minimum": "1"}
    return {"kind": "compound", "parts": [{"id": p, "text": p, "rule": rule} for p in parts]}


FITS: list[tuple[str, list[Event], Event]] = [
    ("a report of the lead", [], events.report()),
    ("an estimate of the running year", [], events.report(period="2023", observation_status="E")),
    ("a provisional value", [], events.report(period="2023", observation_status="P")),
    ("a final value of a period that ended", [], events.report(period="2023-06")),
    ("a final value on the period's last day", [], events.report(period="2023-01-01/2023-09-15")),
    ("a correction", [events.report(name="r")], events.corrected("r")),
    ("a correction that leaves a gap", [events.report(name="r")], events.corrected("r", 7)),
    ("a report taken back", [events.report(name="r")], events.report_withdrawn("r")),
    ("a plan amended", [], plan_amended()),
    ("an indicator redefined", [], events.redefined()),
    ("a target amended", [], events.target_amended()),
    ("a target withdrawn", [], events.target_withdrawn()),
    ("a task amended", [], events.task_amended()),
    ("a task's status", [], events.task_status()),
    (
        "what was done of the parts of a task",
        [events.task_amended(quantity=compound("so", "huyen"))],
        events.task_status(quantities=[{"part": "so", "value": {"kind": "done", "done": True}}]),
    ),
    ("a deadline resolved", [], events.deadline()),
    ("a deadline resolved again", [events.deadline()], events.deadline(revision=2)),
    ("an evaluation", [], events.evaluation()),
    ("an evaluation of a part of the period", [], events.evaluation(period="2023-Q2")),
    (
        "a deadline that waits for an event",
        [events.task_amended(deadline={"kind": "before_event", "event": "đưa vào sử dụng"})],
        of_task("deadline.resolved", due_on="2023-10-01"),
    ),
    (
        "a deadline that another authority fixes",
        [events.task_amended(deadline={"kind": "external", "text": "Theo yêu cầu của TW"})],
        of_task("deadline.resolved", due_on="2023-10-01"),
    ),
    (
        "the open deadline of a task",
        [events.task_amended(deadline={"kind": "unresolved", "text": "Khi có văn bản của Bộ"})],
        of_task("deadline.resolved", due_on="2023-10-01"),
    ),
    (
        "an evaluation of a task",
        [],
        of_task("evaluation.confirmed", scope="H20", period="2023", verdict="dat"),
    ),
    (
        "a status of a task that goes at the year's end",
        [events.task_withdrawn(effective_on="2023-12-31")],
        events.task_status(),
    ),
    (
        "an evaluation of a target that goes at the year's end",
        [events.target_withdrawn(effective_on="2023-12-31")],
        events.evaluation(),
    ),
    (
        "a target on a row that the plan drops at the year's end",
        [plan_amended(rows=[], effective_on="2023-12-31")],
        events.target(target="khac"),
    ),
    ("an agency registered again", [], events.agency(events.BANK, revision=2)),
    ("an agency succeeded", [], succeeded()),
    ("money allocated", [], budget()),
    ("money allocated for two years", [budget()], budget(year=2024)),
    ("money allocated from two sources", [budget(source="NSTW")], budget(source="NSDP")),
    ("an amount that is not printed", [], budget(amount_million_vnd=None)),
    ("money allocated otherwise", [budget()], budget(revision=2)),
    ("money withdrawn", [budget()], budget_withdrawn()),
    ("money withdrawn and allocated again", [budget(), budget_withdrawn()], budget(revision=3)),
    ("a target set again", [events.target_withdrawn(2)], events.target_amended(3)),
    ("a task assigned again", [events.task_withdrawn(2)], events.task_amended(3)),
    ("a definition that is named", [events.redefined()], events.report(definition=2)),
    (
        "a part that the definition has",
        [events.redefined(parts=["thuc-hanh"])],
        events.report(definition=2, part="thuc-hanh"),
    ),
    (
        "a compound target on the parts of its definition",
        [events.indicator("hai-phan", parts=["a", "b"])],
        events.target("hai-phan", target="hai-phan-2023", rule=compound("a", "b")),
    ),
]

REFUSED: list[tuple[str, str, list[Event], Event]] = [
    ("occurred_in_the_future", "time", [], {**events.report(), "time": "2023-09-15T03:05:01Z"}),
    ("unknown_agency", "source", [], events.report(source="H20.99", scope="H20.99")),
    ("unknown_agency", "data.scope", [], events.report(scope="H20.99")),
    ("unknown_agency", "data.on_behalf_of.agency", [],
     events.report(source=events.FOCAL_POINT, on_behalf_of={"agency": "H20.99", "letter": LETTER})),
    ("unknown_agency", "data.focal_point", [], events.plan(focal_point="H20.99")),
    ("unknown_agency", "data.report_duties.0.recipient", [],
     events.plan(report_duties=[{"reporter": "H20", "recipient": "H20.99",
                                 "due_on": "2023-11-29"}])),
    ("unknown_agency", "data.lead.0", [], events.target(target="khac", lead=["H20.99"])),
    ("unknown_agency", "data.rule.members.0.agency", [],
     events.target(target="khac", rule={"kind": "for_all", "members": [
         {"agency": "H20.99", "minimum": "1", "valid_from": "2023-01-01"}]})),
    ("unknown_agency", "data.members.0", [],
     events.agency("local:nhom", kind="group", members=("H20.99",))),
    ("unknown_agency", "data.parent", [], events.agency("H20.77", parent="H20.99")),
    ("unknown_agency", "data.successors.0", [], succeeded(successors=["H20.99"])),
    ("unknown_plan", "data.plan", [], events.target(target="khac", plan="khong-co")),
    ("unknown_plan", "data.plan", [], budget(plan="khong-co")),
    ("unknown_plan", "subject", [], plan_amended(subject="khong-co")),
    ("unknown_row", "data.row", [], events.target(target="khac", row="i-9")),
    ("unknown_indicator", "subject", [], {**events.report(), "subject": "indicator/khong-co"}),
    ("unknown_indicator", "subject", [], events.target("khong-co", target="khac")),
    ("unknown_indicator", "subject", [], {**events.redefined(), "subject": "indicator/khong-co"}),
    ("unknown_target", "data.target", [], events.evaluation(target="khong-co")),
    ("unknown_target", "data.target", [], events.target_amended(target="khong-co")),
    ("unknown_task", "subject", [], {**events.task_status(), "subject": "task/khong-co"}),
    ("unknown_task", "subject", [], {**events.task_amended(), "subject": "task/khong-co"}),
    ("unknown_task_part", "data.quantities.0.part",
     [events.task_amended(quantity=compound("so", "huyen"))],
     events.task_status(quantities=[{"part": "xa", "value": {"kind": "done", "done": True}}])),
    ("unknown_task_part", "data.quantities.0.part", [],
     events.task_status(quantities=[{"part": "so", "value": {"kind": "done", "done": True}}])),
    ("unknown_agency", "data.members.0.agency", [],
     events.target(target="khac", members=[{"agency": "H20.99", "valid_from": "2023-01-01"}])),
    ("unknown_report", "data.report", [], events.corrected("khong-co")),
    ("unknown_report", "data.report", [events.report(name="r")],
     events.corrected("r", of=events.BANK)),
    ("other_subject", "subject", [events.indicator("khac"), events.report(name="r")],
     {**events.corrected("r"), "subject": "indicator/khac"}),
    ("other_subject", "subject", [events.indicator("khac")],
     {**events.evaluation(), "subject": "indicator/khac"}),
    ("other_scope", "data.scope", [], events.evaluation(scope=events.DISTRICT)),
    ("other_period", "data.period", [], events.evaluation(period="2022")),
    ("other_period", "data.period", [], events.evaluation(period="2022-01-01/2023-09-01")),
    ("other_period", "data.period", [],
     of_task("evaluation.confirmed", scope="H20", period="2022", verdict="dat")),
    ("deadline_not_open", "data.due_on", [],
     {**events.deadline(target=events.TARGET), "subject": f"indicator/{events.INDICATOR}"}),
    ("deadline_not_open", "data.due_on", [], of_task("deadline.resolved", due_on="2023-10-01")),
    ("deadline_not_open", "data.due_on", [events.task_amended(deadline={"kind": "continuous"})],
     of_task("deadline.resolved", due_on="2023-10-01")),
    ("target_missing", "data.target", [],
     events.event("deadline.resolved", f"indicator/{events.INDICATOR}",
                  events.statement(due_on="2023-10-01"))),
    ("target_not_expected", "data.target", [],
     of_task("deadline.resolved", target=events.TARGET, due_on="2023-10-01")),
    ("already_stated", "type", [], events.plan()),
    ("already_stated", "type", [], events.indicator()),
    ("already_stated", "type", [], events.target()),
    ("already_stated", "type", [], events.task()),
    ("already_stated", "data.revision", [], events.agency(events.BANK)),
    ("already_stated", "data.revision", [events.deadline()], events.deadline()),
    ("already_stated", "data.revision", [events.evaluation()], events.evaluation()),
    ("already_stated", "data.revision", [succeeded()], succeeded()),
    ("revision_not_higher", "data.revision", [plan_amended(3)], plan_amended(2)),
    ("revision_not_higher", "data.revision", [events.redefined(3)], events.redefined(3)),
    ("revision_not_higher", "data.revision", [events.target_amended(2)], events.target_amended(2)),
    ("revision_not_higher", "data.revision", [events.task_amended(4)], events.task_amended(3)),
    ("revision_not_higher", "data.revision", [events.report(name="r"), events.corrected("r", 3)],
     events.corrected("r", 3)),
    ("revision_not_higher", "data.revision", [events.target_withdrawn(3)],
     events.target_amended(3)),
    ("withdrawn", "subject", [events.target_withdrawn(2)], events.target_withdrawn(3)),
    ("already_stated", "data.revision", [budget()], budget()),
    ("withdrawn", "subject", [budget(), budget_withdrawn()], budget_withdrawn(3)),
    ("unknown_plan", "data.plan", [], budget_withdrawn(plan="khong-co")),
    ("unknown_amount", "data.source", [], budget_withdrawn()),
    ("unknown_amount", "data.source", [budget()], budget_withdrawn(source="viết nhầm")),
    ("withdrawn", "subject", [events.target_withdrawn(2)], events.evaluation()),
    ("withdrawn", "subject",
     [events.target_withdrawn(2, events.OPEN_TARGET, events.OPEN_INDICATOR)], events.deadline()),
    ("withdrawn", "subject", [events.task_withdrawn(2)], events.task_withdrawn(3)),
    ("withdrawn", "subject", [events.task_withdrawn(2)], events.task_status()),
    ("other_period", "data.period",
     [events.target_amended(period="2022", effective_on="2024-01-01")],
     events.evaluation(period="2022")),
    ("withdrawn", "subject", [events.report(name="r"), events.report_withdrawn("r")],
     events.corrected("r", 3)),
    ("definition_missing", "data.definition", [events.redefined()], events.report()),
    ("unknown_definition", "data.definition", [], events.report(definition=2)),
    ("unknown_definition", "data.definition", [], events.target(target="khac", definition=2)),
    ("unknown_part", "data.part", [], events.report(part="cap-huyen")),
    ("unknown_part", "data.rule.parts.1.id", [events.indicator("hai-phan", parts=["a"])],
     events.target("hai-phan", target="khac", rule=compound("a", "b"))),
    ("period_not_begun", "data.period", [], events.report(period="2024", observation_status="E")),
    ("period_not_begun", "data.period", [], events.evaluation(period="2023-Q4")),
    ("period_not_begun", "data.effective_on", [], events.task_status(effective_on="2023-09-16")),
    ("period_not_ended", "data.observation_status", [], events.report(period="2023")),
    ("period_not_ended", "data.observation_status", [],
     events.report(period="2023", observation_status="B")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "message"), [case[1:] for case in FITS], ids=[c[0] for c in FITS]
)
def test_what_fits_is_admitted(before: list[Event], message: Event) -> None:
    """The event may go on the log."""
    assert verdict(after(*before), message) == ADMITTED


@pytest.mark.parametrize(("code", "field", "before", "message"), REFUSED)
def test_what_does_not_fit_is_refused_with_its_field(
    code: str, field: str, before: list[Event], message: Event
) -> None:
    """One stable code, at the field that is wrong."""
    assert verdict(after(*before), message) == (code, field)


def test_a_clock_five_minutes_ahead_is_forgiven() -> None:
    """Clocks differ; more than five minutes is no longer a difference of clocks."""
    assert verdict(after(), {**events.report(), "time": "2023-09-15T03:05:00Z"}) == ADMITTED


def test_the_answer_to_a_repeated_statement_names_what_to_send() -> None:
    """Who defines an indicator twice is told of redefining it."""
    said = ask(after(), events.indicator())
    assert isinstance(said, Refusal)
    assert "indicator.redefined" in said.vi
    assert "indicator.redefined" in said.en


def test_every_refusal_has_words_for_the_ids_that_it_names() -> None:
    """Vietnamese and English, with no placeholder left open."""
    for _, _, before, message in REFUSED:
        said = ask(after(*before), message)
        assert isinstance(said, Refusal)
        assert said.vi
        assert said.en
        assert "{" not in said.vi + said.en


def test_the_table_of_refusals_is_complete() -> None:
    """Every code of admission is refused by a case of this module or of the authority's."""
    elsewhere = {
        "source_not_allowed", "scope_missing", "not_the_issuer", "not_the_owner",
        "not_a_reporter", "not_the_focal_point", "letter_missing", "unknown_inbound_topic",
        "id_conflict", "invalid_field", "internal_fault",
    }  # fmt: skip
    unreadable = {code.value for code in RefusalCode if code.value in _FIELD_CODES}
    here = {code for code, *_ in REFUSED}
    assert here | elsewhere | unreadable == {code.value for code in RefusalCode}


def test_a_source_without_the_right_is_refused_before_anything_is_told() -> None:
    """Who may not speak learns nothing of what exists."""
    stranger = credential(events.BANK, "report")
    assert verdict(after(), events.report(), stranger) == ("source_not_allowed", "source")


_FIELD_CODES = {
    "too_large", "empty", "not_utf8", "byte_order_mark", "not_json", "not_an_object", "too_deep",
    "duplicate_key", "number_form", "not_a_batch", "batch_too_long", "unknown_type",
    "reserved_field", "content_type",
}  # fmt: skip
